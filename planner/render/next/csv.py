"""What can be done today, for spreadsheets: one line a task."""

from collections.abc import Iterator

from planner.model.duration import to_days
from planner.model.views import ProgressView, Style
from planner.planning.next_work import NextWork, next_work
from planner.render._csv import csv_text
from planner.render._progress_text import task_days
from planner.render.next._rows import late_note, ready_note, ready_tasks

_HEADER = (
    "state",
    "task",
    "title",
    "service",
    "team",
    "start",
    "finish",
    "slack_days",
    "note",
    "waits_for",
)


def render(view: ProgressView, style: Style) -> str:
    """Return what can start, is in progress, is blocked and waits, in this order."""
    del style
    return csv_text(_HEADER, _lines(view, next_work(view)))


def _lines(view: ProgressView, work: NextWork) -> Iterator[tuple[object, ...]]:
    for team, ready in ready_tasks(work):
        slack = to_days(ready.slack)
        yield ("ready", *_common(view, ready.task), slack, ready_note(team, ready), "")
    for index in work.in_progress:
        yield ("in-progress", *_common(view, index), None, late_note(view, index), "")
    for blocked in work.blocked:
        yield ("blocked", *_common(view, blocked.task), None, blocked.reason, "")
    for waiting in work.waiting:
        ids = " ".join(view.plan.network.tasks[index].id for index in waiting.blockers)
        yield ("waiting", *_common(view, waiting.task), None, "", ids)


def _common(view: ProgressView, index: int) -> tuple[str, ...]:
    task = view.plan.network.tasks[index]
    return (task.id, task.title, task.service, task.team, *task_days(view, index))
