"""What `plan next` and `plan status` look at: the plan, and what has happened so far."""

from collections.abc import Sequence
from datetime import date

from planner.app.ports import Files
from planner.app.selection import make_selection
from planner.app.workspace import load_system
from planner.model.problem import Problem
from planner.model.views import ProgressView
from planner.planning.forecast import make_forecast
from planner.planning.plan import make_plan


def show_progress(
    files: Files, today: date, *, services: Sequence[str] = (), teams: Sequence[str] = ()
) -> tuple[ProgressView, tuple[Problem, ...]]:
    """Return the forecast of a workspace and the warnings about it and its progress.

    Args:
        files: the workspace.
        today: the day from which unfinished work is counted.
        services: show only these; empty for all.
        teams: show only what these do; empty for all.

    Raises:
        InputError: the workspace can't be planned, or a name is unknown.
    """
    loaded = load_system(files)
    selection = make_selection(loaded.system, services=services, teams=teams)
    plan = make_plan(loaded.system)
    forecast = make_forecast(loaded.system, plan, today)
    view = ProgressView(loaded.system, plan, forecast, selection)
    return view, (*loaded.warnings, *forecast.problems)
