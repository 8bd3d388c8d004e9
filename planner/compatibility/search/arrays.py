"""The solver of arrays: how long, which item must be what, and a value for each.

Items behind the longest prefix can be left out unless they are counted or needed, so arrays need
not be longer than the prefixes and all that must be there together.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product
from typing import NamedTuple

from planner.compatibility.evaluate import item_schema
from planner.compatibility.schemas import Schema
from planner.compatibility.search.answers import (
    Answer,
    Found,
    Goal,
    GoalKey,
    NoValue,
    Solve,
    Undecided,
)
from planner.compatibility.search.unique import different_values
from planner.compatibility.search.ways import Demand
from planner.compatibility.values import Json

_LONGEST = 500
_MOST_PLACINGS = 600
_MOST_COUNTED = 12


class _Mark(NamedTuple):
    """Some positions, and what a schema says about their items.

    Args:
        schema: the schema.
        positions: those whose items it accepts (or rejects, if not `is_accepted`).
        is_accepted: see above.
        is_exact: whether it rejects the items of all other positions.
    """

    schema: Schema
    positions: tuple[int, ...]
    is_accepted: bool = True
    is_exact: bool = False


class _Need(NamedTuple):
    """Something that must be somewhere in an array.

    Args:
        schema: what must accept (or reject) items.
        is_accepted: which of both.
        fewest: at how many positions at least.
        most: at how many at most; None: no limit.
        start: from which position on.
        position: the only position, if there is one.
    """

    schema: Schema
    is_accepted: bool = True
    fewest: int = 1
    most: int | None = None
    start: int = 0
    position: int | None = None

    def marks(self, slots: int) -> Iterator[_Mark]:
        """Yield the ways to meet the need within the first positions."""
        if self.position is not None:
            if self.position < slots:
                yield _Mark(self.schema, (self.position,), self.is_accepted)
            return
        places = range(self.start, slots)
        most = self.fewest if self.most is None else min(self.most, len(places))
        for count in range(self.fewest, most + 1):
            for chosen in combinations(places, count):
                yield _Mark(self.schema, chosen, self.is_accepted, self.most is not None)


class _Wanted:
    """The demands on one array."""

    def __init__(self, demands: Sequence[Demand]) -> None:
        self.owners = [d.owner for d in demands if d.holds and d.keyword == "elements"]
        self.anchor = next((d.owner for d in demands), None)
        self.shortest, self.longest = 0, 10**9
        self.is_unique = any(d.holds and d.value for d in demands if d.keyword == "uniqueItems")
        self.has_twins = any(not d.holds for d in demands if d.keyword == "uniqueItems")
        self.needs: list[list[_Need]] = []
        """Of each list, one need must be met."""
        self.is_vast = False
        self.is_cut = False
        """Whether some ways to place what is needed were left out."""
        for demand in demands:
            self._take(demand)

    def _take(self, demand: Demand) -> None:
        owner = demand.owner
        match demand.keyword, demand.holds:
            case "minItems", True:
                self.shortest = max(self.shortest, demand.value)
            case "maxItems", True:
                self.longest = min(self.longest, demand.value)
            case "minItems", False:
                self.longest = min(self.longest, demand.value - 1)
            case "maxItems", False:
                self.shortest = max(self.shortest, demand.value + 1)
            case "prefixItems", False:
                schema = owner.child(owner.get("prefixItems")[demand.value])
                self.needs.append([_Need(schema, is_accepted=False, position=demand.value)])
            case "items", False:
                start = len(owner.get("prefixItems", ()))
                schema = owner.child(demand.value)
                self.needs.append([_Need(schema, is_accepted=False, start=start)])
            case "contains", _:
                self._take_contains(demand)
            case _:
                pass

    def _take_contains(self, demand: Demand) -> None:
        schema = demand.owner.child(demand.value)
        fewest = demand.owner.get("minContains", 1)
        most = demand.owner.get("maxContains")
        self.is_vast |= fewest > _MOST_COUNTED or (most or 0) > _MOST_COUNTED
        if demand.holds:
            if fewest or most is not None:
                self.needs.append([_Need(schema, fewest=fewest, most=most)])
            return
        fewer = [_Need(schema, fewest=0, most=fewest - 1)] if fewest else []
        more = [_Need(schema, fewest=most + 1)] if most is not None else []
        self.needs.append([*fewer, *more])

    @property
    def prefix(self) -> int:
        """How many first positions differ from those behind."""
        starts = (need.start for needs in self.needs for need in needs)
        places = ((need.position or 0) + 1 for needs in self.needs for need in needs)
        prefixes = (len(owner.get("prefixItems", ())) for owner in self.owners)
        return max([0, *starts, *places, *prefixes])


def solve_array(demands: Sequence[Demand], solve: Solve) -> Answer:
    """Return an array that fits all demands.

    Args:
        demands: those on arrays.
        solve: finds a value for a goal.
    """
    wanted = _Wanted(demands)
    is_contradictory = wanted.is_unique and wanted.has_twins
    if wanted.shortest > wanted.longest or is_contradictory or not all(wanted.needs):
        return NoValue()
    if wanted.shortest > _LONGEST or wanted.is_vast:
        return Undecided("only very long arrays would do")
    undecided: Undecided | None = None
    attempts = _attempts(wanted)
    for length, marks, twins in islice(attempts, _MOST_PLACINGS):
        answer = _build(wanted, length, marks, twins, solve)
        if isinstance(answer, Found):
            return answer
        if isinstance(answer, Undecided):
            undecided = undecided or answer
    if undecided is None and (wanted.is_cut or next(attempts, None) is not None):
        return Undecided("too many items would have to be tried")
    return undecided or NoValue()


_Attempt = tuple[int, tuple[_Mark, ...], tuple[int, int] | None]


def _attempts(wanted: _Wanted) -> Iterator[_Attempt]:
    """Yield lengths with the positions of all that must be somewhere; short ones first."""
    needed = sum(max(need.fewest for need in needs) for needs in wanted.needs)
    slots = wanted.prefix + needed + (2 if wanted.has_twins else 0)
    for length in range(wanted.shortest, min(wanted.longest, max(wanted.shortest, slots)) + 1):
        first = min(length, slots)
        # Items behind the slots are all alike: a limit on how many a schema accepts sees them.
        reach = [length if _is_limited(needs) else first for needs in wanted.needs]
        ways = [
            _marks(wanted, needs, places) for needs, places in zip(wanted.needs, reach, strict=True)
        ]
        twins: list[tuple[int, int] | None] = [None]
        if wanted.has_twins:
            twins = list(combinations(range(first), 2))
        yield from ((length, marks, pair) for marks in product(*ways) for pair in twins)


def _marks(wanted: _Wanted, needs: Sequence[_Need], places: int) -> list[_Mark]:
    marks = list(
        islice((mark for need in needs for mark in need.marks(places)), _MOST_PLACINGS + 1)
    )
    wanted.is_cut |= len(marks) > _MOST_PLACINGS
    return marks


def _is_limited(needs: Sequence[_Need]) -> bool:
    return any(need.most is not None for need in needs)


def _build(
    wanted: _Wanted,
    length: int,
    marks: Sequence[_Mark],
    twins: tuple[int, int] | None,
    solve: Solve,
) -> Answer:
    goals = [_item_goal(wanted, index) for index in range(length)]
    for mark in marks:
        for index in range(length):
            if index in mark.positions:
                goals[index] = _with(goals[index], mark.schema, is_accepted=mark.is_accepted)
            elif mark.is_exact:
                goals[index] = _with(goals[index], mark.schema, is_accepted=not mark.is_accepted)
    if twins is not None:
        first, second = (goals[index] for index in twins)
        both = Goal(first.accepted + second.accepted, first.rejected + second.rejected)
        for index in twins:
            goals[index] = both
    if wanted.is_unique and length > 1 and wanted.anchor is not None:
        return different_values(goals, wanted.anchor, solve)
    return _values(goals, solve)


def _item_goal(wanted: _Wanted, index: int) -> Goal:
    own = (item_schema(owner, index) for owner in wanted.owners)
    return Goal(tuple(schema for schema in own if schema is not None))


def _with(goal: Goal, schema: Schema, *, is_accepted: bool) -> Goal:
    if is_accepted:
        return Goal((*goal.accepted, schema), goal.rejected)
    return Goal(goal.accepted, (*goal.rejected, schema))


def _values(goals: Sequence[Goal], solve: Solve) -> Answer:
    values: dict[GoalKey, Json] = {}
    undecided: Undecided | None = None
    for goal in {goal.key: goal for goal in goals}.values():
        answer = solve(goal)
        if isinstance(answer, NoValue):
            return answer
        if isinstance(answer, Undecided):
            undecided = undecided or answer
        else:
            values[goal.key] = answer.value
    return undecided or Found([values[goal.key] for goal in goals])
