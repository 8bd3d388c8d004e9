"""`plan contracts list` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.governance_views import ContractsView, ListedContract
from planner.model.views import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED
from planner.render._standing import StateName

KindName = Literal["openapi", "asyncapi", "json-schema", "protobuf", "avro"]


@with_config(DOCUMENTED)
class ContractJson(TypedDict):
    """One contract version."""

    contract: str
    version: str
    kind: KindName | None
    """Null while it is only planned."""
    title: str
    provider: str
    team: str
    used: bool
    """Some manifest names it."""
    operations: int
    messages: int
    parties: list[str]
    """Other teams than the provider's that must agree to it."""
    state: StateName
    folder: str


@with_config(DOCUMENTED)
class PAYLOAD(TypedDict):
    """Output of `plan contracts list`."""

    schema: Literal["urn:contract-planner:contracts-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["contracts list"]
    workspace: str
    contracts: list[ContractJson]


def render(view: ContractsView, style: Style) -> str:
    """Return the contracts of a workspace as JSON."""
    del style  # for programs
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:contracts-output:1.0.0",
        "format_version": "1.0",
        "command": "contracts list",
        "workspace": view.system.name,
        "contracts": [_contract(listed) for listed in view.contracts],
    }
    return json_text(payload)


def _contract(listed: ListedContract) -> ContractJson:
    contract, content = listed.contract, listed.contract.content
    return {
        "contract": contract.id,
        "version": contract.version,
        "kind": content.kind if content else None,
        "title": content.title if content else "",
        "provider": contract.provider,
        "team": listed.team,
        "used": listed.is_used,
        "operations": len(content.operations) if content else 0,
        "messages": len(content.messages) if content else 0,
        "parties": [party.team for party in listed.parties],
        "state": listed.state.value,
        "folder": contract.folder,
    }
