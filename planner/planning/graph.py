"""The system as a graph: for networkx whole, for a drawing as much of it as somebody asks for."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from planner.model.errors import InputError
from planner.model.nearest import did_you_mean
from planner.model.problem import Problem
from planner.model.system import EventEdge, SyncEdge, System
from planner.model.views import GraphEdge, GraphNode, GraphView
from planner.planning.calls import CallGraph, call_graph
from planner.planning.lanes import all_lanes
from planner.planning.reduction import implied_pairs

if TYPE_CHECKING:
    import networkx as nx

Direction = Literal["both", "providers", "consumers"]
EdgeChoice = Literal["sync", "event", "all"]


@dataclass(frozen=True, slots=True)
class GraphRequest:
    """Which part of the graph to show.

    Args:
        services, teams: the focus: these services and those of these teams; empty for everything.
        depth: how many edges the view reaches from the focus; None for as far as they go.
        direction: whom the view reaches: those whom the focus uses (providers, publishers), those
            who use it (consumers, subscribers), or both.
        edges: calls, events or all.
        reduced: leave out the calls that other calls imply.
        by_team: diagrams put the services of a team together.
    """

    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    depth: int | None = 1
    direction: Direction = "both"
    edges: EdgeChoice = "all"
    reduced: bool = False
    by_team: bool = False


def system_graph(system: System) -> "nx.MultiDiGraph[str]":
    """Return everything that the system knows as one graph.

    Vertices are named `kind:name` (`service:order`, `contract:user-api@1.0.0`,
    `operation:user-api@1.0.0:getUser`) and have the attributes `kind` and `name`. Edges have the
    attribute `kind`: a team `owns` services, a service `provides`, `publishes`, `consumes` and
    `subscribes` contracts, a contract `offers` its operations and messages, a service `calls`
    operations and `sends` messages, and a message `reaches` its subscribers. A `calls` edge also
    has `hard`.
    """
    import networkx as nx  # noqa: PLC0415  lazy: takes longer than most commands

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=system.name)
    for team in system.teams:
        graph.add_node(f"team:{team}", kind="team", name=team)
    for key in sorted(system.contracts):
        _add_contract(graph, system, key)
    for name in sorted(system.services):
        _add_service(graph, system, name)
    for call in system.sync_edges:
        _add_call(graph, call)
    for event in system.event_edges:
        _add_event(graph, event)
    return graph


def _add_contract(graph: "nx.MultiDiGraph[str]", system: System, key: str) -> None:
    graph.add_node(f"contract:{key}", kind="contract", name=key)
    content = system.contracts[key].content
    if content is None:
        return
    for operation in content.operations:
        _add_part(graph, "operation", key, operation.name)
    for message in content.messages:
        _add_part(graph, "message", key, message.name)


def _add_part(graph: "nx.MultiDiGraph[str]", kind: str, key: str, name: str) -> str:
    """Return the vertex of an operation or message; a planned one exists by being used."""
    vertex = f"{kind}:{key}:{name}"
    if vertex not in graph:
        graph.add_node(vertex, kind=kind, name=name)
        graph.add_edge(f"contract:{key}", vertex, kind="offers")
    return vertex


def _add_service(graph: "nx.MultiDiGraph[str]", system: System, name: str) -> None:
    service = system.services[name]
    vertex = f"service:{name}"
    graph.add_node(vertex, kind="service", name=name)
    graph.add_edge(f"team:{service.team}", vertex, kind="owns")
    for key in service.provides:
        graph.add_edge(vertex, f"contract:{key}", kind="provides")
    for key in service.publishes:
        graph.add_edge(vertex, f"contract:{key}", kind="publishes")


def _add_call(graph: "nx.MultiDiGraph[str]", edge: SyncEdge) -> None:
    key, vertex = f"{edge.contract}@{edge.version}", f"service:{edge.consumer}"
    graph.add_edge(vertex, f"contract:{key}", kind="consumes")
    for operation in edge.operations:
        part = _add_part(graph, "operation", key, operation)
        graph.add_edge(vertex, part, kind="calls", hard=edge.is_hard)


def _add_event(graph: "nx.MultiDiGraph[str]", edge: EventEdge) -> None:
    key, subscriber = f"{edge.contract}@{edge.version}", f"service:{edge.subscriber}"
    graph.add_edge(subscriber, f"contract:{key}", kind="subscribes")
    for message in edge.messages:
        part = _add_part(graph, "message", key, message)
        if not graph.has_edge(f"service:{edge.publisher}", part):
            graph.add_edge(f"service:{edge.publisher}", part, kind="sends")
        graph.add_edge(part, subscriber, kind="reaches")


def graph_view(system: System, request: GraphRequest = GraphRequest()) -> GraphView:
    """Return the part of the service graph that a request names.

    Levels and cycles come from all hard calls of the whole system, so a focus moves nothing. All
    chosen edges between two services in view are shown.

    Raises:
        InputError: an unknown service or team; all of them at once.
    """
    focus = _focus(system, request)
    calls = call_graph(system, hard_only=True)
    edges = _edges(system, calls)
    chosen = [edge for edge in edges if request.edges in ("all", edge.kind)]
    kept = _without_implied(chosen) if request.reduced else chosen
    # The focus walks what is drawn: with implied calls left out, one step is one arrow.
    seen = _reached(kept, focus, request) if focus else set(system.services)
    visible = [edge for edge in kept if edge.source in seen and edge.target in seen]
    return GraphView(
        system,
        tuple(node for node in _nodes(system) if node.name in seen),
        tuple(visible),
        tuple(cycle for cycle in sorted(calls.cycles) if seen.intersection(cycle)),
        hidden_services=len(system.services) - len(seen),
        hidden_edges=len(edges) - len(chosen) + len(kept) - len(visible),
        implied_edges=len(chosen) - len(kept),
        focus=tuple(sorted(focus)),
        by_team=request.by_team,
    )


def _focus(system: System, request: GraphRequest) -> set[str]:
    problems = [
        *_unknown("service", request.services, system.services),
        *_unknown("team", request.teams, system.teams),
    ]
    if problems:
        raise InputError(problems)
    of_teams = {s.name for s in system.services.values() if s.team in request.teams}
    if request.teams and not of_teams and not request.services:
        names = ", ".join(f"`{team}`" for team in request.teams)
        raise InputError.single(
            "no-service", f"no service belongs to {names}", hint="see them all with `plan graph`"
        )
    return of_teams.union(request.services)


def _unknown(what: str, names: Iterable[str], known: Collection[str]) -> list[Problem]:
    return [
        Problem(f"unknown-{what}", f"there is no {what} `{name}`", hint=did_you_mean(name, known))
        for name in names
        if name not in known
    ]


def _nodes(system: System) -> list[GraphNode]:
    """Return all services by level, then by name."""
    found = []
    for lane in all_lanes(system):
        manifest = system.services[lane.service].manifest
        found.append(
            GraphNode(
                lane.service,
                manifest.team,
                manifest.tier,
                lane.level,
                lane.lane,
                manifest.description,
            )
        )
    return found


def _edges(system: System, calls: CallGraph) -> list[GraphEdge]:
    group = dict(zip(calls.names, calls.group_of, strict=True))
    found = [
        GraphEdge(
            edge.consumer,
            edge.provider,
            "sync",
            edge.contract,
            edge.version,
            tuple(sorted(edge.operations)),
            hard=edge.is_hard,
            in_cycle=edge.is_hard
            and edge.consumer != edge.provider
            and group[edge.consumer] == group[edge.provider],
        )
        for edge in system.sync_edges
    ] + [
        GraphEdge(
            edge.publisher,
            edge.subscriber,
            "event",
            edge.contract,
            edge.version,
            tuple(sorted(edge.messages)),
        )
        for edge in system.event_edges
    ]
    return sorted(found, key=_edge_order)


def _edge_order(edge: GraphEdge) -> tuple[str, ...]:
    # `sync` before `event`: calls decide more than messages do.
    return (
        edge.source,
        "0" if edge.kind == "sync" else "1",
        edge.target,
        edge.contract,
        edge.version,
    )


def _reached(edges: Iterable[GraphEdge], focus: set[str], request: GraphRequest) -> set[str]:
    """Return the focus and what lies within the depth of it, breadth first."""
    steps: dict[str, set[str]] = {}
    for edge in edges:
        provider, consumer = (
            (edge.target, edge.source) if edge.kind == "sync" else (edge.source, edge.target)
        )
        if request.direction != "consumers":
            steps.setdefault(consumer, set()).add(provider)
        if request.direction != "providers":
            steps.setdefault(provider, set()).add(consumer)
    distance = dict.fromkeys(focus, 0)
    queue = deque(focus)
    while queue:
        name = queue.popleft()
        if request.depth is not None and distance[name] >= request.depth:
            continue
        for other in steps.get(name, ()):
            if other not in distance:
                distance[other] = distance[name] + 1
                queue.append(other)
    return set(distance)


def _without_implied(edges: Sequence[GraphEdge]) -> list[GraphEdge]:
    """Return the edges without the calls that a chain of calls at least as hard implies.

    What reaches what stays as it is, among hard calls and among all calls.
    """
    hard = implied_pairs({(e.source, e.target) for e in edges if e.kind == "sync" and e.hard})
    every = implied_pairs({(e.source, e.target) for e in edges if e.kind == "sync"})
    return [
        edge
        for edge in edges
        if edge.kind != "sync" or (edge.source, edge.target) not in (hard if edge.hard else every)
    ]
