"""Order within the columns of a drawing: few crossings, then straight lines.

The layered method. Source: K. Sugiyama, S. Tagawa, M. Toda, "Methods for Visual Understanding of
Hierarchical System Structures", IEEE Trans. SMC 11(2), 1981; the weights that keep long lines
straight are those of E. Gansner, E. Koutsofios, S. North, K. Vo, "A Technique for Drawing Directed
Graphs", IEEE Trans. Software Engineering 19(3), 1993.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

Column = list[int]
_SWEEPS = 24
_STARTS = 12
_SMALL = 400
"""Vertices up to which several starts take less than a second."""
_STRAIGHTENINGS = 16


@dataclass(slots=True)
class Layers:
    """Vertices in columns; a line that passes a column has a vertex there, a bend.

    Args:
        columns: vertices from top to bottom; ordering changes them.
        heights: by vertex, in inches.
        is_bend: by vertex.
        left, right: by vertex its neighbours in the next column on that side.
    """

    columns: list[Column]
    heights: list[float] = field(default_factory=list)
    is_bend: list[bool] = field(default_factory=list)
    left: list[list[int]] = field(default_factory=list)
    right: list[list[int]] = field(default_factory=list)

    def add(self, column: int, height: float, *, is_bend: bool) -> int:
        """Add a vertex at the end of a column and return its number."""
        vertex = len(self.heights)
        self.columns[column].append(vertex)
        self.heights.append(height)
        self.is_bend.append(is_bend)
        self.left.append([])
        self.right.append([])
        return vertex

    def join(self, left: int, right: int) -> None:
        """Join two vertices of columns next to each other."""
        self.right[left].append(right)
        self.left[right].append(left)


def order(layers: Layers) -> None:
    """Reorder the columns so that few lines cross: sweeps by barycentre, then swaps.

    Sweeps end in a local best, so they start from several orders, which a fixed seed makes.
    """
    best: list[Column] = []
    fewest = -1
    for start in range(_STARTS if len(layers.heights) <= _SMALL else 1):
        layers.columns = _shuffled(layers.columns, start)
        count, columns = _improved(layers)
        if fewest < 0 or count < fewest:
            best, fewest = columns, count
        if fewest == 0:
            break
    layers.columns = best


def _shuffled(columns: Sequence[Column], start: int) -> list[Column]:
    """Return the columns in the order of the vertices at first, then in another each time."""
    if start == 0:
        return [list(column) for column in columns]
    random = Random(start)  # noqa: S311  no secret; the same numbers everywhere
    return [sorted(column, key=lambda _: random.random()) for column in map(sorted, columns)]


def _improved(layers: Layers) -> tuple[int, list[Column]]:
    """Return the fewest crossings found from the present order, and the columns."""
    fewest, best = crossings(layers), [list(column) for column in layers.columns]
    for sweep in range(_SWEEPS):
        if fewest == 0:
            break
        _sweep(layers, to_right=sweep % 2 == 0)
        _swap(layers)
        count = crossings(layers)
        if count < fewest:
            best, fewest = [list(column) for column in layers.columns], count
    return fewest, best


def crossings(layers: Layers) -> int:
    """Return how many pairs of lines cross."""
    position = _positions(layers)
    total = 0
    for column in layers.columns:
        seen: list[int] = []
        for vertex in column:
            ends = sorted(position[other] for other in layers.right[vertex])
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def _positions(layers: Layers) -> list[int]:
    position = [0] * len(layers.heights)
    for column in layers.columns:
        for place, vertex in enumerate(column):
            position[vertex] = place
    return position


def _sweep(layers: Layers, *, to_right: bool) -> None:
    """Sort each column by the mean place of its neighbours in the column before."""
    position = _positions(layers)
    before = layers.left if to_right else layers.right
    numbers = range(len(layers.columns))
    for number in numbers if to_right else reversed(numbers):
        column = layers.columns[number]
        key = {
            vertex: sum(position[n] for n in before[vertex]) / len(before[vertex])
            for vertex in column
            if before[vertex]
        }
        # A vertex without neighbours there keeps its place; only the others change places.
        moved = iter(sorted(key, key=lambda vertex: (key[vertex], position[vertex])))
        layers.columns[number] = [next(moved) if vertex in key else vertex for vertex in column]
        for place, vertex in enumerate(layers.columns[number]):
            position[vertex] = place


def _swap(layers: Layers) -> None:
    """Swap neighbours in a column as long as that takes away crossings."""
    position = _positions(layers)
    for column in layers.columns:
        for place in range(len(column) - 1):
            upper, lower = column[place], column[place + 1]
            saved = sum(
                _inversions(side[upper], side[lower], position)
                - _inversions(side[lower], side[upper], position)
                for side in (layers.left, layers.right)
            )
            if saved > 0:
                column[place], column[place + 1] = lower, upper
                position[upper], position[lower] = place + 1, place


def _inversions(upper: Sequence[int], lower: Sequence[int], position: Sequence[int]) -> int:
    """Return how many lines of the lower vertex end above one of the upper; shared ends don't."""
    ends = sorted(position[vertex] for vertex in lower)
    return sum(bisect_left(ends, position[vertex]) for vertex in upper)


def heights_of(layers: Layers, gap: float, bend_gap: float) -> list[float]:
    """Return the vertical centre of each vertex, in inches from the top.

    Every vertex moves towards its neighbours, those along long lines most, as far as order and
    gaps let it.

    Args:
        layers: ordered.
        gap: between two boxes of a column.
        bend_gap: between anything and a bend.
    """
    y = [0.0] * len(layers.heights)
    tallest = max(
        (_stack(layers, column, gap, bend_gap)[1] for column in layers.columns), default=0
    )
    for column in layers.columns:
        centres, height = _stack(layers, column, gap, bend_gap)
        for vertex, centre in zip(column, centres, strict=True):
            y[vertex] = centre + (tallest - height) / 2
    for turn in range(_STRAIGHTENINGS):
        for column in layers.columns if turn % 2 else reversed(layers.columns):
            goals, weights = zip(*(_goal(layers, vertex, y) for vertex in column), strict=True)
            offsets, _ = _stack(layers, column, gap, bend_gap)
            for vertex, place in zip(column, spread(goals, weights, offsets), strict=True):
                y[vertex] = place
    top = min((y[v] - layers.heights[v] / 2 for v in range(len(y))), default=0.0)
    return [value - top for value in y]


def _stack(
    layers: Layers, column: Column, gap: float, bend_gap: float
) -> tuple[list[float], float]:
    """Return the centres of a column packed tight from 0 on, and its height."""
    centres: list[float] = []
    end = 0.0
    for place, vertex in enumerate(column):
        if place:
            is_bend = layers.is_bend[vertex] or layers.is_bend[column[place - 1]]
            end += bend_gap if is_bend else gap
        centres.append(end + layers.heights[vertex] / 2)
        end += layers.heights[vertex]
    return centres, end


def _goal(layers: Layers, vertex: int, y: Sequence[float]) -> tuple[float, float]:
    """Return where a vertex would like to be, and how much."""
    total = weight = 0.0
    for other in (*layers.left[vertex], *layers.right[vertex]):
        pull = (1.0, 2.0, 8.0)[layers.is_bend[vertex] + layers.is_bend[other]]
        total += pull * y[other]
        weight += pull
    return (total / weight, weight) if weight else (y[vertex], 0.2)


def spread(
    goals: Sequence[float], weights: Sequence[float], offsets: Sequence[float]
) -> list[float]:
    """Return the places nearest to the goals (weighted least squares) that keep the distances.

    With the offsets of the tightest stack taken off, the places must not decrease: isotonic
    regression by pooling adjacent violators. Source: M. Ayer et al., "An Empirical Distribution
    Function for Sampling with Incomplete Information", Ann. Math. Statist. 26(4), 1955.
    """
    blocks: list[tuple[float, float, int]] = []  # mean, weight, members
    for goal, weight, offset in zip(goals, weights, offsets, strict=True):
        mean, total, count = goal - offset, weight, 1
        while blocks and blocks[-1][0] > mean:
            other_mean, other_total, other_count = blocks.pop()
            mean = (mean * total + other_mean * other_total) / (total + other_total)
            total, count = total + other_total, count + other_count
        blocks.append((mean, total, count))
    means = [mean for mean, _, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
