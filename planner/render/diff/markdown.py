"""`plan diff` as Markdown for a comment on a pull request: a table, and details to unfold."""

import re
from collections.abc import Iterable, Iterator

from planner.model.diff_view import ContractDiff, DiffView, Item, Spot
from planner.model.finding import Severity
from planner.model.style import Style
from planner.render._markdown import code, escape, markdown_table
from planner.render._text import clean, list_words
from planner.render.diff._words import (
    all_items,
    breaks_text,
    change_of,
    fingerprint_of,
    hidden_text,
    hurt_text,
    more_operations,
    proof_text,
    slot_of,
    summary_text,
    title_of,
    where_of,
    witness_of,
)

MOST_CHARACTERS = 60_000
"""GitHub refuses comments of 65,536 characters; whoever posts this may add a few lines."""
_ROOM_FOR_TABLE = 20_000
_ROOM_FOR_ACCEPTED = 5_000
_MOST_OPERATIONS = 10
_LONGEST_PAYLOAD = 1500
_LONGEST_CELL = 300
_FRAME = 20
"""Characters around the cells of a row."""
_RESERVE = 300
"""Characters kept for the line that says what was cut."""


def render(view: DiffView, style: Style) -> str:  # noqa: ARG001  Markdown has one style
    """Return the comparison as Markdown of at most `MOST_CHARACTERS`; says what it left out."""
    head = _head(view)
    return head + findings_text(view, MOST_CHARACTERS - len(head))


def findings_text(view: DiffView, room: int) -> str:
    """Return all findings: a table, details to unfold, what is accepted.

    Args:
        view: the comparison.
        room: the most characters that there may be.
    """
    text = ""
    pairs = list(all_items(view))
    rows = [_row(contract, item, view) for contract, item in pairs]
    count = _fitting((sum(map(len, row)) + _FRAME for row in rows), _ROOM_FOR_TABLE)
    text += _table(rows[:count], view) + _cut(len(rows) - count, "of the table")
    accepted = _accepted(view)
    room -= len(text) + len(accepted) + _RESERVE
    details = [_details(item, view) for _, item in pairs]
    count = _fitting(map(len, details), room)
    return "".join([text, *details[:count], _cut(len(details) - count, "in detail"), accepted])


def _head(view: DiffView) -> str:
    verdict = f"{view.worst} changes" if view.worst else "no change that consumers can see"
    hidden = hidden_text(view)
    names = f"{code(_limited(view.old_name))} → {code(_limited(view.new_name))}"
    note = f" {escape(hidden.capitalize())}." if hidden else ""
    return f"### Contract comparison: {verdict}\n\n{names}: {escape(summary_text(view))}.{note}\n\n"


def _table(rows: Iterable[tuple[str, ...]], view: DiffView) -> str:
    header = ["Severity", "Where", "What", "Rule"]
    header += ["Hurts"] if view.knows_consumers else []
    table = markdown_table(header, rows)
    return f"{table}\n" if table else ""


def _row(contract: ContractDiff, item: Item, view: DiffView) -> tuple[str, ...]:
    finding = item.finding
    where = code(_limited(where_of(finding)))
    if contract.name:
        where = f"{code(_limited(contract.name))} {where}"
    is_bold = finding.severity is Severity.BREAKING
    severity = f"**{finding.severity}**" if is_bold else str(finding.severity)
    row = (severity, where, escape(_limited(finding.message)), code(finding.rule))
    if not view.knows_consumers:
        return row
    return (*row, escape(_limited(hurt_text(finding, knows_consumers=True))))


def _limited(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


def _details(item: Item, view: DiffView) -> str:
    finding = item.finding
    summary = f"{finding.severity} {finding.rule}: {_html(_limited(finding.message))}"
    body = "\n".join(_lines(item, view))
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>\n\n"


def _lines(item: Item, view: DiffView) -> Iterator[str]:
    finding = item.finding
    place = item.spot.address if item.spot else ""
    was, now = change_of(finding)
    label, others = more_operations(finding)
    facts = [
        ("Place", code(place) if place else ""),
        ("In", escape(f"{title_of(finding)}, {slot_of(finding)}".rstrip(", "))),
        (label.capitalize(), escape(list_words(others, _MOST_OPERATIONS))),
        ("Was", escape(_limited(was))),
        ("Is", escape(_limited(now))),
        ("Breaks", escape(breaks_text(finding))),
        ("Because", escape(proof_text(finding))),
        ("Hurts", escape(hurt_text(finding, knows_consumers=view.knows_consumers))),
        ("Hint", escape(finding.hint)),
        ("Fingerprint", code(fingerprint_of(finding)) if finding.fingerprint else ""),
    ]
    yield from (f"- {name}: {text}" for name, text in facts if text)
    yield from _source(item)
    witness = witness_of(finding)
    if witness:
        yield f"\n{escape(witness.label.capitalize())}:\n"
        language = "json" if finding.witness and finding.witness.request is None else ""
        yield _fenced([_payload(witness.text)], language)
        if witness.wire:
            yield f"\nOn the wire: {code(_payload(witness.wire))}"


def _payload(text: str) -> str:
    return text if len(text) <= _LONGEST_PAYLOAD else f"{text[:_LONGEST_PAYLOAD]}…"


def _source(item: Item) -> Iterator[str]:
    lines = [*_changed("-", item.old), *_changed("+", item.new)]
    if lines:
        yield ""
        yield _fenced(lines, "diff")


def _changed(sign: str, spot: Spot | None) -> list[str]:
    source = spot.source if spot else None
    return [f"{sign} {source.number} | {source.text}"] if source and source.text.strip() else []


def _fenced(lines: Iterable[str], language: str) -> str:
    """Return a code block whose fence no line can close."""
    shown = ["".join(char if char.isprintable() else " " for char in line) for line in lines]
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{language}", *shown, fence])


def _fitting(lengths: Iterable[int], room: int) -> int:
    """Return how many of the first parts fit into a room."""
    count = 0
    for length in lengths:
        room -= length
        if room < 0:
            break
        count += 1
    return count


def _html(text: str) -> str:
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(left: int, what: str) -> str:
    if not left:
        return ""
    return (
        f"_{left} more left out {what}: a comment holds no more than {MOST_CHARACTERS:,} "
        "characters. Run `plan diff` for all of it._\n\n"
    )


def _accepted(view: DiffView) -> str:
    rows = [
        (
            code(accepted.item.finding.rule),
            escape(_limited(accepted.item.finding.message)),
            escape(_limited(accepted.reason)),
            str(accepted.expires),
        )
        for contract in view.contracts
        for accepted in contract.accepted
    ]
    if not rows:
        return ""
    count = _fitting((sum(map(len, row)) + _FRAME for row in rows), _ROOM_FOR_ACCEPTED)
    table = markdown_table(["Rule", "What", "Why it is accepted", "Until"], rows[:count])
    title = f"{len(rows)} accepted by the policy"
    cut = _cut(len(rows) - count, "of what is accepted")
    return f"<details><summary>{title}</summary>\n\n{table}\n{cut}</details>\n"
