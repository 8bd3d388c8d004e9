"""`plan contracts digest` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.governance_views import DigestView
from planner.model.views import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class DigestJson(TypedDict):
    """The digest of one contract version."""

    contract: str
    version: str
    digest: str


@with_config(DOCUMENTED)
class PAYLOAD(TypedDict):
    """Output of `plan contracts digest`."""

    schema: Literal["urn:contract-planner:contract-digests-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["contracts digest"]
    workspace: str
    contracts: list[DigestJson]


def render(view: DigestView, style: Style) -> str:
    """Return digests as JSON."""
    del style  # for programs
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:contract-digests-output:1.0.0",
        "format_version": "1.0",
        "command": "contracts digest",
        "workspace": view.workspace,
        "contracts": [_digest(key, digest) for key, digest in view.digests.items()],
    }
    return json_text(payload)


def _digest(key: str, digest: str) -> DigestJson:
    contract, _, version = key.partition("@")
    return {"contract": contract, "version": version, "digest": digest}
