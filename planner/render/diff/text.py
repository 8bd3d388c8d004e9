"""`plan diff` for people: findings by operation, with the lines of both sides and a payload."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from planner.model.diff_view import AcceptedItem, ContractDiff, DiffView, Item, SourceLine, Spot
from planner.model.finding import Severity
from planner.model.style import Style
from planner.render._text import Look, clean, cut, list_words, paint, text_width, wrap
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

LOOKS: dict[Severity, Look] = {
    Severity.BREAKING: "critical",
    Severity.RISKY: "warn",
    Severity.SAFE: "good",
}
_INDENT = "    "
_MOST_OPERATIONS = 3
_MOST_LINES = 6
_LONGEST_PAYLOAD = 2000


def render(view: DiffView, style: Style) -> str:
    """Return all findings and one line that sums up."""
    return "".join([*_contracts(view, style), _summary(view, style)])


def _contracts(view: DiffView, style: Style) -> Iterator[str]:
    for contract in view.contracts:
        yield from contract_text(contract, view, style)


def contract_text(contract: ContractDiff, view: DiffView, style: Style) -> Iterator[str]:
    """Yield what was found in one contract, under its name."""
    if contract.name and (contract.items or contract.accepted):
        yield f"{paint(_contract_title(contract), 'bold', style)}\n\n"
    for group in groups_of(contract):
        yield _group(group, view, style)
    yield from _accepted(contract, style)


def _contract_title(contract: ContractDiff) -> str:
    if not contract.new_name:
        return f"{clean(contract.name)} is gone"
    if not contract.old_name:
        return f"{clean(contract.name)} is new"
    return clean(contract.name)


def _group(group: Group, view: DiffView, style: Style) -> str:
    title = paint(clean(group.title), "head", style)
    return f"{title}\n" + "".join(f"{_item(item, view, style)}\n" for item in group.items)


def _item(item: Item, view: DiffView, style: Style) -> str:
    finding = item.finding
    address = f"{clean(item.spot.address)}: " if item.spot else ""
    mark = f" [{fingerprint_of(finding)}]" if finding.fingerprint else ""
    severity = paint(finding.severity, LOOKS[finding.severity], style)
    first = f"{address}{severity} {finding.rule}: {clean(finding.message)}"
    lines = [wrap(first + paint(mark, "dim", style), style, _INDENT)]
    lines += [_frame(item, style), *_details(item, view, style)]
    return "".join(lines)


def _frame(item: Item, style: Style) -> str:
    """Return the source lines, `-` for the old side and `+` for the new one."""
    sides: list[tuple[str, Spot | None, Look]] = [
        ("-", item.old, "critical"),
        ("+", item.new, "good"),
    ]
    digits = max((len(str(spot.line)) for _, spot, _ in sides if spot), default=1)
    return "".join(
        _source(
            sign if line.number == spot.line or not style.verbose else " ",
            line,
            look,
            digits,
            style,
        )
        for sign, spot, look in sides
        if spot
        for line in (spot.near if style.verbose else _telling_lines(spot, _other(item, spot)))
    )


def _other(item: Item, spot: Spot) -> Spot | None:
    return item.old if spot is item.new else item.new


def _telling_lines(spot: Spot, other: Spot | None) -> Sequence[SourceLine]:
    """Return the line of a side; if both open a block alike there, also what differs in it."""
    source = spot.source
    if source is None or not source.text.strip():
        return ()
    if other is None or other.source is None or source.text.strip() != other.source.text.strip():
        return (source,)
    own, others = _block(spot), _block(other)
    known = {line.text.strip() for line in others or ()}
    differing = [line for line in own or () if line.text.strip() not in known]
    is_known = own is not None and others is not None
    return (source, *differing[:_MOST_LINES]) if is_known else (source,)


def _block(spot: Spot) -> Sequence[SourceLine] | None:
    """Return the lines of the block that a line opens; None if its end can't be seen."""
    source = spot.source
    if source is None:
        return None
    indent = _indent(source.text)
    following = [line for line in spot.lines if line.number > spot.line]
    inner = list(takewhile(lambda line: _is_inside(line.text, indent), following))
    return inner if len(inner) < len(following) else None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _is_inside(text: str, indent: int) -> bool:
    """Return whether a line belongs to the block that a line of that indent opens."""
    is_item = _indent(text) == indent and text.lstrip().startswith("- ")
    return _indent(text) > indent or is_item


def _source(sign: str, line: SourceLine, look: Look, digits: int, style: Style) -> str:
    head = f"{_INDENT}{sign} {line.number:{digits}d} | "
    shown = "".join(char if char.isprintable() else " " for char in line.text).rstrip()
    room = None if style.width is None else style.width - text_width(head)
    text = shown if room is None else cut(shown, max(room, 10), style)
    return f"{paint(head + text, look if sign.strip() else 'dim', style)}\n"


def _details(item: Item, view: DiffView, style: Style) -> Iterator[str]:
    finding = item.finding
    was, now = change_of(finding)
    yield _detail("was", was, style)
    yield _detail("is", now, style)
    yield _detail("in", slot_of(finding), style)
    label, operations = more_operations(finding)
    yield _detail(label, _operations_text(operations, style), style)
    yield _detail("breaks", breaks_text(finding), style)
    witness = witness_of(finding)
    if witness:
        yield _detail(witness.label, _shortened(witness.text), style)
        yield _detail("on the wire", _shortened(witness.wire), style)
    yield _detail("because", proof_text(finding), style)
    yield _detail("hurts", hurt_text(finding, knows_consumers=view.knows_consumers), style)
    yield _detail("hint", finding.hint, style)


def _operations_text(operations: Sequence[str], style: Style) -> str:
    return list_words(operations, None if style.verbose else _MOST_OPERATIONS)


def _detail(label: str, text: str, style: Style) -> str:
    if not text:
        return ""
    return wrap(f"{_INDENT}{paint(label, 'dim', style)}: {clean(text)}", style, _INDENT + "  ")


def _shortened(payload: str) -> str:
    if len(payload) <= _LONGEST_PAYLOAD:
        return payload
    return f"{payload[:_LONGEST_PAYLOAD]}... ({len(payload)} characters; `--format json` has all)"


def _accepted(contract: ContractDiff, style: Style) -> Iterator[str]:
    if not contract.accepted:
        return
    yield f"{paint('Accepted by the policy', 'head', style)}\n"
    for accepted in contract.accepted:
        yield _accepted_line(accepted, style)
    yield "\n"


def _accepted_line(accepted: AcceptedItem, style: Style) -> str:
    finding = accepted.item.finding
    spot = accepted.item.spot
    address = f"{clean(spot.address)}: " if spot else ""
    text = (
        f"{address}accepted {finding.rule}: {clean(finding.message)} "
        f"({clean(accepted.reason)}; until {accepted.expires})"
    )
    return wrap(paint(text, "dim", style), style, _INDENT)


def _summary(view: DiffView, style: Style) -> str:
    look: Look = LOOKS[view.worst] if view.worst else "good"
    text = paint(_capital(summary_text(view)), look, style)
    hidden = hidden_text(view)
    return wrap(f"{text}." + (f" {_capital(hidden)}." if hidden else ""), style)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
