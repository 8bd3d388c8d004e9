"""`plan next`: what can be done now."""

from collections.abc import Sequence
from datetime import date

from planner.app._progress import show_progress
from planner.app.ports import Files
from planner.model.problem import Problem
from planner.model.views import ProgressView


def show_next(
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
    return show_progress(files, today, services, teams)
