"""`plan diff --history` for people: a line for each version, then what each step changed."""

from collections.abc import Iterator

from planner.model.history_view import HistoryView
from planner.model.views import Style
from planner.render._tables import Column, table
from planner.render._text import clean, paint, wrap
from planner.render.diff.text import LOOKS, contract_text
from planner.render.history._words import breaks_with_text, hidden_text, step_text, summary_text


def render(view: HistoryView, style: Style) -> str:
    """Return the versions, the findings of each step, and one line that sums up."""
    return "".join([_versions(view, style), "\n", *_steps(view, style), _summary(view, style)])


def _versions(view: HistoryView, style: Style) -> str:
    columns = [
        Column("Version"),
        Column("Changed"),
        Column("Breaks with"),
        Column("Oldest"),
        Column("Broken by"),
    ]
    rows = [
        [
            clean(line.version),
            clean(step_text(line)),
            clean(breaks_with_text(line, view)),
            clean(line.oldest),
            clean(line.broken_by),
        ]
        for line in view.versions
    ]
    return table(columns, rows, style)


def _steps(view: HistoryView, style: Style) -> Iterator[str]:
    diff = view.as_diff
    for step in view.steps:
        yield from contract_text(step, diff, style)


def _summary(view: HistoryView, style: Style) -> str:
    hidden = hidden_text(view)
    text = paint(summary_text(view), LOOKS[view.worst] if view.worst else "good", style)
    more = f" {hidden[:1].upper()}{hidden[1:]}." if hidden else ""
    return wrap(f"{text}.{more}", style)
