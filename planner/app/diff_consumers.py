"""Who is hurt: the consumers of a workspace that use what a finding is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

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
from planner.model.finding import Finding, Severity
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
    """

    edges: tuple[SyncEdge, ...]
    names: Mapping[str, str]
    subscribers: tuple[Subscriber, ...] = ()
    messages: Messages = _NO_MESSAGES


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
    return Usage(
        edges, _names(known), subscribers_of(system, contract, version, messages), messages
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
    """Return findings with the consumers that they hurt; a safe change hurts nobody."""
    return [
        finding
        if finding.severity is Severity.SAFE
        else replace(finding, hurt=tuple(sorted(_hurt(finding, usage))))
        for finding in findings
    ]


def _hurt(finding: Finding, usage: Usage) -> set[str]:
    callers = {edge.consumer for edge in usage.edges if _uses(edge, finding, usage)}
    return callers | {s.service for s in usage.subscribers if _takes(s, finding, usage.messages)}


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
