"""Team loads against a minute-by-minute count."""

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.planning.cpm import compute_timing
from planner.planning.loads import team_loads
from planner.planning.network import build_network
from planner.planning.plan import make_plan
from tests.builders import a_system, storefront


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(["A-1", "B-1", "define", "D-1"]), st.integers(1, 9)))
def test_the_peak_is_the_most_tasks_at_any_start(estimates: dict[str, int]) -> None:
    system = storefront(estimates=estimates)
    network = build_network(system)
    timing = compute_timing(network)
    for load in team_loads(system, network, timing):
        own = [i for i, t in enumerate(network.tasks) if t.team == load.team and t.duration]
        busy = {
            start: sum(timing.early_start[i] <= start < timing.early_finish[i] for i in own)
            for start in sorted(timing.early_start[i] for i in own)
        }
        assert load.peak == max(busy.values())
        assert load.at == next(start for start, count in busy.items() if count == load.peak)
        assert load.work == sum(network.tasks[i].duration for i in own)


def test_a_team_that_is_asked_for_too_much_is_named() -> None:
    teams = [{"name": "a-team", "capacity": 1}, {"name": "b-team", "capacity": 5}]
    plan = make_plan(a_system({"a": [], "b": ["a"]}, teams=teams))
    assert any("a-team 2 of 1" in note and "b-team" not in note for note in plan.notes)


def test_a_team_without_work_has_no_load() -> None:
    plan = make_plan(a_system({"a": []}, teams=[{"name": "a-team"}, {"name": "idle"}]))
    idle = next(load for load in plan.loads if load.team == "idle")
    assert (idle.peak, idle.work) == (0, 0)
