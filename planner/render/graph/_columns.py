"""Which column of a drawing each service stands in: levels from left to right.

A level takes several columns where its services exchange events or call each other, so that no
arrow has to leave and enter the same column, and where one column would be too tall.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from planner.model.views import GraphEdge, GraphView
from planner.planning.components import strong_components
from planner.render.graph._words import by_level

Line = Literal["hard", "soft", "event"]
_LEAST_ROWS = 7


@dataclass(frozen=True, slots=True)
class Arrow:
    """All that passes in the same way between two services, drawn as one line.

    Args:
        left, right: the services, as they stand in the drawing.
        to_left, to_right: the ends that have a head.
        edges: what the line stands for.
    """

    left: str
    right: str
    line: Line
    to_left: bool
    to_right: bool
    edges: tuple[GraphEdge, ...]

    @property
    def in_cycle(self) -> bool:
        """Whether a call of it lies on a cycle."""
        return any(edge.in_cycle for edge in self.edges)


@dataclass(frozen=True, slots=True)
class Columns:
    """Services by column, and the level of each column."""

    names: tuple[tuple[str, ...], ...]
    levels: tuple[int, ...]

    def column_of(self) -> dict[str, int]:
        """Return the column of each service."""
        return {name: number for number, names in enumerate(self.names) for name in names}


def line_of(edge: GraphEdge) -> Line:
    """Return how an edge is drawn."""
    return "event" if edge.kind == "event" else "hard" if edge.hard else "soft"


def make_columns(view: GraphView) -> Columns:
    """Return the columns of a view, levels ascending."""
    names: list[tuple[str, ...]] = []
    numbers: list[int] = []
    most = max(_LEAST_ROWS, math.ceil(1.5 * math.sqrt(len(view.nodes))))
    level_of = {node.name: node.level for node in view.nodes}
    outward = dict.fromkeys(level_of, 0)
    for edge in view.edges:
        for name, other in ((edge.source, edge.target), (edge.target, edge.source)):
            outward[name] += level_of[other] > level_of[name]
    for level, nodes in by_level(view):
        for column in _split([node.name for node in nodes], view.edges, outward, most):
            names.append(column)
            numbers.append(level)
    return Columns(tuple(names), tuple(numbers))


def _split(
    names: Sequence[str], edges: Sequence[GraphEdge], outward: Mapping[str, int], most: int
) -> list[tuple[str, ...]]:
    """Return the columns of one level, none with two neighbours or more than `most` services."""
    place = _apart(names, edges)
    columns: list[list[str]] = []
    for number in range(1 + max(place.values(), default=-1)):
        bound = [name for name in names if place.get(name) == number]
        columns += [bound[start : start + most] for start in range(0, len(bound), most)]
    free = sorted((n for n in names if n not in place), key=lambda n: (outward[n], n))
    if not columns:
        # Those with most to the right stand next to it.
        size = math.ceil(len(free) / math.ceil(len(free) / most))
        columns = [free[start : start + size] for start in range(0, len(free), size)]
    else:
        lacking = max(0, math.ceil((len(names) - most * len(columns)) / most))
        columns = [[] for _ in range(lacking)] + columns
        for name in free:
            min(columns, key=len).append(name)
    return [tuple(sorted(column)) for column in columns]


def _apart(names: Collection[str], edges: Sequence[GraphEdge]) -> dict[str, int]:
    """Return columns for the services that have a neighbour in the level, none beside its own.

    Providers and publishers come first, as far as circles let them.
    """
    inside = set(names)
    left_of: dict[str, set[str]] = {}
    for edge in edges:
        if edge.source in inside and edge.target in inside and edge.source != edge.target:
            first, second = (
                (edge.source, edge.target) if edge.kind == "event" else (edge.target, edge.source)
            )
            left_of.setdefault(second, set()).add(first)
            left_of.setdefault(first, set())
    bound = sorted(left_of)
    index = {name: position for position, name in enumerate(bound)}
    groups = strong_components([sorted(index[n] for n in left_of[name]) for name in bound])
    neighbours: dict[str, set[str]] = {name: set(left_of[name]) for name in bound}
    for second, firsts in left_of.items():
        for first in firsts:
            neighbours[first].add(second)
    place: dict[str, int] = {}
    for name in (bound[vertex] for group in groups for vertex in group):
        taken = [place[other] + 1 for other in neighbours[name] if other in place]
        place[name] = max(taken, default=0)
    return place


def make_arrows(view: GraphView, columns: Columns) -> tuple[Arrow, ...]:
    """Return the lines to draw: one for each pair of services and way of passing."""
    column_of = columns.column_of()
    found: dict[tuple[str, str, Line], list[GraphEdge]] = {}
    for edge in view.edges:
        if edge.source != edge.target:
            left, right = sorted((edge.source, edge.target), key=lambda n: column_of[n])
            found.setdefault((left, right, line_of(edge)), []).append(edge)
    return tuple(
        Arrow(
            left,
            right,
            line,
            any(edge.target == left for edge in edges),
            any(edge.target == right for edge in edges),
            tuple(edges),
        )
        for (left, right, line), edges in sorted(found.items(), key=lambda item: item[0])
    )
