"""`plan contracts show` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.governance_views import ContractView
from planner.model.views import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED
from planner.render._standing import StandingJson, standing_json
from planner.render._usage import UsageJson, usage_json
from planner.render.contracts.json import KindName


@with_config(DOCUMENTED)
class MessageJson(TypedDict):
    """A message and the channel that carries it; empty if none is known."""

    name: str
    channel: str


@with_config(DOCUMENTED)
class PAYLOAD(TypedDict):
    """Output of `plan contracts show`."""

    schema: Literal["urn:contract-planner:contract-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["contracts show"]
    workspace: str
    contract: str
    version: str
    versions: list[str]
    """All versions, lowest first."""
    kind: KindName | None
    """Null while it is only planned."""
    title: str
    provider: str
    team: str
    folder: str
    files: list[str]
    operations: list[str]
    messages: list[MessageJson]
    usages: list[UsageJson]
    ratification: StandingJson


def render(view: ContractView, style: Style) -> str:
    """Return everything about one contract version as JSON."""
    del style  # for programs
    contract = view.listed.contract
    content = contract.content
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:contract-output:1.0.0",
        "format_version": "1.0",
        "command": "contracts show",
        "workspace": view.system.name,
        "contract": contract.id,
        "version": contract.version,
        "versions": list(view.versions),
        "kind": content.kind if content else None,
        "title": content.title if content else "",
        "provider": contract.provider,
        "team": view.listed.team,
        "folder": contract.folder,
        "files": list(contract.files),
        "operations": [item.name for item in content.operations] if content else [],
        "messages": [_message(item.name, item.channel) for item in content.messages]
        if content
        else [],
        "usages": [usage_json(usage) for usage in view.usages],
        "ratification": standing_json(view.standing),
    }
    return json_text(payload)


def _message(name: str, channel: str) -> MessageJson:
    return {"name": name, "channel": channel}
