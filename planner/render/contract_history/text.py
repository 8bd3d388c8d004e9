"""`plan contracts history` for people: a line a version."""

from planner.model.finding import Severity
from planner.model.governance_views import HistoryView, VersionStep
from planner.model.views import Style
from planner.render._standing import LOOKS, short_digest
from planner.render._tables import Column, table
from planner.render._text import Painted, clean, paint, plural, wrap

_COLUMNS = (
    Column("VERSION", whole=True),
    Column("STEP", whole=True),
    Column("NEEDED", whole=True),
    Column("CHANGES"),
    Column("STATE", whole=True),
    Column("DIGEST", whole=True, gives_way=1),
)


def render(view: HistoryView, style: Style) -> str:
    """Return the versions of a contract, lowest first, with what came with each."""
    title = f"{view.contract} of {view.provider}: {plural(len(view.steps), 'version')}"
    rows = [_row(step) for step in view.steps]
    return f"{wrap(paint(clean(title), 'bold', style), style)}\n{table(_COLUMNS, rows, style)}"


def _row(step: VersionStep) -> tuple[str, ...]:
    standing = step.standing
    return (
        standing.version,
        step.declared or "first",
        _needed(step),
        _changes(step),
        Painted(standing.state.value, LOOKS.get(standing.state, "")),
        short_digest(standing.digest) or "-",
    )


def _needed(step: VersionStep) -> str:
    if not step.before:
        return "-"
    if step.is_enough is None:
        return "not known"
    look = Painted(f"{step.demanded}: too small a step", "critical")
    return step.demanded if step.is_enough else look


def _changes(step: VersionStep) -> str:
    if step.counts is None:
        return step.unknown or "-"
    found = [(step.counts.get(severity, 0), severity.value) for severity in Severity]
    return ", ".join(f"{count} {word}" for count, word in found if count) or "none in meaning"
