"""What all formats of `plan status` say in the same words."""

from collections.abc import Iterator

from planner.model.plan import TaskState
from planner.model.views import ProgressView
from planner.planning.seed import WAVES
from planner.planning.status import (
    ContractStatus,
    MilestoneStatus,
    ServiceStatus,
    StatusReport,
)
from planner.render._progress_text import (
    cause_text,
    delay_text,
    finish_day,
    step_or_wave,
    waiting_texts,
    week_text,
)
from planner.render._text import list_words, plural

WAVE_TITLES = {"0": "Shared infrastructure", "K": "Contracts", **dict(WAVES)}


def headline(view: ProgressView, report: StatusReport) -> str:
    """Return how much is done."""
    total = report.total
    return (
        f"{view.system.name} on {view.forecast.today_date.isoformat()} ({week_text(view)}): "
        f"{total.percent} % of the work is done, {total.done} of {plural(total.total, 'task')}; "
        f"{total.in_progress} in progress, {total.blocked} blocked"
    )


def end_line(view: ProgressView, report: StatusReport) -> str:
    """Return when the whole plan ends, and why then."""
    end = report.end
    forecast, planned = finish_day(view, end.forecast), finish_day(view, end.planned)
    cause = cause_text(view, end)
    return (
        f"Forecast finish {forecast}, planned {planned}: {delay_text(end)}"
        f"{f' ({cause})' if cause else ''}"
    )


def contract_state(view: ProgressView, contract: ContractStatus) -> str:
    """Return how far a contract is, in one word or two."""
    define, ratify = (view.forecast.state[i] for i in (contract.define, contract.ratify))
    if ratify is TaskState.DONE:
        return "ratified"
    if TaskState.BLOCKED in (define, ratify):
        return "blocked"
    if ratify is TaskState.IN_PROGRESS:
        return "in review"
    if define is TaskState.DONE:
        return "defined"
    return "being defined" if define is TaskState.IN_PROGRESS else "to do"


def service_whys(view: ProgressView, status: ServiceStatus) -> list[str]:
    """Return why a service is late and what holds it up."""
    cause_of_delay = cause_text(view, status.delay)
    whys = [cause_of_delay] if cause_of_delay else []
    states, tasks = view.forecast.state, view.plan.network.tasks
    cause = status.delay.cause
    for blocked, waiting in status.held_up.items():
        if blocked != cause or states[blocked] is not TaskState.BLOCKED:
            step = step_or_wave(view, waiting)
            what = step if step == tasks[waiting].step else f"Wave {step}"
            whys.append(f"{what} waits for {tasks[blocked].id}, which is blocked")
    return whys


def blocked_tasks(
    view: ProgressView, report: StatusReport, limit: int | None = None
) -> list[tuple[str, str, str]]:
    """Return id, reason and what waits for each blocked task that the report shows."""
    tasks, reasons = view.plan.network.tasks, view.forecast.reason
    return [
        (tasks[index].id, reasons[index], list_words(waiting_texts(view, index, waiting), limit))
        for index, waiting in report.blocked.items()
    ]


def milestone_state(view: ProgressView, milestone: MilestoneStatus) -> str:
    """Return whether a milestone is passed."""
    return "passed" if view.forecast.state[milestone.task] is TaskState.DONE else "open"


def disagreement_lines(view: ProgressView) -> Iterator[str]:
    """Yield where progress says something else than evidence does, as list items."""
    for item, position in view.disagreements:
        at = f":{position.line}:{position.column}" if position else ""
        where = f" ({item.place.file}{at})" if item.place else ""
        yield f"- {item.subject}: {item.message}{where}"
