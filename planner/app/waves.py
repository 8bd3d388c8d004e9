"""`plan waves`: the whole plan."""

from collections.abc import Sequence

from planner.app.ports import Files
from planner.app.selection import make_selection
from planner.app.workspace import load_system
from planner.model.problem import Problem
from planner.model.views import PlanView
from planner.planning.plan import make_plan


def show_waves(
    files: Files,
    *,
    services: Sequence[str] = (),
    teams: Sequence[str] = (),
    waves: Sequence[str] = (),
) -> tuple[PlanView, tuple[Problem, ...]]:
    """Return the plan of a workspace and the warnings about it.

    Args:
        files: the workspace.
        services: show only these; empty for all.
        teams: show only what these do; empty for all.
        waves: show only these; empty for all.

    Raises:
        InputError: the workspace can't be planned, or a name is unknown.
    """
    loaded = load_system(files)
    selection = make_selection(loaded.system, services=services, teams=teams, waves=waves)
    return PlanView(loaded.system, make_plan(loaded.system), selection), loaded.warnings
