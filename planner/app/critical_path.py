"""`plan critical-path`: what decides the end."""

from planner.app.ports import Files
from planner.app.workspace import load_system
from planner.model.problem import Problem
from planner.model.views import PlanView
from planner.planning.plan import make_plan


def show_critical_path(files: Files, *, listed: int) -> tuple[PlanView, tuple[Problem, ...]]:
    """Return the plan with its critical paths, and the warnings about the workspace.

    Args:
        files: the workspace.
        listed: how many paths are listed at most; all are counted.

    Raises:
        InputError: the workspace can't be planned.
    """
    loaded = load_system(files)
    plan = make_plan(loaded.system, paths_listed=listed)
    return PlanView(loaded.system, plan), loaded.warnings
