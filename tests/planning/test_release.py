"""Release order: batches, circles, days."""

import time
from collections.abc import Mapping
from datetime import date

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model.errors import InputError
from planner.model.plan import ReleaseOrder
from planner.planning.network import build_network
from planner.planning.plan import make_plan
from planner.planning.release import first_release_day, release_order
from planner.planning.seed import SEED_STEPS
from tests.builders import Calls, a_system, storefront
from tests.depth import trials


def batches(order: ReleaseOrder) -> list[list[str]]:
    """Units by batch; the services of a circle are joined with `+`."""
    return [["+".join(unit.services) for unit in batch.units] for batch in order.batches]


def test_the_storefront_comes_out_leaf_first_and_events_order_nothing() -> None:
    order = release_order(storefront())
    assert batches(order) == [["catalog", "user"], ["inventory", "notification"], ["order"]]
    assert order.needs["order"] == ("catalog", "inventory", "user")
    assert all(unit.cuts == () for batch in order.batches for unit in batch.units)


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        pytest.param({"a": []}, [["a"]], id="one"),
        pytest.param({"a": [], "b": []}, [["a", "b"]], id="two strangers"),
        pytest.param({"a": ["b"], "b": ["c"], "c": []}, [["c"], ["b"], ["a"]], id="chain"),
        pytest.param(
            {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []},
            [["d"], ["b", "c"], ["a"]],
            id="diamond",
        ),
        pytest.param(
            {"a": ["b", "c"], "b": ["c"], "c": []}, [["c"], ["b"], ["a"]], id="longest path counts"
        ),
        pytest.param(
            {"gate": ["order"], "order": ["user"], "user": ["order", "log"], "log": []},
            [["log"], ["order+user"], ["gate"]],
            id="circle between two others",
        ),
        pytest.param(
            {"a": ["b"], "b": ["a"], "c": ["d", "a"], "d": ["c"]},
            [["a+b"], ["c+d"]],
            id="circle above a circle",
        ),
        pytest.param({"a": ["a", "b"], "b": []}, [["b"], ["a"]], id="a call of itself"),
    ],
)
def test_batches(calls: Calls, expected: list[list[str]]) -> None:
    assert batches(release_order(a_system(calls))) == expected


def test_a_service_does_not_need_itself() -> None:
    order = release_order(a_system({"a": ["a", "b"], "b": []}))
    assert order.needs["a"] == ("b",)
    assert order.soft == ()


def test_soft_calls_order_nothing_and_are_listed() -> None:
    system = a_system({"a": ["b", "c"], "b": ["a"], "c": []}, soft=[("b", "a")])
    order = release_order(system)
    assert batches(order) == [["b", "c"], ["a"]]
    assert order.soft == (("b", "a"),)
    assert order.needs["b"] == ()


def without_steps(*waves: str) -> dict[str, object]:
    """Manifest keys that drop all seed steps of some waves."""
    steps = [step.id for step in SEED_STEPS if step.id[0] in waves]
    return {"steps": {step: {"drop": True} for step in steps}}


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        pytest.param({"a": ["bank"], "bank": []}, [["a"]], id="its consumer is first"),
        pytest.param({"a": ["bank"], "bank": ["b"], "b": []}, [["a", "b"]], id="in between"),
        pytest.param({"a": ["b", "bank"], "b": [], "bank": ["a"]}, [["b"], ["a"]], id="no circle"),
        pytest.param({"bank": []}, [], id="nothing is left"),
    ],
)
@pytest.mark.parametrize("waves", ["ABCDEHR", "R"])
def test_what_has_no_release_step_is_left_out(
    calls: Calls, expected: list[list[str]], waves: str
) -> None:
    system = a_system(calls, manifests={"bank": without_steps(*waves)})
    order = release_order(system)

    assert batches(order) == expected
    assert order.left_out == ("bank",)
    assert "bank" not in order.needs
    assert all("bank" not in needs for needs in order.needs.values())
    network = build_network(system)
    released = {task.service: i for i, task in enumerate(network.tasks) if task.wave == "R"}
    assert set(released) == set(order.needs)
    for service, index in released.items():  # the plan agrees with the release order
        before = {network.tasks[i].service for i in network.predecessors[index]}
        assert before - {""} == set(order.needs[service])


def test_soft_calls_of_what_is_not_released_need_no_flag() -> None:
    calls = {"a": ["bank", "b"], "b": [], "bank": []}
    soft = [("a", "bank"), ("a", "b")]
    order = release_order(a_system(calls, soft=soft, manifests={"bank": without_steps("R")}))
    assert order.soft == (("a", "b"),)


def test_a_circle_names_its_loop_and_its_smallest_cut() -> None:
    calls = {"order": ["user", "pay"], "user": ["order"], "pay": ["bank"], "bank": ["order"]}
    (batch,) = release_order(a_system(calls)).batches
    (unit,) = batch.units
    assert unit.services == ("bank", "order", "pay", "user")
    assert unit.loop == ("order", "user", "order")
    assert unit.cut_bound == len(unit.cuts) == 2


@st.composite
def systems(draw: st.DrawFn) -> dict[str, list[str]]:
    names = [f"s{number}" for number in range(draw(st.integers(1, 9)))]
    return {
        name: draw(st.lists(st.sampled_from(names).filter(name.__ne__), unique=True, max_size=3))
        if len(names) > 1
        else []
        for name in names
    }


@settings(max_examples=trials(60), deadline=None)
@given(systems())
def test_every_service_comes_after_what_it_needs_and_units_are_the_strong_components(
    calls: dict[str, list[str]],
) -> None:
    order = release_order(a_system(calls))
    number = {name: batch.number for batch in order.batches for name in batch.services}
    unit_of = {
        name: unit for batch in order.batches for unit in batch.units for name in unit.services
    }
    graph: nx.DiGraph[str] = nx.DiGraph([(c, p) for c, found in calls.items() for p in found])
    graph.add_nodes_from(calls)
    assert {frozenset(unit.services) for unit in unit_of.values()} == {
        frozenset(found) for found in nx.strongly_connected_components(graph)
    }
    for consumer, providers in calls.items():
        below = [number[p] for p in providers if p not in unit_of[consumer].services]
        assert all(level < number[consumer] for level in below)
    for unit in unit_of.values():  # no later than it must be
        outside = [
            number[p] for name in unit.services for p in calls[name] if p not in unit.services
        ]
        assert number[unit.services[0]] == 1 + max(outside, default=0)
        inside: nx.DiGraph[str] = nx.DiGraph(graph.subgraph(unit.services))
        inside.remove_edges_from(unit.cuts)
        assert nx.is_directed_acyclic_graph(inside)


def days(system_settings: Mapping[str, object], first: date, count: int) -> list[str]:
    """Release days of a chain of `count` services."""
    names = [f"s{number:02}" for number in range(count)]
    calls = {name: [names[place - 1]] if place else [] for place, name in enumerate(names)}
    order = release_order(a_system(calls, release_windows=system_settings), first)
    return [batch.day.strftime("%d.%m.%Y") for batch in order.batches]


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        pytest.param({}, ["06.03.2026", "09.03.2026", "10.03.2026"], id="Monday to Friday"),
        pytest.param(
            {"weekdays": ["tue", "thu"]},
            ["10.03.2026", "12.03.2026", "17.03.2026"],
            id="two a week",
        ),
        pytest.param({"weekdays": ["sat"]}, ["07.03.2026", "14.03.2026", "21.03.2026"], id="sat"),
        pytest.param(
            {"freezes": [{"first": "2026-03-06", "last": "2026-03-10"}]},
            ["11.03.2026", "12.03.2026", "13.03.2026"],
            id="freeze at once",
        ),
        pytest.param(
            {
                "freezes": [
                    {"first": "2026-03-09", "last": "2026-03-11"},
                    {"first": "2026-03-10", "last": "2026-03-12"},
                ]
            },
            ["06.03.2026", "13.03.2026", "16.03.2026"],
            id="freezes that overlap",
        ),
    ],
)
def test_one_batch_a_window_day(windows: dict[str, object], expected: list[str]) -> None:
    assert days(windows, date(2026, 3, 6), 3) == expected


def test_nothing_is_released_on_a_holiday() -> None:
    calendar = {"start": "2026-01-05", "holidays": [{"date": "2026-01-06"}]}
    order = release_order(a_system({"a": ["b"], "b": []}, calendar=calendar), date(2026, 1, 5))
    assert [batch.day for batch in order.batches] == [date(2026, 1, 5), date(2026, 1, 7)]


def test_a_freeze_without_end_is_told() -> None:
    with pytest.raises(InputError, match="no release window is left"):
        days({"freezes": [{"first": "2026-03-07", "last": "9999-12-31"}]}, date(2026, 3, 6), 2)


def test_days_that_nobody_needs_may_be_frozen() -> None:
    frozen = {"freezes": [{"first": "2026-03-07", "last": "9999-12-31"}]}
    assert days(frozen, date(2026, 3, 6), 1) == ["06.03.2026"]


def test_without_a_first_day_the_calendar_starts_it() -> None:
    assert release_order(storefront()).batches[0].day == date(2026, 1, 5)


def test_the_first_release_day_follows_milestone_3() -> None:
    plan = make_plan(storefront())
    end = plan.calendar.finish_date(plan.timing.early_finish[plan.network.index["M3"]])
    assert (first_release_day(storefront()) - end).days == 1


def big_system(size: int, *, chain: bool) -> Calls:
    """A chain, or services that call up to three earlier ones, with a small circle in every 50."""
    calls: dict[str, list[str]] = {}
    for number in range(size):
        back = (1,) if chain else (3, 7, 31)
        calls[f"s{number:05}"] = [f"s{number - b:05}" for b in back if number >= b]
    if not chain:
        for number in range(0, size - 40, 50):
            calls[f"s{number:05}"].append(f"s{number + 38:05}")
    return calls


@pytest.mark.slow
def test_leaving_out_thousands_of_services_is_fast() -> None:
    calls = big_system(10_000, chain=False)
    left_out = without_steps("A", "B", "C", "D", "E", "H", "R")
    system = a_system(calls, manifests=dict.fromkeys(list(calls)[::2], left_out))
    begin = time.process_time()
    order = release_order(system, date(2026, 1, 5))
    assert time.process_time() - begin < 5  # as above
    assert len(order.left_out) == 5_000


@pytest.mark.slow
@pytest.mark.parametrize("chain", [False, True], ids=["circles", "chain"])
def test_ten_thousand_services_take_about_a_second(chain: bool) -> None:  # noqa: FBT001  table
    system = a_system(big_system(10_000, chain=chain))
    begin = time.process_time()
    order = release_order(system, date(2026, 1, 5))
    # The target is one second; a slow machine may take five.
    assert time.process_time() - begin < 5
    assert sum(len(batch.services) for batch in order.batches) == 10_000
    if chain:
        assert len(order.batches) == 10_000
