"""What is released, and after what: the part of the call graph that the release order is made on.

A service without a step of Wave R is not released by us: an external system, or one that lives in
another service. Nobody waits for it, and it joins nobody in a circle.
"""

from planner.model.system import System
from planner.planning.calls import CallGraph, call_graph
from planner.planning.components import levels
from planner.planning.steps import StepPlanner

_RELEASE = "R"


def released_services(system: System) -> list[str]:
    """Return the services that have a step of Wave R, sorted."""
    planner = StepPlanner(system.settings)
    services = sorted(system.services.items())
    return [name for name, service in services if _RELEASE in planner.waves_of(service.manifest)]


def release_graph(system: System) -> CallGraph:
    """Return the hard calls between the services that are released."""
    return call_graph(system, hard_only=True, among=released_services(system))


def release_levels(graph: CallGraph) -> dict[str, int]:
    """Return the level of each service that is released: 0 for the first batch.

    Args:
        graph: from `release_graph`.
    """
    return dict(zip(graph.names, levels(graph.providers), strict=True))
