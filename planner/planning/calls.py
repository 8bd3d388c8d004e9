"""Who calls whom, as indexes: what levels, groups and release order are computed on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from planner.model.system import System
from planner.planning.components import strong_components


@dataclass(frozen=True, slots=True)
class CallGraph:
    """Services and their providers.

    Args:
        names: services in sorted order.
        providers: for each service the indexes of the services it calls, ascending.
        groups: strong components, providers first; more than one service is a sync cycle.
        group_of: index of each service's group.
    """

    names: tuple[str, ...]
    providers: Sequence[Sequence[int]]
    groups: Sequence[Sequence[int]]
    group_of: Sequence[int]

    def outside_providers(self, service: int) -> list[int]:
        """Return the providers that are not in a cycle with the service."""
        own = self.group_of[service]
        return [p for p in self.providers[service] if self.group_of[p] != own]

    @property
    def cycles(self) -> list[tuple[str, ...]]:
        """The groups of services that call each other in a circle, by name."""
        return [tuple(self.names[i] for i in group) for group in self.groups if len(group) > 1]


def call_graph(
    system: System, *, hard_only: bool, among: Collection[str] | None = None
) -> CallGraph:
    """Return the graph of sync calls.

    Args:
        system: what to look at.
        hard_only: leave out calls without which the consumer still works.
        among: only these services and the calls between them; None for all.
    """
    names = tuple(sorted(system.services if among is None else among))
    index = {name: position for position, name in enumerate(names)}
    providers: list[set[int]] = [set() for _ in names]
    for edge in system.sync_edges:
        is_wanted = edge.is_hard or not hard_only
        if is_wanted and edge.consumer in index and edge.provider in index:
            providers[index[edge.consumer]].add(index[edge.provider])
    return _grouped(names, [sorted(found) for found in providers])


def _grouped(names: tuple[str, ...], providers: list[list[int]]) -> CallGraph:
    groups = strong_components(providers)
    group_of = [0] * len(names)
    for number, group in enumerate(groups):
        for service in group:
            group_of[service] = number
    return CallGraph(names, providers, groups, group_of)
