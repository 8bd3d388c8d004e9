"""The worked calendars of the decomposition that planner is built on, row by row.

Weeks are counted from the end of Wave 0; contract work takes two weeks, as there.
"""

from typing import Any

import pytest

from planner.model.plan import Lane, Plan
from planner.planning.plan import make_plan
from tests.builders import STOREFRONT_CALLS, a_system, storefront

WEEK = 5 * 480
STRICT = {"contract_gate": "strict", "contract_start": "with-provider"}


def plan_of(policy: dict[str, Any], **settings: Any) -> Plan:
    return make_plan(storefront(policy=policy, estimates={"define": 6, "ratify": 4}, **settings))


def weeks(plan: Plan, service: str) -> tuple[int, int]:
    """First and last week of Waves A to D of a service."""
    index, timing = plan.network.index, plan.timing
    start = timing.early_start[index[f"{service}/A-1"]]
    finish = max(timing.early_finish[index[f"{service}/{step}"]] for step in ("C-4", "D-3"))
    return start // WEEK + 1, finish // WEEK


def milestone(plan: Plan, name: str) -> int:
    """The week in which a milestone is passed."""
    return -(-plan.timing.early_finish[plan.network.index[name]] // WEEK)


def difference(plan: Plan, alternative: str) -> int:
    return next(a.difference for a in plan.alternatives if a.name == alternative) // WEEK


@pytest.mark.parametrize(
    ("service", "first_and_last"),
    [
        ("catalog", (1, 6)),
        ("user", (1, 6)),
        ("inventory", (3, 8)),
        ("notification", (3, 8)),
        ("order", (5, 10)),
    ],
)
def test_strict_gate_weeks(service: str, first_and_last: tuple[int, int]) -> None:
    assert weeks(plan_of(STRICT), service) == first_and_last


def test_strict_gate_milestones() -> None:
    plan = plan_of(STRICT)
    assert [milestone(plan, name) for name in ("M1", "M2", "M3")] == [10, 11, 12]


def test_lean_gate_starts_every_service_at_once_and_ends_in_week_8() -> None:
    plan = plan_of({})
    assert {weeks(plan, service) for service in STOREFRONT_CALLS} == {(1, 6)}
    assert milestone(plan, "M3") == 8


def test_stubs_save_two_weeks_under_a_lean_gate() -> None:
    assert milestone(plan_of({}), "M3") + difference(plan_of({}), "without-stubs") == 10


def test_stubs_save_nothing_under_a_strict_gate() -> None:
    assert difference(plan_of(STRICT), "without-stubs") == 0


@pytest.mark.parametrize("policy", [{}, STRICT])
def test_one_after_another_ends_in_week_20(policy: dict[str, Any]) -> None:
    plan = plan_of(policy)
    assert milestone(plan, "M3") + difference(plan, "one-after-another") == 20


def test_a_lean_gate_would_save_four_weeks() -> None:
    assert difference(plan_of(STRICT), "lean-gate") == -4


def test_order_is_critical_and_notification_is_not() -> None:
    critical = plan_of(STRICT).critical_services
    assert "order" in critical
    assert "notification" not in critical


def test_catalog_and_inventory_are_ratified_first() -> None:
    plan = plan_of(STRICT)
    urgent = [item.contract for item in plan.ratify_first if item.slack == 0]
    assert urgent == ["catalog-api@1.0.0", "inventory-api@1.0.0"]


def test_start_with_stubs_order() -> None:
    lanes = {lane.service: lane for lane in plan_of(STRICT).lanes}
    assert {name for name, lane in lanes.items() if lane.lane is Lane.IMMEDIATELY} == {
        "catalog",
        "user",
    }
    assert {name for name, lane in lanes.items() if lane.lane is Lane.WITH_STUBS} == {
        "inventory",
        "notification",
    }
    assert lanes["order"].lane is Lane.LAST
    assert lanes["inventory"].waits_for == ("catalog",)
    assert lanes["order"].waits_for == ("catalog", "inventory", "user")


def test_a_circle_of_calls_is_planned_upfront_and_said() -> None:
    circle = a_system(
        {"order": ["user"], "user": ["order"]},
        policy=STRICT,
        estimates={"define": 6, "ratify": 4},
    )
    plan = make_plan(circle)
    assert milestone(plan, "M3") == 10  # two weeks of contract work, then six, then the gates
    assert any("order, user call each other in a circle" in note for note in plan.notes)
