"""The start-with-stubs order, and who is not in it."""

import pytest

from planner.planning.graph import graph_view
from planner.planning.lanes import service_lanes
from planner.planning.plan import make_plan
from planner.planning.seed import SEED_STEPS
from tests.builders import Calls, a_system, storefront

EXTERNAL = {"steps": {step.id: {"drop": True} for step in SEED_STEPS}}


def test_the_storefront() -> None:
    assert [
        (lane.service, lane.level, lane.lane.value) for lane in service_lanes(storefront())
    ] == [
        ("catalog", 0, "start immediately"),
        ("user", 0, "start immediately"),
        ("inventory", 1, "develop with stubs"),
        ("notification", 1, "develop with stubs"),
        ("order", 2, "integrate last"),
    ]


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        # `bank` is somebody else's: it is stubbed like any provider, and nobody waits for it
        pytest.param(
            {"a": ["bank"], "bank": [], "c": []},
            [("c", "start immediately", ()), ("a", "integrate last", ())],
            id="a provider",
        ),
        pytest.param(
            {"a": [], "b": ["a"], "bank": ["b"]},
            [("a", "start immediately", ()), ("b", "integrate last", ("a",))],
            id="a consumer",
        ),
        pytest.param({"bank": []}, [], id="alone"),
    ],
)
def test_a_service_without_steps_has_no_lane(
    calls: Calls, expected: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    lanes = service_lanes(a_system(calls, manifests={"bank": EXTERNAL}))
    assert [(lane.service, lane.lane.value, lane.waits_for) for lane in lanes] == expected


def test_the_graph_shows_it_all_the_same() -> None:
    system = a_system({"a": ["bank"], "bank": []}, manifests={"bank": EXTERNAL})
    assert [(node.name, node.level) for node in graph_view(system).nodes] == [("bank", 0), ("a", 1)]


def test_the_plan_says_who_has_no_steps() -> None:
    names = [f"x{number}" for number in range(7)]
    calls: Calls = {"a": names, **{name: [] for name in names}}
    one = a_system({"a": ["bank"], "bank": []}, manifests={"bank": EXTERNAL})
    seven = a_system(calls, manifests=dict.fromkeys(names, EXTERNAL))

    only = "no steps, only their contracts are planned"
    assert make_plan(one).notes[-1] == f"1 service has {only}: bank"
    assert make_plan(seven).notes[-1] == f"7 services have {only}: x0, x1, x2, x3, x4 and 2 more"
    assert not [note for note in make_plan(storefront()).notes if "no steps" in note]
