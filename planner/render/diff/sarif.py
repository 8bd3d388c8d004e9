"""`plan diff` as SARIF 2.1.0, which code scanning reads.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", sections 3.14
(run), 3.27 (result), 3.35 (suppression) and 3.49 (reportingDescriptor).
"""

from typing import Any

from planner.compatibility.rules import rule_of
from planner.model.diff_view import AcceptedItem, ContractDiff, DiffView, Item, Spot
from planner.model.finding import Finding
from planner.model.style import Style
from planner.render._sarif import LEVELS, physical_location, sarif_text
from planner.render._text import clean
from planner.render.diff._words import (
    all_items,
    breaks_text,
    hurt_text,
    proof_text,
    where_of,
    witness_of,
)

_MOST_RELATED = 20


def render(view: DiffView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one run; what the policy accepts is there as suppressed."""
    pairs = list(all_items(view))
    accepted = [(c, item) for c in view.contracts for item in c.accepted]
    ids = sorted(
        {item.finding.rule for _, item in pairs} | {a.item.finding.rule for _, a in accepted}
    )
    index = {rule: number for number, rule in enumerate(ids)}
    return sarif_text(
        "diff",
        [_rule(rule_id) for rule_id in ids],
        [
            *(_result(contract, item, view, index) for contract, item in pairs),
            *(_suppressed(contract, item, view, index) for contract, item in accepted),
        ],
    )


def _rule(rule_id: str) -> dict[str, Any]:
    rule = rule_of(rule_id)
    return {
        "id": rule_id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"plan explain {rule_id}. Source: {rule.source}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["compatibility", rule.family] if rule.family else ["compatibility"]
        },
    }


def _result(
    contract: ContractDiff, item: Item, view: DiffView, index: dict[str, int]
) -> dict[str, Any]:
    finding = item.finding
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding, view)},
        "locations": [_location(contract, item)],
    }
    if item.old and item.new:
        old = item.old
        related = _physical(old.path, old)
        related["message"] = {"text": f"what stood there before: {clean(old.address)}"}
        related["id"] = 1
        result["relatedLocations"] = [related]
    if finding.fingerprint:
        result["partialFingerprints"] = {"planFinding/v1": finding.fingerprint}
    result["properties"] = _properties(finding)
    return result


def _suppressed(
    contract: ContractDiff, accepted: AcceptedItem, view: DiffView, index: dict[str, int]
) -> dict[str, Any]:
    result = _result(contract, accepted.item, view, index)
    why = f"{accepted.reason} (until {accepted.expires})"
    result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _message(finding: Finding, view: DiffView) -> str:
    witness = witness_of(finding)
    hurt = hurt_text(finding, knows_consumers=view.knows_consumers)
    sentences = [
        f"{where_of(finding)}: {finding.message}",
        f"breaks: {breaks_text(finding)}" if finding.breaks else "",
        f"{witness.label}: {witness.text}" if witness else "",
        proof_text(finding),
        f"hurts: {hurt}" if hurt else "",
        f"hint: {finding.hint}" if finding.hint else "",
    ]
    return "\n".join(clean(sentence) for sentence in sentences if sentence)


def _location(contract: ContractDiff, item: Item) -> dict[str, Any]:
    """Return where a finding stands; what is gone is shown in the new file as a whole."""
    path = item.new.path if item.new else contract.new_path
    location = _physical(path, item.new)
    operations = dict.fromkeys(o.operation for o in item.finding.occurrences if o.operation)
    location["logicalLocations"] = [
        {"fullyQualifiedName": operation, "kind": "member"}
        for operation in list(operations)[:_MOST_RELATED]
    ]
    return location


def _physical(path: str, spot: Spot | None) -> dict[str, Any]:
    return physical_location(path, (spot.line, spot.column) if spot else None)


def _properties(finding: Finding) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "effect": finding.effect.value,
        "proof": finding.proof.value,
        "path": list(finding.path),
        "occurrences": len(finding.occurrences),
        "hurt": list(finding.hurt),
    }
    if finding.breaks:
        properties["breaks"] = list(finding.breaks)
    if finding.witness:
        request = finding.witness.request
        properties["witness"] = finding.witness.value if request is None else dict(request)
        if finding.witness.wire:
            properties["wire"] = finding.witness.wire
    return properties
