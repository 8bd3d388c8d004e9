"""The JSON shapes that `plan waves` and `plan critical-path` share. Days are working days."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from planner.model.duration import MINUTES_PER_DAY, to_days
from planner.model.plan import Plan, WorkCalendar
from planner.model.views import PlanView
from planner.render._json import EncodedRows, encode_text
from planner.render._plan_rows import (
    MilestoneRow,
    Span,
    count_tasks,
    milestone_rows,
    start_day,
)
from planner.render._plan_text import plan_days

DOCUMENTED = ConfigDict(use_attribute_docstrings=True)
"""Docstrings of a payload's keys become the descriptions in its JSON Schema."""


@with_config(DOCUMENTED)
class SelectionPayload(TypedDict):
    """What was asked for; an empty list selects everything."""

    services: list[str]
    teams: list[str]
    waves: list[str]


@with_config(DOCUMENTED)
class TaskPayload(TypedDict):
    """One task of the network, with its CPM times."""

    id: str
    """`0/scaffold`, `order-api@1.0.0/define`, `order/A-1`, `M1`."""
    kind: Literal["foundation", "contract", "step", "milestone"]
    wave: str
    """0, K (contract work), A to D, E (integration), H (hardening), R (release), M (milestone)."""
    step: str
    """The last part of the id."""
    title: str
    service: str
    """Empty for Wave 0 and milestones; the provider for contract work."""
    contract: str
    """`order-api@1.0.0` for contract work, else empty."""
    team: str
    """Empty for milestones."""
    duration_days: float
    start: str
    """First day of work at the earliest, ISO 8601."""
    finish: str
    """Last day of work at the earliest, ISO 8601."""
    early_start_days: float
    """Working days from the start of the plan; so are the next three."""
    early_finish_days: float
    late_start_days: float
    late_finish_days: float
    slack_days: float
    """How late the task may be without moving the end (total slack)."""
    free_slack_days: float
    """How late the task may be without moving any other task."""
    critical: bool
    """Slack is zero."""
    predecessors: list[str]
    """Ids of the tasks it waits for."""


@with_config(DOCUMENTED)
class MilestonePayload(TypedDict):
    """A gate of the plan."""

    id: str
    title: str
    date: str
    """ISO 8601."""
    day: float
    """Working days from the start of the plan."""
    decided_by: list[str]
    """Ids of the tasks whose end decides its date."""


@with_config(DOCUMENTED)
class PlanSummary(TypedDict):
    """The plan in figures."""

    start: str
    """First working day, ISO 8601."""
    finish: str
    """Last working day, ISO 8601."""
    working_days: float
    services: int
    contracts: int
    """Contracts that are defined and ratified in the plan."""
    teams: int
    tasks: int
    """Tasks in all, milestones not counted, whatever was selected."""
    milestones: int


def summary(view: PlanView) -> PlanSummary:
    """Return the plan in figures."""
    first, last = plan_days(view.plan)
    tasks, milestones = count_tasks(view.plan)
    return {
        "start": first.isoformat(),
        "finish": last.isoformat(),
        "working_days": to_days(view.plan.timing.makespan),
        "services": len(view.system.services),
        "contracts": len(view.plan.ratify_first),
        "teams": len(view.system.settings.teams),
        "tasks": tasks,
        "milestones": milestones,
    }


def selection_payload(view: PlanView) -> SelectionPayload:
    """Return what was filtered."""
    return {
        "services": sorted(view.selection.services),
        "teams": sorted(view.selection.teams),
        "waves": sorted(view.selection.waves),
    }


def milestones_payload(plan: Plan) -> list[MilestonePayload]:
    """Return the milestones, in order."""
    return [_milestone(row) for row in milestone_rows(plan)]


def _milestone(row: MilestoneRow) -> MilestonePayload:
    return {
        "id": row.id,
        "title": row.title,
        "date": row.day.isoformat(),
        "day": to_days(row.minute),
        "decided_by": list(row.decided_by),
    }


def iso_start(plan: Plan, span: Span) -> str:
    """Return the first day of a span, ISO 8601."""
    return start_day(plan.calendar, span.start, span.finish).isoformat()


def iso_finish(plan: Plan, span: Span) -> str:
    """Return the last day of a span, ISO 8601."""
    return plan.calendar.finish_date(span.finish).isoformat()


TaskColumns = Mapping[str, list[Any]]
"""Key of `TaskPayload` -> its value for each task: text, minutes, true or false, or indexes."""


def task_columns(plan: Plan, chosen: Sequence[int]) -> TaskColumns:
    """Return the chosen tasks as columns; keys that end in `_days` hold minutes."""
    tasks = [plan.network.tasks[index] for index in chosen]
    timing = plan.timing
    early, finish, late, latest, free = (
        [times[index] for index in chosen]
        for times in (
            timing.early_start,
            timing.early_finish,
            timing.late_start,
            timing.late_finish,
            timing.free_slack,
        )
    )
    slack = [end - begin for begin, end in zip(early, late, strict=True)]
    days = IsoDays(plan.calendar)
    return {
        "id": [task.id for task in tasks],
        "kind": [task.kind.value for task in tasks],
        "wave": [task.wave for task in tasks],
        "step": [task.step for task in tasks],
        "title": [task.title for task in tasks],
        "service": [task.service for task in tasks],
        "contract": [task.contract for task in tasks],
        "team": [task.team for task in tasks],
        "duration_days": [task.duration for task in tasks],
        "start": [days.start(*times) for times in zip(early, finish, strict=True)],
        "finish": [days.finish(minute) for minute in finish],
        "early_start_days": early,
        "early_finish_days": finish,
        "late_start_days": late,
        "late_finish_days": latest,
        "slack_days": slack,
        "free_slack_days": free,
        "critical": [not minutes for minutes in slack],
        "predecessors": [plan.network.predecessors[index] for index in chosen],
    }


class IsoDays:
    """The days of a calendar as texts, by minutes of work; see `start_day`."""

    def __init__(self, calendar: WorkCalendar) -> None:
        """Write each day once, however many tasks begin or end on it."""
        self._texts = [day.isoformat() for day in calendar.days]

    def start(self, start: int, finish: int) -> str:
        """Return the first day of work from one minute to another, ISO 8601."""
        return self._texts[start // MINUTES_PER_DAY] if finish > start else self.finish(finish)

    def finish(self, finish: int) -> str:
        """Return the last day of work that ends at a minute, ISO 8601."""
        return self._texts[max(0, -(-finish // MINUTES_PER_DAY) - 1)]


_Period = tuple[int, int]
"""Minutes of start and finish."""


def tasks_payload(plan: Plan, chosen: Sequence[int]) -> EncodedRows:
    """Return the chosen tasks as JSON objects of the shape `TaskPayload`."""
    return EncodedRows(_task_texts(plan, chosen))


def _task_texts(plan: Plan, chosen: Sequence[int]) -> Iterator[str]:
    """Yield tasks as JSON; what many tasks have in common is written once."""
    tasks, timing, predecessors = plan.network.tasks, plan.timing, plan.network.predecessors
    ids = [encode_text(task.id) for task in tasks]
    text, times = cache(encode_text), cache(_times_writer(plan.calendar))
    whats: dict[tuple[str, str, str], str] = {}
    for index in chosen:
        _, kind, wave, step, title, service, contract, team, minutes = tasks[index]
        what = whats.get((wave, step, title))
        if what is None:
            what = f'"kind": {text(kind.value)}, "wave": {text(wave)}, "step": {text(step)}, '
            what = whats[wave, step, title] = f'{what}"title": {text(title)}'
        when = times(
            minutes,
            (timing.early_start[index], timing.early_finish[index]),
            (timing.late_start[index], timing.late_finish[index]),
            timing.free_slack[index],
        )
        before = ", ".join([ids[task] for task in predecessors[index]])
        yield (
            f'{{"id": {ids[index]}, {what}, "service": {text(service)}, '
            f'"contract": {text(contract)}, "team": {text(team)}, {when}, '
            f'"predecessors": [{before}]}}'
        )


def _times_writer(calendar: WorkCalendar) -> Callable[[int, _Period, _Period, int], str]:
    days, number = IsoDays(calendar), cache(lambda minutes: repr(to_days(minutes)))

    def write(minutes: int, early: _Period, late: _Period, free: int) -> str:
        (start, finish), (late_start, late_finish) = early, late
        return (
            f'"duration_days": {number(minutes)}, '
            f'"start": "{days.start(start, finish)}", "finish": "{days.finish(finish)}", '
            f'"early_start_days": {number(start)}, "early_finish_days": {number(finish)}, '
            f'"late_start_days": {number(late_start)}, "late_finish_days": {number(late_finish)}, '
            f'"slack_days": {number(late_start - start)}, "free_slack_days": {number(free)}, '
            f'"critical": {"false" if late_start > start else "true"}'
        )

    return write
