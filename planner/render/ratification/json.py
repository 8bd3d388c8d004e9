"""`plan ratify` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.finding import Finding
from planner.model.governance_views import RatificationView
from planner.model.views import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED
from planner.render._standing import StandingJson, standing_json


@with_config(DOCUMENTED)
class BreakJson(TypedDict):
    """A breaking change that was not accepted by its fingerprint."""

    fingerprint: str
    rule: str
    message: str


@with_config(DOCUMENTED)
class PAYLOAD(TypedDict):
    """Output of `plan ratify`."""

    schema: Literal["urn:contract-planner:ratification-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["ratify"]
    workspace: str
    complete: bool
    """Nobody's agreement is missing."""
    written: str | None
    """The entry of the ledger that was written, or that said the same already."""
    base: str | None
    """The version with which the contract was compared while it was ratified."""
    breaks: list[BreakJson]
    contracts: list[StandingJson]


def render(view: RatificationView, style: Style) -> str:
    """Return who has agreed to what, as JSON."""
    del style  # for programs
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:ratification-output:1.0.0",
        "format_version": "1.0",
        "command": "ratify",
        "workspace": view.workspace,
        "complete": view.is_complete,
        "written": view.written or None,
        "base": view.base or None,
        "breaks": [_break(finding) for finding in view.breaks],
        "contracts": [standing_json(standing) for standing in view.standings],
    }
    return json_text(payload)


def _break(finding: Finding) -> BreakJson:
    return {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "message": finding.message,
    }
