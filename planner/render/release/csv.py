"""The release order for spreadsheets, one line a service."""

from planner.model.views import ReleaseView, Style
from planner.render._csv import csv_text
from planner.render.release._rows import service_rows

_HEADER = ("batch", "day", "service", "team", "needs", "released_with")


def render(view: ReleaseView, style: Style) -> str:
    """Return one line a service; names in one cell are separated by spaces."""
    del style
    return csv_text(
        _HEADER,
        (
            (
                row.batch.number,
                row.batch.day.isoformat(),
                row.service,
                row.team,
                " ".join(row.needs),
                " ".join(row.together),
            )
            for row in service_rows(view)
        ),
    )
