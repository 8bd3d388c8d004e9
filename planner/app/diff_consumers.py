"""Who is hurt: the consumers of a workspace that use what a finding is about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from semantic_version import NpmSpec, Version

from planner.app.diff_subscribers import (
    Messages,
    Subscriber,
    is_concerned,
    is_payload,
    messages_of,
    subscribers_of,
)
from planner.compatibility.schema_changes.change import ITEM, OTHER_MEMBER
from planner.model.contract import Contract, Operation
from planner.model.evidence import Evidence, SeenOperation
from planner.model.finding import Finding, Occurrence, Severity
from planner.model.manifest import Consumes, Subscribes
from planner.model.system import SyncEdge, System

_NO_MESSAGES = Messages({}, {})


@dataclass(frozen=True, slots=True)
class Usage:
    """Who uses one contract.

    Args:
        edges: the calls of its consumers.
        names: `METHOD /path` and every other name of an operation -> the name in manifests.
        subscribers: who receives or sends its messages.
        messages: of the contract.
        evidence: what shows how consumers use it, besides their manifests.
        manifests: consumer -> the file of its manifest.
    """

    edges: tuple[SyncEdge, ...]
    names: Mapping[str, str]
    subscribers: tuple[Subscriber, ...] = ()
    messages: Messages = _NO_MESSAGES
    evidence: tuple[Evidence, ...] = ()
    manifests: Mapping[str, str] = field(default_factory=dict)


def usage_of(system: System, contract: str, version: str) -> Usage | None:
    """Return who uses a contract version; None if the workspace has no such contract.

    Consumers whose version range leaves the version out don't use it.

    Args:
        system: the workspace.
        contract: its id.
        version: the old one; empty: consumers of any version count.
    """
    known = [item for item in system.contracts.values() if item.id == contract]
    if not known:
        return None
    edges = tuple(
        edge for edge in system.sync_edges if edge.contract == contract and _admits(edge, version)
    )
    messages = messages_of(known)
    subscribers = subscribers_of(system, contract, version, messages)
    owners = {item.provider for item in known}
    evidence = evidence_of(system, contract, version)
    return Usage(
        edges,
        _names(known),
        subscribers,
        messages,
        tuple(item for item in evidence if item.consumer not in owners),
        {name: service.place.file for name, service in system.services.items()},
    )


def contract_at(system: System, path: str) -> Contract | None:
    """Return the contract of a workspace that a file belongs to; or whose folder it is."""
    known = system.contracts.values()
    return next((item for item in known if path in item.files or path == item.folder), None)


def _admits(edge: SyncEdge, version: str) -> bool:
    if not version or edge.version == version:
        return True
    return bool(NpmSpec(edge.call.version).match(Version(version)))


def _names(contracts: Iterable[Contract]) -> Mapping[str, str]:
    operations: list[Operation] = []
    for contract in contracts:
        operations += contract.content.operations if contract.content else ()
    return {
        alias: operation.name
        for operation in operations
        for alias in (operation.name, *operation.aliases)
    }


def with_hurt(findings: Iterable[Finding], usage: Usage) -> list[Finding]:
    """Return findings with the consumers that they hurt; a safe change hurts nobody.

    What a manifest declares and what was seen are added up. That something was not seen takes
    nobody out: a test that did not run must not let a change through. It is only told.
    """
    return [
        finding if finding.severity is Severity.SAFE else _with_hurt(finding, usage)
        for finding in findings
    ]


def _with_hurt(finding: Finding, usage: Usage) -> Finding:
    declared = _declared(finding, usage)
    seen = shown_by(finding, usage)
    watched = {item.consumer for item in usage.evidence}
    unseen = [
        (name, f"declared: {usage.manifests[name]}, not seen in use")
        for name in declared - seen.keys()
        if name in watched and name in usage.manifests
    ]
    labels = [(name, label) for name, listed in seen.items() for label in listed]
    hurt = tuple(sorted(declared | seen.keys()))
    return replace(finding, hurt=hurt, evidence=tuple(sorted([*labels, *unseen])))


def _declared(finding: Finding, usage: Usage) -> set[str]:
    callers = {edge.consumer for edge in usage.edges if _uses(edge, finding, usage)}
    return callers | {s.service for s in usage.subscribers if _takes(s, finding, usage.messages)}


def shown_by(finding: Finding, usage: Usage) -> Mapping[str, tuple[str, ...]]:
    """Return the consumers that were seen to use what a finding is about, and what shows it."""
    found: dict[str, set[str]] = {}
    for item in usage.evidence:
        if any(_shows(item, occurrence, finding, usage) for occurrence in finding.occurrences):
            found.setdefault(item.consumer, set()).add(item.label)
    return {name: tuple(sorted(labels)) for name, labels in sorted(found.items())}


def _shows(item: Evidence, occurrence: Occurrence, finding: Finding, usage: Usage) -> bool:
    """Return whether evidence shows the use of what a finding is about at one of its places."""
    if not occurrence.operation:
        return True
    called = usage.names.get(occurrence.operation, occurrence.operation)
    if called in item.operations:
        return _shows_call(item.operations[called], occurrence, finding)
    meant = usage.messages.of(occurrence) if item.messages else frozenset()
    names = item.messages.keys() if meant is None else item.messages.keys() & meant
    return any(not is_payload(occurrence) or _is_read(item.messages[n], finding) for n in names)


def _shows_call(seen: SeenOperation, occurrence: Occurrence, finding: Finding) -> bool:
    """Return whether a call shows it: the status came, and the field was read."""
    kind, _, rest = occurrence.slot.partition(" ")
    if kind != "response":
        return True
    status = rest.partition(" ")[0].upper()
    exact = {told for told in seen.statuses if _covers(status, told)}
    return any(_is_read(seen.statuses[told], finding) for told in exact)


def _covers(declared: str, status: str) -> bool:
    """Return whether a declared response may be what came with a status."""
    return declared in {status, "DEFAULT", f"{status[:1]}XX"} or not declared


def _is_read(read: Collection[str], finding: Finding) -> bool:
    """Return whether fields that were read have to do with the path of a finding."""
    names = [step for step in finding.path if step not in {ITEM, OTHER_MEMBER}]
    return not names or any(_meets(field.split("."), names) for field in read)


def _meets(field: Sequence[str], path: Sequence[str]) -> bool:
    shared = min(len(field), len(path))
    return list(field[:shared]) == list(path[:shared])


def evidence_of(system: System, contract: str, version: str) -> tuple[Evidence, ...]:
    """Return what shows how a contract version is used, manifests aside.

    Where a consumer's manifest says which versions it takes, that decides; where it says nothing
    of the contract, what was recorded counts for all versions that are compatible by their number.

    Args:
        system: the workspace.
        contract: its id.
        version: empty: any.
    """
    return tuple(
        item
        for item in system.evidence
        if item.contract == contract
        and item.consumer in system.services
        and _counts(system, item, version)
    )


def _counts(system: System, item: Evidence, version: str) -> bool:
    manifest = system.services[item.consumer].manifest
    entries: list[Consumes | Subscribes] = [*manifest.consumes, *manifest.subscribes]
    ranges = [entry.version for entry in entries if entry.contract == item.contract]
    if not version or item.version == version:
        return True
    edges = [edge for edge in system.sync_edges if edge.consumer == item.consumer]
    if any((edge.contract, edge.version) == (item.contract, version) for edge in edges):
        return True
    if not ranges:
        ranges = [f"^{item.version}" if item.version else "*"]
    return any(NpmSpec(told).match(Version(version)) for told in ranges)


def _takes(subscriber: Subscriber, finding: Finding, messages: Messages) -> bool:
    """Return whether a service that receives or sends messages uses what a finding is about."""
    concerned = [o for o in finding.occurrences if is_concerned(subscriber, o, messages)]
    if not concerned:
        return False
    is_read = not subscriber.sends and all(map(is_payload, concerned))
    return not is_read or _reads(subscriber.fields, finding.path)


def _uses(edge: SyncEdge, finding: Finding, usage: Usage) -> bool:
    concerned = [o for o in finding.occurrences if _calls(edge, o.operation, usage)]
    if not concerned:
        return False
    is_received = all(o.slot.startswith("response") for o in concerned)
    return not is_received or _reads(edge.call.fields, finding.path)


def _calls(edge: SyncEdge, operation: str, usage: Usage) -> bool:
    """Return whether a consumer calls an operation; one without a list calls all of them."""
    if not operation or not edge.operations:
        return True
    called = operation.removeprefix("reply to ")
    return usage.names.get(called, called) in edge.operations


def _reads(fields: Sequence[str], path: Sequence[str]) -> bool:
    """Return whether a consumer reads what stands at a path; one without a list reads all.

    A field may be named from the top (`items.price`) or by its last part (`price`). Who reads a
    part of something needs the whole of it, and the other way round.
    """
    names = [step for step in path if step not in {ITEM, OTHER_MEMBER}]
    if not fields or not names:
        return True
    return any(_overlaps(field.split("."), names) for field in fields)


def _overlaps(field: Sequence[str], path: Sequence[str]) -> bool:
    shared = min(len(field), len(path))
    return list(field[:shared]) == list(path[:shared]) or list(path[-len(field) :]) == list(field)
