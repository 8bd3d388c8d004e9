"""The smallest set of calls to cut, against brute force."""

from itertools import combinations, permutations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.planning.components import strong_components
from planner.planning.cycles import Edge, Effort, disjoint_cycles, edges_of, shortest_cycle
from planner.planning.feedback import backward_edges, smallest_cuts
from planner.planning.vertex_order import greedy_order, improved_order
from tests.depth import trials

Calls = list[list[int]]
PLENTY = 3_000_000


@st.composite
def components(draw: st.DrawFn, most: int = 6) -> Calls:
    """A strongly connected graph of 2 to `most` vertices."""
    size = draw(st.integers(2, most))
    pairs = [(i, j) for i in range(size) for j in range(size) if i != j]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=2))
    calls = [sorted(j for i, j in chosen if i == vertex) for vertex in range(size)]
    biggest = max(strong_components(calls), key=len)
    if len(biggest) < 2:
        return [[(vertex + 1) % size] for vertex in range(size)]
    place = {vertex: position for position, vertex in enumerate(biggest)}
    return [sorted(place[t] for t in calls[v] if t in place) for v in biggest]


def ring(size: int) -> Calls:
    return [[(vertex + 1) % size] for vertex in range(size)]


def everyone_calls_everyone(size: int) -> Calls:
    return [[other for other in range(size) if other != vertex] for vertex in range(size)]


def edges(calls: Calls) -> list[Edge]:
    return [(vertex, target) for vertex, targets in enumerate(calls) for target in targets]


def is_acyclic(size: int, left: list[Edge]) -> bool:
    graph: nx.DiGraph[int] = nx.DiGraph(left)
    graph.add_nodes_from(range(size))
    return nx.is_directed_acyclic_graph(graph)


def fewest_by_brute_force(calls: Calls) -> int:
    """Try every order: an edge to an earlier place must be cut."""
    return min(len(backward_edges(calls, order)) for order in permutations(range(len(calls))))


def fewest_by_cutting(calls: Calls) -> int:
    """Try every set of edges, small ones first: slower, but shares nothing with the code."""
    every = edges(calls)
    for count in range(len(every) + 1):
        for cut in combinations(every, count):
            if is_acyclic(len(calls), [edge for edge in every if edge not in cut]):
                return count
    raise AssertionError


@settings(max_examples=trials(120), deadline=None)
@given(components())
def test_cuts_leave_no_cycle_and_are_the_fewest(calls: Calls) -> None:
    cuts = smallest_cuts(calls, PLENTY)
    assert set(cuts.edges) <= set(edges(calls))
    assert is_acyclic(len(calls), [edge for edge in edges(calls) if edge not in cuts.edges])
    assert len(cuts.edges) == fewest_by_brute_force(calls)
    assert cuts.bound == len(cuts.edges)


@settings(max_examples=trials(20), deadline=None)
@given(components(most=4))
def test_both_brute_forces_agree(calls: Calls) -> None:
    assert fewest_by_brute_force(calls) == fewest_by_cutting(calls)


@settings(max_examples=trials(50), deadline=None)
@given(components(), st.integers(0, 60))
def test_with_little_effort_the_bound_still_holds(calls: Calls, steps: int) -> None:
    cuts = smallest_cuts(calls, steps)
    assert is_acyclic(len(calls), [edge for edge in edges(calls) if edge not in cuts.edges])
    assert 1 <= cuts.bound <= fewest_by_brute_force(calls) <= len(cuts.edges)


@pytest.mark.parametrize(
    ("calls", "fewest"),
    [
        pytest.param(ring(2), 1, id="two that call each other"),
        pytest.param(ring(5000), 1, id="a long ring"),
        pytest.param([[1], [2], [0, 3], [4], [2]], 2, id="two rings that share a service"),
        pytest.param([[1, 2], [2], [0]], 1, id="one call that closes two cycles"),
        pytest.param(everyone_calls_everyone(9), 36, id="everyone calls everyone"),
        # Rotational tournament: i calls the next three; no set of disjoint cycles proves it.
        pytest.param(
            [sorted((i + step) % 7 for step in (1, 2, 3)) for i in range(7)],
            fewest_by_brute_force([sorted((i + s) % 7 for s in (1, 2, 3)) for i in range(7)]),
            id="tournament of seven",
        ),
    ],
)
def test_known_graphs(calls: Calls, fewest: int) -> None:
    cuts = smallest_cuts(calls, PLENTY)
    assert (len(cuts.edges), cuts.bound) == (fewest, fewest)


def scattered(size: int, degree: int) -> Calls:
    """A graph that looks random but is the same everywhere; strongly connected by its ring."""
    calls = [{(vertex + 1) % size} for vertex in range(size)]
    state = 12345
    for _ in range(size * (degree - 1)):
        state = (state * 1103515245 + 12345) % 2**31
        source, target = state // 7 % size, state // 7 // size % size
        if source != target:
            calls[source].add(target)
    return [sorted(targets) for targets in calls]


@pytest.mark.parametrize(("size", "degree"), [(14, 4), (18, 3), (24, 2), (30, 3)])
def test_search_and_subsets_agree_on_middling_graphs(size: int, degree: int) -> None:
    calls = scattered(size, degree)
    cuts = smallest_cuts(calls, PLENTY * 4)
    assert cuts.bound == len(cuts.edges)
    assert is_acyclic(size, [edge for edge in edges(calls) if edge not in cuts.edges])
    if size <= 14:
        assert len(cuts.edges) == fewest_by_subsets(calls)


def fewest_by_subsets(calls: Calls) -> int:
    """Lawler's dynamic program, written once more, the short way."""
    masks = [sum(1 << target for target in targets) for targets in calls]
    best = [0] * (1 << len(calls))
    for chosen in range(1, len(best)):
        best[chosen] = min(
            best[chosen & ~(1 << v)] + (masks[v] & chosen).bit_count()
            for v in range(len(calls))
            if chosen >> v & 1
        )
    return best[-1]


def test_a_huge_tangle_gets_cuts_and_an_honest_bound() -> None:
    calls = scattered(2000, 3)
    cuts = smallest_cuts(calls, 300_000)
    assert is_acyclic(2000, [edge for edge in edges(calls) if edge not in set(cuts.edges)])
    assert 10 < cuts.bound < len(cuts.edges)


def test_the_same_graph_gives_the_same_cuts() -> None:
    calls = scattered(40, 3)
    assert smallest_cuts(calls, 100_000) == smallest_cuts([list(t) for t in calls], 100_000)


@given(components())
def test_the_shortest_cycle_is_as_short_as_networkx_says(calls: Calls) -> None:
    cycle = shortest_cycle(calls, Effort(PLENTY))
    assert cycle is not None
    assert all(target in calls[source] for source, target in edges_of(cycle))
    graph: nx.DiGraph[int] = nx.DiGraph(edges(calls))
    assert len(cycle) == min(len(found) for found in nx.simple_cycles(graph))


@pytest.mark.parametrize("calls", [[], [[]], [[1, 2], [2], []]])
def test_no_cycle_no_shortest_cycle(calls: Calls) -> None:
    assert shortest_cycle(calls, Effort(PLENTY)) is None


@given(components(), st.sampled_from([5, 40, PLENTY]))
def test_disjoint_cycles_are_cycles_and_disjoint(calls: Calls, steps: int) -> None:
    used = [edge for cycle in disjoint_cycles(calls, Effort(steps)) for edge in edges_of(cycle)]
    assert len(used) == len(set(used))
    assert set(used) <= set(edges(calls))
    assert used


@given(components())
def test_an_improved_order_is_an_order_and_no_worse(calls: Calls) -> None:
    greedy = greedy_order(calls)
    improved = improved_order(calls, greedy, Effort(PLENTY))
    assert sorted(greedy) == sorted(improved) == list(range(len(calls)))
    assert len(backward_edges(calls, improved)) <= len(backward_edges(calls, greedy))
