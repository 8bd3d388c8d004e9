"""`plan diff` for programs."""

from typing import Any, Literal, NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.diff_view import AcceptedItem, ContractDiff, DiffView, Item, Spot
from planner.model.finding import Severity, Witness
from planner.model.style import Style
from planner.render._evidence_json import EvidenceJson, evidence_json
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class SpotPayload(TypedDict):
    """Where something stands."""

    file: str
    """As people name it: a path that an editor opens, or `GITREF:path`."""
    path: str
    """Path below the top of the repository; of the contract's folder, where there is none."""
    line: int
    """1-based."""
    column: int
    """1-based."""


@with_config(DOCUMENTED)
class OccurrencePayload(TypedDict):
    """One place of the contract where a finding is met."""

    operation: str
    """`METHOD /path`; empty for the whole document."""
    slot: str
    """`request body application/json`, `response 200 body application/json` and the like."""


@with_config(DOCUMENTED)
class WitnessPayload(TypedDict):
    """What shows a break."""

    valid_for: Literal["old", "new"]
    """The side that allows it; the other one rejects it."""
    value: Any
    """The whole payload."""
    part: Any
    """What stands at the place of the finding."""
    request: dict[str, Any] | None
    """A whole request: method, path, query, headers, body; null if a payload is enough."""
    wire: str
    """The bytes that travel, as hexadecimal digits, where `value` is how people read them."""


@with_config(DOCUMENTED)
class FindingPayload(TypedDict):
    """One change with one cause, wherever it is met."""

    rule: str
    """`plan explain RULE` says what it means."""
    severity: Literal["breaking", "risky", "safe"]
    effect: str
    """What happened to the set of accepted values: same, narrowed, widened, crossed, ..."""
    proof: Literal["witness", "proved", "law", "undecided"]
    """Why the severity is what it is: a checked payload, a proof, the rule itself, or unknown."""
    message: str
    hint: str
    reason: str
    """Why it could not be decided, or what the policy changed; may be empty."""
    fingerprint: str
    """The same for the same change, whatever the wording or formatting of the contract."""
    before: str
    after: str
    path: list[str]
    """Member names from the top of the payload; `*` for items, `{*}` for members of any name."""
    occurrences: list[OccurrencePayload]
    old: SpotPayload | None
    new: SpotPayload | None
    witness: WitnessPayload | None
    hurt: list[str]
    """Consumers that use the place; empty if nobody does or nobody asked."""
    evidence: NotRequired[list[EvidenceJson]]
    """What shows it, besides manifests; left out where there is nothing but manifests."""
    breaks: list[str]
    """Promises that it breaks: BACKWARD, FORWARD, WIRE, WIRE_JSON, PACKAGE, FILE; empty if the
    contract makes but one."""


@with_config(DOCUMENTED)
class AcceptedPayload(TypedDict):
    """A finding that the policy accepts."""

    finding: FindingPayload
    reason: str
    expires: str
    """ISO date of the last day on which it is accepted."""


@with_config(DOCUMENTED)
class CountsPayload(TypedDict):
    """How many findings there are, those that are not listed included."""

    breaking: int
    risky: int
    safe: int
    accepted: int


@with_config(DOCUMENTED)
class ContractPayload(TypedDict):
    """One contract that was compared."""

    name: str
    """Its path in a pair of folders; empty when two files were compared."""
    old: str
    """The file on the old side; empty for a contract that is new."""
    new: str
    """The file on the new side; empty for a contract that is gone."""
    mode: str
    """Which versions must read what the other has written; empty if nobody asked for a mode."""
    counts: CountsPayload
    findings: list[FindingPayload]
    """Worst first. Safe ones are listed with `--changelog` only."""
    accepted: list[AcceptedPayload]


@with_config(DOCUMENTED)
class NotComparedPayload(TypedDict):
    """A contract that differs, in a format that can't be compared."""

    name: str
    format: str


@with_config(DOCUMENTED)
class DiffPayload(TypedDict):
    """What changes for consumers between two contracts, or two folders of contracts."""

    schema: Literal["urn:contract-planner:diff-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["diff"]
    workspace: str
    """Name of the workspace whose consumers were looked up; empty if none were."""
    old: str
    new: str
    worst: Literal["breaking", "risky", "safe"] | None
    """The worst severity that is not accepted; null if nothing is left."""
    counts: CountsPayload
    changelog: bool
    """Whether safe findings are listed."""
    consumers_known: bool
    """Whether `hurt` was looked up."""
    unchanged: int
    """Contracts of two folders that are the same in both."""
    not_compared: list[NotComparedPayload]
    contracts: list[ContractPayload]


PAYLOAD = DiffPayload


def render(view: DiffView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the comparison as JSON of the shape `PAYLOAD`."""
    payload: DiffPayload = {
        "schema": "urn:contract-planner:diff-output:1.0.0",
        "format_version": "1.0",
        "command": "diff",
        "workspace": view.workspace,
        "old": view.old_name,
        "new": view.new_name,
        "worst": view.worst.value if view.worst else None,
        "counts": counts_payload(view.counts, view.accepted),
        "changelog": view.is_changelog,
        "consumers_known": view.knows_consumers,
        "unchanged": view.unchanged,
        "not_compared": [{"name": item.name, "format": item.kind} for item in view.not_compared],
        "contracts": [contract_payload(contract) for contract in view.contracts],
    }
    return json_text(payload)


def contract_payload(contract: ContractDiff) -> ContractPayload:
    """Return the comparison of one contract."""
    return {
        "name": contract.name,
        "old": contract.old_name,
        "new": contract.new_name,
        "mode": contract.mode,
        "counts": counts_payload(contract.counts, len(contract.accepted)),
        "findings": [_finding(item) for item in contract.items],
        "accepted": [_accepted(accepted) for accepted in contract.accepted],
    }


def counts_payload(counts: Any, accepted: int) -> CountsPayload:  # noqa: ANN401  a mapping by severity
    """Return how many findings there are by severity."""
    return {
        "breaking": counts.get(Severity.BREAKING, 0),
        "risky": counts.get(Severity.RISKY, 0),
        "safe": counts.get(Severity.SAFE, 0),
        "accepted": accepted,
    }


def _accepted(accepted: AcceptedItem) -> AcceptedPayload:
    return {
        "finding": _finding(accepted.item),
        "reason": accepted.reason,
        "expires": accepted.expires.isoformat(),
    }


def _finding(item: Item) -> FindingPayload:
    finding = item.finding
    payload: FindingPayload = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "effect": finding.effect.value,
        "proof": finding.proof.value,
        "message": finding.message,
        "hint": finding.hint,
        "reason": finding.reason,
        "fingerprint": finding.fingerprint,
        "before": finding.before,
        "after": finding.after,
        "path": list(finding.path),
        "occurrences": [
            {"operation": occurrence.operation, "slot": occurrence.slot}
            for occurrence in finding.occurrences
        ],
        "old": _spot(item.old),
        "new": _spot(item.new),
        "witness": _witness(finding.witness),
        "hurt": list(finding.hurt),
        "breaks": list(finding.breaks),
    }
    if finding.evidence:
        payload["evidence"] = evidence_json(finding.evidence)
    return payload


def _spot(spot: Spot | None) -> SpotPayload | None:
    if spot is None:
        return None
    return {"file": spot.shown, "path": spot.path, "line": spot.line, "column": spot.column}


def _witness(witness: Witness | None) -> WitnessPayload | None:
    if witness is None:
        return None
    return {
        "valid_for": "old" if witness.valid_for == "old" else "new",
        "value": witness.value,
        "part": witness.part,
        "request": None if witness.request is None else dict(witness.request),
        "wire": witness.wire,
    }
