"""Where everything stands, as JSON."""

from typing import Literal

from typing_extensions import TypedDict

from planner.model.duration import to_days
from planner.model.milestone_view import Disagreement
from planner.model.plan import TaskState
from planner.model.source import Position
from planner.model.views import ProgressView, Style
from planner.planning.status import ContractStatus, Delay, ServiceStatus, Share, make_status
from planner.render._json import json_text
from planner.render._progress_text import cause_text, finish_day, task_days
from planner.render.status._rows import WAVE_TITLES, contract_state

State = Literal["todo", "in-progress", "blocked", "done"]


class ShareJson(TypedDict):
    """How much of some tasks is done; `percent` goes by their estimates, rounded down."""

    percent: int
    tasks: int
    done: int
    in_progress: int
    blocked: int


class DelayJson(TypedDict):
    """Planned and forecast end, ISO dates."""

    planned: str
    forecast: str
    behind_days: float
    """Working days behind the plan; negative ahead of it."""
    late: bool
    """It moves the end of the whole plan."""
    cause: str | None
    """Id of the task at which the delay begins."""
    because: str
    """The cause in words; may change between versions."""


class TaskJson(TypedDict):
    """One task; dates are real ones where known, else the forecast."""

    id: str
    title: str
    state: State
    start: str
    finish: str
    reason: str
    """Why it is blocked; else empty."""


class WaveJson(TypedDict):
    """One wave of all services shown; 0 is the foundation, K contract work."""

    wave: str
    title: str
    share: ShareJson


class ServiceJson(TypedDict):
    """One service; its delay is that of Waves A to D."""

    name: str
    team: str
    share: ShareJson
    delay: DelayJson
    held_up_by: list[str]
    """Ids of blocked tasks that its next steps wait for."""
    steps: list[TaskJson]


class ContractJson(TypedDict):
    """One contract; its delay is that of its ratification."""

    contract: str
    provider: str
    state: str
    define: State
    ratify: State
    reason: str
    """Why it is blocked; else empty."""
    delay: DelayJson


class MilestoneJson(TypedDict):
    """One milestone."""

    id: str
    title: str
    passed: bool
    delay: DelayJson


class DisagreementJson(TypedDict):
    """Progress that says something else than evidence does."""

    subject: str
    """Service, contract or milestone."""
    message: str
    file: str | None
    """Path relative to the workspace."""
    line: int | None
    """1-based."""
    column: int | None
    """1-based."""


class PAYLOAD(TypedDict):
    """Output of `plan status`."""

    schema: Literal["urn:contract-planner:status-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["status"]
    workspace: str
    today: str
    share: ShareJson
    delay: DelayJson
    foundation: list[TaskJson]
    waves: list[WaveJson]
    services: list[ServiceJson]
    contracts: list[ContractJson]
    milestones: list[MilestoneJson]
    disagreements: list[DisagreementJson]
    """Where progress and evidence disagree."""


def render(view: ProgressView, style: Style) -> str:
    """Return the status as JSON."""
    del style  # for programs
    report = make_status(view)
    tasks, states = view.plan.network.tasks, view.forecast.state
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:status-output:1.0.0",
        "format_version": "1.0",
        "command": "status",
        "workspace": view.system.name,
        "today": view.forecast.today_date.isoformat(),
        "share": _share(report.total),
        "delay": _delay(view, report.end),
        "foundation": [_task(view, index) for index in report.foundation],
        "waves": [
            {"wave": letter, "title": WAVE_TITLES[letter], "share": _share(share)}
            for letter, share in report.waves.items()
        ],
        "services": [_service(view, status) for status in report.services],
        "contracts": [_contract(view, item) for item in report.contracts],
        "milestones": [
            {
                "id": tasks[item.task].id,
                "title": tasks[item.task].title,
                "passed": states[item.task] is TaskState.DONE,
                "delay": _delay(view, item.delay),
            }
            for item in report.milestones
        ],
        "disagreements": [_disagreement(item, at) for item, at in view.disagreements],
    }
    return json_text(payload)


def _disagreement(item: Disagreement, position: Position | None) -> DisagreementJson:
    return {
        "subject": item.subject,
        "message": item.message,
        "file": item.place.file if item.place else None,
        "line": position.line if position else None,
        "column": position.column if position else None,
    }


def _service(view: ProgressView, status: ServiceStatus) -> ServiceJson:
    return {
        "name": status.service,
        "team": status.team,
        "share": _share(status.share),
        "delay": _delay(view, status.delay),
        "held_up_by": [view.plan.network.tasks[index].id for index in status.held_up],
        "steps": [_task(view, index) for wave in status.waves.values() for index in wave],
    }


def _contract(view: ProgressView, item: ContractStatus) -> ContractJson:
    states, reasons = view.forecast.state, view.forecast.reason
    return {
        "contract": item.contract,
        "provider": item.provider,
        "state": contract_state(view, item),
        "define": states[item.define].value,
        "ratify": states[item.ratify].value,
        "reason": reasons.get(item.define) or reasons.get(item.ratify, ""),
        "delay": _delay(view, item.delay),
    }


def _task(view: ProgressView, index: int) -> TaskJson:
    task = view.plan.network.tasks[index]
    start, finish = task_days(view, index)
    return {
        "id": task.id,
        "title": task.title,
        "state": view.forecast.state[index].value,
        "start": start,
        "finish": finish,
        "reason": view.forecast.reason.get(index, ""),
    }


def _share(share: Share) -> ShareJson:
    return {
        "percent": share.percent,
        "tasks": share.total,
        "done": share.done,
        "in_progress": share.in_progress,
        "blocked": share.blocked,
    }


def _delay(view: ProgressView, delay: Delay) -> DelayJson:
    cause = None if delay.cause is None else view.plan.network.tasks[delay.cause].id
    return {
        "planned": finish_day(view, delay.planned),
        "forecast": finish_day(view, delay.forecast),
        "behind_days": to_days(delay.minutes),
        "late": delay.is_late,
        "cause": cause,
        "because": cause_text(view, delay),
    }
