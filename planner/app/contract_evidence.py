"""Who uses a contract, with what was seen of it besides what manifests say."""

from collections.abc import Sequence
from dataclasses import replace

from planner.app.diff_consumers import evidence_of
from planner.model.contract import Contract
from planner.model.evidence import Evidence
from planner.model.governance_views import Usage
from planner.model.plan import Role
from planner.model.system import System


def with_seen(system: System, contract: Contract, declared: Sequence[Usage]) -> tuple[Usage, ...]:
    """Return usages with what shows them, and those that only the evidence shows, at the end.

    Args:
        system: the workspace.
        contract: that is used.
        declared: what manifests say.
    """
    evidence = [
        item
        for item in evidence_of(system, contract.id, contract.version)
        if item.consumer != contract.provider
    ]
    found = [
        _with(usage, [e for e in evidence if e.consumer == usage.service]) for usage in declared
    ]
    known = {(usage.service, usage.role) for usage in declared}
    for name in sorted({item.consumer for item in evidence}):
        own = [item for item in evidence if item.consumer == name]
        for role in (Role.CALLS, Role.RECEIVES):
            is_used = any(item.operations if role is Role.CALLS else item.messages for item in own)
            if is_used and (name, role.value) not in known:
                found.append(_with(_bare(system, name, role), own))
    return tuple(found)


def _bare(system: System, name: str, role: Role) -> Usage:
    """Return a usage that no manifest mentions."""
    service = system.services[name]
    return Usage(name, service.team, role.value, (), "", (), is_hard=True, manifest="")


def _with(usage: Usage, evidence: Sequence[Evidence]) -> Usage:
    via: set[str] = set()
    fields: set[str] = set()
    labels: set[str] = set()
    for item in evidence:
        parts = _parts(item, usage.role)
        via |= parts.keys()
        fields |= {field for read in parts.values() for field in read}
        labels |= {item.label} if parts else set()
    return replace(
        usage,
        evidence=tuple(sorted(labels)),
        seen_via=tuple(sorted(via)),
        seen_fields=tuple(sorted(fields)),
    )


def _parts(item: Evidence, role: str) -> dict[str, frozenset[str]]:
    """Return operations or messages that were seen, each with the fields that were read."""
    if role == Role.RECEIVES.value:
        return dict(item.messages)
    if role != Role.CALLS.value:
        return {}
    return {
        name: frozenset(field for read in seen.statuses.values() for field in read)
        for name, seen in item.operations.items()
    }
