"""Minutes on dates."""

from datetime import date
from typing import Any

import pytest

from planner.model.errors import InputError
from planner.model.plan import WorkCalendar
from planner.model.workspace_file import CalendarFile
from planner.planning.calendar import make_calendar

DAY = 480


def calendar(days: int, **fields: Any) -> WorkCalendar:
    return make_calendar(CalendarFile.model_validate({"start": "2026-01-05", **fields}), days * DAY)


@pytest.mark.parametrize(
    ("minute", "start", "finish"),
    [
        (0, date(2026, 1, 5), date(2026, 1, 5)),
        (1, date(2026, 1, 5), date(2026, 1, 5)),
        (DAY, date(2026, 1, 6), date(2026, 1, 5)),
        (5 * DAY, date(2026, 1, 12), date(2026, 1, 9)),
        (5 * DAY + 60, date(2026, 1, 12), date(2026, 1, 12)),
    ],
)
def test_work_that_starts_or_ends_at_a_minute(minute: int, start: date, finish: date) -> None:
    days = calendar(10)
    assert days.start_date(minute) == start
    assert days.finish_date(minute) == finish


def test_holidays_and_days_off_are_skipped() -> None:
    days = calendar(
        3, working_days=["mon", "tue", "wed", "thu"], holidays=[{"date": "2026-01-07"}]
    ).days
    assert days == (
        date(2026, 1, 5),
        date(2026, 1, 6),
        date(2026, 1, 8),
        date(2026, 1, 12),
    )


def test_a_start_on_a_day_off_moves_to_the_next_working_day() -> None:
    assert calendar(1, start="2026-01-03").days[0] == date(2026, 1, 5)


def test_a_plan_past_the_last_date_is_refused() -> None:
    with pytest.raises(InputError, match="ends after the year 9999"):
        calendar(3_000_000)
