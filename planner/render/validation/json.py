"""`plan validate` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.problem import Level
from planner.model.views import LocatedProblem, Style, ValidationView
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class ProblemPayload(TypedDict):
    """One thing that is wrong or doubtful."""

    level: Literal["error", "warning"]
    code: str
    """Stable name of the kind of problem."""
    message: str
    hint: str
    """One thing to do; may be empty."""
    file: str | None
    """Path relative to the workspace; null when no file is concerned."""
    line: int | None
    """1-based."""
    column: int | None
    """1-based."""


@with_config(DOCUMENTED)
class ValidationPayload(TypedDict):
    """Everything that is wrong or doubtful in a workspace."""

    schema: Literal["urn:contract-planner:validation-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["validate"]
    workspace: str
    """Name of the workspace; empty when plan.yaml can't be used."""
    errors: int
    warnings: int
    counts: dict[str, int]
    """How many of each sort were read: services, contracts, contract files, ...

    `contracts` counts those that are written, `planned contracts` the others.
    """
    problems: list[ProblemPayload]
    """By file, line and column."""


PAYLOAD = ValidationPayload


def render(view: ValidationView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the problems as JSON of the shape `PAYLOAD`."""
    levels = [item.problem.level for item in view.problems]
    payload: ValidationPayload = {
        "schema": "urn:contract-planner:validation-output:1.0.0",
        "format_version": "1.0",
        "command": "validate",
        "workspace": view.workspace,
        "errors": levels.count(Level.ERROR),
        "warnings": levels.count(Level.WARNING),
        "counts": dict(view.counts),
        "problems": [_problem(item) for item in view.problems],
    }
    return json_text(payload)


def _problem(item: LocatedProblem) -> ProblemPayload:
    problem, position = item.problem, item.position
    return {
        "level": problem.level.value,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "file": problem.place.file if problem.place else None,
        "line": position.line if position else None,
        "column": position.column if position else None,
    }
