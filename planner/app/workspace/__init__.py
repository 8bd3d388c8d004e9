"""The files of a workspace -> a system with all references resolved, or all that is wrong."""

from planner.app.workspace.load import Inspection, LoadedSystem, inspect_workspace, load_system

__all__ = ["Inspection", "LoadedSystem", "inspect_workspace", "load_system"]
