"""`plan diff --history` as Markdown: the versions as a table, then the findings of all steps."""

from planner.model.history_view import HistoryView
from planner.model.views import Style
from planner.render._markdown import code, escape, markdown_table
from planner.render.diff.markdown import MOST_CHARACTERS, findings_text
from planner.render.history._words import breaks_with_text, hidden_text, step_text, summary_text

_HEADER = ("Version", "Changed", "Breaks with", "Oldest", "Broken by")
_ROOM_FOR_VERSIONS = 15_000


def render(view: HistoryView, style: Style) -> str:  # noqa: ARG001  Markdown has one style
    """Return the history as Markdown of at most as many characters as a comment may have."""
    hidden = hidden_text(view)
    note = f" {escape(hidden.capitalize())}." if hidden else ""
    head = f"### History of {code(view.name)}\n\n{escape(summary_text(view))}.{note}\n\n"
    head += _versions(view)
    return head + findings_text(view.as_diff, MOST_CHARACTERS - len(head))


def _versions(view: HistoryView) -> str:
    rows = [
        (
            code(line.version),
            escape(step_text(line)),
            code(breaks_with_text(line, view)) if line.breaks else "",
            code(line.oldest) if line.oldest else "",
            code(line.broken_by) if line.broken_by else "",
        )
        for line in view.versions
    ]
    left = 0
    while rows[left:] and sum(map(len, (cell for row in rows[left:] for cell in row))) > (
        _ROOM_FOR_VERSIONS
    ):
        left += 1
    cut = f"_{left} older versions left out._\n\n" if left else ""
    return f"{markdown_table(_HEADER, rows[left:])}\n{cut}"
