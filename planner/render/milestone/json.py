"""`plan milestone` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.milestone_view import Criterion, Disagreement, MilestoneView
from planner.model.source import Place
from planner.model.style import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class CriterionPayload(TypedDict):
    """One criterion, about one thing."""

    id: str
    title: str
    subject: str
    """Service, contract or `consumer -> provider`; empty for the whole workspace."""
    state: Literal["failed", "open", "waived", "attested", "passed"]
    automatic: bool
    """Evidence alone counts; else somebody may attest it."""
    detail: str
    """What shows it, or what is missing."""
    hint: str
    by: str
    """Who attests or waives it."""
    day: str | None
    """When it was attested, or until when it is waived; ISO 8601."""
    file: str | None
    """Path relative to the workspace."""
    line: int | None
    """1-based."""
    column: int | None
    """1-based."""


@with_config(DOCUMENTED)
class DisagreementPayload(TypedDict):
    """Progress that says something else than evidence does."""

    subject: str
    message: str
    file: str | None
    line: int | None
    column: int | None


@with_config(DOCUMENTED)
class MilestonePayload(TypedDict):
    """Whether a milestone may be passed."""

    schema: Literal["urn:contract-planner:milestone-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["milestone"]
    workspace: str
    milestone: Literal["M1", "M2", "M3"]
    title: str
    day: str
    """The day that dates were judged on, ISO 8601."""
    passed: bool
    """No criterion is open or failed."""
    criteria: list[CriterionPayload]
    disagreements: list[DisagreementPayload]


PAYLOAD = MilestonePayload


def render(view: MilestoneView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the gate as JSON of the shape `PAYLOAD`."""
    payload: MilestonePayload = {
        "schema": "urn:contract-planner:milestone-output:1.0.0",
        "format_version": "1.0",
        "command": "milestone",
        "workspace": view.workspace,
        "milestone": view.milestone,
        "title": view.title,
        "day": view.day.isoformat(),
        "passed": view.is_passed,
        "criteria": [_criterion(item, view) for item in view.criteria],
        "disagreements": [_disagreement(item, view) for item in view.disagreements],
    }
    return json_text(payload)


def _criterion(item: Criterion, view: MilestoneView) -> CriterionPayload:
    line, column = _position(item.place, view)
    return {
        "id": item.id,
        "title": item.title,
        "subject": item.subject,
        "state": item.state.value,
        "automatic": item.is_automatic,
        "detail": item.detail,
        "hint": item.hint,
        "by": item.by,
        "day": item.day.isoformat() if item.day else None,
        "file": item.place.file if item.place else None,
        "line": line,
        "column": column,
    }


def _disagreement(item: Disagreement, view: MilestoneView) -> DisagreementPayload:
    line, column = _position(item.place, view)
    return {
        "subject": item.subject,
        "message": item.message,
        "file": item.place.file if item.place else None,
        "line": line,
        "column": column,
    }


def _position(place: Place | None, view: MilestoneView) -> tuple[int | None, int | None]:
    position = view.positions.get(place) if place else None
    return position or (None, None)
