"""Frame of the HTML page: style, policy against loading anything, filter without scripts."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from itertools import combinations

from planner.model.finding import Severity

_COLORS = """
:root { color-scheme: light dark; --back: #ffffff; --text: #1b1f24; --soft: #57606a;
  --line: #d0d7de; --card: #f6f8fa; --breaking: #b3261e; --risky: #8a5a00; --safe: #1a6b36;
  --gone: #ffebe9; --come: #e6ffec; --focus: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --back: #0f1318; --text: #e6edf3; --soft: #9aa5b1;
  --line: #343b44; --card: #171c23; --breaking: #ff8b82; --risky: #e3b341; --safe: #6bd08a;
  --gone: #3c1618; --come: #12331d; --focus: #79b8ff; } }
"""
_LAYOUT = """
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 84rem; padding: 1rem; background: var(--back);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; } h3 { font-size: 1rem; margin: 0; }
code, pre { font: 0.85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
h2 code, h3 code { font-size: 0.95em; } a { color: var(--focus); }
summary { color: var(--soft); cursor: pointer; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
.filter { margin-right: 1.2rem; } .soft { color: var(--soft); }
.finding { border: 1px solid var(--line); border-left-width: 0.4rem; border-radius: 0.4rem;
  background: var(--card); margin: 0.8rem 0; padding: 0.8rem; }
.breaking { border-left-color: var(--breaking); } .risky { border-left-color: var(--risky); }
.safe, .accepted { border-left-color: var(--safe); }
.word { font-weight: 700; } .breaking .word { color: var(--breaking); }
.risky .word { color: var(--risky); } .safe .word, .accepted .word { color: var(--safe); }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 0.8rem; margin: 0.6rem 0; }
@media (max-width: 48rem) { .sides { grid-template-columns: 1fr; } }
figure { margin: 0; min-width: 0; } figcaption { color: var(--soft); overflow-wrap: anywhere; }
pre { margin: 0; padding: 0.4rem; border: 1px solid var(--line); border-radius: 0.3rem;
  background: var(--back); overflow-x: auto; }
pre.wrap { white-space: pre-wrap; }
.old mark { background: var(--gone); color: inherit; }
.new mark { background: var(--come); color: inherit; }
.number { color: var(--soft); user-select: none; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 0.8rem; margin: 0.4rem 0; }
dt { color: var(--soft); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
@media print { .filter, .skip, input { display: none; } }
"""


def _filter_rules() -> str:
    """Return what hides findings of a severity, and operations of which nothing is left."""
    rules = [
        f"#show-{severity}:not(:checked) ~ main .finding.{severity} {{ display: none; }}"
        for severity in Severity
    ]
    for size in range(1, len(Severity) + 1):
        for chosen in combinations(Severity, size):
            unchecked = " ~ ".join(f"#show-{severity}:not(:checked)" for severity in chosen)
            rules.append(f"{unchecked} ~ main .{group_class(chosen)} {{ display: none; }}")
    return "\n".join(rules)


def group_class(severities: Sequence[Severity]) -> str:
    """Return the class of an operation that has findings of these severities, and no others."""
    return "only-" + "-".join(severity for severity in Severity if severity in severities)


def page(title: str, body: str) -> str:
    """Return a whole page that loads nothing.

    Args:
        title: plain text.
        body: HTML that is safe already.
    """
    style = f"{_COLORS}{_LAYOUT}{_filter_rules()}\n"
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    rules = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{rules}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n{body}</body>\n</html>\n"
    )
