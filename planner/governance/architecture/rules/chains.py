"""Rules about calls that follow one another."""

from collections.abc import Iterator, Mapping, Sequence

from planner.governance.architecture.rule import ArchitectureRule, Hit, Sample, Subject
from planner.model.finding import Severity
from planner.model.source import Place
from planner.model.system import SyncEdge, System
from planner.planning.calls import CallGraph, call_graph

_CHAIN = (
    "{a: {consumes: [{contract: b-api, operations: [getB]}]}, "
    "b: {consumes: [{contract: c-api, operations: [getC]}]}, c: {}}"
)

RULES = (
    ArchitectureRule(
        id="sync-cycle",
        title="services call each other in a circle",
        severity=Severity.RISKY,
        why="Services of a circle can only be released together and fail together; a request may "
        "come back to where it started and wait for itself.",
        source="acyclic dependencies principle: R. Martin, Agile Software Development (2002)",
        hint="`plan release` names the calls to cut: make one of them an event, or soft",
        sample=Sample(
            broken="{a: {consumes: [{contract: b-api, operations: [getB]}]}, "
            "b: {consumes: [{contract: a-api, operations: [getA]}]}}",
            mended="{a: {consumes: [{contract: b-api, operations: [getB]}]}, b: {}}",
        ),
    ),
    ArchitectureRule(
        id="sync-chain-too-deep",
        title="a request passes too many services one after another",
        severity=Severity.RISKY,
        why="Each service in a chain adds its time and its failures: five services that are there "
        "99.9 % of the time each are there 99.5 % of the time together.",
        source="availability in series: Google, Site Reliability Engineering (2016), chapter 3",
        hint="keep a copy by events, or call in parallel; `lint.sync_depth` sets the limit",
        sample=Sample(
            broken=_CHAIN,
            mended="{a: {consumes: [{contract: b-api, operations: [getB]}]}, b: {}, c: {}}",
            settings="{lint: {sync_depth: 2}}",
        ),
    ),
    ArchitectureRule(
        id="timeout-too-small",
        title="a caller gives up before what it calls can answer",
        severity=Severity.RISKY,
        why="A provider that may itself wait longer than its caller goes on working for somebody "
        "who has left; retries of the caller then multiply the load.",
        source="deadline propagation: Google, Site Reliability Engineering (2016), chapter 22",
        hint="raise the caller's timeout, or lower the timeouts and retries below it",
        sample=Sample(
            broken="{a: {consumes: [{contract: b-api, operations: [getB], timeout: 100ms}]}, "
            "b: {consumes: [{contract: c-api, operations: [getC], timeout: 200ms}]}, c: {}}",
            mended="{a: {consumes: [{contract: b-api, operations: [getB], timeout: 300ms}]}, "
            "b: {consumes: [{contract: c-api, operations: [getC], timeout: 200ms}]}, c: {}}",
        ),
    ),
)


def check(subject: Subject) -> Iterator[Hit]:
    """Yield circles, chains and budgets that break a rule of this family."""
    system = subject.system
    graph = call_graph(system, hard_only=False)
    yield from _cycles(system, call_graph(system, hard_only=True))
    yield from _deep_chains(system, graph, subject.policy.sync_depth)
    yield from _budgets(system)


def _cycles(system: System, graph: CallGraph) -> Iterator[Hit]:
    for cycle in sorted(graph.cycles):
        listed = ", ".join(f"`{name}`" for name in cycle)
        place = _first_call(system, cycle).place
        yield Hit("sync-cycle", cycle[0], f"{listed} call each other in a circle", place)


def _first_call(system: System, cycle: Sequence[str]) -> SyncEdge:
    members = set(cycle)
    inside = (e for e in system.sync_edges if {e.consumer, e.provider} <= members and e.is_hard)
    return next(edge for edge in inside if edge.consumer != edge.provider)


def _deep_chains(system: System, graph: CallGraph, most: int) -> Iterator[Hit]:
    """Yield the longest chain from each service that nobody calls; a circle counts as one step."""
    longest = _longest_chains(graph)
    called = {p for i in range(len(graph.names)) for p in graph.outside_providers(i)}
    for index, name in enumerate(graph.names):
        chain = longest[graph.group_of[index]]
        is_first = index == graph.groups[graph.group_of[index]][0]
        if len(chain) <= most or index in called or not is_first:
            continue
        names = [graph.names[graph.groups[group][0]] for group in chain]
        message = (
            f"a request to `{name}` may pass {len(chain)} services one after another: "
            f"{' -> '.join(names)}"
        )
        yield Hit("sync-chain-too-deep", name, message, _call_place(system, graph, chain))


def _longest_chains(graph: CallGraph) -> Mapping[int, tuple[int, ...]]:
    """Return the longest chain of groups from each group; groups come providers first."""
    longest: dict[int, tuple[int, ...]] = {}
    for number, group in enumerate(graph.groups):
        below = sorted({graph.group_of[p] for s in group for p in graph.outside_providers(s)})
        best = max((longest[other] for other in below), key=len, default=())
        longest[number] = (number, *best)
    return longest


def _call_place(system: System, graph: CallGraph, chain: Sequence[int]) -> Place:
    first, second = ({graph.names[i] for i in graph.groups[group]} for group in chain[:2])
    edges = (e for e in system.sync_edges if e.consumer in first and e.provider in second)
    return next(edges).place


def _budgets(system: System) -> Iterator[Hit]:
    by_consumer: dict[str, list[SyncEdge]] = {}
    for edge in system.sync_edges:
        by_consumer.setdefault(edge.consumer, []).append(edge)
    for edge in system.sync_edges:
        below = [(_longest_wait(e), e) for e in by_consumer.get(edge.provider, ())]
        known = [(wait, e) for wait, e in below if wait is not None]
        own = milliseconds(edge.call.timeout)
        wait, slowest = max(known, key=lambda item: item[0], default=(None, None))
        if own is None or wait is None or slowest is None or own >= wait:
            continue
        yield Hit(
            "timeout-too-small",
            f"{edge.consumer} -> {edge.provider}",
            f"`{edge.consumer}` waits {own} ms for `{edge.provider}`, which may itself wait "
            f"{wait} ms for `{slowest.provider}`{_attempts(slowest)}",
            edge.place.at("timeout"),
        )


def _longest_wait(edge: SyncEdge) -> int | None:
    once = milliseconds(edge.call.timeout)
    if once is None:
        return None
    return once * (edge.call.retry.attempts if edge.call.retry else 1)


def _attempts(edge: SyncEdge) -> str:
    retry = edge.call.retry
    return f" ({retry.attempts} attempts of {edge.call.timeout})" if retry else ""


def milliseconds(text: str | None) -> int | None:
    """Return a duration such as `300ms` or `2s` in milliseconds."""
    if text is None:
        return None
    return int(text.removesuffix("ms")) if text.endswith("ms") else int(text[:-1]) * 1000
