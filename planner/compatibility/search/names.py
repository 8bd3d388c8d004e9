"""Member names that nobody mentions, one class of names after another.

Names that no schema mentions are told apart only by the patterns of `patternProperties` that they
match and by `propertyNames`. So a few names stand for all: one, or as many as are needed, for each
set of patterns.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from planner.compatibility.evaluate import accepts
from planner.compatibility.schemas import Node, Schema
from planner.compatibility.search.answers import Answer, Found, Goal, NoValue, Solve

_MOST_PATTERNS = 5
_PLAIN_NAMES = 3


class NameClass(NamedTuple):
    """Names that match all of some patterns and none of others."""

    matching: tuple[str, ...]
    not_matching: tuple[str, ...]


class Fresh(NamedTuple):
    """Fresh names, and whether they stand for all that there are."""

    names: tuple[str, ...]
    is_complete: bool


def name_classes(patterns: Sequence[str]) -> tuple[list[NameClass], bool]:
    """Return the classes that patterns split names into, and whether these are all."""
    sizes = range(len(patterns) + 1)
    is_complete = len(patterns) <= _MOST_PATTERNS
    if not is_complete:
        sizes = range(2)
    classes = [
        NameClass(chosen, tuple(p for p in patterns if p not in chosen))
        for size in sizes
        for chosen in combinations(patterns, size)
    ]
    return classes, is_complete


class NameFinder:
    """Finds names that are not taken.

    Args:
        anchor: any schema of the goal; the schemas of names are made beside it.
        allowed: schemas that all names must fit.
        solve: finds a value for a goal.
    """

    def __init__(self, anchor: Schema, allowed: Sequence[Schema], solve: Solve) -> None:
        """Take what all names have in common."""
        self._anchor = anchor
        self._allowed = tuple(allowed)
        self._solve = solve

    def fresh(
        self, wanted: NameClass, taken: set[str], count: int, refused: Sequence[Schema] = ()
    ) -> Fresh:
        """Return up to `count` names of a class; fewer and complete: there are no more.

        Args:
            wanted: the class.
            taken: names that are not fresh.
            count: how many are needed.
            refused: schemas that must reject the names.

        Raises:
            UnsureError: a pattern of the names is undecided.
        """
        found = list(self._plain_names(wanted, taken, count, refused))
        while len(found) < count:
            answer = self._search(wanted, taken | set(found), refused)
            if not isinstance(answer, Found):
                return Fresh(tuple(found), isinstance(answer, NoValue))
            found.append(answer.value)
        return Fresh(tuple(found), is_complete=True)

    def _plain_names(
        self, wanted: NameClass, taken: set[str], count: int, refused: Sequence[Schema]
    ) -> Iterator[str]:
        """Yield readable names, where nothing special is wanted of them."""
        if wanted.matching or refused:
            return
        left = count
        for number in range(count + len(taken) + _PLAIN_NAMES):
            name = f"other{number}" if number else "other"
            if left and name not in taken and self._fits(name, wanted):
                left -= 1
                yield name

    def _fits(self, name: str, wanted: NameClass) -> bool:
        return all(accepts(schema, name) for schema in self._allowed) and not any(
            accepts(self._pattern(pattern), name) for pattern in wanted.not_matching
        )

    def _search(self, wanted: NameClass, taken: set[str], refused: Sequence[Schema]) -> Answer:
        names: Node = {"type": "string", "not": {"enum": sorted(taken)}}
        return self._solve(
            Goal(
                (
                    self._made(f"names but {sorted(taken)}", names),
                    *self._allowed,
                    *map(self._pattern, wanted.matching),
                ),
                (*map(self._pattern, wanted.not_matching), *refused),
            )
        )

    def _pattern(self, pattern: str) -> Schema:
        return self._made(f"name {pattern}", {"type": "string", "pattern": pattern})

    def _made(self, key: str, node: Node) -> Schema:
        return self._anchor.space.made(NAMES, key, lambda: node)


NAMES: Node = {"type": "string"}
"""What schemas of names are made beside."""
