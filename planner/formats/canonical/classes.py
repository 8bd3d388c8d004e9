"""Which nodes of a graph say the same, all that they lead to included.

A document with references is a graph, and with recursive schemas it has circles. Two nodes say
the same if no way from both, step by step with equal keys, ever meets a difference (bisimilarity).
Nodes that reach no circle are told apart by what is below them; those on circles by partition
refinement, in which the largest part of a class that splits keeps its number, so that the work is
O(E log V).

Source: Hopcroft, "An n log n algorithm for minimizing states in a finite automaton", 1971; Dovier,
Piazza and Policriti, "An efficient algorithm for computing bisimulation equivalence", Theoretical
Computer Science 311, 2004 (what lies below the circles comes first).
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

Signature = tuple[Hashable, tuple[int, ...]]


@dataclass(slots=True)
class Graph:
    """Nodes by number.

    Args:
        labels: what a node is by itself: its keys, its length.
        children: the nodes below it, in the order of its keys; a scalar is a negative number.
    """

    labels: list[Hashable] = field(default_factory=list)
    children: list[tuple[int, ...]] = field(default_factory=list)


def equal_nodes(graph: Graph) -> list[int]:
    """Return a class for each node; nodes of a class say the same."""
    below = _components(graph.children)
    classes = _Classes(graph)
    on_circles = [node for group in below if _is_circle(group, graph) for node in group]
    if not on_circles:
        for group in below:
            classes.settle(group[0])
        return classes.of
    leads_to_circle = _reaching(graph, below, set(on_circles))
    for group in below:
        if group[0] not in leads_to_circle:
            classes.settle(group[0])
    core = _reachable(graph, on_circles) & leads_to_circle
    classes.refine(sorted(core))
    for group in below:
        if group[0] in leads_to_circle and group[0] not in core:
            classes.settle(group[0])
    return classes.of


def components(children: Sequence[Iterable[int]]) -> list[int]:
    """Return for each node the number of its strongly connected component."""
    found = [0] * len(children)
    for number, group in enumerate(_components(children)):
        for node in group:
            found[node] = number
    return found


class _Classes:
    """Classes of nodes, given by signature: equal signatures, equal class."""

    def __init__(self, graph: Graph) -> None:
        self.of = [-1] * len(graph.labels)
        self._graph = graph
        self._by_signature: dict[Signature, int] = {}
        self._size: list[int] = []

    def settle(self, node: int) -> None:
        """Give a node its class; all below it have theirs."""
        signature = self._signature(node)
        if signature not in self._by_signature:
            self._by_signature[signature] = self._fresh()
        self._move([node], self._by_signature[signature])

    def refine(self, core: Sequence[int]) -> None:
        """Give classes to nodes that lie on circles or between them."""
        above = self._above(core)
        for members in _grouped(core, lambda node: self._graph.labels[node]):
            self._move(members, self._fresh())
        touched = set(core)
        while touched:
            touched = {parent for node in self._split(touched) for parent in above[node]}
        for node in core:
            self._by_signature.setdefault(self._signature(node), self.of[node])

    def _split(self, touched: set[int]) -> list[int]:
        """Split the classes of touched nodes by signature; return the nodes that changed class.

        Nodes of a class that were not touched still have the signature that they share.
        """
        leaving: list[list[int]] = []
        for members in _grouped(sorted(touched), lambda node: self.of[node]):
            groups = _grouped(members, self._signature)
            if self._size[self.of[members[0]]] == len(members):
                groups.remove(max(groups, key=len))  # the largest keeps the number
            leaving += groups
        for group in leaving:
            self._move(group, self._fresh())
        return [node for group in leaving for node in group]

    def _signature(self, node: int) -> Signature:
        of = self.of
        below = tuple(child if child < 0 else of[child] for child in self._graph.children[node])
        return self._graph.labels[node], below

    def _above(self, core: Sequence[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {node: [] for node in core}
        for node in core:
            for child in self._graph.children[node]:
                if child in found:
                    found[child].append(node)
        return found

    def _fresh(self) -> int:
        self._size.append(0)
        return len(self._size) - 1

    def _move(self, nodes: Sequence[int], target: int) -> None:
        for node in nodes:
            if self.of[node] >= 0:
                self._size[self.of[node]] -= 1
            self.of[node] = target
        self._size[target] += len(nodes)


def _grouped(nodes: Iterable[int], key: Callable[[int], Hashable]) -> list[list[int]]:
    found: dict[Hashable, list[int]] = {}
    for node in nodes:
        found.setdefault(key(node), []).append(node)
    return list(found.values())


def _components(children: Sequence[Iterable[int]]) -> list[list[int]]:
    """Return the strongly connected components, each after all that it leads to.

    Source: Tarjan, "Depth-first search and linear graph algorithms", 1972, without recursion.
    """
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    done: set[int] = set()
    path: list[int] = []
    found: list[list[int]] = []
    for start in range(len(children)):
        if start in order:
            continue
        work = [(start, iter(children[start]))]
        order[start] = low[start] = len(order)
        path.append(start)
        while work:
            node, below = work[-1]
            child = next((c for c in below if c >= 0 and c not in done), None)
            if child is None:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == order[node]:
                    found.append(_taken(path, node))
                    done.update(found[-1])
            elif child in order:
                low[node] = min(low[node], order[child])
            else:
                order[child] = low[child] = len(order)
                path.append(child)
                work.append((child, iter(children[child])))
    return found


def _taken(path: list[int], node: int) -> list[int]:
    """Take a node and all after it off a path."""
    start = path.index(node) if path[-1] != node else len(path) - 1
    group = path[start:]
    del path[start:]
    return group


def _is_circle(group: Sequence[int], graph: Graph) -> bool:
    return len(group) > 1 or group[0] in graph.children[group[0]]


def _reaching(graph: Graph, below: Sequence[Sequence[int]], goals: set[int]) -> set[int]:
    """Return the nodes from which a goal is reached, the goals included."""
    found = set(goals)
    for group in below:
        if any(child in found for node in group for child in graph.children[node]):
            found.update(group)
    return found


def _reachable(graph: Graph, starts: Iterable[int]) -> set[int]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        for child in graph.children[waiting.pop()]:
            if child >= 0 and child not in found:
                found.add(child)
                waiting.append(child)
    return found
