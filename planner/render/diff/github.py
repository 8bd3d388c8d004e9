"""`plan diff` for GitHub Actions: workflow commands that annotate the changed lines."""

from collections.abc import Sequence

from planner.model.diff_view import ContractDiff, DiffView, Item
from planner.model.style import Style
from planner.render._github import COMMANDS, MOST_SHOWN, annotation
from planner.render._text import clean
from planner.render.diff._words import (
    all_items,
    breaks_text,
    hurt_text,
    summary_text,
    where_of,
    witness_of,
)

_LONGEST = 2000


def render(view: DiffView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one command a finding, the worst first, and a notice that sums up."""
    lines, left = annotations_of(view)
    return "".join(f"{line}\n" for line in [*lines, _summary(view, left)])


def annotations_of(view: DiffView) -> tuple[list[str], int]:
    """Return as many commands as GitHub keeps, the worst first, and how many are left out."""
    pairs = list(all_items(view))
    lines: list[str] = []
    for severity, most in MOST_SHOWN.items():
        found = [pair for pair in pairs if pair[1].finding.severity is severity]
        lines += [_annotation(contract, item, view) for contract, item in found[:most]]
    return lines, len(pairs) - len(lines)


def _annotation(contract: ContractDiff, item: Item, view: DiffView) -> str:
    finding = item.finding
    place = _place(contract, item)
    title = f"{finding.severity}: {finding.rule}"
    properties = [*place, ("title", title)]
    return annotation(COMMANDS[finding.severity], properties, _message(item, view))


def _place(contract: ContractDiff, item: Item) -> Sequence[tuple[str, str]]:
    """Return file, line and column on the new side; what is gone has a file only."""
    if item.new:
        spot = item.new
        return (("file", spot.path), ("line", str(spot.line)), ("col", str(spot.column)))
    return (("file", contract.new_path),)


def _message(item: Item, view: DiffView) -> str:
    finding = item.finding
    lines = [f"{clean(finding.message)} ({clean(where_of(finding))})"]
    breaks = breaks_text(finding)
    lines += [f"breaks: {breaks}"] if breaks else []
    witness = witness_of(finding)
    if witness:
        lines.append(f"{witness.label}: {_shortened(clean(witness.text))}")
        lines += [f"on the wire: {_shortened(witness.wire)}"] if witness.wire else []
    hurt = hurt_text(finding, knows_consumers=view.knows_consumers)
    lines += [f"hurts: {clean(hurt)}"] if hurt else []
    lines += [f"hint: {clean(finding.hint)}"] if finding.hint else []
    return "\n".join(lines)


def _summary(view: DiffView, left: int) -> str:
    more = f"; {left} not annotated" if left > 0 else ""
    return annotation("notice", [("title", "plan diff")], clean(summary_text(view)) + more)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
