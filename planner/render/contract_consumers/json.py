"""`plan contracts consumers` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.governance_views import ConsumersView
from planner.model.views import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED
from planner.render._usage import UsageJson, usage_json


@with_config(DOCUMENTED)
class PAYLOAD(TypedDict):
    """Output of `plan contracts consumers`."""

    schema: Literal["urn:contract-planner:contract-consumers-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["contracts consumers"]
    workspace: str
    contract: str
    version: str
    provider: str
    consumers: list[UsageJson]


def render(view: ConsumersView, style: Style) -> str:
    """Return who uses a contract version, as JSON."""
    del style  # for programs
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:contract-consumers-output:1.0.0",
        "format_version": "1.0",
        "command": "contracts consumers",
        "workspace": view.workspace,
        "contract": view.contract.id,
        "version": view.contract.version,
        "provider": view.contract.provider,
        "consumers": [usage_json(usage) for usage in view.usages],
    }
    return json_text(payload)
