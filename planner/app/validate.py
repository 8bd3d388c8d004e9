"""`plan validate`: everything that is wrong or doubtful in a workspace."""

from planner.app.locating import in_reading_order, locate_problems
from planner.app.ports import Files
from planner.app.workspace import inspect_workspace
from planner.model.problem import Problem
from planner.model.views import ValidationView


def validate_workspace(
    files: Files, folder: str = ""
) -> tuple[ValidationView, tuple[Problem, ...]]:
    """Return what was checked and all problems; nothing is left over as a warning.

    Contracts are checked by the whole specification of their format, which other commands leave
    out.

    Args:
        files: the workspace.
        folder: how the user names its folder; put before the paths in text output.
    """
    found = inspect_workspace(files, thorough=True)
    problems = in_reading_order(locate_problems(files, found.problems))
    name = found.system.name if found.system else ""
    return ValidationView(problems, found.counts, name, folder), ()
