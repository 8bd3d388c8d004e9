"""`plan check`: the gate of a workspace."""

from planner.app.check.all_versions import check_all_versions
from planner.app.check.checking import CheckOptions, check_workspace

__all__ = ["CheckOptions", "check_all_versions", "check_workspace"]
