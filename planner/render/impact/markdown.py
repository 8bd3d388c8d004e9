"""What a change touches, for a pull request or a wiki."""

from collections.abc import Iterable, Sequence

from planner.model.plan import Hurt
from planner.model.views import ImpactView, Style
from planner.render._markdown import code, escape, markdown_table
from planner.render.impact._words import (
    batch_lines,
    chain,
    last_links,
    meanings,
    party_lines,
    through,
    title,
    verdict,
)


def render(view: ImpactView, style: Style) -> str:
    """Return a page; nothing is left out of its tables."""
    impact = view.impact
    lists = [
        ("Teams worth telling", impact.informed),
        ("Contracts", impact.contracts),
        ("Files", impact.files),
        ("Tasks to pass again", impact.gates),
    ]
    means = meanings(impact)
    blocks = [
        f"# {escape(title(view))}\n\n{escape(verdict(impact))}\n",
        f"{escape(means)}\n" if means else "",
        _section("Hurt directly", _direct(impact.direct)),
        _section("Hurt through others", _transitive(impact.transitive, style)),
        _section("Teams that must agree", _bullets(map(escape, party_lines(impact)))),
        *(_section(name, _bullets(map(code, values))) for name, values in lists),
        _section("Release again", _bullets(map(escape, batch_lines(impact)))),
        _section("Not known", _bullets(impact.notes)),  # notes set names in backticks themselves
    ]
    return "\n".join(block for block in blocks if block)


def _section(name: str, body: str) -> str:
    return f"## {name}\n\n{body}" if body else ""


def _bullets(items: Iterable[str]) -> str:
    return "".join(f"- {item}\n" for item in items)


def _direct(hurts: Sequence[Hurt]) -> str:
    rows = [[*_who(hurt), escape(through(hurt.links))] for hurt in hurts]
    return markdown_table(["Service", "Team", "Link", "Through"], rows)


def _transitive(hurts: Sequence[Hurt], style: Style) -> str:
    rows = [[*_who(h), escape(chain(h, style)), escape(through(last_links(h)))] for h in hurts]
    return markdown_table(["Service", "Team", "Chain", "Path", "Last step"], rows)


def _who(hurt: Hurt) -> list[str]:
    return [code(hurt.service), escape(hurt.team), hurt.strength.value]
