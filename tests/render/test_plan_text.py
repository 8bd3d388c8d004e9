"""Weeks, dates and counts of a plan in words."""

from datetime import date
from typing import Any

import pytest

from planner.model.plan import Plan
from planner.model.views import Style
from planner.planning.plan import make_plan
from planner.render._plan_rows import Span
from planner.render._plan_text import Dates, count_weeks, first_week, tasks_text
from tests.builders import a_system

DAY = 480
SUNDAY_TO_THURSDAY = ["sun", "mon", "tue", "wed", "thu"]


def plan_of(start: str, **calendar: Any) -> Plan:
    return make_plan(a_system({"a": []}, calendar={"start": start, **calendar}))


@pytest.mark.parametrize(
    ("start", "calendar", "week_1"),
    [
        pytest.param("2026-01-05", {}, "2026-01-05", id="on a Monday"),
        pytest.param("2026-01-07", {}, "2026-01-05", id="on a Wednesday"),
        pytest.param("2026-01-10", {}, "2026-01-12", id="a Saturday moves to the Monday after"),
        pytest.param(
            "2026-01-05",
            {"holidays": [{"date": "2026-01-05", "name": "x"}]},
            "2026-01-05",
            id="a holiday first",
        ),
        pytest.param(
            "2026-01-06", {"working_days": SUNDAY_TO_THURSDAY}, "2026-01-04", id="from Sunday on"
        ),
        pytest.param(
            "2026-01-07",
            {"working_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
            "2026-01-05",
            id="every day",
        ),
        pytest.param("2026-01-06", {"working_days": ["wed"]}, "2026-01-07", id="one day a week"),
    ],
)
def test_week_1_is_the_one_in_which_the_plan_starts(
    start: str, calendar: dict[str, Any], week_1: str
) -> None:
    assert first_week(plan_of(start, **calendar)) == date.fromisoformat(week_1)


def test_weeks_of_a_span() -> None:
    dates = Dates.of(
        plan_of("2026-01-07"), Style(width=80)
    )  # Wednesday to Friday, then whole weeks
    assert dates.weeks(Span(0, 3 * DAY, 0)) == "1"
    assert dates.weeks(Span(0, 4 * DAY, 0)) == "1\u20132"
    assert dates.weeks(Span(3 * DAY, 3 * DAY, 0)) == "1"
    assert dates.weeks(Span(3 * DAY, 8 * DAY, 0)) == "2"


@pytest.mark.parametrize(("start", "weeks"), [("2026-01-05", 8), ("2026-01-07", 9)])
def test_weeks_are_counted_as_the_calendar_shows_them(start: str, weeks: int) -> None:
    plan = plan_of(start)
    last = plan.calendar.finish_date(plan.timing.makespan)
    assert count_weeks(plan) == Dates.markdown(plan).week(last) == weeks


@pytest.mark.parametrize(
    ("start", "span", "shown"),
    [
        ("2026-01-05", Span(0, DAY, 0), "2026-01-05"),
        ("2026-01-05", Span(0, 20 * DAY, 0), "2026-01-05..01-30"),
        ("2025-12-29", Span(0, 4 * DAY, 0), "2025-12-29..2026-01-01"),
    ],
)
def test_piped_dates_say_the_year_once(start: str, span: Span, shown: str) -> None:
    assert Dates.of(plan_of(start), Style()).both(span) == shown


def test_milestones_are_not_counted_as_tasks() -> None:
    plan = plan_of("2026-01-05")
    assert len(plan.network.tasks) == 25
    assert tasks_text(plan) == "21 tasks, 4 milestones"
