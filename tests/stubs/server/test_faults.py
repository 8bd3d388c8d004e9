"""Latency and faults: what can be written, how often it strikes, and that it strikes alike."""

from collections import Counter
from collections.abc import Iterable
from statistics import mean, stdev
from typing import Any

import pytest

from planner.model.errors import InputError
from planner.stubs.server.faults import DRIP_RATE, fault_plan
from planner.stubs.server.types import Call, Effect, Mount, ServerOptions
from tests.stubs.server.a_bundle import a_bundle


def a_call(operation: str = "getProduct", mount: Mount | None = None) -> Call:
    return Call(mount or Mount("", a_bundle()), operation, "GET", "/", "", [])


def effects(count: int = 1, *, operation: str = "getProduct", **options: Any) -> list[Any]:
    plan = fault_plan(ServerOptions(**options))
    return [plan.effect(a_call(operation)) for _ in range(count)]


def delays(latency: str, count: int = 2000) -> list[float]:
    return [effect.delay if effect else 0.0 for effect in effects(count, latency=latency)]


def test_nothing_happens_unless_it_is_asked_for() -> None:
    assert effects(100) == [None] * 100


@pytest.mark.parametrize(
    ("latency", "seconds"),
    [("50ms", 0.05), ("0.5s", 0.5), ("2s", 2.0), ("0ms", 0.0), ("1.5ms", 0.0015), ("60s", 60.0)],
)
def test_a_fixed_latency(latency: str, seconds: float) -> None:
    assert delays(latency, 3) == pytest.approx([seconds] * 3)


@pytest.mark.parametrize("latency", ["20..80ms", "20ms..80ms", "0.02s..0.08s", "20ms..0.08s"])
def test_a_latency_between_two_times(latency: str) -> None:
    found = delays(latency)
    assert 0.02 <= min(found) < 0.025
    assert 0.075 < max(found) <= 0.08
    assert mean(found) == pytest.approx(0.05, abs=0.002)


def test_a_latency_of_the_normal_distribution() -> None:
    found = delays("50~10ms")
    assert mean(found) == pytest.approx(0.05, abs=0.002)
    assert stdev(found) == pytest.approx(0.01, abs=0.001)


def test_no_latency_is_below_zero_or_beyond_a_minute() -> None:
    assert min(delays("1~50ms")) == 0.0
    assert max(delays("59~30s")) == 60.0


@pytest.mark.parametrize(
    "latency", ["50", "fast", "-5ms", "50m", "20..80", "~", "..", "1e9s", "61s", "20..61s", "٣ms"]
)
def test_a_latency_that_can_not_be_read(latency: str) -> None:
    with pytest.raises(InputError) as caught:
        fault_plan(ServerOptions(latency=latency))
    (problem,) = caught.value.problems
    assert problem.code == "bad-latency"
    assert f"`{latency}`" in problem.message


@pytest.mark.parametrize(
    ("fault", "effect"),
    [
        ("503=100%", Effect(status=503)),
        ("429=1", Effect(status=429)),
        ("reset=100%", Effect(break_off="reset")),
        ("truncate=1.0", Effect(break_off="truncate")),
        ("drip=100%", Effect(rate=DRIP_RATE)),
    ],
)
def test_each_kind_of_fault(fault: str, effect: Effect) -> None:
    assert effects(faults=(fault,)) == [effect]


@pytest.mark.parametrize("fault", ["503=5%", "503=0.05"])
def test_a_fault_strikes_as_often_as_it_says(fault: str) -> None:
    struck = sum(effect is not None for effect in effects(4000, faults=(fault,)))
    assert 150 < struck < 250


def test_the_rates_of_several_faults_hold_beside_each_other() -> None:
    found = Counter(
        effect and (effect.status, effect.break_off)
        for effect in effects(4000, faults=("503=10%", "reset=10%"))
    )
    assert 340 < found[503, ""] < 460
    assert 300 < found[0, "reset"] < 420  # a tenth of the nine tenths that are left
    assert set(found) == {None, (503, ""), (0, "reset")}


def test_a_fault_may_be_for_one_operation() -> None:
    fault = ("GET /products/{id}:503=100%",)
    assert effects(operation="GET /products/{id}", faults=fault) == [Effect(status=503)]
    assert effects(operation="GET /products", faults=fault) == [None]


def test_latency_and_fault_come_together() -> None:
    assert effects(latency="10ms", faults=("reset=1",)) == [Effect(0.01, break_off="reset")]


@pytest.mark.parametrize(
    "fault",
    [
        "503",
        "503=",
        "=5%",
        "200=5%",
        "600=5%",
        "503=101%",
        "503=-1%",
        "explode=5%",
        "503=2",
        "٥٠٣=1",
    ],
)
def test_a_fault_that_can_not_be_read(fault: str) -> None:
    with pytest.raises(InputError) as caught:
        fault_plan(ServerOptions(faults=(fault,)))
    (problem,) = caught.value.problems
    assert problem.code == "bad-fault"
    assert f"`{fault}`" in problem.message


def test_all_that_can_not_be_read_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        fault_plan(ServerOptions(latency="x", faults=("y", "503=1%", "z")))
    assert [each.code for each in caught.value.problems] == [
        "bad-latency",
        "bad-fault",
        "bad-fault",
    ]


_OFTEN: dict[str, Any] = {"latency": "1..9ms", "faults": ("503=30%", "reset=20%")}


def test_each_run_meets_the_same_faults() -> None:
    assert effects(200, **_OFTEN) == effects(200, **_OFTEN)
    assert effects(200, **_OFTEN) != effects(200, seed=1, **_OFTEN)


def test_after_a_reset_it_begins_again() -> None:
    plan = fault_plan(ServerOptions(**_OFTEN))
    first = [plan.effect(a_call()) for _ in range(50)]
    plan.reset()
    assert [plan.effect(a_call()) for _ in range(50)] == first


def test_what_one_operation_meets_does_not_depend_on_the_others() -> None:
    plan = fault_plan(ServerOptions(**_OFTEN))
    found: list[Effect | None] = []
    for number in range(100):
        found += [plan.effect(a_call()) for _ in [0]]
        for other in range(number % 3):
            plan.effect(a_call(f"other{other}"))
    assert found == effects(100, **_OFTEN)


def test_the_same_operation_of_another_contract_meets_its_own_faults() -> None:
    plan = fault_plan(ServerOptions(**_OFTEN))

    def of(mount: Mount) -> Iterable[Effect | None]:
        return [plan.effect(a_call(mount=mount)) for _ in range(50)]

    first, second = (Mount("", a_bundle(contract=name)) for name in ("a", "b"))
    assert of(first) != of(second)
