"""`plan diff --history` as one HTML page: the versions, then both sides of each change."""

from planner.model.history_view import HistoryView, VersionLine
from planner.model.views import Style
from planner.render.diff import html
from planner.render.history._words import breaks_with_text, step_text, summary_text

_HEADER = ("Version", "Changed", "Breaks with", "Oldest", "Broken by")


def render(view: HistoryView, style: Style) -> str:  # noqa: ARG001  the page has one style
    """Return a page that needs nothing but itself."""
    head = f"<p><strong>{html.text_of(summary_text(view))}</strong></p>\n{_versions(view)}"
    return html.page_of(view.as_diff, f"History of {view.name}", head)


def _versions(view: HistoryView) -> str:
    header = "".join(f'<th scope="col">{title}</th>' for title in _HEADER)
    rows = "".join(_row(line, view) for line in view.versions)
    return (
        f"<details open><summary>Versions</summary>\n<table>\n<thead><tr>{header}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n</details>\n"
    )


def _row(line: VersionLine, view: HistoryView) -> str:
    cells = (step_text(line), breaks_with_text(line, view), line.oldest, line.broken_by)
    rest = "".join(f"<td>{html.text_of(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{html.text_of(line.version)}</th>{rest}</tr>\n'
