"""`plan migrate` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.migration_view import (
    BreakStep,
    MigrationPlan,
    MigrationView,
    Party,
    Step,
    SwitchFlag,
)
from planner.model.style import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class PartyPayload(TypedDict):
    """A service and its team; both empty where they are not known."""

    service: str
    team: str


@with_config(DOCUMENTED)
class BreakPayload(TypedDict):
    """What one breaking finding asks for."""

    rule: str
    """`plan explain RULE` says what it means."""
    message: str
    fingerprint: str
    """As in the output of `plan diff`."""
    operation: str
    """Where it is met first; empty for the whole document."""
    more_places: int
    adds: str
    """Step 1a; empty if the provider has nothing to add."""
    adopts: str
    """Step 1b."""
    evidence: str
    """Step 2a."""
    removes: str
    """Step 2b."""
    provider_first: bool
    """Whether consumers have to wait for step 1a."""
    hurt: list[str]
    obstacle: str
    """Why nothing serves both sides here; empty if something does."""
    instead: str
    """What to do in that case."""


@with_config(DOCUMENTED)
class StepPayload(TypedDict):
    """One step of the plan."""

    phase: Literal["1a", "1b", "2a", "2b"]
    who: list[PartyPayload]
    tasks: list[str]
    begins: str
    """ISO date."""
    ends: str | None
    """ISO date of the last day; null if the step is not bound to one."""


@with_config(DOCUMENTED)
class DeploymentPayload(TypedDict):
    """What is deployed after all that has a lower number."""

    number: int
    service: str
    what: str


@with_config(DOCUMENTED)
class FlagPayload(TypedDict):
    """A feature flag; its removal ticket has to be filled in."""

    service: str
    name: str
    owner: str
    created: str
    expires: str
    yaml: str
    """The entry as it stands in a manifest."""


@with_config(DOCUMENTED)
class IntermediatePayload(TypedDict):
    """The contract in between."""

    made: bool
    version: str
    reason: str
    """Why there is none; empty if there is."""
    removed_later: int
    """Breaking changes from it to the new contract."""
    written: str
    """The file below `--write`; empty if it was not written."""


@with_config(DOCUMENTED)
class MigrationPlanPayload(TypedDict):
    """How one contract gets from its old version to the new one."""

    name: str
    provider: PartyPayload
    public: bool
    breaks: list[BreakPayload]
    risky: int
    steps: list[StepPayload]
    deployments: list[DeploymentPayload]
    flags: list[FlagPayload]
    headers: list[str]
    intermediate: IntermediatePayload


@with_config(DOCUMENTED)
class MigrationPayload(TypedDict):
    """How a breaking change reaches everybody without breaking anybody."""

    schema: Literal["urn:contract-planner:migration-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["migrate"]
    workspace: str
    """Name of the workspace whose consumers were looked up; empty if none were."""
    old: str
    new: str
    start: str
    """ISO date."""
    window: int
    """Calendar days."""
    sunset: str
    """ISO date of the last day on which the old shape is served."""
    contracts: list[MigrationPlanPayload]


PAYLOAD = MigrationPayload


def render(view: MigrationView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the plan as JSON of the shape `PAYLOAD`."""
    payload: MigrationPayload = {
        "schema": "urn:contract-planner:migration-output:1.0.0",
        "format_version": "1.0",
        "command": "migrate",
        "workspace": view.workspace,
        "old": view.old_name,
        "new": view.new_name,
        "start": view.start.isoformat(),
        "window": view.window,
        "sunset": view.sunset.isoformat(),
        "contracts": [_plan(plan) for plan in view.plans],
    }
    return json_text(payload)


def _plan(plan: MigrationPlan) -> MigrationPlanPayload:
    between = plan.intermediate
    return {
        "name": plan.name,
        "provider": _party(plan.provider),
        "public": plan.is_public,
        "breaks": [_break(step) for step in plan.breaks],
        "risky": plan.risky,
        "steps": [_step(step) for step in plan.steps],
        "deployments": [
            {"number": item.number, "service": item.service, "what": item.what}
            for item in plan.deployments
        ],
        "flags": [_flag(flag) for flag in plan.flags],
        "headers": list(plan.headers),
        "intermediate": {
            "made": between.content is not None,
            "version": between.version,
            "reason": between.reason,
            "removed_later": between.removed_later,
            "written": plan.written,
        },
    }


def _party(party: Party) -> PartyPayload:
    return {"service": party.service, "team": party.team}


def _break(step: BreakStep) -> BreakPayload:
    return {
        "rule": step.rule,
        "message": step.message,
        "fingerprint": step.fingerprint,
        "operation": step.operation,
        "more_places": step.more,
        "adds": step.adds,
        "adopts": step.adopts,
        "evidence": step.evidence,
        "removes": step.removes,
        "provider_first": step.needs_provider_first,
        "hurt": list(step.hurt),
        "obstacle": step.obstacle,
        "instead": step.instead,
    }


def _step(step: Step) -> StepPayload:
    return {
        "phase": step.phase.value,
        "who": [_party(party) for party in step.who],
        "tasks": list(step.tasks),
        "begins": step.begins.isoformat(),
        "ends": step.ends.isoformat() if step.ends else None,
    }


def _flag(flag: SwitchFlag) -> FlagPayload:
    return {
        "service": flag.service,
        "name": flag.name,
        "owner": flag.owner,
        "created": flag.created.isoformat(),
        "expires": flag.expires.isoformat(),
        "yaml": flag.yaml,
    }
