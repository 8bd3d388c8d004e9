"""`plan diff --history` as SARIF 2.1.0: the findings of all steps."""

from planner.model.history_view import HistoryView
from planner.model.views import Style
from planner.render.diff import sarif


def render(view: HistoryView, style: Style) -> str:
    """Return one run with the findings of all steps."""
    return sarif.render(view.as_diff, style)
