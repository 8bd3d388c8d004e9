"""`plan waves` as a picture that scales."""

from planner.model.views import PlanView, Style
from planner.render.waves._gantt import draw


def render(view: PlanView, style: Style) -> str | bytes:  # noqa: ARG001  a picture has one style
    """Return a Gantt chart as SVG text."""
    return draw(view, "svg")
