"""What all outputs of `plan check` say."""

from collections.abc import Iterator

from planner.model.check_view import Block, ChangeKind, CheckedContract, CheckView
from planner.model.finding import Finding, Severity
from planner.render._places import file_text, place_text
from planner.render._text import clean, plural

MOST_BREAKS = 5
"""Breaking changes that are named for a contract; `plan diff` has them all."""


def compared_text(view: CheckView) -> str:
    """Return what was compared with, and its commit."""
    if not view.commit:
        return f"{view.workspace}: every version compared with the one before it"
    return f"{view.workspace}: compared with {view.base} ({view.commit[:10]})"


def verdict_text(view: CheckView) -> str:
    """Return whether the gate is open, and what was looked at."""
    blocked = sum(bool(item.blocks) for item in view.contracts)
    if not view.commit:
        versions = plural(len(view.contracts) + view.unchanged, "version")
        return f"closed: {blocked} of {versions} blocked" if blocked else f"open: {versions}"
    changed = plural(len(view.contracts), "changed contract version")
    parts = [f"{blocked} of {changed} blocked"] if blocked else []
    parts += [f"{plural(len(view.blocks), 'problem')} in the workspace"] if view.blocks else []
    seen = f"{changed}, {view.unchanged} unchanged"
    return f"closed: {', '.join(parts)}" if parts else f"open: {seen}"


def change_text(item: CheckedContract) -> str:
    """Return what became of a contract version and what that means."""
    said = item.change.value
    if item.before and item.change in {ChangeKind.ADDED, ChangeKind.RENAMED}:
        said += (
            f" after {item.before}" if item.change is ChangeKind.ADDED else f" from {item.before}"
        )
    counts = [f"{item.count(severity)} {severity}" for severity in Severity if item.count(severity)]
    said += f": {', '.join(counts)}" if counts else ""
    said += f"; at least version {item.demanded}" if item.demanded else ""
    return said


def agreement_text(item: CheckedContract) -> str:
    """Return who has agreed to a version and who has not; empty if nobody needs to."""
    if item.standing is None or not item.must_agree:
        return ""
    agreed = [team for team in item.must_agree if team in item.standing.approvals]
    missing = [team for team in item.must_agree if team not in item.standing.approvals]
    parts = [f"agreed: {', '.join(agreed)}"] if agreed else []
    parts += [f"missing: {', '.join(missing)}"] if missing else []
    return "; ".join(parts)


def breaks_of(item: CheckedContract) -> tuple[Finding, ...]:
    """Return the breaking changes of a contract."""
    return tuple(f for f in item.findings if f.severity is Severity.BREAKING)


def finding_text(finding: Finding) -> str:
    """Return one breaking change on one line, with where it is met and whom it hurts."""
    operation = finding.occurrences[0].operation if finding.occurrences else ""
    where = f" in {operation}" if operation else ""
    more = len(finding.occurrences) - 1
    where += f" and {plural(more, 'other place')}" if more > 0 and where else ""
    return f"{finding.rule}: {finding.message}{where}"


def position_of(block: Block, view: CheckView) -> tuple[int, int] | None:
    """Return line and column of what blocks, where they are known."""
    return view.positions.get(block.place) if block.place else None


def where_text(block: Block, view: CheckView) -> str:
    """Return `file:line:column`; empty if no file is concerned."""
    return place_text(block.place, position_of(block, view), view.folder)


def file_of(block: Block, view: CheckView) -> str:
    """Return the file that is to be shown for what blocks: where there is none, plan.yaml."""
    return file_text(block.place.file if block.place else "plan.yaml", view.folder)


def said_text(block: Block) -> str:
    """Return why something does not go in, then on lines of their own what would help."""
    steps = (f"to unblock: {step}" for step in block.unblock)
    return "\n".join(map(clean, (block.message, *steps)))


def all_blocks(view: CheckView) -> Iterator[Block]:
    """Yield everything that blocks, contracts first."""
    for item in view.contracts:
        yield from item.blocks
    yield from view.blocks
