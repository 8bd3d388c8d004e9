"""Minutes of work laid on dates: working days, holidays."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from planner.model.duration import MINUTES_PER_DAY
from planner.model.errors import InputError
from planner.model.plan import WorkCalendar
from planner.model.source import Place
from planner.model.workspace_file import WEEKDAYS, CalendarFile


def working_days(calendar: CalendarFile, first: date) -> Iterator[date]:
    """Yield the days on which people work, from `first` on, to the end of the year 9999."""
    weekdays = {WEEKDAYS.index(day) for day in calendar.working_days}
    holidays = {holiday.date for holiday in calendar.holidays}
    day = first
    while True:
        if day.weekday() in weekdays and day not in holidays:
            yield day
        if day == date.max:
            return
        day += timedelta(days=1)


def make_calendar(calendar: CalendarFile, minutes: int) -> WorkCalendar:
    """Return the working days of a plan that is that many minutes long, one to spare.

    Raises:
        InputError: the plan ends after the year 9999.
    """
    needed = -(-minutes // MINUTES_PER_DAY) + 1
    days = tuple(islice(working_days(calendar, calendar.start), needed))
    if len(days) < needed:
        raise InputError.single(
            "plan-too-long",
            f"the plan takes {needed - 1} working days and ends after the year 9999",
            place=Place("plan.yaml", ("calendar", "start")),
            hint="check the estimates for a wrong unit",
        )
    return WorkCalendar(days)
