"""Release windows: the days on which something may be released."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from planner.model.errors import InputError
from planner.model.workspace_file import WEEKDAYS, Freeze, WorkspaceFile

_DAY = timedelta(days=1)


def window_days(settings: WorkspaceFile, first: date) -> Iterator[date]:
    """Return the days on which a release may happen, from a day on, without end.

    A window day is one of the weekdays of the release windows, neither frozen nor a holiday.

    Raises:
        InputError: no such day is left in the calendar (a freeze that never ends).
    """
    weekdays = {WEEKDAYS.index(name) for name in settings.release_windows.weekdays}
    freezes = sorted(
        settings.release_windows.freezes, key=lambda freeze: (freeze.first, freeze.last)
    )
    holidays = {holiday.date for holiday in settings.calendar.holidays}
    day = first
    while True:
        day = _next_window(day, weekdays, freezes, holidays)
        yield day
        day = _after(day)


def _next_window(
    day: date, weekdays: Collection[int], freezes: list[Freeze], holidays: Collection[date]
) -> date:
    while True:
        frozen = next((f for f in freezes if f.first <= day <= f.last), None)
        if frozen:
            day = _after(frozen.last)
        elif day.weekday() not in weekdays or day in holidays:
            day = _after(day)
        else:
            return day


def _after(day: date) -> date:
    if day == date.max:
        raise InputError.single(
            "no-release-window",
            "no release window is left after the last freeze",
            hint="shorten the freezes in `release_windows` of `plan.yaml`",
        )
    return day + _DAY
