"""The start-with-stubs order: who can start for real, who starts against stubs, who comes last."""

from planner.model.plan import Lane, ServiceLane
from planner.model.system import System
from planner.planning.calls import call_graph
from planner.planning.components import levels
from planner.planning.steps import StepPlanner


def service_lanes(system: System) -> tuple[ServiceLane, ...]:
    """Return the lane of each service that is built, by level and then by name.

    A service without any step is not built (an external system, say): it has no lane, and nobody
    waits for it. Levels are those of `all_lanes`.
    """
    built = built_services(system)
    return tuple(
        ServiceLane(
            lane.service,
            lane.level,
            lane.lane,
            tuple(provider for provider in lane.waits_for if provider in built),
        )
        for lane in all_lanes(system)
        if lane.service in built
    )


def all_lanes(system: System) -> tuple[ServiceLane, ...]:
    """Return the lane of each service, built or not, by level and then by name.

    The level counts hard sync calls only: 0 for a service that calls nobody, else one more than
    its highest provider; services of a cycle share one. An external provider counts: its consumers
    are developed against stubs of it like any others.
    """
    graph = call_graph(system, hard_only=True)
    level_of = levels(graph.providers)
    built = built_services(system)
    highest = max((level_of[i] for i, name in enumerate(graph.names) if name in built), default=0)
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


def built_services(system: System) -> frozenset[str]:
    """Return the services that have a step."""
    planner = StepPlanner(system.settings)
    return frozenset(n for n, s in system.services.items() if planner.waves_of(s.manifest))


def _lane(level: int, highest: int) -> Lane:
    if level == 0:
        return Lane.IMMEDIATELY
    return Lane.LAST if level >= highest else Lane.WITH_STUBS
