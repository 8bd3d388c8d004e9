"""`plan check`: the gate of a workspace."""

from planner.app.check.all_versions import check_all_versions
from planner.app.check.checking import check_workspace
from planner.app.check.sides import CheckOptions

__all__ = ["CheckOptions", "check_all_versions", "check_workspace"]
