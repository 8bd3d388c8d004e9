"""Where everything of a drawn graph stands, in inches; y grows downwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.model.views import GraphNode, GraphView
from planner.render._text import clean
from planner.render.graph._columns import Arrow, Columns, make_arrows, make_columns
from planner.render.graph._ordering import Layers, heights_of, order
from planner.render.graph._words import team_and_tier

Point = tuple[float, float]
Measure = Callable[[str, float], float]
"""Width in inches of bold text of a size in points."""

NAME_SIZE = 9.5
TEAM_SIZE = 7.5
_BOX_HEIGHT = 0.5
_PORT = 0.11
_BEND = 0.04
_GAP = 0.26
_BEND_GAP = 0.13
_LABEL_GAP = 0.2
_WIDEST = 2.6
_PADDING = 0.24


@dataclass(frozen=True, slots=True)
class Box:
    """A service: centre and size."""

    node: GraphNode
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow's way from its left box to its right box; it runs level through every point."""

    arrow: Arrow
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The columns of one level, from left to right edge."""

    level: int
    lane: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole drawing; it begins at (0, 0)."""

    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    bands: tuple[Band, ...]
    width: float
    height: float


def lay_out(view: GraphView, measure: Measure, room: float = 0.0) -> Layout:
    """Return the layout of a view that has at least one service.

    Args:
        view: what to draw.
        measure: how wide text is.
        room: more width between two columns, for labels.
    """
    columns = make_columns(view)
    arrows = make_arrows(view, columns)
    layers, vertex_of, chains = _layers(columns, arrows, _LABEL_GAP if room else _PORT)
    order(layers)
    centres = heights_of(layers, _GAP, _LABEL_GAP if room else _BEND_GAP)
    nodes = {node.name: node for node in view.nodes}
    widths = [max(_box_width(nodes[name], measure) for name in names) for names in columns.names]
    lefts = _lefts(columns, widths, _traffic(layers), room)
    boxes = {}
    for number, names in enumerate(columns.names):
        for name in names:
            vertex = vertex_of[name]
            middle = lefts[number] + widths[number] / 2
            boxes[name] = Box(
                nodes[name], middle, centres[vertex], widths[number], layers.heights[vertex]
            )
    bends = _bend_points(layers, columns, centres, lefts, widths)
    return Layout(
        tuple(boxes[name] for name in sorted(boxes)),
        _routes(arrows, chains, boxes, bends),
        _bands(columns, nodes, lefts, widths),
        lefts[-1] + widths[-1],
        max((centres[v] + layers.heights[v] / 2 for v in range(len(centres))), default=0.0),
    )


def _layers(
    columns: Columns, arrows: Sequence[Arrow], port: float
) -> tuple[Layers, dict[str, int], list[list[int]]]:
    """Return the vertices, the vertex of each service, and the bends of each arrow."""
    layers = Layers([[] for _ in columns.names])
    column_of = columns.column_of()
    vertex_of = {}
    for number, names in enumerate(columns.names):
        for name in names:
            ports = max(
                sum(arrow.left == name for arrow in arrows),
                sum(arrow.right == name for arrow in arrows),
            )
            height = max(_BOX_HEIGHT, port * (ports + 1))
            vertex_of[name] = layers.add(number, height, is_bend=False)
    chains = []
    for arrow in arrows:
        between = range(column_of[arrow.left] + 1, column_of[arrow.right])
        chain = [layers.add(number, _BEND, is_bend=True) for number in between]
        way = [vertex_of[arrow.left], *chain, vertex_of[arrow.right]]
        for left, right in pairwise(way):
            layers.join(left, right)
        chains.append(chain)
    return layers, vertex_of, chains


def _box_width(node: GraphNode, measure: Measure) -> float:
    text = max(measure(clean(node.name), NAME_SIZE), measure(team_and_tier(node), TEAM_SIZE))
    return min(_WIDEST, max(0.9, text + _PADDING))


def _traffic(layers: Layers) -> list[int]:
    """Return how many lines run from each column to the next."""
    return [sum(len(layers.right[v]) for v in column) for column in layers.columns]


def _lefts(
    columns: Columns, widths: Sequence[float], traffic: Sequence[int], room: float
) -> list[float]:
    x, found = 0.0, []
    for number, width in enumerate(widths):
        found.append(x)
        is_new_level = (
            columns.levels[number : number + 1] != columns.levels[number + 1 : number + 2]
        )
        gap = 0.65 + min(1.1, 0.028 * traffic[number]) + 0.2 * is_new_level
        x += width + max(gap, room + 0.2)
    return found


def _bend_points(
    layers: Layers,
    columns: Columns,
    centres: Sequence[float],
    lefts: Sequence[float],
    widths: Sequence[float],
) -> dict[int, tuple[Point, Point]]:
    """Return where a line enters and leaves the column that it passes, by bend."""
    return {
        vertex: ((lefts[n], centres[vertex]), (lefts[n] + widths[n], centres[vertex]))
        for n in range(len(columns.names))
        for vertex in layers.columns[n]
        if layers.is_bend[vertex]
    }


def _routes(
    arrows: Sequence[Arrow],
    chains: Sequence[Sequence[int]],
    boxes: Mapping[str, Box],
    bends: Mapping[int, tuple[Point, Point]],
) -> tuple[Route, ...]:
    middles = [[point for bend in chain for point in bends[bend]] for chain in chains]
    starts = _ports(arrows, boxes, middles, is_left=True)
    ends = _ports(arrows, boxes, middles, is_left=False)
    return tuple(
        Route(arrow, (starts[number], *middles[number], ends[number]))
        for number, arrow in enumerate(arrows)
    )


def _ports(
    arrows: Sequence[Arrow],
    boxes: Mapping[str, Box],
    middles: Sequence[Sequence[Point]],
    *,
    is_left: bool,
) -> list[Point]:
    """Return where each arrow touches its box: spread over the side, in order of where they go."""
    at_box: dict[str, list[tuple[float, int]]] = {}
    for number, arrow in enumerate(arrows):
        own, other = (arrow.left, arrow.right) if is_left else (arrow.right, arrow.left)
        heights = [point[1] for point in middles[number]] or [boxes[other].y]
        at_box.setdefault(own, []).append((heights[0 if is_left else -1], number))
    found: list[Point] = [(0.0, 0.0)] * len(arrows)
    for name, visits in at_box.items():
        box = boxes[name]
        step = min(_LABEL_GAP, (box.height - 0.08) / (len(visits) + 1))
        for place, (_, number) in enumerate(sorted(visits)):
            y = box.y + step * (place - (len(visits) - 1) / 2)
            found[number] = (box.x + (box.width / 2 if is_left else -box.width / 2), y)
    return found


def _bands(
    columns: Columns,
    nodes: Mapping[str, GraphNode],
    lefts: Sequence[float],
    widths: Sequence[float],
) -> tuple[Band, ...]:
    found = []
    for level in dict.fromkeys(columns.levels):
        own = [number for number, value in enumerate(columns.levels) if value == level]
        lane = nodes[columns.names[own[0]][0]].lane.value
        found.append(Band(level, lane, lefts[own[0]], lefts[own[-1]] + widths[own[-1]]))
    return tuple(found)
