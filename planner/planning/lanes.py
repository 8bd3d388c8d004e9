"""The start-with-stubs order: who can start for real, who starts against stubs, who comes last."""

from planner.model.plan import Lane, ServiceLane
from planner.model.system import System
from planner.planning.calls import call_graph
from planner.planning.components import levels


def service_lanes(system: System) -> tuple[ServiceLane, ...]:
    """Return the lane of each service, by level and then by name.

    The level counts hard sync calls only: 0 for a service that calls nobody, else one more than
    its highest provider; services of a cycle share one.
    """
    graph = call_graph(system, hard_only=True)
    level_of = levels(graph.providers)
    highest = max(level_of, default=0)
    lanes = [
        ServiceLane(
            name,
            level_of[index],
            _lane(level_of[index], highest),
            tuple(graph.names[provider] for provider in graph.providers[index]),
        )
        for index, name in enumerate(graph.names)
    ]
    return tuple(sorted(lanes, key=lambda lane: (lane.level, lane.service)))


def _lane(level: int, highest: int) -> Lane:
    if level == 0:
        return Lane.IMMEDIATELY
    return Lane.LAST if level == highest else Lane.WITH_STUBS
