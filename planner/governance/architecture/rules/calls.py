"""Rules about single calls."""

from collections.abc import Iterator

from planner.governance.architecture.rule import (
    ArchitectureRule,
    Hit,
    Sample,
    Subject,
    methods_of,
)
from planner.model.contract import Contract
from planner.model.finding import Severity
from planner.model.source import Place
from planner.model.system import SyncEdge

_NYGARD = "M. Nygard, Release It! (2nd edition, 2018)"
_IDEMPOTENT_RPCS = frozenset({"NO_SIDE_EFFECTS", "IDEMPOTENT"})
_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"})

RULES = (
    ArchitectureRule(
        id="call-without-contract",
        title="a service uses a contract that is not written",
        severity=Severity.RISKY,
        why="What is not written can't be agreed on, stubbed or checked: the consumer builds on a "
        "guess.",
        source="contracts before code: consumer-driven contracts, I. Robinson (2006)",
        hint="write the contract, and take `planned` out of the provider's manifest",
        sample=Sample(
            broken="{a: {consumes: [{contract: b-api, version: 2.x}]}, "
            "b: {provides: [{contract: b-api, version: 2.0.0, planned: true}]}}",
            mended="{a: {consumes: [{contract: b-api, operations: [getB]}]}, b: {}}",
        ),
    ),
    ArchitectureRule(
        id="call-without-fallback",
        title="a call has neither a circuit breaker nor a fallback",
        severity=Severity.RISKY,
        why="When the provider is slow or gone, each caller waits with it until its own threads "
        "are used up: one failure becomes the failure of all.",
        source=f"{_NYGARD}, chapter 5, Circuit Breaker",
        hint="set `circuit_breaker: true`, or say in `fallback` what happens without the answer",
        sample=Sample(
            broken="{a: {consumes: [{contract: b-api, operations: [getB]}]}, b: {}}",
            mended="{a: {consumes: [{contract: b-api, operations: [getB], circuit_breaker: true}]},"
            " b: {}}",
        ),
    ),
    ArchitectureRule(
        id="call-without-timeout",
        title="a call has no timeout",
        severity=Severity.RISKY,
        why="Without a timeout a caller waits as long as the network lets it, which is often for "
        "ever; budgets of those who call it can't be kept.",
        source=f"{_NYGARD}, chapter 5, Timeouts",
        hint="set `timeout`, 300ms for example",
        sample=Sample(
            broken="{a: {consumes: [{contract: b-api, operations: [getB]}]}, b: {}}",
            mended="{a: {consumes: [{contract: b-api, operations: [getB], timeout: 300ms}]}, "
            "b: {}}",
        ),
    ),
    ArchitectureRule(
        id="retry-not-idempotent",
        title="a call is retried that is not safe to repeat",
        severity=Severity.RISKY,
        why="A request that timed out may have been carried out. Repeating a POST or PATCH does "
        "its work twice: two orders, two payments. So may an rpc that is neither `NO_SIDE_EFFECTS` "
        "nor `IDEMPOTENT`.",
        source="RFC 9110, section 9.2.2 (Idempotent Methods); MethodOptions.idempotency_level in "
        "descriptor.proto",
        hint="send an `idempotency_key`, or don't retry it",
        sample=Sample(
            broken="{a: {consumes: [{contract: b-api, operations: [POST /b], "
            "retry: {attempts: 3}}]}, b: {}}",
            mended="{a: {consumes: [{contract: b-api, operations: [POST /b], "
            "retry: {attempts: 3}, idempotency_key: Idempotency-Key}]}, b: {}}",
        ),
    ),
)


def check(subject: Subject) -> Iterator[Hit]:
    """Yield calls that break a rule of this family."""
    for edge in subject.system.sync_edges:
        contract = subject.system.contracts[f"{edge.contract}@{edge.version}"]
        if contract.content is None:
            yield _unwritten(edge.consumer, contract, edge.place)
        yield from _unguarded(edge)
        yield from _repeated(edge, contract, subject)
    for event in subject.system.event_edges:
        contract = subject.system.contracts[f"{event.contract}@{event.version}"]
        if contract.content is None:
            yield _unwritten(event.subscriber, contract, event.place)


def _unwritten(consumer: str, contract: Contract, place: Place) -> Hit:
    message = f"`{consumer}` uses `{contract.key}`, which is only planned"
    return Hit("call-without-contract", f"{consumer} -> {contract.provider}", message, place)


def _unguarded(edge: SyncEdge) -> Iterator[Hit]:
    about = f"{edge.consumer} -> {edge.provider}"
    called = f"`{edge.consumer}` calls `{edge.contract}` of `{edge.provider}`"
    if not edge.call.circuit_breaker and not edge.call.fallback:
        message = f"{called} without a circuit breaker or a fallback"
        yield Hit("call-without-fallback", about, message, edge.place)
    if edge.call.timeout is None:
        yield Hit("call-without-timeout", about, f"{called} without a timeout", edge.place)


def _repeated(edge: SyncEdge, contract: Contract, subject: Subject) -> Iterator[Hit]:
    retry = edge.call.retry
    if retry is None or retry.attempts < 2 or edge.call.idempotency_key:  # noqa: PLR2004  once
        return
    for operation in edge.operations:
        method = method_of(contract, operation)
        rpcs = methods_of(subject, contract.key, [operation])
        if method and method not in _IDEMPOTENT:
            why = f"a {method} may be carried out each time"
        elif any(rpc.idempotency not in _IDEMPOTENT_RPCS for rpc in rpcs):
            why = "its contract does not say that it may be repeated (`idempotency_level`)"
        else:
            continue
        yield Hit(
            "retry-not-idempotent",
            f"{edge.consumer} -> {edge.provider}",
            f"`{edge.consumer}` tries `{operation}` of `{edge.contract}` {retry.attempts} "
            f"times, and {why}",
            edge.place.at("retry"),
        )


def method_of(contract: Contract, operation: str) -> str:
    """Return the HTTP method of an operation; empty if it has none or it is not known."""
    operations = contract.content.operations if contract.content else ()
    names = next(((o.name, *o.aliases) for o in operations if o.name == operation), (operation,))
    called = (name.partition(" ") for name in names)
    return next((m for m, space, path in called if space and m.isupper() and path[:1] == "/"), "")
