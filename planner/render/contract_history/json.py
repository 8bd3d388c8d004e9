"""`plan contracts history` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.finding import Severity
from planner.model.governance_views import HistoryView, VersionStep
from planner.model.views import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED
from planner.render._standing import StateName

BumpName = Literal["none", "patch", "minor", "major"]


@with_config(DOCUMENTED)
class ChangesJson(TypedDict):
    """How many changes came with a version."""

    breaking: int
    risky: int
    safe: int


@with_config(DOCUMENTED)
class VersionJson(TypedDict):
    """One version."""

    version: str
    digest: str
    """Empty if its files can't be read or are not there."""
    state: StateName
    ratified: str | None
    """The day on which the last party agreed."""
    before: str | None
    """The version that it was compared with."""
    declared: BumpName | None
    """How far the number moved."""
    demanded: BumpName | None
    """How far it had to move; null if that is not known."""
    enough: bool | None
    changes: ChangesJson | None
    unknown: str
    """Why the two versions were not compared; empty if they were."""


@with_config(DOCUMENTED)
class PAYLOAD(TypedDict):
    """Output of `plan contracts history`."""

    schema: Literal["urn:contract-planner:contract-history-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["contracts history"]
    workspace: str
    contract: str
    provider: str
    versions: list[VersionJson]


def render(view: HistoryView, style: Style) -> str:
    """Return the versions of a contract as JSON, lowest first."""
    del style  # for programs
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:contract-history-output:1.0.0",
        "format_version": "1.0",
        "command": "contracts history",
        "workspace": view.workspace,
        "contract": view.contract,
        "provider": view.provider,
        "versions": [_version(step) for step in view.steps],
    }
    return json_text(payload)


def _version(step: VersionStep) -> VersionJson:
    standing = step.standing
    state: StateName = standing.state.value
    return {
        "version": standing.version,
        "digest": standing.digest,
        "state": state,
        "ratified": standing.last_ratified.isoformat() if standing.last_ratified else None,
        "before": step.before or None,
        "declared": step.declared or None,  # type: ignore[typeddict-item]  # a bump's name
        "demanded": step.demanded or None,  # type: ignore[typeddict-item]  # likewise
        "enough": step.is_enough,
        "changes": _changes(step),
        "unknown": step.unknown,
    }


def _changes(step: VersionStep) -> ChangesJson | None:
    if step.counts is None:
        return None
    return {
        "breaking": step.counts.get(Severity.BREAKING, 0),
        "risky": step.counts.get(Severity.RISKY, 0),
        "safe": step.counts.get(Severity.SAFE, 0),
    }
