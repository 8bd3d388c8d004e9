"""Ways to make a value: cases with what makes their values, one source a kind."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from planner.instances.cases import ALL_KINDS, Case
from planner.instances.runs import Run, StuckError

if TYPE_CHECKING:
    from planner.instances.goals import Goal


class Source(Protocol):
    """Makes values of one kind.

    Args:
        kind: what it makes.
        needs: what each value must hold, with the step that leads to it.
        problem: why it makes none, and the pointer of the place; None if it makes some.
    """

    kind: str
    needs: Sequence[tuple[str, "Goal"]]
    problem: tuple[str, str] | None

    def make(self, run: Run) -> Any:  # noqa: ANN401  JSON
        """Return a value.

        Raises:
            StuckError: none was found.
        """


class Way:
    """A case with what makes its values."""

    __slots__ = ("_choice", "_described", "case", "height", "sources")

    def __init__(self, case: Case, sources: Sequence[Source]) -> None:
        """Start with the height unknown."""
        self.case = case
        self.sources = sources
        self.height = math.inf
        self._described = described_kind(case)
        self._choice: tuple[Source, Source, Source | None] | None = None

    def make(self, run: Run) -> Any:  # noqa: ANN401  JSON
        """Return a value; only once the heights are known.

        Raises:
            StuckError: none was found.
        """
        usual, least, null = self._choice or self._choose()
        if usual.kind == self._described and not run.is_deep:
            return usual.make(run)
        if null is not None and run.depth > 0 and (run.wants_null or run.takes_any_end):
            return null.make(run)
        return (least if run.wants_least else usual).make(run)

    def _choose(self) -> tuple[Source, Source, Source | None]:
        """Return the sources of the usual value, of the least nested one, and of null."""
        able = [source for source in self.sources if height_of(source) < math.inf]
        if not able:
            raise StuckError("no kind of value is possible")
        null = next((source for source in able if source.kind == "null"), None)
        others = [source for source in able if source.kind != "null"] or able
        others.sort(key=lambda source: source.kind != self._described)  # else as they come
        self._choice = (others[0], min(others, key=height_of), null)
        return self._choice

    def has_null(self) -> bool:
        """Return whether a null is among the values that are made."""
        if any(source.kind == self._described and not source.problem for source in self.sources):
            return False
        return any(source.kind == "null" and not source.problem for source in self.sources)

    def is_null(self) -> bool:
        """Return whether only a null is among its values."""
        return all(source.kind == "null" for source in self.sources)


class Ways:
    """Ways among which a run picks.

    Args:
        able: those that make values, not none.
    """

    __slots__ = ("able", "least", "null", "shallowest", "usual")

    def __init__(self, able: Sequence[Way]) -> None:
        """Put them in order."""
        self.able = able
        self.usual = [way for way in able if not way.is_null()] or list(able)
        self.least = min(self.usual, key=lambda way: way.height)
        self.shallowest = min(able, key=lambda way: way.height)
        self.null = next((way for way in able if way.has_null()), None)

    def picked(self, run: Run) -> Way:
        """Return the way that a run takes."""
        if run.wants_null and self.null is not None and run.depth > 0:
            return self.null
        if run.takes_any_end:
            return self.shallowest
        if len(self.usual) == 1 or run.wants_least:
            return self.least
        return self.usual[run.dice.below(len(self.usual))]

    def in_order(self, run: Run) -> list[Way]:
        """Return all ways, the one that a run takes first."""
        first = self.picked(run)
        return [first, *(way for way in self.able if way is not first)]


def height_of(source: Source) -> float:
    """Return how deep the smallest value of a source is nested."""
    if source.problem:
        return math.inf
    return 1 + max((goal.height for _, goal in source.needs), default=0.0)


def described_kind(case: Case) -> str:
    """Return the kind of value that a case describes without demanding it; empty: none.

    By the letter, `properties` or `items` without `type` also accept null and any number. All
    readers, models among them, take such a schema for one of objects or lists, so that only these
    are made of it.
    """
    if case.kinds != ALL_KINDS:
        return ""
    if any(atom.get("properties") for atom in case.atoms):
        return "object"
    return "array" if any("items" in atom for atom in case.atoms) else ""
