"""What can be done today, for a stand-up's notes."""

from collections.abc import Iterable, Sequence

from planner.model.duration import format_days
from planner.model.views import ProgressView, Style
from planner.planning.next_work import NextWork, next_work
from planner.render._markdown import escape, markdown_table
from planner.render._progress_text import selection_text, task_days
from planner.render._text import list_words
from planner.render.next._rows import (
    blocker_text,
    headline,
    holds_up,
    idle_line,
    late_note,
    people,
    ready_note,
    ready_tasks,
)

_LISTED = 3


def render(view: ProgressView, style: Style) -> str:
    """Return a section for each question: what can start, what is late, what is held up."""
    del style
    work = next_work(view)
    parts = [
        f"# Next in {escape(view.system.name)}\n",
        f"{escape(headline(view, work))}\n",
        f"{escape(selection_text(view))}\n" if selection_text(view) else "",
        *_section("Can start", *_ready(view, work)),
        f"{escape(idle)}\n" if (idle := idle_line(work)) else "",
        *_section("In progress", *_in_progress(view, work)),
        *_section("Blocked", *_blocked(view, work)),
        *_section("Waiting for others", *_waiting(view, work)),
    ]
    return "\n".join(part for part in parts if part)


def _section(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = markdown_table(header, ([escape(cell) for cell in row] for row in rows))
    return [f"## {title}\n", body] if body else []


def _ready(view: ProgressView, work: NextWork) -> tuple[Sequence[str], list[list[str]]]:
    rows = []
    for team, ready in ready_tasks(work):
        task = view.plan.network.tasks[ready.task]
        days = format_days(view.forecast.finish[ready.task] - view.forecast.start[ready.task])
        slack, note = format_days(ready.slack), ready_note(team, ready)
        rows.append([team.team, people(team), task.id, task.title, days, slack, note])
    return ("Team", "People", "Task", "Title", "Days", "Slack", "Note"), rows


def _in_progress(view: ProgressView, work: NextWork) -> tuple[Sequence[str], list[list[str]]]:
    rows = []
    for index in work.in_progress:
        task = view.plan.network.tasks[index]
        note = late_note(view, index)
        rows.append([task.id, task.title, task.team, *task_days(view, index), note])
    return ("Task", "Title", "Team", "Since", "Forecast", "Note"), rows


def _blocked(view: ProgressView, work: NextWork) -> tuple[Sequence[str], list[list[str]]]:
    rows = []
    for blocked in work.blocked:
        task = view.plan.network.tasks[blocked.task]
        rows.append([task.id, task.team, blocked.reason, holds_up(view, blocked)])
    return ("Task", "Team", "Reason", "Holds up"), rows


def _waiting(view: ProgressView, work: NextWork) -> tuple[Sequence[str], list[list[str]]]:
    rows = []
    for waiting in work.waiting:
        task = view.plan.network.tasks[waiting.task]
        blockers = list_words((blocker_text(view, i) for i in waiting.blockers), _LISTED)
        rows.append([task.id, task.title, task.team, blockers])
    return ("Task", "Title", "Team", "Waits for"), rows
