"""Words that `plan next` and `plan status` share."""

from collections.abc import Iterable
from datetime import date

from planner.model.duration import format_days
from planner.model.plan import TaskState
from planner.model.views import ProgressView, Style
from planner.planning.status import Delay
from planner.render._plan_rows import start_day
from planner.render._plan_text import Dates, count_weeks, day_text

_PIPED = Style()
STATE_WORDS = {
    TaskState.TODO: "to do",
    TaskState.IN_PROGRESS: "in progress",
    TaskState.BLOCKED: "blocked",
    TaskState.DONE: "done",
}


def task_days(view: ProgressView, index: int, style: Style = _PIPED) -> tuple[str, str]:
    """Return the first and the last day of a task by the forecast, see `finish_day`."""
    forecast = view.forecast
    first = start_day(forecast.calendar, forecast.start[index], forecast.finish[index])
    return _day(view, first, style), finish_day(view, forecast.finish[index], style)


def finish_day(view: ProgressView, minute: int, style: Style = _PIPED) -> str:
    """Return the day on which work that ends at a minute ends: `02 Mar` on a terminal, else ISO."""
    return _day(view, view.forecast.calendar.finish_date(minute), style)


def _day(view: ProgressView, day: date, style: Style) -> str:
    if style.width is None:
        return day.isoformat()
    calendar = view.forecast.calendar
    last = calendar.finish_date(max(view.forecast.makespan, view.plan.timing.makespan))
    return day_text(day, year=calendar.days[0].year != last.year)


def delay_text(delay: Delay) -> str:
    """Return `on time`, `2d ahead`, `3d behind, within slack` or `3d late`."""
    if delay.minutes == 0:
        return "on time"
    days = format_days(abs(delay.minutes))
    if delay.minutes < 0:
        return f"{days} ahead"
    return f"{days} late" if delay.is_late else f"{days} behind, within slack"


def short_delay_text(delay: Delay) -> str:
    """Return `on time`, `2d ahead`, `3d behind` (within slack) or `3d late`."""
    return delay_text(delay).removesuffix(", within slack")


def cause_text(view: ProgressView, delay: Delay) -> str:
    """Return where a delay begins and why; empty without one."""
    if delay.cause is None:
        return ""
    index, forecast, timing = delay.cause, view.forecast, view.plan.timing
    task = view.plan.network.tasks[index]
    behind = format_days(forecast.finish[index] - timing.early_finish[index])
    state = forecast.state[index]
    if state is TaskState.BLOCKED:
        return f"{task.id} is blocked: {forecast.reason[index]}"
    if state is TaskState.DONE:
        return f"{task.id} was done {behind} after its planned finish"
    longer = forecast.finish[index] - forecast.start[index] - task.duration
    if longer > 0:
        return f"{task.id} takes {format_days(longer)} longer than estimated"
    late_start = forecast.start[index] - timing.early_start[index]
    verb = "started" if state is TaskState.IN_PROGRESS else "starts"
    return f"{task.id} {verb} {format_days(late_start)} later than planned"


def waiting_texts(view: ProgressView, blocked: int, waiting: Iterable[int]) -> list[str]:
    """Return what waits for a blocked task, in few words: `its ratification`, `order D`."""
    return list(dict.fromkeys(_waiting_text(view, blocked, task) for task in waiting))


def _waiting_text(view: ProgressView, blocked: int, index: int) -> str:
    tasks = view.plan.network.tasks
    task = tasks[index]
    if task.contract:
        return "its ratification" if task.contract == tasks[blocked].contract else task.contract
    return f"{task.service} {step_or_wave(view, index)}" if task.service else task.id


def step_or_wave(view: ProgressView, index: int) -> str:
    """Return a step's name; if it is the first of its wave, the wave's, for all of that waits."""
    tasks, task = view.plan.network.tasks, view.plan.network.tasks[index]
    follows = any(
        (tasks[before].service, tasks[before].wave) == (task.service, task.wave)
        for before in view.plan.network.predecessors[index]
    )
    return task.step if follows else task.wave


def week_text(view: ProgressView) -> str:
    """Return `week 6 of 15`: where today lies in the plan."""
    dates, last = Dates.of(view.plan, Style()), count_weeks(view.plan)
    week = dates.week(view.forecast.today_date)
    if week < 1:
        return "before its start"
    return f"week {week} of {last}" if week <= last else f"week {week}, planned are {last}"


def selection_text(view: ProgressView) -> str:
    """Return what was filtered, in words; nothing if everything is shown."""
    chosen = (("service", view.selection.services), ("team", view.selection.teams))
    parts = [f"{word} {', '.join(sorted(names))}" for word, names in chosen if names]
    return f"Shown: only {' and '.join(parts)}" if parts else ""
