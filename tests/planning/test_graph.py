"""The service graph: the whole of it, a focus on it, and its reduced view."""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.errors import InputError
from planner.model.plan import Lane
from planner.model.system import System
from planner.model.views import GraphView
from planner.planning.graph import GraphRequest, graph_view
from planner.planning.reduction import implied_pairs
from tests.builders import a_system, storefront

CHAIN = {"web": ["order"], "order": ["stock"], "stock": [], "audit": ["order"]}
NAMES = "abcdefgh"
Pairs = frozenset[tuple[str, str]]

pairs = st.frozensets(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1])
)


def system_of(edges: Pairs, soft: Pairs = frozenset()) -> System:
    return a_system({n: [t for s, t in sorted(edges) if s == n] for n in NAMES}, soft=soft)


def names_of(view: GraphView) -> set[str]:
    return {node.name for node in view.nodes}


def calls_of(view: GraphView, *, hard_only: bool = False) -> Pairs:
    return frozenset(
        (e.source, e.target) for e in view.edges if e.kind == "sync" and (e.hard or not hard_only)
    )


def reachable(edges: Pairs) -> Pairs:
    graph = nx.DiGraph(list(edges))
    return frozenset((a, b) for a in graph for b in nx.descendants(graph, a))


def test_services_stand_by_level_and_edges_say_what_passes() -> None:
    view = graph_view(storefront())

    assert [(node.name, node.level, node.lane) for node in view.nodes] == [
        ("catalog", 0, Lane.IMMEDIATELY),
        ("user", 0, Lane.IMMEDIATELY),
        ("inventory", 1, Lane.WITH_STUBS),
        ("notification", 1, Lane.WITH_STUBS),
        ("order", 2, Lane.LAST),
    ]
    of_order = [(e.kind, e.target, e.via) for e in view.edges if e.source == "order"]
    assert of_order == [
        ("sync", "catalog", ("getCatalog",)),
        ("sync", "inventory", ("getInventory",)),
        ("sync", "user", ("getUser",)),
        ("event", "inventory", ("OrderCancelled", "OrderPlaced")),
        ("event", "notification", ("OrderCancelled", "OrderPlaced")),
    ]
    assert (view.cycles, view.hidden_services, view.hidden_edges) == ((), 0, 0)


@pytest.mark.parametrize(
    ("focus", "expected"),
    [
        (GraphRequest(services=("order",)), {"web", "order", "stock", "audit"}),
        (GraphRequest(services=("order",), depth=0), {"order"}),
        (GraphRequest(services=("order",), direction="providers"), {"order", "stock"}),
        (GraphRequest(services=("order",), direction="consumers"), {"order", "web", "audit"}),
        (GraphRequest(services=("stock",)), {"stock", "order"}),
        (GraphRequest(services=("stock",), depth=2), {"stock", "order", "web", "audit"}),
        (GraphRequest(services=("stock", "web"), depth=0), {"stock", "web"}),
        (GraphRequest(teams=("web-team",)), {"web", "order"}),
        (GraphRequest(teams=("web-team",), services=("audit",), depth=0), {"web", "audit"}),
        (GraphRequest(services=("web",), depth=None), {"web", "order", "stock", "audit"}),
    ],
)
def test_a_focus_reaches_as_far_as_asked(focus: GraphRequest, expected: set[str]) -> None:
    view = graph_view(a_system(CHAIN), focus)

    assert names_of(view) == expected
    assert view.hidden_services == len(CHAIN) - len(expected)
    assert view.hidden_edges == 3 - len(view.edges)


def test_providers_of_events_are_their_publishers() -> None:
    system = a_system({"a": [], "b": []}, {"Sent": ("a", ["b"])})

    upward = graph_view(system, GraphRequest(services=("b",), direction="providers"))
    downward = graph_view(system, GraphRequest(services=("b",), direction="consumers"))

    assert names_of(upward) == {"a", "b"}
    assert names_of(downward) == {"b"}


def test_a_focus_moves_no_level() -> None:
    view = graph_view(a_system(CHAIN), GraphRequest(services=("web",), depth=0))
    assert [(node.name, node.level) for node in view.nodes] == [("web", 2)]


@pytest.mark.parametrize(("edges", "kinds"), [("sync", {"sync"}), ("event", {"event"})])
def test_edges_can_be_chosen(edges: str, kinds: set[str]) -> None:
    request = GraphRequest(edges="sync" if edges == "sync" else "event")
    view = graph_view(storefront(), request)

    assert {edge.kind for edge in view.edges} == kinds
    assert len(view.edges) + view.hidden_edges == 9


def test_all_unknown_names_are_told_at_once() -> None:
    with pytest.raises(InputError) as raised:
        graph_view(storefront(), GraphRequest(services=("ordr",), teams=("usr-team", "zz")))

    service, team, other = raised.value.problems
    assert (service.code, service.hint) == ("unknown-service", "did you mean `order`?")
    assert (team.code, team.hint) == ("unknown-team", "did you mean `user-team`?")
    assert other.hint.startswith("known: `")
    assert "`user-team`" in other.hint


def test_a_team_without_services_is_no_focus() -> None:
    teams = [{"name": "idle"}, {"name": "a-team"}]
    with pytest.raises(InputError, match="no service belongs to `idle`"):
        graph_view(a_system({"a": []}, teams=teams), GraphRequest(teams=("idle",)))


def test_reduced_leaves_out_what_a_chain_implies_and_keeps_events() -> None:
    view = graph_view(storefront(), GraphRequest(reduced=True))

    assert ("order", "catalog") not in calls_of(view)  # order calls inventory, which calls catalog
    assert len(calls_of(view)) == 4
    assert view.implied_edges == 1
    assert sum(edge.kind == "event" for edge in view.edges) == 4


def test_a_soft_chain_does_not_imply_a_hard_call() -> None:
    calls = {"a": ["b", "c"], "b": ["c"], "c": []}

    soft_chain = graph_view(a_system(calls, soft=[("a", "b")]), GraphRequest(reduced=True))
    soft_call = graph_view(a_system(calls, soft=[("a", "c")]), GraphRequest(reduced=True))

    assert ("a", "c") in calls_of(soft_chain)
    assert ("a", "c") not in calls_of(soft_call)


def test_cycles_are_marked_and_soft_calls_make_none() -> None:
    calls = {"a": ["b"], "b": ["a", "c"], "c": ["a"]}

    hard = graph_view(a_system(calls))
    soft = graph_view(a_system(calls, soft=[("c", "a"), ("b", "a")]))

    assert hard.cycles == (("a", "b", "c"),)
    assert all(edge.in_cycle for edge in hard.edges)
    assert soft.cycles == ()
    assert not any(edge.in_cycle for edge in soft.edges)


@given(pairs)
def test_without_implied_pairs_everything_reaches_the_same(edges: Pairs) -> None:
    kept = edges - implied_pairs(edges)
    assert reachable(kept) == reachable(edges)


@given(pairs)
def test_reduction_of_an_acyclic_graph_is_the_transitive_reduction(edges: Pairs) -> None:
    downward = {(a, b) for a, b in edges if a > b}
    reduced = nx.transitive_reduction(nx.DiGraph(list(downward)))
    assert downward - implied_pairs(downward) == set(reduced.edges)


@given(pairs, pairs)
def test_the_reduced_view_reaches_the_same_by_hard_and_by_all_calls(
    edges: Pairs, soft: Pairs
) -> None:
    system = system_of(edges, soft)
    full, reduced = graph_view(system), graph_view(system, GraphRequest(reduced=True))

    assert reachable(calls_of(reduced)) == reachable(calls_of(full))
    assert reachable(calls_of(reduced, hard_only=True)) == reachable(calls_of(full, hard_only=True))
    assert len(reduced.edges) + reduced.implied_edges == len(full.edges)


@given(pairs)
def test_cycles_are_the_strong_components(edges: Pairs) -> None:
    view = graph_view(system_of(edges))
    components = nx.strongly_connected_components(nx.DiGraph(list(edges)))

    assert set(view.cycles) == {tuple(sorted(c)) for c in components if len(c) > 1}
    on_cycle = {(e.source, e.target) for e in view.edges if e.in_cycle}
    assert on_cycle == {(a, b) for a, b in edges if (b, a) in reachable(edges)}
