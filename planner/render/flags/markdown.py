"""`plan flags` for a page."""

from planner.model.lint_view import FlagsView
from planner.model.style import Style
from planner.render._markdown import escape, markdown_table
from planner.render.flags._rows import days_text, summary_text

_HEADER = ("Flag", "State", "Last day", "Away", "Service", "Owner", "Removal ticket")


def render(view: FlagsView, style: Style) -> str:  # noqa: ARG001  Markdown has one style
    """Return a line that sums up and a table."""
    rows = [
        [
            escape(cell)
            for cell in (
                row.name,
                row.state.value,
                row.expires.isoformat(),
                days_text(row),
                row.service,
                row.owner,
                row.removal_ticket,
            )
        ]
        for row in view.rows
    ]
    parts = [f"## Feature flags of {escape(view.workspace)}\n", f"{summary_text(view)}\n"]
    return "\n".join([*parts, *([markdown_table(_HEADER, rows)] if rows else [])])
