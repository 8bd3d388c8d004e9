"""What all outputs of `plan flags` say."""

from planner.model.lint_view import FlagRow, FlagState, FlagsView
from planner.render._text import plural


def days_text(row: FlagRow) -> str:
    """Return how far away the last day is, in words."""
    if row.days_left < 0:
        return f"{plural(-row.days_left, 'day')} ago"
    return "today" if row.days_left == 0 else f"in {plural(row.days_left, 'day')}"


def summary_text(view: FlagsView) -> str:
    """Return `3 flags on 2026-03-01: 1 expired, 1 due, 1 active`."""
    counts = [f"{view.states.count(s)} {s}" for s in FlagState if s in view.states]
    hidden = f" ({view.hidden} not shown)" if view.hidden else ""
    said = f": {', '.join(counts)}" if counts else ""
    return f"{plural(len(view.states), 'flag')} on {view.today}{said}{hidden}"
