"""The plan replayed with what has really happened, and what follows for the rest.

Done work stands where it was done. Work in progress ends when its remaining work, counted from
today, is done. Everything else starts today at the earliest and after all that it waits for.
Remaining work of a task that was started early still waits for its predecessors ("retained
logic" of project scheduling).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date

from planner.model.duration import MINUTES_PER_DAY
from planner.model.errors import InputError
from planner.model.plan import Forecast, Plan, Task, TaskKind, TaskState, WorkCalendar
from planner.model.problem import Level, Problem
from planner.model.system import System
from planner.planning.calendar import make_calendar, working_days
from planner.planning.recorded import Entry, Record, read_record

LEAST_REMAINING = 60
"""Minutes that unfinished work needs at least, however much was spent on it."""
FARTHEST_YEARS = 50
"""How many years after the plan's end a date may lie."""


def make_forecast(system: System, plan: Plan, today: date) -> Forecast:
    """Return when everything will be done, going by the progress files.

    People are not rationed, as in the plan itself. A milestone counts as passed when all that it
    waits for is done, or when a progress file says so.

    Args:
        system: with its progress files.
        plan: the plan of the same system.
        today: nothing unfinished ends before it.

    Raises:
        InputError: today or a recorded date lies half a century or more after the plan's end.
    """
    record = read_record(system, plan.network)
    _refuse_far_dates(plan, record, today)
    calendar = _calendar_until(system, plan, record, today)
    replay = _Replay(plan, record, calendar, today)
    replay.run()
    makespan = max(replay.finish, default=0)
    late_finish = plan.timing.late_finish
    problems = [*record.problems, *_contradictions(plan, record, replay, today)]
    return Forecast(
        state=tuple(replay.state),
        ready=tuple(replay.ready),
        start=tuple(replay.start),
        finish=tuple(replay.finish),
        reason={
            index: entry.progress.reason
            for index, entry in record.entries.items()
            if entry.progress.state == "blocked"
        },
        late={
            index: finish - late_finish[index]
            for index, finish in enumerate(replay.finish)
            if finish > late_finish[index]
        },
        makespan=makespan,
        today=replay.today,
        today_date=today,
        calendar=_longer(calendar, make_calendar(system.settings.calendar, makespan)),
        problems=tuple(sorted(problems, key=_by_place)),
    )


def minute_of_start(calendar: WorkCalendar, day: date) -> int:
    """Return the minute at which work that begins on a day begins; days off move forward."""
    return bisect_left(calendar.days, day) * MINUTES_PER_DAY


def minute_of_finish(calendar: WorkCalendar, day: date) -> int:
    """Return the minute at which a day's work ends; days off move back."""
    return bisect_right(calendar.days, day) * MINUTES_PER_DAY


def _refuse_far_dates(plan: Plan, record: Record, today: date) -> None:
    """Refuse dates that can only be typing errors, before a calendar is made that reaches them."""
    end = plan.calendar.finish_date(plan.timing.makespan)
    last_year = end.year + FARTHEST_YEARS
    after = f"is more than {FARTHEST_YEARS} years after the end of the plan ({end})"
    problems = [
        Problem("date-too-far", f"`{day}` {after}", entry.at(key), "correct the year")
        for entry in record.entries.values()
        for key, day in (("started", entry.progress.started), ("finished", entry.progress.finished))
        if day is not None and day.year > last_year
    ]
    if today.year > last_year:
        hint = "look from a nearer day, or correct `calendar.start` in `plan.yaml`"
        problems.append(Problem("date-too-far", f"the day `{today}` {after}", hint=hint))
    if problems:
        raise InputError(problems)


def _calendar_until(system: System, plan: Plan, record: Record, today: date) -> WorkCalendar:
    """Return the plan's calendar, longer if today or a recorded date lies after its end."""
    last = max((day for entry in record.entries.values() for day in entry.dates), default=today)
    last = max(last, today)
    if last <= plan.calendar.days[-1]:
        return plan.calendar
    days: list[date] = []
    for day in working_days(system.settings.calendar, system.settings.calendar.start):
        if day > last and days:
            break
        days.append(day)
    return WorkCalendar(tuple(days))


def _longer(one: WorkCalendar, other: WorkCalendar) -> WorkCalendar:
    return max(one, other, key=lambda calendar: len(calendar.days))


class _Replay:
    """State and times of all tasks, in the order of the network."""

    def __init__(self, plan: Plan, record: Record, calendar: WorkCalendar, today: date) -> None:
        self.today = minute_of_start(calendar, today)
        self.state: list[TaskState] = []
        self.ready: list[bool] = []
        self.start: list[int] = []
        self.finish: list[int] = []
        self._plan = plan
        self._entries = record.entries
        self._calendar = calendar

    def run(self) -> None:
        for index, task in enumerate(self._plan.network.tasks):
            before = self._plan.network.predecessors[index]
            free = max((self.finish[p] for p in before), default=0)
            is_free = all(self.state[p] is TaskState.DONE for p in before)
            entry = self._entries.get(index)
            if entry is not None and entry.progress.state != "todo":
                state = TaskState(entry.progress.state)
                start, finish = self._times(index, task, entry, free)
            elif task.kind is TaskKind.MILESTONE and is_free:
                state, start, finish = TaskState.DONE, free, free
            else:
                state = TaskState.TODO
                start = max(self.today, free)
                finish = start + _still_to_do(task, entry)
            self.state.append(state)
            self.ready.append(is_free and state is TaskState.TODO)
            self.start.append(start)
            self.finish.append(finish)

    def _times(self, index: int, task: Task, entry: Entry, free: int) -> tuple[int, int]:
        progress = entry.progress
        started = progress.started
        start = None if started is None else minute_of_start(self._calendar, started)
        if progress.state == "done":
            return self._times_done(index, task, entry, start)
        if start is None:
            start = min(self.today, max(free, self._plan.timing.early_start[index]))
        remaining = _remaining(task, entry, max(0, self.today - start) if started else 0)
        return start, max(self.today, free) + remaining

    def _times_done(
        self, index: int, task: Task, entry: Entry, start: int | None
    ) -> tuple[int, int]:
        finished = entry.progress.finished
        if finished is not None:
            finish = minute_of_finish(self._calendar, finished)
        elif start is not None:
            finish = max(start, min(start + task.duration, self.today))
        else:  # no date at all: as planned, but not after today
            finish = min(self._plan.timing.early_finish[index], self.today)
        if start is None:
            start = max(0, finish - task.duration)
        return min(start, finish), finish


def _still_to_do(task: Task, entry: Entry | None) -> int:
    told = entry.progress.remaining if entry else None
    return task.duration if told is None else told


def _remaining(task: Task, entry: Entry, elapsed: int) -> int:
    """Return the minutes that a begun task still needs.

    Args:
        task: for its estimate.
        entry: what was told; the remaining work, else the effort spent.
        elapsed: minutes since its start, which count as effort where none is told.
    """
    progress = entry.progress
    if progress.remaining is not None:
        return progress.remaining
    spent = elapsed if progress.effort is None else progress.effort
    return max(task.duration - spent, min(LEAST_REMAINING, task.duration))


def _contradictions(plan: Plan, record: Record, replay: _Replay, today: date) -> Iterator[Problem]:
    """Yield what cannot be as it is told, though a forecast can be made all the same."""
    tasks = plan.network.tasks
    first_day = plan.calendar.days[0]
    for index, entry in record.entries.items():
        if entry.progress.state == "todo":
            continue
        task = tasks[index].id
        yield from _impossible_dates(task, entry, first_day, today)
        undone = [
            tasks[before].id
            for before in plan.network.predecessors[index]
            if replay.state[before] is not TaskState.DONE
        ]
        if undone and entry.progress.state != "blocked":
            yield _too_early(task, entry, undone)


def _impossible_dates(task: str, entry: Entry, first_day: date, today: date) -> Iterator[Problem]:
    for key, day in (("started", entry.progress.started), ("finished", entry.progress.finished)):
        if day is None:
            continue
        if day > today:
            message = f"`{task}` {key} on {day}, which is after today ({today})"
            hint = "correct the date, or the state"
            yield Problem("date-in-future", message, entry.at(key), hint, Level.WARNING)
        elif day < first_day:
            message = f"`{task}` {key} on {day}, before the calendar starts ({first_day})"
            hint = "move `calendar.start` in `plan.yaml`, or correct the date"
            yield Problem("date-before-start", message, entry.at(key), hint, Level.WARNING)


def _too_early(task: str, entry: Entry, undone: list[str]) -> Problem:
    is_done = entry.progress.state == "done"
    more = f" and {len(undone) - 1} more" if len(undone) > 1 else ""
    return Problem(
        "done-too-early" if is_done else "started-too-early",
        f"`{task}` is {'done' if is_done else 'in progress'}, but waits for `{undone[0]}`{more}, "
        f"which {'are' if more else 'is'} not done",
        entry.place,
        f"record the progress of `{undone[0]}`",
        Level.WARNING,
    )


def _by_place(problem: Problem) -> tuple[str, tuple[str, ...], str, str]:
    place = problem.place
    path = tuple(map(str, place.path)) if place else ()
    return (place.file if place else "", path, problem.code, problem.message)
