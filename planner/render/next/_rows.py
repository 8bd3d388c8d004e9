"""What all formats of `plan next` say in the same words."""

from collections.abc import Iterator

from planner.model.duration import format_days
from planner.model.views import ProgressView
from planner.planning.next_work import BlockedTask, NextWork, ReadyTask, TeamWork
from planner.render._progress_text import waiting_texts, week_text
from planner.render._text import list_words, plural


def headline(view: ProgressView, work: NextWork) -> str:
    """Return how many tasks can start, are under way and are blocked."""
    ready = sum(len(team.ready) for team in work.teams)
    late = f" ({len(work.late)} late)" if work.late else ""
    return (
        f"{view.system.name} on {view.forecast.today_date.isoformat()} ({week_text(view)}): "
        f"{plural(ready, 'task')} can start, {len(work.in_progress)} in progress{late}, "
        f"{len(work.blocked)} blocked"
    )


def ready_tasks(work: NextWork) -> Iterator[tuple[TeamWork, ReadyTask]]:
    """Yield what can start, team by team, most urgent first."""
    for team in work.teams:
        for task in team.ready:
            yield team, task


def ready_note(team: TeamWork, ready: ReadyTask) -> str:
    """Return `start now`, and what makes the task special."""
    marks = ["start now" if ready.has_person else "nobody free" if not team.free else "next"]
    if ready.slack < 0:
        marks.append(f"{format_days(-ready.slack)} late")
    elif ready.critical:
        marks.append("critical")
    return ", ".join(marks)


def people(team: TeamWork) -> str:
    """Return `1 of 2 free`."""
    return f"{team.free} of {team.capacity} free"


def idle_line(work: NextWork) -> str:
    """Return the teams with free people and nothing to start; empty if there are none."""
    idle = [f"{t.team} ({people(t)})" for t in work.teams if t.free and not t.ready]
    return f"Nothing to start: {list_words(idle)}" if idle else ""


def late_note(view: ProgressView, index: int) -> str:
    """Return `3d late`, or nothing."""
    late = view.forecast.late.get(index)
    return f"{format_days(late)} late" if late else ""


def holds_up(view: ProgressView, blocked: BlockedTask, limit: int | None = None) -> str:
    """Return what waits for a blocked task, nearest first."""
    return list_words(waiting_texts(view, blocked.task, blocked.holds_up), limit)


def blocker_text(view: ProgressView, index: int) -> str:
    """Return a blocker and who can do something about it: `user/A-1 (user-team)`."""
    task = view.plan.network.tasks[index]
    who = f" ({task.team})" if task.team else ""
    return f"{task.id}{who}"
