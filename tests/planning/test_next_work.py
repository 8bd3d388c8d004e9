"""What can start, what waits, and for whom."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model.plan import Network, TaskKind, TaskState
from planner.model.system import System
from planner.model.views import ProgressView, Selection
from planner.planning.blockers import cause_of_delay, is_active, root_blockers
from planner.planning.forecast import make_forecast
from planner.planning.next_work import NextWork, next_work
from planner.planning.plan import make_plan
from tests.builders import a_system, storefront

MONDAY = date(2026, 1, 5)
Progress = Mapping[str, Mapping[str, Any]]


def view_of(system: System, today: date = MONDAY, **selection: Any) -> ProgressView:
    plan = make_plan(system)
    return ProgressView(system, plan, make_forecast(system, plan, today), Selection(**selection))


def ready(view: ProgressView) -> dict[str, list[str]]:
    """Ids of what can start by team; an asterisk where nobody is free."""
    tasks = view.plan.network.tasks
    return {
        team.team: [tasks[r.task].id + ("" if r.has_person else "*") for r in team.ready]
        for team in next_work(view).teams
    }


def waiting(view: ProgressView, work: NextWork) -> dict[str, list[str]]:
    tasks = view.plan.network.tasks
    return {tasks[w.task].id: [tasks[b].id for b in w.blockers] for w in work.waiting}


def done(*steps: str) -> dict[str, Any]:
    return {"steps": dict.fromkeys(steps, "done")}


A_AND_B = ["A-1", "A-2", "A-3", "A-4", "B-1", "B-2", "B-3"]
C_AND_D = ["C-1", "C-2", "C-3", "C-4", "D-1", "D-2", "D-3"]


def test_at_the_start_first_steps_and_contracts_can_start() -> None:
    view = view_of(a_system({"a": ["b"], "b": []}))
    assert ready(view) == {"a-team": ["a/A-1"], "b-team": ["b/A-1", "b-api@1.0.0/define"]}


def test_urgent_work_gets_people_first() -> None:
    # Two people, one busy: the contract has slack, so it waits.
    view = view_of(
        a_system(
            {"a": ["b"], "b": []},
            progress={"b": {"steps": {"A-1": "done", "A-2": "in-progress"}}},
            teams=[{"name": "a-team"}, {"name": "b-team", "capacity": 1}],
        )
    )
    assert ready(view) == {"a-team": ["a/A-1"], "b-team": ["b-api@1.0.0/define*"]}
    (_, team) = next_work(view).teams
    assert (team.capacity, team.busy, team.free) == (1, 1, 0)


def test_slack_shrinks_as_time_goes_by() -> None:
    system = a_system({"a": ["b"], "b": []})
    slack = {}
    for today in (MONDAY, date(2026, 1, 12)):
        view = view_of(system, today)
        for team in next_work(view).teams:
            slack[today, team.team] = [r.slack // 480 for r in team.ready]
    assert slack[MONDAY, "b-team"] == [0, 15]
    assert slack[date(2026, 1, 12), "b-team"] == [-5, 10]


def test_a_team_with_more_tasks_than_people_has_nobody_free() -> None:
    steps = {"A-1": "in-progress"}
    system = a_system(
        {"a": ["b"], "b": []},
        progress={"b": {"steps": steps, "contracts": {"b-api": {"define": "in-progress"}}}},
        teams=[{"name": "a-team"}, {"name": "b-team", "capacity": 1}],
    )
    (_, team) = next_work(view_of(system)).teams
    assert (team.busy, team.free) == (2, 0)


def test_wave_d_waits_for_the_provider_who_has_to_ratify() -> None:
    progress = {
        "a": done(*A_AND_B, "C-1", "C-2", "C-3", "C-4"),
        "b": {"contracts": {"b-api": {"define": "in-progress"}}},
    }
    view = view_of(a_system({"a": ["b"], "b": []}, progress=progress))
    assert waiting(view, next_work(view)) == {"a/D-1": ["b-api@1.0.0/define"]}


def test_blocked_work_tells_whom_it_holds_up() -> None:
    progress = {
        "a": done(*A_AND_B),
        "b": {"contracts": {"b-api": {"define": {"state": "blocked", "reason": "no owner"}}}},
    }
    view = view_of(a_system({"a": ["b"], "b": [], "c": []}, progress=progress))
    (blocked,) = next_work(view).blocked
    tasks = view.plan.network.tasks
    assert (tasks[blocked.task].id, blocked.reason) == ("b-api@1.0.0/define", "no owner")
    held_up = [tasks[index].id for index in blocked.holds_up]
    assert held_up == ["b-api@1.0.0/ratify", "b/C-1", "a/D-1"]


@pytest.mark.parametrize(
    ("progress", "held_up"),
    [
        ({"steps": {"A-2": {"state": "blocked", "reason": "x"}}}, ["a/A-3"]),
        ({"steps": {"A-2": {"state": "blocked", "reason": "x"}, "A-3": "done"}}, []),
        ({"steps": {"A-2": {"state": "blocked", "reason": "x"}, "A-3": "in-progress"}}, []),
        ({"steps": {"D-3": {"state": "blocked", "reason": "x"}}}, ["M1"]),
        ({"steps": {"R-1": {"state": "blocked", "reason": "x"}}}, []),
    ],
)
def test_only_what_has_not_started_is_held_up(progress: dict[str, Any], held_up: list[str]) -> None:
    view = view_of(a_system({"a": [], "b": []}, progress={"a": progress}))
    (blocked,) = next_work(view).blocked
    assert [view.plan.network.tasks[index].id for index in blocked.holds_up] == held_up


def test_who_is_ready_for_milestone_1_waits_for_the_slower_ones() -> None:
    every = [*A_AND_B, *C_AND_D]
    progress = {"a": done(*every), "b": done(*every[:-1])}
    view = view_of(a_system({"a": [], "b": []}, progress=progress))
    work = next_work(view)
    assert ready(view) == {"a-team": [], "b-team": ["b/D-3"]}
    assert waiting(view, work) == {"a/E-1": ["b/D-3"]}


def test_in_progress_late_ones_come_first() -> None:
    progress = {
        "a": {"steps": {"A-1": {"state": "in-progress", "started": "2026-01-05"}}},
        "b": {
            "steps": {"A-1": {"state": "in-progress", "started": "2026-01-05", "remaining": "9d"}}
        },
    }
    view = view_of(a_system({"a": [], "b": []}, progress=progress), date(2026, 1, 6))
    work = next_work(view)
    ids = [view.plan.network.tasks[index].id for index in work.in_progress]
    assert ids == ["b/A-1", "a/A-1"]
    assert [view.plan.network.tasks[index].id for index in work.late] == ["b/A-1"]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"teams": frozenset({"user-team"})}, {"user-team": ["user/A-1", "user-api@1.0.0/define"]}),
        (
            {"services": frozenset({"order"})},
            {"order-team": ["order/A-1", "order-events@1.0.0/define"]},
        ),
        (
            {"services": frozenset({"order"}), "teams": frozenset({"user-team"})},
            {"user-team": []},
        ),
    ],
)
def test_filters(selection: dict[str, Any], expected: dict[str, list[str]]) -> None:
    found = ready(view_of(storefront(), **selection))
    assert {team: sorted(ids) for team, ids in found.items()} == {
        team: sorted(ids) for team, ids in expected.items()
    }


def test_everything_done_leaves_nothing_to_do() -> None:
    every = [*A_AND_B, *C_AND_D, "E-1", "E-2", "H-1", "H-2", "H-3", "H-4", "R-1"]
    view = view_of(a_system({"a": []}, progress={"a": done(*every)}), date(2026, 6, 1))
    work = next_work(view)
    assert ready(view) == {"a-team": []}
    assert (work.in_progress, work.blocked, work.waiting) == ((), (), ())


def naive_roots(network: Network, view: ProgressView, task: int) -> frozenset[int]:
    """Walk back from one task through everything that is not done."""
    found: set[int] = set()
    work = list(network.predecessors[task])
    while work:
        before = work.pop()
        if view.forecast.state[before] is TaskState.DONE:
            continue
        if is_active(view.forecast, before):
            found.add(before)
        else:
            work += network.predecessors[before]
    return frozenset(found)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(A_AND_B)),
        st.sampled_from(["in-progress", "done", "blocked"]),
        max_size=12,
    )
)
def test_roots_are_those_of_a_plain_walk(told: dict[tuple[str, str], str]) -> None:
    progress: dict[str, dict[str, Any]] = {}
    for (service, step), state in told.items():
        entry = {"state": state, **({"reason": "why"} if state == "blocked" else {})}
        progress.setdefault(service, {"steps": {}})["steps"][step] = entry
    view = view_of(a_system({"a": ["b"], "b": ["a", "c"], "c": []}, progress=progress))
    network = view.plan.network
    for task, roots in enumerate(root_blockers(network, view.forecast)):
        if view.forecast.state[task] is TaskState.TODO and not view.forecast.ready[task]:
            assert roots == naive_roots(network, view, task)
            assert roots
        else:
            assert not roots


def test_the_cause_of_a_delay_is_the_task_that_adds_most() -> None:
    steps = {
        "A-1": {"state": "done", "started": "2026-01-05", "finished": "2026-01-07"},  # 1 day over
        "A-2": {"state": "done", "started": "2026-01-08", "finished": "2026-01-15"},  # 3 days over
        "A-3": {"state": "in-progress", "started": "2026-01-16", "remaining": "3d"},  # as planned
    }
    view = view_of(a_system({"a": []}, progress={"a": {"steps": steps}}), date(2026, 1, 16))
    end = len(view.plan.network.tasks) - 1
    cause = cause_of_delay(view.plan, view.forecast, end)
    assert view.plan.network.tasks[cause].id == "a/A-2"


def test_milestones_are_nobodys_task() -> None:
    view = view_of(storefront())
    shown = [view.plan.network.tasks[r.task] for t in next_work(view).teams for r in t.ready]
    assert shown
    assert not any(task.kind is TaskKind.MILESTONE for task in shown)
