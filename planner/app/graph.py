"""`plan graph`: the services and what passes between them."""

from planner.app.ports import Files
from planner.app.workspace import load_system
from planner.model.problem import Problem
from planner.model.views import GraphView
from planner.planning.graph import GraphRequest, graph_view


def show_graph(files: Files, request: GraphRequest) -> tuple[GraphView, tuple[Problem, ...]]:
    """Return the part of the service graph that a request names, and the workspace's warnings.

    Raises:
        InputError: the workspace can't be read, or an unknown service or team is asked for.
    """
    loaded = load_system(files)
    return graph_view(loaded.system, request), loaded.warnings
