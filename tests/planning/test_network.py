"""What waits for what: one rule of the network a test."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model.plan import Network, TaskKind
from planner.planning.alternatives import alternatives
from planner.planning.cpm import compute_timing
from planner.planning.network import build_network
from tests.builders import a_system, storefront
from tests.depth import trials

FOUNDATION = [
    {"id": "repo", "title": "Repositories", "estimate": 2, "team": "a-team", "unblocks": ["A"]},
    {"id": "types", "title": "Types", "estimate": 3, "team": "a-team", "unblocks": ["contracts"]},
    {"id": "auth", "title": "Auth", "estimate": 1, "team": "a-team", "unblocks": ["C-2"]},
]


def waits(network: Network, task: str) -> set[str]:
    """Ids of what a task waits for directly."""
    return {network.tasks[i].id for i in network.predecessors[network.index[task]]}


def all_waits(network: Network, task: str) -> set[str]:
    """Ids of all that must be done before a task."""
    found: set[int] = set()
    stack = [network.index[task]]
    while stack:
        for before in network.predecessors[stack.pop()]:
            if before not in found:
                found.add(before)
                stack.append(before)
    return {network.tasks[i].id for i in found}


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("order/A-1", {"M0"}),
        ("order/A-2", {"order/A-1"}),
        ("order/B-1", {"order/A-4"}),
        ("order/B-2", {"order/B-1", "order-events@1.0.0/ratify"}),
        ("inventory/C-1", {"inventory/B-3", "inventory-api@1.0.0/ratify"}),
        (
            "order/D-1",
            {
                "order/B-3",
                "catalog-api@1.0.0/ratify",
                "inventory-api@1.0.0/ratify",
                "inventory-events@1.0.0/ratify",
                "user-api@1.0.0/ratify",
            },
        ),
        ("catalog/E-1", {"M1"}),
        ("inventory/E-1", {"M1", "catalog/E-1"}),
        ("inventory/E-2", {"M1", "inventory/E-1", "catalog/E-1"}),
        ("order/H-1", {"M2"}),
        ("order/R-1", {"M3", "catalog/R-1", "inventory/R-1", "user/R-1"}),
        ("order-events@1.0.0/define", {"M0"}),
        ("order-events@1.0.0/ratify", {"order-events@1.0.0/define"}),
    ],
)
def test_what_a_task_waits_for(task: str, expected: set[str]) -> None:
    assert waits(build_network(storefront()), task) == expected


def test_milestone_1_waits_for_waves_c_and_d_of_every_service() -> None:
    network = build_network(storefront())
    ends = {f"{name}/{step}" for name in storefront().services for step in ("C-4", "D-3")}
    assert waits(network, "M1") == {"M0", *ends}


def test_a_contract_that_nobody_waits_for_still_gates_milestone_1() -> None:
    network = build_network(storefront(steps={"B-2": {"drop": True}, "B-1": {"drop": True}}))
    assert "inventory-events@1.0.0/ratify" in all_waits(network, "M1")


def test_a_strict_gate_makes_wave_a_wait_for_called_contracts_only() -> None:
    network = build_network(storefront(policy={"contract_gate": "strict"}))
    assert waits(network, "notification/A-1") == {"M0", "user-api@1.0.0/ratify"}


def test_contract_work_can_start_with_its_provider() -> None:
    policy = {"contract_gate": "strict", "contract_start": "with-provider"}
    network = build_network(storefront(policy=policy))
    assert waits(network, "inventory-api@1.0.0/define") == waits(network, "inventory/A-1")
    assert waits(network, "inventory/A-1") == {"M0", "catalog-api@1.0.0/ratify"}


def test_foundation_items_follow_each_other_unless_told() -> None:
    system = a_system({"a": []}, foundation=[*FOUNDATION[:2], {**FOUNDATION[2], "depends_on": []}])
    network = build_network(system)
    assert waits(network, "0/types") == {"0/repo"}
    assert waits(network, "0/auth") == set()
    assert waits(network, "M0") == {"0/repo", "0/types", "0/auth"}


def test_a_fine_foundation_gate_holds_back_only_what_an_item_unblocks() -> None:
    system = a_system(
        {"a": [], "b": ["a"]}, foundation=FOUNDATION, policy={"foundation_gate": "fine"}
    )
    network = build_network(system)
    assert waits(network, "a/A-1") == {"0/repo"}
    assert waits(network, "a-api@1.0.0/define") == {"0/types"}
    assert waits(network, "a/C-2") == {"a/C-1", "0/auth"}
    assert "M0" in waits(network, "M1")


def test_hardening_may_start_after_milestone_1() -> None:
    network = build_network(storefront(policy={"early_hardening": True}))
    assert waits(network, "order/H-1") == {"M1"}
    assert "order/H-4" not in all_waits(network, "M2")
    assert "order/H-4" in waits(network, "M3")


@pytest.mark.parametrize(
    ("steps", "task", "expected"),
    [
        ({"A-3": {"after": ["A-1"]}}, "a/A-3", {"a/A-1"}),
        ({"A-3": {"after": ["A-1"]}}, "a/B-1", {"a/A-2", "a/A-4"}),
        ({"A-5": {"title": "Seed data"}}, "a/A-5", {"a/A-4"}),
        ({"A-2": {"drop": True}}, "a/A-3", {"a/A-1"}),
        ({f"B-{i}": {"drop": True} for i in (1, 2, 3)}, "a/C-1", {"a/A-4"}),
    ],
)
def test_steps_can_be_moved_added_and_dropped(
    steps: dict[str, Any], task: str, expected: set[str]
) -> None:
    assert waits(build_network(a_system({"a": []}, steps=steps)), task) == expected


def test_a_manifest_changes_its_own_steps_only() -> None:
    manifests = {"a": {"steps": {"A-2": {"drop": True}}, "estimates": {"A-1": 7}}}
    network = build_network(a_system({"a": [], "b": []}, manifests=manifests))
    assert "a/A-2" not in network.index
    assert "b/A-2" in network.index
    assert network.tasks[network.index["a/A-1"]].duration == 7 * 480
    assert network.tasks[network.index["b/A-1"]].duration == 2 * 480


def test_soft_calls_order_neither_deployment_nor_release() -> None:
    network = build_network(a_system({"a": [], "b": ["a"]}, soft=[("b", "a")]))
    assert waits(network, "b/E-1") == {"M1"}
    assert waits(network, "b/R-1") == {"M3"}


def test_services_in_a_circle_are_deployed_together_and_then_integrated() -> None:
    network = build_network(a_system({"a": ["b"], "b": ["a"]}))
    assert waits(network, "a/E-1") == {"M1"}
    assert waits(network, "a/E-2") == {"M1", "a/E-1", "b/E-1"}


@st.composite
def any_calls(draw: st.DrawFn) -> dict[str, list[str]]:
    names = "abcdef"[: draw(st.integers(1, 6))]
    return {
        name: draw(st.lists(st.sampled_from(names.replace(name, "") or name), unique=True))
        if len(names) > 1
        else []
        for name in names
    }


POLICIES = st.fixed_dictionaries(
    {
        "contract_gate": st.sampled_from(["lean", "strict"]),
        "contract_start": st.sampled_from(["upfront", "with-provider"]),
        "foundation_gate": st.sampled_from(["barrier", "fine"]),
        "early_hardening": st.booleans(),
    }
)


@settings(max_examples=trials(100), deadline=None)
@given(any_calls(), POLICIES, st.data())
def test_every_circle_of_calls_and_events_is_planned(
    calls: dict[str, list[str]], policy: dict[str, Any], data: st.DataObject
) -> None:
    names = sorted(calls)
    topics = {
        f"Event{name}": (name, data.draw(st.lists(st.sampled_from(names), unique=True)))
        for name in names
    }
    others = {m: (who, [n for n in to if n != who]) for m, (who, to) in topics.items()}
    soft = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names))))
    system = a_system(calls, others, soft=soft, policy=policy)
    network = build_network(system)
    for task, found in enumerate(network.predecessors):
        assert all(before < task for before in found)
    timing = compute_timing(network)
    assert timing.early_finish[network.index["M3"]] <= timing.makespan
    done = all_waits(network, "M3")
    assert {
        t.id for t in network.tasks if t.kind is not TaskKind.MILESTONE and t.wave != "R"
    } <= done
    slower = [a for a in alternatives(system, network, timing) if a.name != "lean-gate"]
    assert all(alternative.difference >= 0 for alternative in slower)
