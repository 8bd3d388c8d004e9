"""The release order for people: batches, circles of calls and the ways out of them."""

from collections.abc import Iterator

from planner.model.views import ReleaseView, Style
from planner.render._tables import Column, table
from planner.render._text import Painted, clean, list_words, paint, section, wrap
from planner.render.release._rows import (
    SAFE_ORDER,
    circle_title,
    circles,
    cut_summary,
    cuts_of,
    event_line,
    headline,
    left_out_line,
    release_day,
    service_rows,
    soft_lines,
    ways_out,
)

_COLUMNS = (
    Column("BATCH", right=True),
    Column("DAY", whole=True),
    Column("SERVICE"),
    Column("TEAM"),
    Column("NEEDS"),
)


def render(view: ReleaseView, style: Style) -> str:
    """Return the batches, then what the user has to decide."""
    head = wrap(paint(clean(headline(view)), "bold", style), style)
    parts = [
        head,
        "\n",
        _batches(view, style),
        "\n",
        section("Circles of calls", _circles(view, style), style),
        section("Soft calls, behind a flag until the provider is live", _soft(view, style), style),
        wrap(SAFE_ORDER, style),
        wrap(event, style) if (event := event_line(view)) else "",
        wrap(clean(line), style) if (line := left_out_line(view)) else "",
    ]
    return "".join(parts)


def _batches(view: ReleaseView, style: Style) -> str:
    rows = []
    for row in service_rows(view):
        needs = list_words(row.needs) or "-"
        if row.together:
            mates = f"together with {list_words(row.together, None if style.verbose else 3)}"
            needs = Painted(mates if needs == "-" else f"{needs}; {mates}", "warn")
        number, day = str(row.batch.number), release_day(row.batch)
        rows.append([number, day, row.service, row.team, needs])
    return table(_COLUMNS, rows, style)


def _circles(view: ReleaseView, style: Style) -> str:
    return "".join(wrap(line, style, "      ") for line in _circle_lines(view, style))


def _circle_lines(view: ReleaseView, style: Style) -> Iterator[str]:
    cuts = cuts_of(view)
    for circle in circles(view):
        yield f"  {paint(clean(circle_title(circle)), 'warn', style)}"
        yield f"    {cut_summary(circle)}:"
        for pair in circle.unit.cuts:
            cut = cuts[pair]
            yield clean(f"    {cut.consumer} -> {cut.provider}  ({cut.what})")
            for name, what in ways_out(cut):
                yield clean(f"      {name}: {what}")


def _soft(view: ReleaseView, style: Style) -> str:
    return "".join(wrap(f"  {clean(line)}", style, "    ") for line in soft_lines(view))
