"""`plan flags` for spreadsheets."""

from planner.model.lint_view import FlagsView
from planner.model.style import Style
from planner.render._csv import csv_text

_HEADER = (
    "flag",
    "state",
    "created",
    "expires",
    "days_left",
    "service",
    "owner",
    "removal_ticket",
)


def render(view: FlagsView, style: Style) -> str:  # noqa: ARG001  CSV has one style
    """Return one line a flag, the next to end first."""
    return csv_text(
        _HEADER,
        (
            (
                row.name,
                row.state.value,
                row.created,
                row.expires,
                row.days_left,
                row.service,
                row.owner,
                row.removal_ticket,
            )
            for row in view.rows
        ),
    )
