"""`plan flags` for people."""

from planner.model.lint_view import FlagState, FlagsView
from planner.model.style import Style
from planner.render._tables import Column, table
from planner.render._text import Look, Painted
from planner.render.flags._rows import days_text, summary_text

_COLUMNS = [
    Column("FLAG", whole=True),
    Column("STATE"),
    Column("LAST DAY", whole=True),
    Column("", gives_way=2),
    Column("SERVICE"),
    Column("OWNER", gives_way=3),
    Column("REMOVAL TICKET", gives_way=1),
]
_LOOKS: dict[FlagState, Look] = {
    FlagState.EXPIRED: "critical",
    FlagState.DUE: "warn",
    FlagState.ACTIVE: "",
}


def render(view: FlagsView, style: Style) -> str:
    """Return a table of the flags and one line that sums up."""
    rows = [
        [
            row.name,
            Painted(row.state.value, _LOOKS[row.state]),
            row.expires.isoformat(),
            days_text(row),
            row.service,
            row.owner,
            row.removal_ticket or "-",
        ]
        for row in view.rows
    ]
    gap = "\n" if rows else ""
    return f"{table(_COLUMNS, rows, style)}{gap}{summary_text(view)}\n"
