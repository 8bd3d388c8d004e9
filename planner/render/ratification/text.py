"""`plan ratify` for people: a line a version, then what does not count."""

from planner.model.governance_views import RatificationView
from planner.model.ratification import Standing
from planner.model.views import Style
from planner.render._standing import (
    LOOKS,
    agreed_text,
    missing_text,
    reasons_text,
    short_digest,
    signed_text,
)
from planner.render._tables import Column, table
from planner.render._text import Painted, clean, paint, section, wrap
from planner.render.ratification._words import break_lines, headline, outcome, rejections

_COLUMNS = (
    Column("CONTRACT", whole=True),
    Column("STATE", whole=True),
    Column("AGREED"),
    Column("MISSING"),
    Column("SIGNED", gives_way=1),
    Column("DIGEST", whole=True, gives_way=2),
)


def render(view: RatificationView, style: Style) -> str:
    """Return what was done, a table of the versions, and entries that don't count."""
    lines = [clean(outcome(view)), *(clean(line) for line in break_lines(view))]
    rows = [_row(standing) for standing in view.standings]
    parts = [
        wrap(paint(clean(headline(view)), "bold", style), style),
        *(wrap(line, style, "  ") for line in lines if line),
        "\n" if rows else "",
        table(_COLUMNS, rows, style),
        "\n" if rows else "",
        section("Do not count", _rejections(view, style), style),
        section("Why they must agree", _reasons(view, style), style),
    ]
    return "".join(parts).rstrip("\n") + "\n"


def _row(standing: Standing) -> tuple[str, ...]:
    return (
        standing.key,
        Painted(standing.state.value, LOOKS.get(standing.state, "")),
        agreed_text(standing) or "-",
        missing_text(standing) or "-",
        signed_text(standing),
        short_digest(standing.digest) or "-",
    )


def _rejections(view: RatificationView, style: Style) -> str:
    lines = []
    for item in rejections(view):
        lines.append(wrap(clean(f"{item.entry.place.file}: {item.message}"), style, "  "))
        if item.hint:
            lines.append(wrap(clean(f"  hint: {item.hint}"), style, "    "))
    return "".join(lines)


def _reasons(view: RatificationView, style: Style) -> str:
    """Return why each team must agree, for one version or on request."""
    if len(view.standings) != 1 and not style.verbose:
        return ""
    rows = [
        (standing.key, party.team, reasons_text(party))
        for standing in view.standings
        for party in standing.parties
    ]
    columns = (Column("CONTRACT", whole=True), Column("TEAM", whole=True), Column("BECAUSE"))
    return table(columns, rows, style)
