"""Release order: every service after all the services that it can't work without."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from planner.model.plan import ReleaseBatch, ReleaseOrder, ReleaseUnit
from planner.model.system import System
from planner.planning.calendar import make_calendar
from planner.planning.calls import CallGraph
from planner.planning.cpm import earliest_finishes
from planner.planning.cycles import Effort, shortest_cycle
from planner.planning.feedback import smallest_cuts
from planner.planning.network import build_network
from planner.planning.release_levels import release_graph, release_levels
from planner.planning.windows import window_days

TOTAL_EFFORT = 3_000_000
"""Edges that may be looked at for all cycles of a system: about a second's work."""


def release_order(system: System, first_day: date | None = None) -> ReleaseOrder:
    """Return the batches in which services can be released, leaf first.

    Services without a step of Wave R are left out: nobody waits for them. Only hard sync calls
    order. Event subscribers tolerate silence, and a soft call is one that its consumer can do
    without. Services that call each other in a circle are one unit. The batch of a unit is one
    more than the highest batch of what it calls.

    Args:
        system: what is released.
        first_day: no release before it; left out, the start of the calendar. Each batch takes one
            window day.

    Raises:
        InputError: the freezes leave no release window.
    """
    graph = release_graph(system)
    level = release_levels(graph)
    by_level: dict[int, list[ReleaseUnit]] = {}
    for unit in _units(graph):
        by_level.setdefault(level[unit.services[0]], []).append(unit)
    days = window_days(system.settings, first_day or system.settings.calendar.start)
    batches = tuple(
        ReleaseBatch(number + 1, tuple(sorted(by_level[number], key=lambda u: u.services)), day)
        for number, day in zip(sorted(by_level), days, strict=False)
    )
    left_out = tuple(sorted(set(system.services).difference(graph.names)))
    return ReleaseOrder(batches, _needs(graph), _soft_calls(system, graph), left_out)


def first_release_day(system: System) -> date:
    """Return the day after the plan's milestone 3: the first on which a release is right.

    Raises:
        InputError: the plan runs past the last date there is.
    """
    network = build_network(system)
    durations = [task.duration for task in network.tasks]
    finish = earliest_finishes(durations, network.predecessors)[network.index["M3"]]
    return make_calendar(system.settings.calendar, finish).finish_date(finish) + timedelta(days=1)


def _units(graph: CallGraph) -> list[ReleaseUnit]:
    in_cycles = sum(len(group) for group in graph.groups if len(group) > 1)
    return [
        _cycle_unit(graph, group, TOTAL_EFFORT * len(group) // in_cycles)
        if len(group) > 1
        else ReleaseUnit((graph.names[group[0]],))
        for group in graph.groups
    ]


def _cycle_unit(graph: CallGraph, group: Sequence[int], steps: int) -> ReleaseUnit:
    """Return a cycle's unit; a bigger cycle gets more of the steps that may be spent."""
    names = [graph.names[service] for service in group]
    place = {service: position for position, service in enumerate(group)}
    calls = [
        [place[p] for p in graph.providers[service] if p in place and p != service]
        for service in group
    ]
    cuts = smallest_cuts(calls, steps)
    loop = shortest_cycle(calls, Effort(steps)) or []
    return ReleaseUnit(
        tuple(names),
        tuple((names[consumer], names[provider]) for consumer, provider in cuts.edges),
        cuts.bound,
        tuple(names[place] for place in (*loop, *loop[:1])),
    )


def _needs(graph: CallGraph) -> Mapping[str, tuple[str, ...]]:
    return {
        name: tuple(graph.names[p] for p in graph.providers[service] if p != service)
        for service, name in enumerate(graph.names)
    }


def _soft_calls(system: System, graph: CallGraph) -> tuple[tuple[str, str], ...]:
    hard = {
        (name, graph.names[p]) for s, name in enumerate(graph.names) for p in graph.providers[s]
    }
    released = set(graph.names)
    calls = {(e.consumer, e.provider) for e in system.sync_edges if e.consumer != e.provider}
    return tuple(sorted(call for call in calls - hard if released.issuperset(call)))
