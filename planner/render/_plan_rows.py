"""A plan as rows: what the renderers of `plan waves` and `plan critical-path` have in common.

Every format reads these rows, so that their numbers and dates agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from planner.model.plan import (
    ContractPriority,
    Plan,
    ServiceLane,
    Task,
    TaskKind,
    WorkCalendar,
)
from planner.model.views import PlanView, Selection
from planner.planning.seed import WAVES
from planner.render._text import plural

WAVE_TITLES: Mapping[str, str] = {
    "0": "Shared infrastructure",
    "K": "Contracts",
    **dict(WAVES),
    "M": "Milestones",
}
"""Letter and title of every wave, in order."""
BEFORE_M1 = frozenset("ABCD")
"""Waves whose slack tells services apart; after milestone 1 all run in step."""


class Span(NamedTuple):
    """Minutes from the first start to the last finish of some tasks, and their least slack."""

    start: int
    finish: int
    slack: int

    def join(self, other: "Span") -> "Span":
        """Return the span of both."""
        return Span(
            min(self.start, other.start),
            max(self.finish, other.finish),
            min(self.slack, other.slack),
        )


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service and its waves.

    Args:
        waves: by letter, in order; only waves that it has and that were selected.
        slack: the least slack before milestone 1, in minutes.
        critical: a step before milestone 1 is critical.
    """

    name: str
    team: str
    lane: ServiceLane
    waves: Mapping[str, Span]
    slack: int
    critical: bool

    @property
    def span(self) -> Span:
        """All its waves together."""
        return whole_span(self.waves.values())

    @property
    def mark(self) -> str:
        """The name, with an asterisk if it is critical."""
        return f"{self.name} *" if self.critical else self.name


class MilestoneRow(NamedTuple):
    """One milestone.

    Args:
        slack: minutes it may be late without moving the end.
        decided_by: ids of the tasks whose end decides its day.
    """

    id: str
    title: str
    minute: int
    day: date
    slack: int
    decided_by: tuple[str, ...]


def whole_span(spans: Iterable[Span]) -> Span:
    """Return the span of one or more spans."""
    starts, finishes, slacks = zip(*spans, strict=True)
    return Span(min(starts), max(finishes), min(slacks))


def start_day(calendar: WorkCalendar, start: int, finish: int) -> date:
    """Return the first day of a task; what takes no time happens when the work before ends."""
    return calendar.start_date(start) if finish > start else calendar.finish_date(finish)


def selected_tasks(view: PlanView) -> Sequence[int]:
    """Return the indexes of the tasks that the user asked for."""
    tasks, selection = view.plan.network.tasks, view.selection
    if selection.is_everything:
        return range(len(tasks))
    has = selection.has
    return [i for i, task in enumerate(tasks) if has(task.service, task.team, task.wave)]


def service_rows(view: PlanView) -> list[ServiceRow]:
    """Return the selected services with at least one selected wave, in order of their start."""
    spans = _wave_spans(view)
    slacks = _early_slacks(view, spans)
    rows = [
        ServiceRow(
            lane.service,
            view.system.services[lane.service].team,
            lane,
            {wave: found[wave] for wave in WAVE_TITLES if wave in found},
            slacks.get(lane.service, 0),
            lane.service in view.plan.critical_services,
        )
        for lane in view.plan.lanes
        if (found := spans.get(lane.service))
    ]
    rows.sort(key=lambda row: (row.span.start, row.lane.level, row.slack, row.name))
    return rows


def _wave_spans(view: PlanView) -> dict[str, dict[str, Span]]:
    """Return the spans of the selected waves by service and letter."""
    tasks, timing = view.plan.network.tasks, view.plan.timing
    early, late, finish = timing.early_start, timing.late_start, timing.early_finish
    found: dict[str, dict[str, Span]] = {}
    # The steps of a wave stand together in the network: few keys are looked up.
    runs = groupby(selected_tasks(view), lambda task: (tasks[task].service, tasks[task].wave))
    for (service, wave), run in runs:
        if not service:
            continue
        indexes = list(run)
        start = min([early[index] for index in indexes])
        end = max([finish[index] for index in indexes])
        slack = min([late[index] - early[index] for index in indexes])
        span, waves = Span(start, end, slack), found.setdefault(service, {})
        waves[wave] = waves[wave].join(span) if wave in waves else span
    return found


def _early_slacks(view: PlanView, spans: Mapping[str, Mapping[str, Span]]) -> dict[str, int]:
    """Return the least slack of each service before milestone 1, whatever waves are selected."""
    if not view.selection.is_everything:
        spans = _wave_spans(replace(view, selection=Selection()))
    return {
        service: min((span.slack for wave, span in waves.items() if wave in BEFORE_M1), default=0)
        for service, waves in spans.items()
    }


def waves_of(rows: Iterable[ServiceRow]) -> list[str]:
    """Return the letters of the waves that any of the services has, in order."""
    present = {wave for row in rows for wave in row.waves}
    return [wave for wave in WAVE_TITLES if wave in present]


def foundation_tasks(view: PlanView) -> list[int]:
    """Return the selected items of Wave 0, in order."""
    tasks = view.plan.network.tasks
    return [i for i in selected_tasks(view) if tasks[i].kind is TaskKind.FOUNDATION]


def task_span(plan: Plan, index: int) -> Span:
    """Return start, finish and slack of a task."""
    timing = plan.timing
    return Span(timing.early_start[index], timing.early_finish[index], timing.slack(index))


def contract_rows(view: PlanView) -> list[ContractPriority]:
    """Return the contracts to ratify that concern a selected service or team, least slack first."""
    selection = view.selection
    if selection.waves and "K" not in selection.waves:
        return []
    concerned = {
        key
        for name in selection.services
        if name in view.system.services
        for key in view.system.services[name].needs
    }
    return [
        contract
        for contract in view.plan.ratify_first
        if (
            not selection.services
            or contract.provider in selection.services
            or contract.contract in concerned
        )
        and (not selection.teams or selection.teams.intersection(contract.parties))
    ]


def count_tasks(plan: Plan, chosen: Sequence[int] | None = None) -> tuple[int, int]:
    """Return how many tasks and how many milestones a plan has, or some of its tasks are."""
    tasks = plan.network.tasks
    kinds = [task.kind for task in (tasks if chosen is None else map(tasks.__getitem__, chosen))]
    milestones = kinds.count(TaskKind.MILESTONE)
    return len(kinds) - milestones, milestones


def milestone_rows(plan: Plan) -> list[MilestoneRow]:
    """Return all milestones: whatever is selected, they are the plan's gates."""
    return [
        MilestoneRow(
            task.id,
            task.title,
            plan.timing.early_finish[index],
            plan.calendar.finish_date(plan.timing.early_finish[index]),
            plan.timing.slack(index),
            tuple(
                plan.network.tasks[before].id
                for before in plan.network.predecessors[index]
                if plan.timing.early_finish[before] == plan.timing.early_start[index]
            ),
        )
        for index, task in enumerate(plan.network.tasks)
        if task.kind is TaskKind.MILESTONE
    ]


def selection_text(view: PlanView) -> str:
    """Return what was filtered, in words; nothing if everything is shown."""
    selection = view.selection
    if selection.is_everything:
        return ""
    parts = [
        f"{word} {', '.join(sorted(names))}"
        for word, names in (
            ("service", selection.services),
            ("team", selection.teams),
            ("wave", selection.waves),
        )
        if names
    ]
    every, _ = count_tasks(view.plan)
    shown, milestones = count_tasks(view.plan, selected_tasks(view))
    more = f", {plural(milestones, 'milestone')}" if milestones else ""
    return f"Shown: only {' and '.join(parts)} ({shown} of {every} tasks{more})"


def reason(task: Task, before: Task | None) -> str:
    """Return why a task starts when it does: what it waited for last.

    Args:
        task: a task of the network.
        before: the task that ends when it starts; None if it starts with the plan.
    """
    if before is None:
        return "starts with the plan"
    if before.kind is TaskKind.MILESTONE:
        return f"waits for milestone {before.id}"
    if task.kind is TaskKind.MILESTONE:
        return f"opens when {before.id} ends"
    if before.kind is TaskKind.CONTRACT and task.contract != before.contract:
        return f"waits until {before.contract} is ratified"
    if before.service and before.service != task.service:
        return f"waits for {before.service}: {before.id}"
    return f"after {before.id}"
