"""Names on the arrows of a small drawing, where there is room for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from planner.render._text import clean, list_words
from planner.render.graph._columns import Arrow
from planner.render.graph._layout import Layout, Point, Route

LABEL_SIZE = 6.8
LABEL_ROOM = 1.9
"""Width in inches between two columns that leaves room for most labels."""
_LISTED = 2
_SAMPLES = 24
_LINE = 0.13
# Along a stretch between two columns: first the middle, then away from it.
_TRIED = (0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75)


@dataclass(frozen=True, slots=True)
class Label:
    """Text centred on a point of an arrow."""

    arrow: Arrow
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Area:
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, point: Point) -> bool:
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom

    def meets(self, other: "_Area") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def place_labels(layout: Layout, measure: Callable[[str, float], float]) -> list[Label]:
    """Return a label for each arrow, or none at all if one finds no room.

    Some without the others would look as if nothing passed on the rest. A label keeps clear of
    boxes and other labels, and of other arrows where it can.
    """
    taken = [
        _Area(b.x - b.width / 2, b.y - b.height / 2, b.x + b.width / 2, b.y + b.height / 2)
        for b in layout.boxes
    ]
    samples = [list(_samples(route)) for route in layout.routes]
    labels = []
    for number, route in enumerate(layout.routes):
        text = _text(route.arrow)
        width = max(measure(line, LABEL_SIZE) for line in text.split("\n")) * 0.95 + 0.06
        height = _LINE * (1 + text.count("\n"))
        areas = [_area(x, y, width, height) for x, y in _spots(route)]
        free = [area for area in areas if not any(area.meets(other) for other in taken)]
        if not free:
            return []
        others = [point for n, points in enumerate(samples) if n != number for point in points]
        best = min(free, key=lambda area: sum(area.holds(point) for point in others))
        taken.append(best)
        x, y = (best.left + best.right) / 2, (best.top + best.bottom) / 2
        labels.append(Label(route.arrow, text, x, y))
    return labels


def _area(x: float, y: float, width: float, height: float) -> _Area:
    return _Area(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _text(arrow: Arrow) -> str:
    """Return what passes, a line each way with its direction where it passes both ways."""
    ways = []
    for end, mark in ((arrow.left, "\u2190 {}"), (arrow.right, "{} \u2192")):
        names = [n for e in arrow.edges if e.target == end for n in e.via or (e.contract,)]
        if names:
            text = list_words(map(clean, names), _LISTED)
            ways.append(mark.format(text) if arrow.to_left and arrow.to_right else text)
    return "\n".join(ways)


def _stretches(route: Route) -> list[tuple[Point, Point]]:
    """Return the parts of a route that lie between two columns."""
    return [(route.points[i], route.points[i + 1]) for i in range(0, len(route.points), 2)]


def _at(stretch: tuple[Point, Point], part: float) -> Point:
    (x0, y0), (x1, y1) = stretch
    return x0 + (x1 - x0) * part, y0 + (y1 - y0) * smooth(part)


def _spots(route: Route) -> Iterator[Point]:
    """Yield points of the stretches between columns, the best first."""
    for part in _TRIED:
        for stretch in _stretches(route):
            yield _at(stretch, part)


def _samples(route: Route) -> Iterator[Point]:
    for stretch in _stretches(route):
        for step in range(_SAMPLES + 1):
            yield _at(stretch, step / _SAMPLES)


def smooth(part: float) -> float:
    """Return how far down the arrow's curve is at a part of the way across.

    The curve is the cubic of Bernstein whose control points lie level with its ends, halfway.
    """
    low, high = 0.0, 1.0
    for _ in range(40):
        t = (low + high) / 2
        x = 1.5 * t * (1 - t) ** 2 + 1.5 * t * t * (1 - t) + t**3
        low, high = (t, high) if x < part else (low, t)
    return 3 * t * t * (1 - t) + t**3
