"""The release order as a checklist that a release manager works through."""

from collections.abc import Iterator

from planner.model.views import ReleaseView, Style
from planner.render._markdown import code, escape, markdown_table
from planner.render._text import list_words
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

_HEADER = ("Batch", "Day", "Service", "Team", "Live before", "Together with", "Done by")


def render(view: ReleaseView, style: Style) -> str:
    """Return a table with room for signatures, then circles and soft calls."""
    del style
    parts = [
        f"# Release order of {escape(view.system.name)}\n",
        f"{escape(headline(view))}.\n",
        _batches(view),
        f"{SAFE_ORDER}\n",
        *_circles(view),
    ]
    if soft := soft_lines(view):
        parts += ["## Soft calls, behind a flag until the provider is live\n"]
        parts += ["".join(f"- {escape(line)}\n" for line in soft)]
    if event := event_line(view):
        parts.append(f"{event}.\n")
    if line := left_out_line(view):
        parts.append(f"{escape(line)}.\n")
    return "\n".join(parts)


def _batches(view: ReleaseView) -> str:
    return markdown_table(
        _HEADER,
        (
            (
                str(row.batch.number),
                release_day(row.batch),
                escape(row.service),
                escape(row.team),
                escape(list_words(row.needs)),
                escape(list_words(row.together)),
                "",
            )
            for row in service_rows(view)
        ),
        right=(0,),
    )


def _circles(view: ReleaseView) -> Iterator[str]:
    cuts = cuts_of(view)
    found = circles(view)
    if found:
        yield "## Circles of calls\n"
    for circle in found:
        yield f"### {escape(circle_title(circle))}\n"
        yield f"{cut_summary(circle)}:\n"
        lines = []
        for pair in circle.unit.cuts:
            cut = cuts[pair]
            lines.append(f"- **{escape(cut.consumer)} → {escape(cut.provider)}**: {code(cut.what)}")
            lines += [f"  - {name}: {escape(what)}" for name, what in ways_out(cut)]
        yield "\n".join(lines) + "\n"
