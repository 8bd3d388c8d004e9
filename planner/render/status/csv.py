"""Where everything stands, for spreadsheets: one line a task."""

from planner.model.duration import to_days
from planner.model.views import ProgressView, Style
from planner.planning.blockers import delay_of
from planner.render._csv import csv_text
from planner.render._progress_text import finish_day, task_days

_HEADER = (
    "task",
    "title",
    "wave",
    "service",
    "contract",
    "team",
    "state",
    "planned_finish",
    "start",
    "finish",
    "behind_days",
    "late_days",
    "reason",
)


def render(view: ProgressView, style: Style) -> str:
    """Return one line a task, in the order of the plan; `start` and `finish` are the forecast."""
    del style
    forecast, timing = view.forecast, view.plan.timing
    return csv_text(
        _HEADER,
        (
            (
                task.id,
                task.title,
                task.wave,
                task.service,
                task.contract,
                task.team,
                forecast.state[index].value,
                finish_day(view, timing.early_finish[index]),
                *task_days(view, index),
                to_days(delay_of(view.plan, forecast, index)),
                to_days(forecast.late.get(index, 0)),
                forecast.reason.get(index, ""),
            )
            for index, task in enumerate(view.plan.network.tasks)
            if view.selection.has(task.service, task.team, task.wave)
        ),
    )
