"""`plan waves` for programs: the whole plan, one task a line."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Literal, cast

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.duration import to_days
from planner.model.plan import ContractPriority, TeamLoad
from planner.model.views import PlanView, Style
from planner.render._json import json_text
from planner.render._plan_payload import (
    DOCUMENTED,
    IsoDays,
    MilestonePayload,
    PlanSummary,
    SelectionPayload,
    TaskPayload,
    iso_finish,
    milestones_payload,
    selection_payload,
    summary,
    tasks_payload,
)
from planner.render._plan_rows import (
    WAVE_TITLES,
    ServiceRow,
    Span,
    contract_rows,
    foundation_tasks,
    selected_tasks,
    service_rows,
    task_span,
    whole_span,
)


@with_config(DOCUMENTED)
class HolidayPayload(TypedDict):
    """A day off."""

    date: str
    name: str


@with_config(DOCUMENTED)
class CalendarPayload(TypedDict):
    """When people work."""

    start: str
    """First day on which work can be done, ISO 8601."""
    working_days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    holidays: list[HolidayPayload]


@with_config(DOCUMENTED)
class WavePayload(TypedDict):
    """A wave: of one service, or Wave 0 of all."""

    title: str
    start: str
    finish: str
    slack_days: float
    """The least slack of its tasks."""
    critical: bool


@with_config(DOCUMENTED)
class ServicePayload(TypedDict):
    """A service, where it stands in the order of starting, and its waves."""

    name: str
    team: str
    level: int
    """0 for a service that calls nobody, else one more than its highest provider."""
    lane: Literal["start immediately", "develop with stubs", "integrate last"]
    waits_for: list[str]
    """Providers that must be live before it integrates for real."""
    start: str
    finish: str
    slack_days: float
    """The least slack before milestone 1."""
    critical: bool
    """A step before milestone 1 is critical."""
    waves: dict[str, WavePayload]
    """By letter: K (contract work), A to D, E (integration), H (hardening), R (release)."""


@with_config(DOCUMENTED)
class ContractPayload(TypedDict):
    """A contract that waits for ratification."""

    contract: str
    provider: str
    parties: list[str]
    """Teams that must agree, the provider's first."""
    planned: str
    """Day of ratification at the earliest, ISO 8601."""
    latest: str
    """Last day on which ratification does not move the end, ISO 8601."""
    slack_days: float
    task: str
    """Id of the ratification's task."""


@with_config(DOCUMENTED)
class CriticalPayload(TypedDict):
    """All chains of tasks that decide the end."""

    count: int
    """How many there are."""
    paths: list[list[str]]
    """The first of them, as task ids."""


@with_config(DOCUMENTED)
class AlternativePayload(TypedDict):
    """The same system built another way."""

    name: str
    working_days: float
    difference_days: float
    """Days more than the plan; fewer, if negative."""
    note: str


@with_config(DOCUMENTED)
class LoadPayload(TypedDict):
    """How many people of a team the earliest dates keep busy at once."""

    team: str
    capacity: int
    peak: int
    peak_from: str
    """Day on which the peak is first reached, ISO 8601."""
    work_days: float
    """Work in all, in days of one person."""


@with_config(DOCUMENTED)
class Payload(TypedDict):
    """The whole plan, or the part of it that was selected."""

    schema: Literal["urn:contract-planner:waves-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["waves"]
    workspace: str
    selection: SelectionPayload
    summary: PlanSummary
    calendar: CalendarPayload
    milestones: list[MilestonePayload]
    wave_0: WavePayload | None
    contracts: list[ContractPayload]
    services: list[ServicePayload]
    critical_paths: CriticalPayload
    alternatives: list[AlternativePayload]
    team_loads: list[LoadPayload]
    notes: list[str]
    tasks: list[TaskPayload]


PAYLOAD = Payload


def render(view: PlanView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the plan as JSON of the shape `PAYLOAD`."""
    return json_text(_payload(view))


def _payload(view: PlanView) -> Payload:
    plan = view.plan
    tasks = plan.network.tasks
    return {
        "schema": "urn:contract-planner:waves-output:1.0.0",
        "format_version": "1.0",
        "command": "waves",
        "workspace": plan.name,
        "selection": selection_payload(view),
        "summary": summary(view),
        "calendar": _calendar(view),
        "milestones": milestones_payload(plan),
        "wave_0": _foundation(view),
        "contracts": [_contract(view, row) for row in contract_rows(view)],
        "services": _services(view),
        "critical_paths": {
            "count": plan.critical.count,
            "paths": [[tasks[index].id for index in path] for path in plan.critical.paths],
        },
        "alternatives": [
            {
                "name": other.name,
                "working_days": to_days(other.makespan),
                "difference_days": to_days(other.difference),
                "note": other.note,
            }
            for other in plan.alternatives
        ],
        "team_loads": [_load(view, load) for load in _loads(view)],
        "notes": list(plan.notes),
        # Rows that are JSON text already stand for the dictionaries that the type names.
        "tasks": cast("list[TaskPayload]", tasks_payload(plan, selected_tasks(view))),
    }


def _calendar(view: PlanView) -> CalendarPayload:
    calendar = view.system.settings.calendar
    return {
        "start": calendar.start.isoformat(),
        "working_days": list(calendar.working_days),
        "holidays": [
            {"date": holiday.date.isoformat(), "name": holiday.name}
            for holiday in calendar.holidays
        ],
    }


def _foundation(view: PlanView) -> WavePayload | None:
    spans = [task_span(view.plan, index) for index in foundation_tasks(view)]
    return _wave(IsoDays(view.plan.calendar), "0", whole_span(spans)) if spans else None


def _wave(days: IsoDays, wave: str, span: Span) -> WavePayload:
    return {
        "title": WAVE_TITLES[wave],
        "start": days.start(span.start, span.finish),
        "finish": days.finish(span.finish),
        "slack_days": to_days(span.slack),
        "critical": not span.slack,
    }


def _services(view: PlanView) -> list[ServicePayload]:
    days = IsoDays(view.plan.calendar)
    wave = cache(partial(_wave, days))  # many services have a wave in the same days
    return [_service(row, days, wave) for row in service_rows(view)]


def _service(
    row: ServiceRow, days: IsoDays, wave: Callable[[str, Span], WavePayload]
) -> ServicePayload:
    whole = row.span
    return {
        "name": row.name,
        "team": row.team,
        "level": row.lane.level,
        "lane": row.lane.lane.value,
        "waits_for": list(row.lane.waits_for),
        "start": days.start(whole.start, whole.finish),
        "finish": days.finish(whole.finish),
        "slack_days": to_days(row.slack),
        "critical": row.critical,
        "waves": {letter: wave(letter, span) for letter, span in row.waves.items()},
    }


def _contract(view: PlanView, row: ContractPriority) -> ContractPayload:
    span = task_span(view.plan, row.task)
    return {
        "contract": row.contract,
        "provider": row.provider,
        "parties": list(row.parties),
        "planned": iso_finish(view.plan, span),
        "latest": view.plan.calendar.finish_date(span.finish + span.slack).isoformat(),
        "slack_days": to_days(row.slack),
        "task": view.plan.network.tasks[row.task].id,
    }


def _loads(view: PlanView) -> Sequence[TeamLoad]:
    teams = view.selection.teams
    return [load for load in view.plan.loads if not teams or load.team in teams]


def _load(view: PlanView, load: TeamLoad) -> LoadPayload:
    return {
        "team": load.team,
        "capacity": load.capacity,
        "peak": load.peak,
        "peak_from": view.plan.calendar.start_date(load.at).isoformat(),
        "work_days": to_days(load.work),
    }
