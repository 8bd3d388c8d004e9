"""`plan release`: in which order the services go live."""

from datetime import date

from planner.app.ports import Files
from planner.app.workspace import load_system
from planner.model.problem import Problem
from planner.model.views import ReleaseView
from planner.planning.release import first_release_day, release_order


def show_release(
    files: Files, *, first_day: date | None = None
) -> tuple[ReleaseView, tuple[Problem, ...]]:
    """Return the release order of a workspace and the warnings about it.

    Args:
        files: the workspace.
        first_day: no release before it; left out, the day after the plan's milestone 3.

    Raises:
        InputError: the workspace can't be planned, or no release window is left.
    """
    loaded = load_system(files)
    first = first_day or first_release_day(loaded.system)
    return ReleaseView(loaded.system, release_order(loaded.system, first)), loaded.warnings
