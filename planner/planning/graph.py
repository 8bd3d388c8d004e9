"""The system as a graph: as much of it as somebody asks for."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from planner.model.errors import InputError
from planner.model.nearest import near_or_known
from planner.model.problem import Problem
from planner.model.system import System
from planner.model.views import GraphEdge, GraphNode, GraphView
from planner.planning.calls import CallGraph, call_graph
from planner.planning.lanes import all_lanes
from planner.planning.reduction import implied_pairs

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
        Problem(f"unknown-{what}", f"there is no {what} `{name}`", hint=near_or_known(name, known))
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
