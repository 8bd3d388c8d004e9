"""The smallest set of calls to cut so that no cycle is left (minimum feedback arc set).

The problem is NP-hard, yet the cycles of real systems are small. Four things are tried, cheapest
first, until the best cut found equals the best bound proved:

1. an order of the services by the greedy rule of Eades, Lin and Smyth, improved by moving single
   services: an upper bound;
2. cycles that share no edge: a lower bound;
3. branch and bound on short cycles, one more cut allowed at a time;
4. dynamic programming over all subsets, where there are few enough.

Sources: P. Eades, X. Lin, W. F. Smyth, "A fast and effective heuristic for the feedback arc set
problem", Information Processing Letters 47, 1993; E. L. Lawler, "A comment on minimum feedback arc
sets", IEEE Transactions on Circuit Theory 11, 1964 (the dynamic program).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from planner.planning.components import strong_components
from planner.planning.cycles import (
    Edge,
    Effort,
    Graph,
    disjoint_cycles,
    edges_of,
    shortest_cycle,
)
from planner.planning.vertex_order import greedy_order, improved_order

_MOST_CUTS_TO_SEARCH = 150
"""Beyond that many cuts a search can't succeed (and recursion would go too deep)."""
_LARGEST_FOR_SUBSETS = 20
"""Vertices; 2 ** 20 numbers still fit into memory easily."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """What to cut, and how good that is.

    Args:
        edges: sorted; without them the graph has no cycle, and each of them is needed.
        bound: no smaller set than this can do; equal to `len(edges)` if they are proven smallest.
    """

    edges: tuple[Edge, ...]
    bound: int


def smallest_cuts(graph: Graph, steps: int) -> Cuts:
    """Return the smallest set of edges that leaves no cycle, or the best found within the steps.

    Args:
        graph: one strongly connected component of at least two vertices, without loops.
        steps: how many edges may be looked at, about; what they were enough for shows in the
            bound.
    """
    best = _heuristic_cuts(graph, Effort(steps // 8))
    bound = max(1, len(disjoint_cycles(graph, Effort(steps // 2))))
    fits = len(graph) <= _LARGEST_FOR_SUBSETS and len(graph) << len(graph) <= steps // 2
    if bound < len(best) <= _MOST_CUTS_TO_SEARCH:
        best, bound = _search(graph, best, bound, Effort(steps // 4 if fits else steps))
    if bound < len(best) and fits:
        best = _cuts_by_subsets(graph)
        bound = len(best)
    return Cuts(tuple(sorted(best)), bound)


def _heuristic_cuts(graph: Graph, effort: Effort) -> list[Edge]:
    candidates = []
    for start in (greedy_order(graph), range(len(graph))):
        order = improved_order(graph, start, effort)
        candidates.append(_needed(graph, backward_edges(graph, order), effort))
    return min(candidates, key=lambda cuts: (len(cuts), cuts))


def backward_edges(graph: Graph, order: Sequence[int]) -> list[Edge]:
    """Return the edges that point to an earlier place of an order, sorted."""
    place = {vertex: position for position, vertex in enumerate(order)}
    return [
        (source, target)
        for source, targets in enumerate(graph)
        for target in targets
        if place[target] < place[source]
    ]


def _needed(graph: Graph, cuts: Sequence[Edge], effort: Effort) -> list[Edge]:
    """Return the cuts without those that can be taken back with no cycle coming up."""
    cut = set(cuts)
    left = [[t for t in targets if (v, t) not in cut] for v, targets in enumerate(graph)]
    kept = []
    for source, target in cuts:
        if effort.is_spent or _reaches(left, target, source, effort):
            kept.append((source, target))
        else:
            left[source].append(target)
    return kept


def _reaches(graph: Graph, start: int, goal: int, effort: Effort) -> bool:
    seen = {start}
    work = [start]
    while work:
        vertex = work.pop()
        if vertex == goal:
            return True
        effort.spend(1 + len(graph[vertex]))
        fresh = [target for target in graph[vertex] if target not in seen]
        seen.update(fresh)
        work += fresh
    return False


def _search(graph: Graph, best: list[Edge], bound: int, effort: Effort) -> tuple[list[Edge], int]:
    """Allow one more cut at a time; the first success is the smallest."""
    search = _Search(effort)
    for allowed in range(bound, len(best)):
        try:
            found = search.cuts(graph, frozenset(), allowed)
        except _SpentError:
            return best, allowed
        if found is not None:
            return found, allowed
    return best, len(best)


class _SpentError(Exception):
    """The effort ran out in the middle of a proof."""


class _Search:
    """Branch and bound: of each cycle some edge is cut; after trying one, it counts as kept."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort

    def cuts(self, graph: Graph, kept: Collection[Edge], most: int) -> list[Edge] | None:
        """Return at most that many cuts, none of them kept, or None if they can't do."""
        pieces = _pieces(graph)
        bounds = [len(disjoint_cycles(piece, self._effort)) for piece in pieces]
        if self._effort.is_spent:
            raise _SpentError
        spare = most - sum(bounds)
        if spare < 0:
            return None
        if len(pieces) == 1:
            return self._cut_piece(pieces[0], kept, most)
        found: list[Edge] = []
        for piece, bound in zip(pieces, bounds, strict=True):
            cuts = self._fewest(piece, kept, bound, bound + spare)
            if cuts is None:
                return None
            spare -= len(cuts) - bound
            found += cuts
        return found

    def _fewest(
        self, piece: Graph, kept: Collection[Edge], bound: int, most: int
    ) -> list[Edge] | None:
        for allowed in range(bound, most + 1):
            cuts = self._cut_piece(piece, kept, allowed)
            if cuts is not None:
                return cuts
        return None

    def _cut_piece(self, piece: Graph, kept: Collection[Edge], most: int) -> list[Edge] | None:
        cycle = shortest_cycle(piece, self._effort)
        if self._effort.is_spent or cycle is None:
            raise _SpentError
        now_kept = set(kept)
        for edge in edges_of(cycle):
            if edge in now_kept:
                continue
            rest = self.cuts(_without(piece, edge), now_kept, most - 1)
            if rest is not None:
                return [edge, *rest]
            now_kept.add(edge)
        return None


def _without(graph: Graph, edge: Edge) -> list[Sequence[int]]:
    source, gone = edge
    left = list(graph)
    left[source] = [target for target in graph[source] if target != gone]
    return left


def _pieces(graph: Graph) -> list[list[list[int]]]:
    """Return the parts of a graph that hold cycles, each with all vertices but only its edges."""
    pieces = []
    for component in strong_components(graph):
        if len(component) > 1:
            inside = set(component)
            piece: list[list[int]] = [[] for _ in graph]
            for vertex in component:
                piece[vertex] = [target for target in graph[vertex] if target in inside]
            pieces.append(piece)
    return pieces


def _cuts_by_subsets(graph: Graph) -> list[Edge]:
    """Return a smallest set of cuts by trying every set of vertices that may come first.

    Placed in this order, an edge to an earlier vertex is cut; the cheapest way to place a set
    does not depend on what follows it.
    """
    calls = [sum(1 << target for target in targets) for targets in graph]
    size = 1 << len(graph)
    cost = [0] * size
    last = [0] * size
    for chosen in range(1, size):
        best = -1
        rest = chosen
        while rest:
            bit = rest & -rest
            rest ^= bit
            vertex = bit.bit_length() - 1
            before = chosen ^ bit
            price = cost[before] + (calls[vertex] & before).bit_count()
            if best < 0 or price < best:
                best = price
                last[chosen] = vertex
        cost[chosen] = best
    order = []
    chosen = size - 1
    while chosen:
        order.append(last[chosen])
        chosen ^= 1 << last[chosen]
    return backward_edges(graph, order[::-1])
