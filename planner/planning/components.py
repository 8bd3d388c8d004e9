"""Strong components and levels of a graph given as plain lists.

networkx does the same; at 10,000 services its import alone takes longer than this whole module,
and every plan needs levels. networkx is the oracle in the tests.
"""

from collections.abc import Sequence


def strong_components(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the strong components, each sorted, every component after those it points to.

    With edges from consumer to provider that is leaf first.

    Source: R. Tarjan, "Depth-First Search and Linear Graph Algorithms", SIAM J. Comput. 1(2), 1972;
    iterative here, so that a chain of any length fits.
    """
    order = [0] * len(successors)  # 1-based visit number; 0 = not visited
    low = [0] * len(successors)
    on_stack = [False] * len(successors)
    stack: list[int] = []
    result: list[list[int]] = []
    visited = 0
    for root in range(len(successors)):
        if order[root]:
            continue
        work = [(root, 0)]
        while work:
            vertex, position = work.pop()
            if position == 0:
                visited += 1
                order[vertex] = low[vertex] = visited
                stack.append(vertex)
                on_stack[vertex] = True
            targets = successors[vertex]
            while position < len(targets):
                target = targets[position]
                position += 1
                if not order[target]:
                    work.append((vertex, position))
                    work.append((target, 0))
                    break
                if on_stack[target]:
                    low[vertex] = min(low[vertex], order[target])
            else:
                if low[vertex] == order[vertex]:
                    result.append(_take_component(stack, on_stack, vertex))
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[vertex])
    return result


def _take_component(stack: list[int], on_stack: list[bool], root: int) -> list[int]:
    component = []
    while True:
        vertex = stack.pop()
        on_stack[vertex] = False
        component.append(vertex)
        if vertex == root:
            return sorted(component)


def levels(successors: Sequence[Sequence[int]]) -> list[int]:
    """Return the level of each vertex: 0 without successors, else one more than the highest.

    Levels are those of the condensation, so a cycle's vertices share one.
    """
    level = [0] * len(successors)
    component_of = [0] * len(successors)
    for number, component in enumerate(strong_components(successors)):
        for vertex in component:
            component_of[vertex] = number
        height = max(
            (
                level[target] + 1
                for vertex in component
                for target in successors[vertex]
                if component_of[target] != number
            ),
            default=0,
        )
        for vertex in component:
            level[vertex] = height
    return level
