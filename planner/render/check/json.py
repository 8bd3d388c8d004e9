"""`plan check` for programs."""

from typing import Literal, NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.check_view import Block, CheckedContract, CheckView
from planner.model.finding import Severity
from planner.model.style import Style
from planner.render._evidence_json import EvidenceJson, evidence_json
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED
from planner.render.check._words import breaks_of, position_of


@with_config(DOCUMENTED)
class BlockPayload(TypedDict):
    """One reason why the change may not go in."""

    rule: str
    message: str
    unblock: list[str]
    """What would change that; those that begin with `or` are another way."""
    file: str | None
    """Path relative to the workspace."""
    line: int | None
    """1-based."""
    column: int | None
    """1-based."""


@with_config(DOCUMENTED)
class BreakPayload(TypedDict):
    """One breaking change; `plan diff` says all about it."""

    rule: str
    message: str
    operation: str
    """The first one where it is met; empty for the whole document."""
    fingerprint: str


@with_config(DOCUMENTED)
class CheckedContractPayload(TypedDict):
    """One contract version that has changed since the base."""

    key: str
    provider: str
    change: Literal["added", "edited", "rewritten", "renamed", "removed", "ledger changed"]
    before: str
    """Key of what it was compared with; empty if with nothing."""
    breaking: int
    risky: int
    safe: int
    demanded: str
    """The lowest version number that the change allows; empty if any is fine."""
    breaks: list[BreakPayload]
    hurt: list[str]
    """Consumers that the breaking changes hurt."""
    evidence: NotRequired[list[EvidenceJson]]
    """What shows it, besides manifests; left out where there is nothing but manifests."""
    must_agree: list[str]
    """Teams that must have ratified it for its breaking changes to go in."""
    agreed: list[str]
    """Teams whose ratification of these files counts."""
    state: str
    """Of its ratification; empty for what is gone."""
    blocks: list[BlockPayload]


@with_config(DOCUMENTED)
class CheckPayload(TypedDict):
    """Whether a change of contracts may go in."""

    schema: Literal["urn:contract-planner:check-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["check"]
    workspace: str
    base: str
    """What was compared with, as it was named or found."""
    commit: str
    open: bool
    unchanged: int
    """Contract versions that are the same on both sides."""
    contracts: list[CheckedContractPayload]
    """Blocked ones first, then by key."""
    blocks: list[BlockPayload]
    """What is wrong with the workspace as a whole."""


PAYLOAD = CheckPayload


def render(view: CheckView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the report as JSON of the shape `PAYLOAD`."""
    payload: CheckPayload = {
        "schema": "urn:contract-planner:check-output:1.0.0",
        "format_version": "1.0",
        "command": "check",
        "workspace": view.workspace,
        "base": view.base,
        "commit": view.commit,
        "open": view.is_open,
        "unchanged": view.unchanged,
        "contracts": [_contract(item, view) for item in view.contracts],
        "blocks": [_block(block, view) for block in view.blocks],
    }
    return json_text(payload)


def _contract(item: CheckedContract, view: CheckView) -> CheckedContractPayload:
    payload: CheckedContractPayload = {
        "key": item.key,
        "provider": item.provider,
        "change": item.change.value,
        "before": item.before,
        "breaking": item.count(Severity.BREAKING),
        "risky": item.count(Severity.RISKY),
        "safe": item.count(Severity.SAFE),
        "demanded": item.demanded,
        "breaks": [
            {
                "rule": finding.rule,
                "message": finding.message,
                "operation": finding.occurrences[0].operation if finding.occurrences else "",
                "fingerprint": finding.fingerprint,
            }
            for finding in breaks_of(item)
        ],
        "hurt": list(item.hurt),
        "must_agree": list(item.must_agree),
        "agreed": list(item.standing.approvals) if item.standing else [],
        "state": item.standing.state.value if item.standing else "",
        "blocks": [_block(block, view) for block in item.blocks],
    }
    if item.evidence:
        payload["evidence"] = evidence_json(item.evidence)
    return payload


def _block(block: Block, view: CheckView) -> BlockPayload:
    position = position_of(block, view)
    return {
        "rule": block.rule,
        "message": block.message,
        "unblock": list(block.unblock),
        "file": block.place.file if block.place else None,
        "line": position[0] if position else None,
        "column": position[1] if position else None,
    }
