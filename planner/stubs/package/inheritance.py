"""Which classes may take over which others: `allOf` as inheritance has to end."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.model.bundle import Schema

_PREFIX = "#/$defs/"
_LONGEST = 60
"""Classes in a line of inheritance; Python needs a time that grows with the square of it."""


def links_without_end(schemas: Mapping[str, Schema]) -> set[tuple[str, str]]:
    """Return pairs of schemas of which the first must not be made a class that inherits the second.

    Without them no schema takes itself over, by however many others, and no line is too long.
    """
    heights: dict[str, int] = {}
    broken: set[tuple[str, str]] = set()
    for name in sorted(schemas):
        _measure(name, schemas, heights, broken)
    return broken


def _measure(
    first: str,
    schemas: Mapping[str, Schema],
    heights: dict[str, int],
    broken: set[tuple[str, str]],
) -> None:
    """Find the heights of a schema and of all that it takes over; without calls in calls."""
    if first in heights:
        return
    on_way = {first: _parents(schemas[first])}
    heights[first] = 1
    while on_way:
        name = next(reversed(on_way))
        above = next((one for one in on_way[name] if one in schemas), None)
        if above is None:
            del on_way[name]
            if on_way:
                _link(next(reversed(on_way)), name, heights, broken)
        elif above in on_way:
            broken.add((name, above))
        elif above in heights:
            _link(name, above, heights, broken)
        else:
            heights[above] = 1
            on_way[above] = _parents(schemas[above])


def _link(heir: str, above: str, heights: dict[str, int], broken: set[tuple[str, str]]) -> None:
    height = heights[above] + 1
    if height > _LONGEST:
        broken.add((heir, above))
    else:
        heights[heir] = max(heights[heir], height)


def _parents(node: Any) -> Iterator[str]:  # noqa: ANN401  JSON
    """Yield the names of the schemas that one takes over; each step is taken once."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"].removeprefix(_PREFIX)
            waiting += part.get("allOf", ())
