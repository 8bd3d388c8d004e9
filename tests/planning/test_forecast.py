"""The plan replayed with what has happened."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model.errors import InputError
from planner.model.plan import Forecast, Plan, TaskState
from planner.model.system import System
from planner.planning.forecast import make_forecast, minute_of_finish, minute_of_start
from planner.planning.plan import make_plan
from tests.builders import a_system, storefront
from tests.depth import trials

DAY = 480
MONDAY = date(2026, 1, 5)
Steps = Mapping[str, Any]


def one_service(steps: Steps, today: date = MONDAY, **more: Any) -> tuple[Plan, Forecast]:
    """A service `a` alone, its progress, and the forecast. A-1 takes 2 days, A-2 and A-3 3."""
    system = a_system({"a": []}, progress={"a": {"steps": steps}}, **more)
    plan = make_plan(system)
    return plan, make_forecast(system, plan, today)


def span(plan: Plan, forecast: Forecast, task: str) -> tuple[float, float]:
    """Start and finish of a task in days of the plan."""
    index = plan.network.index[task]
    return forecast.start[index] / DAY, forecast.finish[index] / DAY


@pytest.mark.parametrize("system", [storefront(), a_system({"a": ["b"], "b": ["a"]})])
def test_without_progress_at_the_start_the_forecast_is_the_plan(system: System) -> None:
    plan = make_plan(system)
    forecast = make_forecast(system, plan, MONDAY)
    assert forecast.start == plan.timing.early_start
    assert forecast.finish == plan.timing.early_finish
    assert forecast.makespan == plan.timing.makespan
    assert forecast.late == {}
    assert forecast.problems == ()


@pytest.mark.parametrize(
    ("progress", "today", "expected"),
    [
        pytest.param("todo", "2026-01-05", (0, 2), id="as planned"),
        pytest.param("todo", "2026-01-08", (3, 5), id="not begun: starts today"),
        pytest.param("todo", "2026-01-10", (5, 7), id="today is a Saturday: starts on Monday"),
        pytest.param("todo", "2025-12-01", (0, 2), id="before the start"),
        pytest.param({"state": "todo", "remaining": "1d"}, "2026-01-08", (3, 4), id="told shorter"),
        pytest.param("in-progress", "2026-01-06", (0, 3), id="begun, no more told"),
        pytest.param(
            {"state": "in-progress", "started": "2026-01-05"}, "2026-01-06", (0, 2), id="on time"
        ),
        pytest.param(
            {"state": "in-progress", "started": "2026-01-05"},
            "2026-01-09",
            (0, 4.125),
            id="over its estimate: at least an hour",
        ),
        pytest.param(
            {"state": "in-progress", "started": "2026-01-05", "remaining": "2d"},
            "2026-01-09",
            (0, 6),
            id="remaining told",
        ),
        pytest.param(
            {"state": "in-progress", "started": "2026-01-05", "effort": "4h"},
            "2026-01-08",
            (0, 4.5),
            id="estimate less effort",
        ),
        pytest.param(
            {"state": "blocked", "reason": "no access", "started": "2026-01-05", "effort": "1d"},
            "2026-01-08",
            (0, 4),
            id="blocked: not before today",
        ),
        pytest.param(
            {"state": "done", "started": "2026-01-05", "finished": "2026-01-05"},
            "2026-01-08",
            (0, 1),
            id="done sooner",
        ),
        pytest.param(
            {"state": "done", "finished": "2026-01-09"}, "2026-01-20", (3, 5), id="only the end"
        ),
        pytest.param(
            {"state": "done", "started": "2026-01-06"}, "2026-01-20", (1, 3), id="only the start"
        ),
        pytest.param("done", "2026-01-20", (0, 2), id="done, no dates: as planned"),
        pytest.param("done", "2026-01-06", (0, 1), id="done, no dates: not after today"),
        pytest.param(
            {"state": "done", "started": "2026-01-10", "finished": "2026-01-11"},
            "2026-01-20",
            (5, 5),
            id="done at the weekend",
        ),
        pytest.param(
            {"state": "done", "started": "2025-12-01", "finished": "2025-12-31"},
            "2026-01-05",
            (0, 0),
            id="done before the calendar starts",
        ),
    ],
)
def test_one_task(progress: Any, today: str, expected: tuple[float, float]) -> None:
    plan, forecast = one_service({"A-1": progress}, date.fromisoformat(today))
    assert span(plan, forecast, "a/A-1") == expected


def test_what_follows_starts_when_all_before_is_done() -> None:
    steps = {"A-1": {"state": "in-progress", "started": "2026-01-05", "remaining": "4d"}}
    plan, forecast = one_service(steps, date(2026, 1, 7))
    assert span(plan, forecast, "a/A-1") == (0, 6)
    assert span(plan, forecast, "a/A-2") == (6, 9)
    assert forecast.makespan == plan.timing.makespan + 4 * DAY
    assert forecast.late[plan.network.index["a/A-2"]] == 4 * DAY


def test_work_begun_too_early_still_waits_for_what_comes_before() -> None:
    steps = {"A-2": {"state": "in-progress", "started": "2026-01-05", "remaining": "1d"}}
    plan, forecast = one_service(steps, date(2026, 1, 6))
    assert span(plan, forecast, "a/A-1") == (1, 3)
    assert span(plan, forecast, "a/A-2") == (0, 4)


def test_ready_means_that_all_before_is_done() -> None:
    plan, forecast = one_service({"A-1": "done", "A-2": "in-progress"})
    ready = [
        t.id for t, is_ready in zip(plan.network.tasks, forecast.ready, strict=True) if is_ready
    ]
    assert ready == []
    plan, forecast = one_service({"A-1": "done", "A-2": "done"})
    ready = [
        t.id for t, is_ready in zip(plan.network.tasks, forecast.ready, strict=True) if is_ready
    ]
    assert ready == ["a/A-3"]


def test_a_milestone_is_passed_when_all_before_it_is_done() -> None:
    waves = {"A": 4, "B": 3, "C": 4, "D": 2}
    steps = {f"{w}-{n}": "done" for w, last in waves.items() for n in range(1, last + 1)}
    for last, expected in (("todo", TaskState.TODO), ("done", TaskState.DONE)):
        plan, forecast = one_service({**steps, "D-3": last}, date(2026, 6, 1))
        assert forecast.state[plan.network.index["M1"]] is expected


def test_contracts_foundation_and_milestones_are_read() -> None:
    system = storefront(
        foundation=[{"id": "0-A", "title": "Scaffold", "estimate": 3, "team": "user-team"}],
        progress={
            "": {
                "foundation": {"0-A": {"state": "done", "finished": "2026-01-09"}},
                "milestones": {"M1": {"passed": "2026-02-20"}},
            },
            "user": {"contracts": {"user-api": {"define": "done", "ratify": "in-progress"}}},
        },
    )
    plan = make_plan(system)
    forecast = make_forecast(system, plan, date(2026, 1, 12))
    index = plan.network.index
    assert forecast.finish[index["0/0-A"]] == 5 * DAY
    assert forecast.state[index["M0"]] is TaskState.DONE
    assert forecast.state[index["user-api@1.0.0/define"]] is TaskState.DONE
    assert forecast.state[index["user-api@1.0.0/ratify"]] is TaskState.IN_PROGRESS
    assert forecast.calendar.finish_date(forecast.finish[index["M1"]]) == date(2026, 2, 20)


def test_blocked_work_keeps_its_reason() -> None:
    plan, forecast = one_service({"A-1": {"state": "blocked", "reason": "no database"}})
    assert forecast.reason == {plan.network.index["a/A-1"]: "no database"}


@pytest.mark.parametrize(
    ("steps", "code", "message", "path"),
    [
        pytest.param(
            {"A-2": "done"},
            "done-too-early",
            "`a/A-2` is done, but waits for `a/A-1`, which is not done",
            ("steps", "A-2"),
            id="done too early",
        ),
        pytest.param(
            {"A-2": "in-progress"},
            "started-too-early",
            "`a/A-2` is in progress, but waits for `a/A-1`, which is not done",
            ("steps", "A-2"),
            id="started too early",
        ),
        pytest.param(
            {"A-1": {"state": "done", "finished": "2026-01-21"}},
            "date-in-future",
            "`a/A-1` finished on 2026-01-21, which is after today (2026-01-20)",
            ("steps", "A-1", "finished"),
            id="finished tomorrow",
        ),
        pytest.param(
            {"A-1": {"state": "in-progress", "started": "2026-02-01"}},
            "date-in-future",
            "`a/A-1` started on 2026-02-01, which is after today (2026-01-20)",
            ("steps", "A-1", "started"),
            id="started next month",
        ),
        pytest.param(
            {"A-1": {"state": "in-progress", "started": "2026-01-02"}},
            "date-before-start",
            "`a/A-1` started on 2026-01-02, before the calendar starts (2026-01-05)",
            ("steps", "A-1", "started"),
            id="started last year",
        ),
        pytest.param(
            {"X-1": "done"},
            "progress-without-task",
            "the plan has no step `X-1`, so its progress counts for nothing",
            ("steps", "X-1"),
            id="no such step",
        ),
    ],
)
def test_contradictions_are_warned_of(
    steps: Steps, code: str, message: str, path: tuple[str, ...]
) -> None:
    _, forecast = one_service(steps, date(2026, 1, 20))
    (problem,) = forecast.problems
    assert (problem.code, problem.message, problem.level) == (code, message, "warning")
    assert problem.place is not None
    assert (problem.place.file, problem.place.path) == ("progress/a.yaml", path)
    assert problem.hint


def test_blocked_work_may_wait_for_others_without_a_warning() -> None:
    _, forecast = one_service({"A-2": {"state": "blocked", "reason": "A-1 first"}})
    assert forecast.problems == ()


def test_dates_reach_as_far_as_the_forecast() -> None:
    plan, forecast = one_service({}, date(2030, 1, 1))
    assert plan.calendar.days[-1].year == 2026
    assert forecast.calendar.finish_date(forecast.makespan).year == 2030
    assert forecast.calendar.days[: len(plan.calendar.days)] == plan.calendar.days


@pytest.mark.parametrize("today", [date(2077, 1, 1), date.max])
def test_a_day_that_can_only_be_a_typing_error_is_refused_at_once(today: date) -> None:
    with pytest.raises(InputError) as caught:
        one_service({}, today)
    (problem,) = caught.value.problems
    assert problem.code == "date-too-far"
    assert f"`{today}` is more than 50 years after the end of the plan (2026-02-" in problem.message


def test_recorded_dates_that_are_too_far_are_refused_where_they_stand() -> None:
    far = {"state": "done", "started": "2126-01-05", "finished": "9026-01-06"}
    with pytest.raises(InputError) as caught:
        one_service({"A-1": far, "A-2": "in-progress"})
    places = [problem.place for problem in caught.value.problems]
    assert [place and place.path for place in places] == [
        ("steps", "A-1", "started"),
        ("steps", "A-1", "finished"),
    ]


def test_half_a_century_is_not_too_far() -> None:
    _, forecast = one_service({}, date(2076, 12, 31))
    assert forecast.calendar.finish_date(forecast.makespan).year == 2077


@pytest.mark.parametrize(
    ("day", "start", "finish"),
    [
        (date(2026, 1, 5), 0, 1),
        (date(2026, 1, 9), 4, 5),
        (date(2026, 1, 10), 5, 5),
        (date(2026, 1, 12), 5, 6),
        (date(2025, 1, 1), 0, 0),
    ],
)
def test_dates_as_minutes(day: date, start: int, finish: int) -> None:
    calendar = make_plan(a_system({"a": []})).calendar
    assert minute_of_start(calendar, day) == start * DAY
    assert minute_of_finish(calendar, day) == finish * DAY


STATES = st.sampled_from(["todo", "in-progress", "blocked", "done"])


@settings(max_examples=trials(40), deadline=None)
@given(
    st.dictionaries(st.sampled_from([f"{w}-{n}" for w in "ABCD" for n in (1, 2, 3)]), STATES),
    st.dates(date(2026, 1, 1), date(2026, 6, 1)),
)
def test_whatever_is_told_a_forecast_makes_sense(told: dict[str, str], today: date) -> None:
    steps = {
        step: {"state": state, "reason": "because"} if state == "blocked" else state
        for step, state in told.items()
    }
    plan, forecast = one_service(steps, today)
    for index, before in enumerate(plan.network.predecessors):
        assert 0 <= forecast.start[index] <= forecast.finish[index] <= forecast.makespan
        if forecast.state[index] is TaskState.TODO:
            assert forecast.start[index] >= forecast.today
            assert all(forecast.finish[p] <= forecast.start[index] for p in before)
        elif forecast.state[index] is not TaskState.DONE:
            assert forecast.finish[index] > forecast.today
        is_free = all(forecast.state[p] is TaskState.DONE for p in before)
        assert forecast.ready[index] == (is_free and forecast.state[index] is TaskState.TODO)
