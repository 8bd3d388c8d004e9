"""How the services of a workspace use a contract, as their manifests say."""

from collections.abc import Iterable
from dataclasses import replace

from planner.app.stubs.sources import Retry, Use
from planner.model import manifest
from planner.model.contract import Contract
from planner.model.system import EventEdge, SyncEdge, System

_NOTHING: tuple[str, ...] = ()


def uses_of(system: System, contract: Contract) -> tuple[Use, ...]:
    """Return how each service uses a version of a contract, sorted by consumer."""
    calls: dict[str, list[SyncEdge]] = {}
    for call in system.sync_edges:
        if (call.contract, call.version) == (contract.id, contract.version):
            calls.setdefault(call.consumer, []).append(call)
    receipts: dict[str, list[EventEdge]] = {}
    for receipt in system.event_edges:
        if (receipt.contract, receipt.version) == (contract.id, contract.version):
            receipts.setdefault(receipt.subscriber, []).append(receipt)
    uses = (
        _use(system, name, calls.get(name, []), receipts.get(name, []))
        for name in sorted(calls.keys() | receipts.keys())
    )
    is_events = contract.content is not None and contract.content.kind == "asyncapi"
    # an operation of AsyncAPI is an exchange of messages; the bundle has those alone
    return tuple(
        replace(use, messages=None) if is_events and use.consumer in calls else use for use in uses
    )


def seconds(timeout: str | None) -> float | None:
    """Return the seconds of `1500ms` or `2s`."""
    if timeout is None:
        return None
    is_milli = timeout.endswith("ms")
    return int(timeout.rstrip("ms")) / (1000 if is_milli else 1)


def _use(system: System, name: str, calls: list[SyncEdge], receipts: list[EventEdge]) -> Use:
    said = [edge.call for edge in calls]
    first = said[0] if said else None
    contract = (calls or receipts)[0].contract
    subscribed = [
        item for item in system.services[name].manifest.subscribes if item.contract == contract
    ]
    fields = [*(f for item in said for f in item.fields)]
    fields += [f for item in subscribed if receipts for f in item.fields]
    return Use(
        name,
        _names(calls, all(item.operations is not None for item in said)),
        _messages(receipts, not receipts or all(item.messages is not None for item in subscribed)),
        tuple(sorted(set(fields))),
        seconds(first.timeout) if first else None,
        _retry(first.retry) if first and first.retry else None,
        (first.idempotency_key or "") if first else "",
    )


def _names(calls: Iterable[SyncEdge], are_listed: bool) -> tuple[str, ...] | None:  # noqa: FBT001  internal
    return tuple(sorted({n for edge in calls for n in edge.operations})) if are_listed else None


def _messages(receipts: Iterable[EventEdge], are_listed: bool) -> tuple[str, ...] | None:  # noqa: FBT001  internal
    return tuple(sorted({n for edge in receipts for n in edge.messages})) if are_listed else None


def _retry(retry: manifest.Retry) -> Retry:
    return Retry(retry.attempts, retry.backoff, retry.statuses)
