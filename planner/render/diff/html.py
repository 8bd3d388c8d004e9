"""`plan diff` as one HTML page: both sides next to each other. Loads nothing, runs no script."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from planner.model.diff_view import AcceptedItem, ContractDiff, DiffView, Item, SourceLine, Spot
from planner.model.finding import Severity
from planner.model.style import Style
from planner.render._text import clean, plural
from planner.render.diff._page import group_class, page
from planner.render.diff._words import (
    Group,
    breaks_text,
    change_of,
    fingerprint_of,
    groups_of,
    hidden_text,
    hurt_text,
    more_operations,
    proof_text,
    slot_of,
    summary_text,
    witness_of,
)

_MANY = 10
_IN_BACKTICKS = re.compile(r"`([^`]+)`")


def render(view: DiffView, style: Style) -> str:  # noqa: ARG001  the page has one style
    """Return a page that needs nothing but itself."""
    title = f"{view.old_name} → {view.new_name}"
    summary = f"<p><strong>{text_of(summary_text(view))}</strong></p>\n"
    return page_of(view, title, summary, heading="Contract comparison")


def page_of(view: DiffView, title: str, head: str, *, heading: str = "") -> str:
    """Return a page with the findings of a comparison.

    Args:
        view: the comparison.
        title: of the page, for people.
        head: what stands above the findings, as HTML.
        heading: of the page; empty: the title.
    """
    named = f"<p>{_sides_of(view)}</p>\n" if heading else ""
    body = [
        '<a class="skip" href="#findings">Skip to the findings</a>\n',
        f"<header>\n<h1>{text_of(heading or title)}</h1>\n{named}{head}",
        _paragraph(hidden_text(view)),
        "</header>\n",
        _filters(view),
        '<main id="findings">\n',
        *(_contract(contract, view) for contract in view.contracts),
        "</main>\n",
    ]
    return page(f"plan diff: {clean(title)}", "".join(body))


def _sides_of(view: DiffView) -> str:
    return f"{_code(view.old_name)} → {_code(view.new_name)}"


def _filters(view: DiffView) -> str:
    """Return a box for each severity; plain siblings of the findings, so that style can filter."""
    shown = [s for s in Severity if s is not Severity.SAFE or view.is_changelog]
    return "".join(
        f'<input type="checkbox" id="show-{severity}" checked>\n'
        f'<label class="filter" for="show-{severity}">{view.counts[severity]} {severity}</label>\n'
        for severity in shown
    )


def _contract(contract: ContractDiff, view: DiffView) -> str:
    parts = [f"<h2>{_code(_title(contract))}</h2>\n"] if contract.name else []
    parts += [_group(group, view) for group in groups_of(contract)]
    if contract.accepted:
        parts.append("<section>\n<h2>Accepted by the policy</h2>\n")
        parts += [_accepted(accepted, view) for accepted in contract.accepted]
        parts.append("</section>\n")
    return "".join(parts)


def _title(contract: ContractDiff) -> str:
    if not contract.new_name:
        return f"{contract.name} is gone"
    return contract.name if contract.old_name else f"{contract.name} is new"


def _group(group: Group, view: DiffView) -> str:
    name = group_class([item.finding.severity for item in group.items])
    items = "".join(_finding(item, view) for item in group.items)
    return f'<section class="{name}">\n<h2>{_code(group.title)}</h2>\n{items}</section>\n'


def _finding(item: Item, view: DiffView) -> str:
    severity = item.finding.severity
    facts = f"{_facts(_fact_rows(item, view))}{_operations(item)}{_witness(item)}"
    inner = f"{_heading(item, severity)}{_sides(item)}{facts}"
    return f'<article class="finding {severity}">\n{inner}</article>\n'


def _accepted(accepted: AcceptedItem, view: DiffView) -> str:
    item = accepted.item
    rows = [("Accepted", f"{accepted.reason} (until {accepted.expires})"), *_fact_rows(item, view)]
    return (
        f'<article class="finding accepted">\n{_heading(item, "accepted")}'
        f"{_sides(item)}{_facts(rows)}</article>\n"
    )


def _heading(item: Item, word: str) -> str:
    finding = item.finding
    return (
        f'<h3><span class="word">{word}</span> {_prose(finding.message)}</h3>\n'
        f'<p class="soft">{_code(finding.rule)}</p>\n'
    )


def _fact_rows(item: Item, view: DiffView) -> Iterator[tuple[str, str]]:
    finding = item.finding
    was, now = change_of(finding)
    yield "Was", was
    yield "Is", now
    yield "In", slot_of(finding)
    yield "Breaks", breaks_text(finding)
    yield "Because", proof_text(finding)
    yield "Hurts", hurt_text(finding, knows_consumers=view.knows_consumers)
    yield "Hint", finding.hint
    yield "Fingerprint", fingerprint_of(finding)


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    inner = "".join(f"<dt>{label}</dt><dd>{_prose(text)}</dd>\n" for label, text in rows if text)
    return f"<dl>\n{inner}</dl>\n" if inner else ""


def _sides(item: Item) -> str:
    sides = [("old", "Before", item.old), ("new", "After", item.new)]
    inner = "".join(_side(name, title, spot) for name, title, spot in sides)
    return f'<div class="sides">\n{inner}</div>\n' if item.spot else ""


def _side(name: str, title: str, spot: Spot | None) -> str:
    if spot is None:
        return f'<figure class="{name}"><figcaption>{title}: not there</figcaption></figure>\n'
    lines = "".join(_line(line, is_meant=line.number == spot.line) for line in spot.near)
    code = f"<pre>{lines}</pre>" if lines else ""
    caption = f"<figcaption>{title}: {_code(spot.address)}</figcaption>"
    return f'<figure class="{name}">{caption}{code}</figure>\n'


def _line(line: SourceLine, *, is_meant: bool) -> str:
    shown = "".join(char if char.isprintable() else " " for char in line.text).rstrip()
    text = f"<mark>{escape(shown)}</mark>" if is_meant else escape(shown)
    return f'<span class="number">{line.number:4d} </span>{text}\n'


def _witness(item: Item) -> str:
    witness = witness_of(item.finding)
    if witness is None:
        return ""
    label = text_of(witness.label[:1].upper() + witness.label[1:])
    wire = f"<p>On the wire: {_code(witness.wire)}</p>\n" if witness.wire else ""
    return f'<p>{label}:</p>\n<pre class="wrap">{text_of(witness.text)}</pre>\n{wire}'


def _operations(item: Item) -> str:
    """Return the other operations of a finding; many are there to unfold."""
    label, others = more_operations(item.finding)
    if not others:
        return ""
    listed = ", ".join(_code(operation) for operation in others)
    title = f"{label.capitalize()} {plural(len(others), 'operation')}"
    is_open = " open" if len(others) <= _MANY else ""
    return f"<details{is_open}><summary>{title}</summary>{listed}</details>\n"


def _paragraph(text: str) -> str:
    return f'<p class="soft">{text_of(text[:1].upper() + text[1:])}.</p>\n' if text else ""


def text_of(text: str) -> str:
    """Return text that HTML takes for text."""
    return escape(clean(text))


def _prose(text: str) -> str:
    """Return text whose parts in backticks are shown as code."""
    return _IN_BACKTICKS.sub(r"<code>\1</code>", text_of(text))


def _code(text: str) -> str:
    return f"<code>{text_of(text)}</code>"
