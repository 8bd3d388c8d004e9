"""Goals: schemas that one value must satisfy together, and how such values are made.

A goal is opened into cases when a value is first wanted, and each case into sources, one a kind of
value. The height of a goal is how deep its smallest value is nested; a goal whose every value
would hold another of its own kind without end has none.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

from planner.instances.cases import Book, Case, ChoiceKey, Expansion
from planner.instances.judge import Judge
from planner.instances.runs import Purse, Run, StuckError, TooLargeError
from planner.instances.seeds import Dice
from planner.instances.ways import Source, Way, Ways, height_of
from planner.model.bundle import Schema

_MOST_CASES = 96
_MOST_CAREFUL = 400
_MOST_TRIED = 24
_MOST_GOALS = 4_000
_UNKNOWN_HEIGHT = 60.0
_TRIALS = ("typical", "minimal")
_MOST_TRIAL_VALUES = 50_000


class Workshop(Protocol):
    """What goals are made with."""

    book: Book
    judge: Judge

    def goal(self, schemas: Iterable[Schema], name: str, parent: str) -> "Goal":
        """Return the goal of some schemas; the same for the same."""

    def sources(self, case: Case, goal: "Goal") -> Sequence[Source]:
        """Return what makes the values of a case."""


class Goal:
    """Schemas that one value must satisfy together.

    Args:
        shop: what it is made with.
        schemas: all must accept the value; none is a boolean.
        name: of the member that the value stands for.
        parent: of the member that holds it.
    """

    __slots__ = (
        "_able",
        "_forced",
        "_is_tricky",
        "_keys",
        "_pool",
        "_ways",
        "height",
        "identity",
        "is_certain",
        "is_settled",
        "name",
        "parent",
        "schemas",
        "shop",
        "whole",
    )

    def __init__(self, shop: Workshop, schemas: tuple[Schema, ...], name: str, parent: str) -> None:
        """Start unopened."""
        self.shop = shop
        self.schemas = schemas
        self.name = name
        self.parent = parent
        self.identity = tuple(map(id, schemas))
        self.whole: Schema = schemas[0] if len(schemas) == 1 else {"allOf": list(schemas)}
        self.height = math.inf
        self.is_settled = False
        self.is_certain = True
        self._ways: list[Way] | None = None
        self._able: Ways | None = None
        self._pool: Ways | None = None
        self._is_tricky: bool | None = None
        self._keys: frozenset[ChoiceKey] | None = None
        self._forced: dict[tuple[tuple[ChoiceKey, int], ...], Ways | None] = {}

    @property
    def ways(self) -> list[Way]:
        """All ways to make a value, as far as they are looked at."""
        if self._ways is None:
            cases = Expansion(self.shop.book).cases(self.schemas)
            self._ways = self._opened(islice(cases, _MOST_CASES))
        return self._ways

    def _opened(self, cases: Iterable[Case]) -> list[Way]:
        return [Way(case, self.shop.sources(case, self)) for case in cases]

    def accepts(self, value: Any) -> bool:  # noqa: ANN401  JSON
        """Return whether a value satisfies the goal."""
        return self.shop.judge.validator(self.whole).is_valid(value)

    def is_possible(self) -> bool:
        """Return whether a value can exist."""
        settle(self)
        return self.height < math.inf

    def is_wanted(self) -> bool:
        """Return whether a value can exist that all readers of the contract know."""
        return self.is_possible() and self.is_certain

    @property
    def is_tricky(self) -> bool:
        """Whether a value made by a way may yet be invalid."""
        if self._is_tricky is None:
            self._is_tricky = len(self.ways) > 1 or any(
                way.case.choices or not way.case.is_sure for way in self.ways
            )
        return self._is_tricky

    def make(self, run: Run) -> Any:  # noqa: ANN401  JSON
        """Return a value; valid for sure only if the run is careful.

        Raises:
            StuckError: none was found.
        """
        if not self.is_settled:
            settle(self)
        if run.is_deep:
            return self._lowest().make(run)
        if run.is_trial:
            return self._plain().picked(run).make(run)
        ways = self._forced_ways(run) if run.forced else None
        ways = ways or self._pool or self._test_pool()
        if run.is_careful and self.is_tricky:
            return self._carefully(run, ways)
        return ways.picked(run).make(run)

    def _lowest(self) -> Way:
        way = min(self.ways, key=lambda way: way.height, default=None)
        if way is None or way.height == math.inf:
            raise StuckError("no value can exist")
        return way

    def keep_certain(self) -> None:
        """Forget the ways that not all readers of the contract know, if another one ends."""
        certain = [way for way in self.ways if not way.case.is_doubtful]
        self.is_certain = any(way.height < math.inf for way in certain)
        if self.is_certain:
            self._ways = certain

    def _plain(self) -> Ways:
        """Return all ways that make values."""
        if self._able is None:
            able = [way for way in self.ways if way.height < math.inf]
            if not able:
                raise StuckError("no value can exist")
            self._able = Ways(able)
        return self._able

    def _forced_ways(self, run: Run) -> Ways | None:
        """Return the ways that keep to the choices that a run has made; None if it has no say."""
        if self._keys is None:
            self._keys = frozenset(key for way in self.ways for key in way.case.choices)
        if self._keys.isdisjoint(run.forced):
            return None
        wanted = tuple((key, run.forced[key]) for key in run.forced if key in self._keys)
        if wanted not in self._forced:
            cases = Expansion(self.shop.book, forced=dict(wanted)).cases(self.schemas)
            ways = self._opened(islice(cases, _MOST_CASES))
            settle_ways(ways)
            able = certain_of([way for way in ways if way.height < math.inf])
            tested = self._tested(able, dict(wanted))
            self._forced[wanted] = Ways(tested) if tested else None
        return self._forced[wanted]

    def _test_pool(self) -> Ways:
        """Return the ways that have shown, on one set of dice, that they make valid values.

        Which those are depends on the goal alone, not on what was asked before.
        """
        able = self._plain()
        self._pool = Ways(self._tested(able.able, {})) if self.is_tricky else able
        return self._pool

    def _tested(self, able: Sequence[Way], forced: Mapping[ChoiceKey, int]) -> Sequence[Way]:
        purse = Purse(_MOST_TRIAL_VALUES)
        good = [way for way in able[:_MOST_TRIED] if self._passes(way, purse)]
        if good:
            return good
        expansion = Expansion(self.shop.book, is_careful=True, forced=forced)
        takes_doubtful = all(way.case.is_doubtful for way in able)
        for case in islice(expansion.cases(self.schemas), _MOST_CAREFUL):
            if case.is_doubtful and not takes_doubtful:
                continue
            ways = self._opened([case])
            settle_ways(ways)
            if ways[0].height < math.inf and self._passes(ways[0], purse):
                return ways
        return able

    def _passes(self, way: Way, purse: Purse) -> bool:
        for mode in _TRIALS:
            run = Run(Dice(len(mode)), mode, left=150, is_trial=True, purse=purse)
            try:
                if self.accepts(way.make(run)):
                    return True
            except (StuckError, TooLargeError):
                continue
        return False

    def _carefully(self, run: Run, ways: Ways) -> Any:  # noqa: ANN401  JSON
        """Return a value that this goal's schemas accept, tried on each way and mode."""
        ordered = ways.in_order(run)
        for mode in dict.fromkeys((run.mode, "typical", "minimal", "saturated")):
            for way in ordered[:_MOST_TRIED]:
                run.spend(1)
                try:
                    value = way.make(run.as_mode(mode))
                except StuckError:
                    continue
                if self.accepts(value):
                    return value
        raise StuckError("no branch gave a valid value")


def settle(goal: Goal) -> None:
    """Find the heights of a goal and of all that its values must hold.

    A way that some readers of the contract don't know stays only where no other one ends.
    """
    if goal.is_settled:
        return
    graph: dict[int, Goal] = {id(goal): goal}
    todo = [goal]
    while todo:
        for child in _children(todo.pop().ways):
            if id(child) in graph or child.is_settled:
                continue
            if len(graph) >= _MOST_GOALS:
                child.height = min(child.height, _UNKNOWN_HEIGHT)
                continue
            graph[id(child)] = child
            todo.append(child)
    goals = list(graph.values())
    if any(way.case.is_doubtful for each in goals for way in each.ways):
        _relax(goals, lambda each: certain_of(each.ways))
        for each in goals:
            each.keep_certain()
    _relax(goals, lambda each: each.ways)
    for settled in goals:
        settled.is_settled = True


def settle_ways(ways: Sequence[Way]) -> None:
    """Find the heights of ways that are no goal's own."""
    for child in _children(ways):
        settle(child)
    for way in ways:
        way.height = min(map(height_of, way.sources), default=math.inf)


def _children(ways: Sequence[Way]) -> list[Goal]:
    return [
        goal for way in ways for source in way.sources if not source.problem
        for _, goal in source.needs
    ]  # fmt: skip


def certain_of(ways: Sequence[Way]) -> Sequence[Way]:
    """Return the ways that all readers of the contract know; all ways if there is none."""
    return [way for way in ways if not way.case.is_doubtful] or ways


def _relax(goals: Sequence[Goal], ways_of: Callable[[Goal], Sequence[Way]]) -> None:
    """Lower heights until none changes (Bellman and Ford)."""
    changed = True
    while changed:
        changed = False
        for goal in reversed(goals):
            ways = ways_of(goal)
            for way in ways:
                way.height = min(map(height_of, way.sources), default=math.inf)
            height = min((way.height for way in ways), default=math.inf)
            if height < goal.height:
                goal.height = height
                changed = True
