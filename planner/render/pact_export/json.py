"""`plan pact export` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.pact_export_view import PactExportView
from planner.model.style import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class ExportedPactPayload(TypedDict):
    """One Pact file that was written."""

    file: str
    provider: str
    contracts: list[str]
    interactions: list[str]
    """Their descriptions."""
    calls: int
    """How many recorded calls they stand for."""
    usage: bool
    """Whether responses are restricted to the fields that were seen to be read."""


@with_config(DOCUMENTED)
class PactExportPayload(TypedDict):
    """Pact files made of recorded calls."""

    schema: Literal["urn:contract-planner:pact-export-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["pact export"]
    workspace: str
    consumer: str
    specification: int
    skipped: int
    """Calls that were left out: invalid, or of no operation."""
    pacts: list[ExportedPactPayload]


PAYLOAD = PactExportPayload


def render(view: PactExportView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return what was written as JSON of the shape `PAYLOAD`."""
    payload: PactExportPayload = {
        "schema": "urn:contract-planner:pact-export-output:1.0.0",
        "format_version": "1.0",
        "command": "pact export",
        "workspace": view.workspace,
        "consumer": view.consumer,
        "specification": view.specification,
        "skipped": view.skipped,
        "pacts": [
            {
                "file": pact.file,
                "provider": pact.provider,
                "contracts": list(pact.contracts),
                "interactions": list(pact.interactions),
                "calls": pact.calls,
                "usage": pact.usage,
            }
            for pact in view.pacts
        ],
    }
    return json_text(payload)
