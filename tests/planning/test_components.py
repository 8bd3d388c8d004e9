"""Strong components and levels against networkx."""

from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from planner.planning.components import levels, strong_components


@st.composite
def graphs(draw: st.DrawFn) -> list[list[int]]:
    size = draw(st.integers(1, 12))
    targets = st.lists(st.integers(0, size - 1), unique=True, max_size=4)
    return draw(st.lists(targets, min_size=size, max_size=size))


def as_networkx(successors: list[list[int]]) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(successors)))
    graph.add_edges_from((i, j) for i, found in enumerate(successors) for j in found)
    return graph


@given(graphs())
def test_components_are_those_of_networkx_and_leaf_first(successors: list[list[int]]) -> None:
    found = strong_components(successors)
    expected = nx.strongly_connected_components(as_networkx(successors))
    assert sorted(found) == sorted(sorted(component) for component in expected)
    number = {vertex: i for i, component in enumerate(found) for vertex in component}
    assert all(number[j] <= number[i] for i, targets in enumerate(successors) for j in targets)


@given(graphs())
def test_a_level_is_the_longest_way_down_outside_cycles(successors: list[list[int]]) -> None:
    graph = as_networkx(successors)
    condensed = nx.condensation(graph)
    member = condensed.graph["mapping"]
    for vertex, level in enumerate(levels(successors)):
        below = nx.descendants(condensed, member[vertex]) | {member[vertex]}
        assert level == nx.dag_longest_path_length(condensed.subgraph(below))


def test_a_chain_of_any_length_fits() -> None:
    size = 20_000
    chain = [[i + 1] for i in range(size - 1)] + [[]]
    assert levels(chain)[0] == size - 1
    assert all(len(component) == 1 for component in strong_components(chain))
    assert all(a[0] > b[0] for a, b in pairwise(strong_components(chain)))
