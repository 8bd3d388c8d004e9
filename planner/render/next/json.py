"""What can be done today, as JSON."""

from typing import Literal

from typing_extensions import TypedDict

from planner.model.duration import to_days
from planner.model.views import ProgressView, Style
from planner.planning.next_work import ReadyTask, TeamWork, next_work
from planner.render._json import json_text
from planner.render._progress_text import task_days


class TaskJson(TypedDict):
    """One task; dates are the forecast's (real ones where known), ISO form."""

    id: str
    title: str
    service: str
    """Empty for what no single service does."""
    team: str
    start: str
    finish: str


class ReadyJson(TypedDict):
    """A task that can start today."""

    task: TaskJson
    slack_days: float
    """Working days by which it may start later; negative: it moves the end already."""
    critical: bool
    has_person: bool
    """Somebody of the team is free for it, more urgent tasks served first."""


class TeamJson(TypedDict):
    """One team; `busy` counts tasks in progress, one person each."""

    name: str
    capacity: int
    busy: int
    free: int
    ready: list[ReadyJson]


class InProgressJson(TypedDict):
    """A task that is under way."""

    task: TaskJson
    late_days: float
    """Working days by which it moves the plan's end; 0 if it does not."""


class BlockedJson(TypedDict):
    """A task that was marked as blocked."""

    task: TaskJson
    reason: str
    holds_up: list[str]
    """Ids of the nearest tasks that cannot start because of it."""


class WaitingJson(TypedDict):
    """A service's next task, held up by others only."""

    task: TaskJson
    waits_for: list[str]
    """Ids of the unfinished tasks at the root of the wait."""


class PAYLOAD(TypedDict):
    """Output of `plan next`."""

    schema: Literal["urn:contract-planner:next-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["next"]
    workspace: str
    today: str
    teams: list[TeamJson]
    in_progress: list[InProgressJson]
    blocked: list[BlockedJson]
    waiting: list[WaitingJson]


def render(view: ProgressView, style: Style) -> str:
    """Return the answer as JSON."""
    del style  # for programs
    work = next_work(view)
    late = view.forecast.late
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:next-output:1.0.0",
        "format_version": "1.0",
        "command": "next",
        "workspace": view.system.name,
        "today": view.forecast.today_date.isoformat(),
        "teams": [_team(view, team) for team in work.teams],
        "in_progress": [
            {"task": _task(view, index), "late_days": to_days(late.get(index, 0))}
            for index in work.in_progress
        ],
        "blocked": [
            {
                "task": _task(view, blocked.task),
                "reason": blocked.reason,
                "holds_up": [view.plan.network.tasks[i].id for i in blocked.holds_up],
            }
            for blocked in work.blocked
        ],
        "waiting": [
            {
                "task": _task(view, waiting.task),
                "waits_for": [view.plan.network.tasks[i].id for i in waiting.blockers],
            }
            for waiting in work.waiting
        ],
    }
    return json_text(payload)


def _team(view: ProgressView, team: TeamWork) -> TeamJson:
    return {
        "name": team.team,
        "capacity": team.capacity,
        "busy": team.busy,
        "free": team.free,
        "ready": [_ready(view, ready) for ready in team.ready],
    }


def _ready(view: ProgressView, ready: ReadyTask) -> ReadyJson:
    return {
        "task": _task(view, ready.task),
        "slack_days": to_days(ready.slack),
        "critical": ready.critical,
        "has_person": ready.has_person,
    }


def _task(view: ProgressView, index: int) -> TaskJson:
    task = view.plan.network.tasks[index]
    start, finish = task_days(view, index)
    return {
        "id": task.id,
        "title": task.title,
        "service": task.service,
        "team": task.team,
        "start": start,
        "finish": finish,
    }
