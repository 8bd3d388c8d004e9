"""The graph as a PNG image."""

from planner.model.views import GraphView, Style
from planner.render.graph._drawing import draw


def render(view: GraphView, style: Style) -> str | bytes:
    """Return the drawing.

    Raises:
        InputError: there is more to draw than anybody could read.
    """
    del style  # a drawing looks the same everywhere
    return draw(view, "png")
