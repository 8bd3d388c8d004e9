"""`plan pact check` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.pact_view import CheckedInteraction, CheckedPact, Mismatch, PactCheckView
from planner.model.problem import Level
from planner.model.source import Place
from planner.model.style import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class PactPlacePayload(TypedDict):
    """A place in a file."""

    file: str
    line: int | None
    """1-based."""
    column: int | None
    """1-based."""
    pointer: str
    """JSON pointer; RFC 6901."""


@with_config(DOCUMENTED)
class PactMismatchPayload(TypedDict):
    """One thing in a pact that the contract does not bear out."""

    level: Literal["error", "warning"]
    code: str
    message: str
    place: PactPlacePayload
    """In the Pact file."""
    contract: str
    """`id@version`; empty if no contract is concerned."""
    contract_place: PactPlacePayload | None
    schema: str
    """What in the contract's schemas refuses a value: `Product/properties/price`; maybe empty."""


@with_config(DOCUMENTED)
class PactInteractionPayload(TypedDict):
    """One interaction."""

    description: str
    operation: str
    """Of the contract, or its message; empty if none fits."""
    contract: str
    fits: bool
    """No mismatch is an error."""
    mismatches: list[PactMismatchPayload]


@with_config(DOCUMENTED)
class PactFilePayload(TypedDict):
    """One Pact file."""

    file: str
    consumer: str
    provider: str
    specification: int
    contracts: list[str]
    """`id@version` of those that it was compared with."""
    interactions: list[PactInteractionPayload]


@with_config(DOCUMENTED)
class PactCheckPayload(TypedDict):
    """Pact files compared with contracts."""

    schema: Literal["urn:contract-planner:pact-check-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["pact check"]
    workspace: str
    errors: int
    warnings: int
    pacts: list[PactFilePayload]


PAYLOAD = PactCheckPayload


def render(view: PactCheckView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return what was found as JSON of the shape `PAYLOAD`."""
    payload: PactCheckPayload = {
        "schema": "urn:contract-planner:pact-check-output:1.0.0",
        "format_version": "1.0",
        "command": "pact check",
        "workspace": view.workspace,
        "errors": view.count(Level.ERROR),
        "warnings": view.count(Level.WARNING),
        "pacts": [_pact(pact, view) for pact in view.pacts],
    }
    return json_text(payload)


def _pact(pact: CheckedPact, view: PactCheckView) -> PactFilePayload:
    return {
        "file": pact.file,
        "consumer": pact.consumer,
        "provider": pact.provider,
        "specification": pact.specification,
        "contracts": list(pact.contracts),
        "interactions": [_interaction(item, view) for item in pact.interactions],
    }


def _interaction(item: CheckedInteraction, view: PactCheckView) -> PactInteractionPayload:
    return {
        "description": item.description,
        "operation": item.operation,
        "contract": item.contract,
        "fits": not any(found.level is Level.ERROR for found in item.mismatches),
        "mismatches": [_mismatch(found, view) for found in item.mismatches],
    }


def _mismatch(found: Mismatch, view: PactCheckView) -> PactMismatchPayload:
    return {
        "level": found.level.value,
        "code": found.code,
        "message": found.message,
        "place": _place(found.place, view),
        "contract": found.contract,
        "contract_place": _place(found.contract_place, view) if found.contract_place else None,
        "schema": found.schema,
    }


def _place(place: Place, view: PactCheckView) -> PactPlacePayload:
    spot = view.spots.get(place)
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in place.path)
    return {
        "file": place.file,
        "line": spot.position.line if spot else None,
        "column": spot.position.column if spot else None,
        "pointer": "".join(f"/{step}" for step in steps),
    }
