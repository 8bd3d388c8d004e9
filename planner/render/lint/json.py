"""`plan lint` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.finding import Severity
from planner.model.lint_view import LintItem, LintView
from planner.model.style import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class LintFindingPayload(TypedDict):
    """One thing that is wrong with the architecture."""

    severity: Literal["breaking", "risky", "safe"]
    rule: str
    """`plan explain RULE` says what it means."""
    subject: str
    """What it is about: a service, `consumer -> provider`, a contract, an entity, a flag."""
    message: str
    hint: str
    accepted: str
    """Why the policy accepts it; empty if it does not."""
    file: str | None
    """Path relative to the workspace."""
    line: int | None
    """1-based."""
    column: int | None
    """1-based."""


@with_config(DOCUMENTED)
class LintPayload(TypedDict):
    """What is wrong with the architecture of a workspace."""

    schema: Literal["urn:contract-planner:lint-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["lint"]
    workspace: str
    rules: int
    """How many rules were looked at."""
    services: int
    breaking: int
    risky: int
    safe: int
    accepted: int
    findings: list[LintFindingPayload]
    """Worst first, accepted ones included."""


PAYLOAD = LintPayload


def render(view: LintView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the findings as JSON of the shape `PAYLOAD`."""
    payload: LintPayload = {
        "schema": "urn:contract-planner:lint-output:1.0.0",
        "format_version": "1.0",
        "command": "lint",
        "workspace": view.workspace,
        "rules": view.rules,
        "services": view.services,
        "breaking": view.count(Severity.BREAKING),
        "risky": view.count(Severity.RISKY),
        "safe": view.count(Severity.SAFE),
        "accepted": len(view.items) - len(view.open_items),
        "findings": [_finding(item) for item in view.items],
    }
    return json_text(payload)


def _finding(item: LintItem) -> LintFindingPayload:
    finding, position = item.finding, item.position
    return {
        "severity": finding.severity.value,
        "rule": finding.rule,
        "subject": finding.subject,
        "message": finding.message,
        "hint": finding.hint,
        "accepted": finding.accepted,
        "file": finding.place.file if finding.place else None,
        "line": position.line if position else None,
        "column": position.column if position else None,
    }
