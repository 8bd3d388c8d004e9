"""Orders of a graph's vertices in which few edges point backward."""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from planner.planning.cycles import Effort, Graph


def sources_of(graph: Graph) -> list[list[int]]:
    """Return for each vertex those that point to it, ascending."""
    sources: list[list[int]] = [[] for _ in graph]
    for vertex, targets in enumerate(graph):
        for target in targets:
            sources[target].append(vertex)
    return sources


def greedy_order(graph: Graph) -> list[int]:
    """Return an order by the rule of Eades, Lin and Smyth (see `feedback`).

    Vertices without successors go to the end, those without predecessors to the front; when there
    is neither, the one with the largest surplus of successors goes to the front.
    """
    sources = sources_of(graph)
    outgoing = [len(targets) for targets in graph]
    incoming = [len(found) for found in sources]
    heap = [_rank(v, outgoing, incoming) for v in range(len(graph))]
    heapify(heap)
    placed = [False] * len(graph)
    front: list[int] = []
    back: list[int] = []
    while heap:
        entry = heappop(heap)
        vertex = entry[2]
        if placed[vertex] or entry != _rank(vertex, outgoing, incoming):
            continue  # placed, or its degrees have changed: a newer entry is in the heap
        placed[vertex] = True
        (back if outgoing[vertex] == 0 else front).append(vertex)
        for target in graph[vertex]:
            incoming[target] -= 1
            if not placed[target]:
                heappush(heap, _rank(target, outgoing, incoming))
        for source in sources[vertex]:
            outgoing[source] -= 1
            if not placed[source]:
                heappush(heap, _rank(source, outgoing, incoming))
    return front + back[::-1]


def _rank(vertex: int, outgoing: Sequence[int], incoming: Sequence[int]) -> tuple[int, int, int]:
    if outgoing[vertex] == 0:
        return (0, 0, vertex)
    if incoming[vertex] == 0:
        return (1, 0, vertex)
    return (2, incoming[vertex] - outgoing[vertex], vertex)


def improved_order(graph: Graph, order: Sequence[int], effort: Effort) -> list[int]:
    """Return an order in which moving no single vertex leaves fewer edges backward.

    It stops early when the effort runs out.
    """
    sources = sources_of(graph)
    now = list(order)
    place = [0] * len(now)
    for position, vertex in enumerate(now):
        place[vertex] = position
    improving = True
    while improving and not effort.is_spent:
        improving = False
        for vertex in range(len(now)):
            if effort.is_spent:
                break
            goal = _better_place(vertex, graph[vertex], sources[vertex], place)
            effort.spend(1 + 2 * (len(graph[vertex]) + len(sources[vertex])))
            if goal is not None:
                _move(now, place, vertex, goal)
                effort.spend(len(now))
                improving = True
    return now


def _better_place(
    vertex: int, targets: Sequence[int], sources: Sequence[int], place: Sequence[int]
) -> int | None:
    """Return the place with the fewest backward edges at the vertex if better than its own."""
    changes = {place[target]: 1 for target in targets}
    for source in sources:
        changes[place[source]] = changes.get(place[source], 0) - 1
    here = place[vertex]
    cost = len(sources)  # in front of all, every edge that leads to the vertex points backward
    best_cost, best_place = cost, 0
    own_cost = cost
    for position, change in sorted(changes.items()):
        cost += change
        if position < here:
            own_cost = cost
        if cost < best_cost:
            best_cost, best_place = cost, position + 1
    if best_cost >= own_cost:
        return None
    return best_place if best_place <= here else best_place - 1


def _move(order: list[int], place: list[int], vertex: int, goal: int) -> None:
    here = place[vertex]
    order.insert(goal, order.pop(here))
    for position in range(min(here, goal), max(here, goal) + 1):
        place[order[position]] = position
