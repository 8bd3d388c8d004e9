"""The graph drawn with matplotlib: levels as columns, calls solid, events dashed, cycles bold."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from planner.model.errors import InputError
from planner.model.views import GraphView
from planner.render._figure import CRITICAL_COLOR, INK, drawing, figure_bytes, new_figure
from planner.render._text import clean
from planner.render.graph._labels import LABEL_ROOM, LABEL_SIZE, place_labels
from planner.render.graph._layout import NAME_SIZE, TEAM_SIZE, Box, Layout, Point, Route, lay_out
from planner.render.graph._legend import LegendItem, legend_lines, tints_of
from planner.render.graph._words import cycle_lines, headline, in_cycle, left_out, team_and_tier

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

_MOST_SERVICES = 300
_MOST_EDGES = 2000
_LABELLED = 14
"""Drawings with at most so many arrows name what passes on each."""
_MARGIN = 0.3
_LEAST_WIDTH = 6.5
_HEAD_LINE = 0.2
_BAND_TITLE = 0.42
_LEGEND_LINE = 0.26
_CALL = "#333333"
_EVENT = "#0072B2"
_MUTED = "#5C5C5C"
_LINES: Mapping[str, Any] = {
    "hard": {"color": _CALL, "linestyle": "-", "linewidth": 1.1},
    "soft": {"color": _CALL, "linestyle": (0, (1, 1.6)), "linewidth": 1.2},
    "event": {"color": _EVENT, "linestyle": (0, (4.5, 2.2)), "linewidth": 1.0},
    "cycle": {"color": CRITICAL_COLOR, "linestyle": "-", "linewidth": 2.2},
}


def draw(view: GraphView, format_name: Literal["svg", "png"]) -> str | bytes:
    """Return the drawing of a view.

    Raises:
        InputError: there is more to draw than anybody could read.
    """
    if len(view.nodes) > _MOST_SERVICES or len(view.edges) > _MOST_EDGES:
        raise InputError.single(
            "graph-too-large",
            f"{len(view.nodes)} services with {len(view.edges)} calls and event flows are too many "
            f"to draw; at most {_MOST_SERVICES} and {_MOST_EDGES} are drawn",
            hint="focus with `--service NAME` or `--team NAME`, or write `--format dot`",
        )
    with drawing():
        return _Picture(view).write(format_name)


@cache
def _measure(text: str, size: float) -> float:
    """Return the width of bold text in inches."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415  lazy: heavy
    from matplotlib.textpath import TextPath  # noqa: PLC0415

    if not text.strip():
        return 0.0
    font = FontProperties(family="DejaVu Sans", weight="bold")
    return float(TextPath((0, 0), text, size=size, prop=font).get_extents().width) / 72


def _fit(text: str, size: float, width: float) -> str:
    """Return text that fits a width in inches, its middle replaced by an ellipsis if need be."""
    kept = len(text)
    shown = text
    while kept > 2 and _measure(shown, size) > width - 0.1:  # noqa: PLR2004  one letter each side
        kept -= 1
        shown = f"{text[: (kept + 1) // 2]}\u2026{text[len(text) - kept // 2 :]}"
    return shown


def _path(points: Sequence[Point]) -> "Path":
    """Return the curve through all points, level at each of them."""
    from matplotlib.path import Path  # noqa: PLC0415  lazy: heavy

    vertices = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (x0 + x1) / 2
        vertices += [(middle, y0), (middle, y1), (x1, y1)]
    return Path(vertices, [Path.MOVETO, *([Path.CURVE4] * (len(vertices) - 1))])


class _Picture:
    """One drawing; coordinates are inches from the top left."""

    def __init__(self, view: GraphView) -> None:
        """Lay out a view."""
        self.view = view
        self.head = [clean(line) for line in (headline(view), *left_out(view), *cycle_lines(view))]
        self.has_labels = len(view.edges) <= _LABELLED
        self.layout = self._layout()
        head_width = max(_measure(line, NAME_SIZE) for line in self.head)
        content = max(self.layout.width, head_width, _LEAST_WIDTH)
        self.width = content + 2 * _MARGIN
        self.left = _MARGIN + (content - self.layout.width) / 2
        self.top = _MARGIN + _HEAD_LINE * len(self.head) + 0.15 + _BAND_TITLE
        self.tints = tints_of(view.nodes)
        arrows = [route.arrow for route in self.layout.routes]
        self.legend = legend_lines(arrows, self.tints, content, _measure)
        bottom = self.top + self.layout.height + 0.25
        self.height = bottom + _LEGEND_LINE * len(self.legend) + _MARGIN
        figure = new_figure(self.width, self.height)
        self.figure = figure
        self.axes: Axes = figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(self.height, 0)
        self.axes.axis("off")

    def _layout(self) -> Layout:
        if not self.view.nodes:
            return Layout((), (), (), 0.0, 0.0)
        return lay_out(self.view, _measure, LABEL_ROOM if self.has_labels else 0.0)

    def write(self, format_name: Literal["svg", "png"]) -> str | bytes:
        """Draw everything and return the bytes."""
        self._draw_head()
        self._draw_bands()
        for route in sorted(self.layout.routes, key=lambda r: r.arrow.in_cycle):
            self._draw_route(route)
        cyclic = in_cycle(self.view)
        for box in self.layout.boxes:
            self._draw_box(box, is_cyclic=box.node.name in cyclic)
        if self.has_labels:
            self._draw_labels()
        self._draw_legend()
        return figure_bytes(self.figure, format_name, self.head[0])

    def _draw_head(self) -> None:
        for number, line in enumerate(self.head):
            self.axes.text(
                _MARGIN,
                _MARGIN + _HEAD_LINE * (number + 0.5),
                line,
                size=12 if number == 0 else NAME_SIZE,
                weight="bold" if number == 0 else "normal",
                color=CRITICAL_COLOR if line.startswith("Cycle") else INK,
                va="center",
            )

    def _draw_bands(self) -> None:
        from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415  lazy: heavy

        for band in self.layout.bands:
            x, width = self.left + band.left - 0.12, band.right - band.left + 0.24
            y, height = self.top - _BAND_TITLE, self.layout.height + _BAND_TITLE + 0.12
            self.axes.add_patch(
                FancyBboxPatch(
                    (x, y),
                    width,
                    height,
                    boxstyle="round,pad=0,rounding_size=0.08",
                    facecolor="#F7F7F7",
                    edgecolor="none",
                    zorder=0,
                )
            )
            title: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 5, "size": 8}
            middle = x + width / 2
            self.axes.text(middle, y + 0.12, f"Level {band.level}", weight="bold", **title)
            self.axes.text(middle, y + 0.26, band.lane, **{**title, "size": 7, "color": _MUTED})

    def _draw_route(self, route: Route) -> None:
        from matplotlib.patches import FancyArrowPatch  # noqa: PLC0415  lazy: heavy

        arrow = route.arrow
        look = _LINES["cycle" if arrow.in_cycle else arrow.line]
        path = _path([(self.left + x, self.top + y) for x, y in route.points])
        self.axes.add_patch(
            FancyArrowPatch(
                path=path,
                arrowstyle="-",
                zorder=2 + arrow.in_cycle,
                shrinkA=0,
                shrinkB=0,
                capstyle="butt",
                **look,
            )
        )
        for is_there, (x, y), side in (
            (arrow.to_left, route.points[0], 1),
            (arrow.to_right, route.points[-1], -1),
        ):
            if is_there:
                self._draw_head_of(self.left + x, self.top + y, side, look)

    def _draw_head_of(self, x: float, y: float, side: int, look: Mapping[str, Any]) -> None:
        """Draw an arrow's head; `side` is 1 where the arrow comes from the right, else -1."""
        from matplotlib.patches import Polygon  # noqa: PLC0415  lazy: heavy

        size = 0.052 if look is _LINES["cycle"] else 0.042
        corners = [(x, y), (x + side * 2.1 * size, y - size), (x + side * 2.1 * size, y + size)]
        self.axes.add_patch(Polygon(corners, facecolor=look["color"], edgecolor="none", zorder=4))

    def _draw_box(self, box: Box, *, is_cyclic: bool) -> None:
        from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415  lazy: heavy

        x, y = self.left + box.x, self.top + box.y
        is_focus = box.node.name in self.view.focus
        self.axes.add_patch(
            FancyBboxPatch(
                (x - box.width / 2, y - box.height / 2),
                box.width,
                box.height,
                boxstyle="round,pad=0,rounding_size=0.06",
                facecolor=self.tints.of(box.node),
                edgecolor=CRITICAL_COLOR if is_cyclic else INK,
                linewidth=2.2 if is_cyclic or is_focus else 0.8,
                zorder=5,
            )
        )
        text: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 6}
        name = _fit(clean(box.node.name), NAME_SIZE, box.width)
        self.axes.text(x, y - 0.08, name, size=NAME_SIZE, weight="bold", **text)
        team = _fit(team_and_tier(box.node), TEAM_SIZE, box.width)
        self.axes.text(x, y + 0.1, team, size=TEAM_SIZE, color=_MUTED, **text)

    def _draw_labels(self) -> None:
        for label in place_labels(self.layout, _measure):
            look = _LINES["cycle" if label.arrow.in_cycle else label.arrow.line]
            self.axes.text(
                self.left + label.x,
                self.top + label.y,
                label.text,
                size=LABEL_SIZE,
                color=look["color"],
                ha="center",
                va="center",
                zorder=7,
                bbox={"boxstyle": "square,pad=0.12", "facecolor": "white", "edgecolor": "none"},
            )

    def _draw_legend(self) -> None:
        first = self.height - _MARGIN - _LEGEND_LINE * (len(self.legend) - 0.5)
        for number, line in enumerate(self.legend):
            for item in line:
                self._draw_legend_item(item, first + number * _LEGEND_LINE)

    def _draw_legend_item(self, item: LegendItem, y: float) -> None:
        from matplotlib.patches import Rectangle  # noqa: PLC0415  lazy: heavy

        x = _MARGIN + item.x
        if item.line:
            self.axes.plot([x, x + 0.3], [y, y], **_LINES[item.line])
            self._draw_head_of(x + 0.36, y, -1, _LINES[item.line])
        else:
            self.axes.add_patch(
                Rectangle(
                    (x + 0.1, y - 0.07), 0.24, 0.14, facecolor=item.tint, edgecolor=INK, lw=0.5
                )
            )
        self.axes.text(x + 0.44, y, item.text, size=8, va="center")
