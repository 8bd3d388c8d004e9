"""`plan critical-path` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.duration import to_days
from planner.model.plan import Plan
from planner.model.views import PlanView, Style
from planner.render._json import json_text
from planner.render._plan_payload import (
    DOCUMENTED,
    MilestonePayload,
    PlanSummary,
    SelectionPayload,
    iso_finish,
    iso_start,
    milestones_payload,
    selection_payload,
    summary,
)
from planner.render.critical_path._steps import (
    StepRow,
    nearly_critical,
    path_rows,
    slack_buckets,
)


@with_config(DOCUMENTED)
class StepPayload(TypedDict):
    """One task of a critical path."""

    id: str
    title: str
    team: str
    """Empty for milestones."""
    start: str
    """First day, ISO 8601."""
    finish: str
    """Last day, ISO 8601."""
    duration_days: float
    after: str | None
    """Id of the task before it on the path; null if it starts with the plan."""
    reason: str
    """The same in words."""


@with_config(DOCUMENTED)
class NearPayload(TypedDict):
    """Something that becomes critical after a little delay."""

    kind: Literal["service", "contract"]
    name: str
    team: str
    slack_days: float


@with_config(DOCUMENTED)
class SpreadPayload(TypedDict):
    """How many tasks have a slack in some range."""

    at_most_days: int | None
    """Null: more than all the others."""
    tasks: int


@with_config(DOCUMENTED)
class Payload(TypedDict):
    """What decides the end of the plan."""

    schema: Literal["urn:contract-planner:critical-path-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["critical-path"]
    workspace: str
    selection: SelectionPayload
    summary: PlanSummary
    count: int
    """How many critical paths there are in all."""
    listed: int
    """How many of them the plan lists, before any selection."""
    paths: list[list[StepPayload]]
    """The listed paths; with a selection, only their selected tasks."""
    milestones: list[MilestonePayload]
    critical_services: list[str]
    """Services with a critical step before milestone 1."""
    nearly_critical: list[NearPayload]
    slack_spread: list[SpreadPayload]
    """Milestones are not counted."""


PAYLOAD = Payload


def render(view: PlanView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the critical paths as JSON of the shape `PAYLOAD`."""
    return json_text(_payload(view))


def _payload(view: PlanView) -> Payload:
    plan = view.plan
    return {
        "schema": "urn:contract-planner:critical-path-output:1.0.0",
        "format_version": "1.0",
        "command": "critical-path",
        "workspace": plan.name,
        "selection": selection_payload(view),
        "summary": summary(view),
        "count": plan.critical.count,
        "listed": len(plan.critical.paths),
        "paths": [[_step(plan, row) for row in path] for path in path_rows(view)],
        "milestones": milestones_payload(plan),
        "critical_services": sorted(plan.critical_services),
        "nearly_critical": [
            {
                "kind": row.kind,
                "name": row.name,
                "team": row.team,
                "slack_days": to_days(row.slack),
            }
            for row in nearly_critical(view)
        ],
        "slack_spread": [
            {"at_most_days": bucket.most, "tasks": bucket.tasks} for bucket in slack_buckets(view)
        ],
    }


def _step(plan: Plan, row: StepRow) -> StepPayload:
    return {
        "id": row.id,
        "title": row.title,
        "team": row.team,
        "start": iso_start(plan, row.span),
        "finish": iso_finish(plan, row.span),
        "duration_days": to_days(row.minutes),
        "after": row.before or None,
        "reason": row.reason,
    }
