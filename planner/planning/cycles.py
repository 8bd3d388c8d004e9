"""Short cycles of a graph given as plain lists, with the work counted instead of timed.

All simple cycles are never listed: nine services that all call each other have 125,664.
"""

from collections.abc import Iterator, Sequence

Graph = Sequence[Sequence[int]]
"""For each vertex the vertices it points to, ascending."""
Edge = tuple[int, int]


class Effort:
    """How many edges may still be looked at. Counted, so that every machine stops alike."""

    def __init__(self, steps: int) -> None:
        """Take the number of steps that may be spent."""
        self.left = steps

    def spend(self, steps: int) -> None:
        """Count work that was done."""
        self.left -= steps

    @property
    def is_spent(self) -> bool:
        """Whether it is time to stop and say what is known."""
        return self.left <= 0


def edges_of(cycle: Sequence[int]) -> Iterator[Edge]:
    """Return the edges of a cycle given by its vertices, the first not repeated."""
    return zip(cycle, (*cycle[1:], cycle[0]), strict=True)


def cycle_through(graph: Graph, start: int, longest: int, effort: Effort) -> list[int] | None:
    """Return a shortest cycle through a vertex, beginning with it, or None.

    Args:
        graph: the graph.
        start: the vertex.
        longest: cycles of more edges don't count.
        effort: is charged for each edge looked at.
    """
    parent = {start: start}
    layer = [start]
    for _ in range(longest):
        following = []
        for vertex in layer:
            effort.spend(1 + len(graph[vertex]))
            for target in graph[vertex]:
                if target == start:
                    return _path_to(vertex, start, parent)
                if target not in parent:
                    parent[target] = vertex
                    following.append(target)
        if not following:
            return None
        layer = following
    return None


def _path_to(vertex: int, start: int, parent: dict[int, int]) -> list[int]:
    path = [vertex]
    while path[-1] != start:
        path.append(parent[path[-1]])
    path.reverse()
    return path


def shortest_cycle(graph: Graph, effort: Effort) -> list[int] | None:
    """Return a shortest cycle, or None if there is none.

    Each vertex is tried once and then taken away, together with all that lies on no cycle any
    more: a ring of any size costs one search. When the effort runs out, the shortest cycle seen
    so far is returned (None if none was seen).
    """
    left = _Shrinking(graph)
    best: list[int] | None = None
    for start in range(len(graph)):
        if effort.is_spent:
            break
        if not left.alive[start]:
            continue
        longest = len(best) - 1 if best else len(graph)
        best = cycle_through(left.targets, start, longest, effort) or best
        if best and len(best) <= 2:  # noqa: PLR2004  two services that call each other
            break
        left.remove(start, effort)
    return best


class _Shrinking:
    """A graph from which vertices are taken away, with all that then lie on no cycle."""

    def __init__(self, graph: Graph) -> None:
        self.targets = [list(targets) for targets in graph]
        self._sources: list[list[int]] = [[] for _ in graph]
        for vertex, targets in enumerate(graph):
            for target in targets:
                self._sources[target].append(vertex)
        self.alive = [True] * len(graph)
        free = Effort(0)
        for vertex in range(len(graph)):
            if self.alive[vertex] and not (self.targets[vertex] and self._sources[vertex]):
                self.remove(vertex, free)

    def remove(self, vertex: int, effort: Effort) -> None:
        work = [vertex]
        while work:
            gone = work.pop()
            if not self.alive[gone]:
                continue
            self.alive[gone] = False
            targets, sources = self.targets[gone], self._sources[gone]
            effort.spend(1 + len(targets) + len(sources))
            for target in targets:
                self._sources[target].remove(gone)
                if not self._sources[target]:
                    work.append(target)
            for source in sources:
                self.targets[source].remove(gone)
                if not self.targets[source]:
                    work.append(source)
            self.targets[gone], self._sources[gone] = [], []


def disjoint_cycles(graph: Graph, effort: Effort) -> list[list[int]]:
    """Return cycles no two of which share an edge, shorter ones first.

    Each of them needs a cut of its own, so their number is a lower bound for the cuts that leave
    no cycle. When the effort runs out there are fewer; the bound still holds.
    """
    left = [list(targets) for targets in graph]
    found: list[list[int]] = []
    length = 2  # so that the shortest come first: they leave the most edges for others
    while not effort.is_spent:
        before = len(found)
        for start in range(len(left)):
            found += _take_cycles_through(left, start, length, effort)
        length += 1
        if len(found) == before:  # jump to the next length that there is
            following = shortest_cycle(left, effort)
            if following is None:
                break
            length = len(following)
    return found + _cycles_by_walking(left)


def _take_cycles_through(
    left: list[list[int]], start: int, longest: int, effort: Effort
) -> Iterator[list[int]]:
    while left[start] and not effort.is_spent:
        cycle = cycle_through(left, start, longest, effort)
        if cycle is None:
            return
        for source, target in edges_of(cycle):
            left[source].remove(target)
        yield cycle


def _cycles_by_walking(left: list[list[int]]) -> list[list[int]]:
    """Take cycles of any length out of a graph, looking at each edge once."""
    found = []
    for start in range(len(left)):
        path = [start]
        place = {start: 0}
        while path:
            if not left[path[-1]]:
                del place[path.pop()]  # nothing leads on: no cycle passes here
                continue
            target = left[path[-1]].pop()
            if target in place:
                found.append(path[place[target] :])
                for vertex in path[place[target] + 1 :]:
                    del place[vertex]
                del path[place[target] + 1 :]
            else:
                place[target] = len(path)
                path.append(target)
    return found
