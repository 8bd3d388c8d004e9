"""`plan critical-path` for spreadsheets: one row a task of each listed path."""

from planner.model.duration import to_days
from planner.model.views import PlanView, Style
from planner.render._csv import csv_text
from planner.render._plan_payload import iso_finish, iso_start
from planner.render.critical_path._steps import path_rows

_HEADER = ["path", "position", "id", "title", "team", "start", "finish", "duration_days", "reason"]


def render(view: PlanView, style: Style) -> str:  # noqa: ARG001  CSV has one style
    """Return the steps of the listed critical paths."""
    plan = view.plan
    return csv_text(
        _HEADER,
        (
            (
                number,
                position,
                row.id,
                row.title,
                row.team,
                iso_start(plan, row.span),
                iso_finish(plan, row.span),
                to_days(row.minutes),
                row.reason,
            )
            for number, path in enumerate(path_rows(view), start=1)
            for position, row in enumerate(path, start=1)
        ),
    )
