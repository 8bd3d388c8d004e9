"""The search itself: goals, branches, kinds of values, and the memory of what was decided."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from planner.compatibility.evaluate import Known, UnsureError, accepts
from planner.compatibility.schemas import IsUnchanged, Sameness, Schema, nothing_is_known
from planner.compatibility.search.answers import Answer, Found, Goal, GoalKey, NoValue, Undecided
from planner.compatibility.search.arrays import solve_array
from planner.compatibility.search.branches import Branch, Expansion, TooManyError
from planner.compatibility.search.numbers import solve_number
from planner.compatibility.search.objects import solve_object
from planner.compatibility.search.texts import solve_text
from planner.compatibility.search.ways import (
    Demand,
    branches_of_union,
    conjuncts,
    has_union,
    is_single_union,
    rest_beside_union,
)
from planner.compatibility.values import Json, NumberError, json_key

_KINDS = ("object", "array", "string", "number", "boolean", "null")
_MOST_STEPS = 4_000
"""Steps that one question may take."""
_STEPS_WITHOUT_PURSE = 200
_MOST_DEBT = _MOST_STEPS
_STEPS_IN_DEBT = 20
"""What a question may take once so many steps too many were taken."""
_MOST_VALUES = 20_000
_MOST_REJECTED = 100
"""Schemas that a goal may reject for it to be split into easier ones."""
_LOOKS_IN_A_STEP = 4
_ANSWERS_IN_A_STEP = 12
_DEEPEST = 120
_FRAMES = 6000
"""Python calls that may be nested: a step of the search takes up to twenty."""

_Key = tuple[GoalKey, int]


class Search:
    """Finds values for goals; remembers what it has decided.

    Args:
        reserved_names: take it that a sender uses only the member names that its own schema
            mentions. Without it, an optional property added to an open object is a narrowing:
            true to the letter, and called breaking by nobody.
        is_unchanged: see `Sameness`.
    """

    def __init__(
        self, *, reserved_names: bool = True, is_unchanged: IsUnchanged = nothing_is_known
    ) -> None:
        """Start without knowledge."""
        self._reserved_names = reserved_names
        self.sameness = Sameness(is_unchanged=is_unchanged)
        self._expansion = Expansion(self.sameness, self._solve)
        self._memory: dict[_Key, Answer] = {}
        self._kept: list[Goal] = []
        self._depth_of: dict[_Key, int] = {}
        self._lowest_assumed = _DEEPEST + 1
        self._assumed: dict[_Key, int] = {}
        self._assumed_order: list[_Key] = []
        self._receiver: object | None = None
        self._is_cut = False
        self._purse = 0
        self.refill()

    def refill(self, steps: int = 4 * _MOST_STEPS) -> None:
        """Say how many steps all questions up to the next refill may take together.

        When these are spent, only questions that are easily answered are answered.
        """
        self._purse = steps

    def find(self, goal: Goal) -> Answer:
        """Return a value for a goal, a proof that there is none, or why neither was found.

        With reserved names, the space of the first rejected schema is that of the receiver.
        """
        least = _STEPS_WITHOUT_PURSE if self._purse > -_MOST_DEBT else _STEPS_IN_DEBT
        allowance = max(min(_MOST_STEPS, self._purse), least)
        self._expansion.steps_left = allowance
        self._lowest_assumed = _DEEPEST + 1
        self._depth_of.clear()
        self._forget_assumed(0)
        self._is_cut = False
        has_sides = self._reserved_names and goal.rejected
        self._receiver = goal.rejected[0].space if has_sides else None
        try:
            with _deep_calls():
                answer = self._solve(goal)
        except RecursionError:
            answer = Undecided("the schemas are nested too deeply")
        except (NumberError, ArithmeticError):
            answer = Undecided("a number is too large, or none")
        self._purse -= allowance - max(self._expansion.steps_left, 0)
        if self._is_cut:
            goal = _normal(goal)
            self._remember(goal, self._key_of(goal), answer)  # never try it again
        return answer

    def counterexample(self, sub: Schema, super_: Schema) -> Answer:
        """Return a value that `sub` accepts and `super_` rejects; NoValue proves inclusion."""
        return self.find(Goal((sub,), (super_,)))

    def _key_of(self, goal: Goal) -> _Key:
        return (goal.key, id(self._receiver))

    def _remember(self, goal: Goal, key: _Key, answer: Answer) -> None:
        self._memory[key] = answer
        self._kept.append(goal)

    def _solve(self, goal: Goal) -> Answer:
        self._expansion.spend()
        goal = _normal(goal)
        key = self._key_of(goal)
        known = self._memory.get(key)
        if known is not None:
            return known
        if key in self._depth_of or key in self._assumed:
            # A smallest value never has itself inside: what leads back here may be left out.
            depth = self._depth_of[key] if key in self._depth_of else self._assumed[key]
            self._lowest_assumed = min(self._lowest_assumed, depth)
            return NoValue()
        depth = len(self._depth_of)
        if depth >= _DEEPEST:
            self._is_cut = True
            return Undecided("the schemas are nested too deeply")
        return self._solve_new(goal, key, depth)

    def _solve_new(self, goal: Goal, key: _Key, depth: int) -> Answer:
        self._depth_of[key] = depth
        before, self._lowest_assumed = self._lowest_assumed, _DEEPEST + 1
        first = len(self._assumed_order)
        answer = self._decide(goal)
        assumed = self._lowest_assumed
        self._lowest_assumed = min(before, assumed if assumed < depth else _DEEPEST + 1)
        del self._depth_of[key]
        self._kept.append(goal)
        if isinstance(answer, NoValue) and assumed < depth:
            self._assume(key, assumed, first)
        elif isinstance(answer, NoValue):
            self._confirm(first)
            self._memory[key] = answer
        else:
            self._forget_assumed(first)
            if isinstance(answer, Found) or (assumed >= depth and not self._is_cut):
                self._memory[key] = answer
        return answer

    def _assume(self, key: _Key, depth: int, first: int) -> None:
        """Note that a goal has no value if the one at a lower depth has none."""
        for earlier in self._assumed_order[first:]:
            self._assumed[earlier] = min(self._assumed[earlier], depth)
        self._assumed[key] = depth
        self._assumed_order.append(key)

    def _confirm(self, first: int) -> None:
        """Make certain what was assumed since: all that it hung on has turned out so."""
        for key in self._assumed_order[first:]:
            self._memory[key] = NoValue()
            del self._assumed[key]
        del self._assumed_order[first:]

    def _forget_assumed(self, first: int) -> None:
        for key in self._assumed_order[first:]:
            del self._assumed[key]
        del self._assumed_order[first:]

    def _decide(self, goal: Goal) -> Answer:
        try:
            return self._decide_by_parts(goal)
        except TooManyError:
            self._is_cut = True
            return Undecided("there are too many cases")

    def _decide_by_parts(self, goal: Goal) -> Answer:
        if len(goal.rejected) == 1:
            parts = conjuncts(goal.rejected[0])
            if len(parts) > 1:
                # What is not accepted by all of several schemas is rejected by one of them.
                return self._first_found([Goal(goal.accepted, (part,)) for part in parts])
            if self._is_included_in_part(goal):
                return NoValue()
        answer = self._decide_by_cases(goal)
        return self._decide_by_branches(goal) if answer is None else answer

    def _decide_by_cases(self, goal: Goal) -> Answer | None:
        """Return an answer from goals that are easier: one branch of a union, one rejected schema.

        What they have in common with the goal is decided once, and what rules them out rules out
        the goal. None: they don't tell.
        """
        goal = Goal(goal.accepted, tuple(self._branches_of_rejected(goal.rejected)))
        if len(goal.rejected) > _MOST_REJECTED:
            return None
        unions = [schema for schema in goal.accepted if has_union(schema)]
        if len(unions) == 1:
            return self._decide_by_union(goal, unions[0])
        return self._decide_one_by_one(goal) if not unions and len(goal.rejected) > 1 else None

    def _branches_of_rejected(self, rejected: Sequence[Schema]) -> Iterator[Schema]:
        """Yield what is rejected; to reject a plain `anyOf` is to reject each of its branches."""
        for schema in rejected:
            branches = self._expansion.branches_of(schema)
            if branches is None or rest_beside_union(schema) is not None:
                yield schema
            else:
                yield from branches

    def _decide_by_union(self, goal: Goal, union: Schema) -> Answer | None:
        """Return an answer from the branches of the one union that must accept the value."""
        if not is_single_union(union):
            return None
        is_enough = self._expansion.branches_of(union) is not None
        rest = rest_beside_union(union)
        others = [schema for schema in goal.accepted if schema is not union]
        others += [] if rest is None else [rest]
        branches = branches_of_union(union)
        undecided: Undecided | None = None
        for branch in branches:
            siblings = () if is_enough else (other for other in branches if other is not branch)
            answer = self._solve_easier(Goal((*others, branch), (*goal.rejected, *siblings)))
            if answer is None or isinstance(answer, Found):
                return answer
            if isinstance(answer, Undecided):
                undecided = undecided or answer
        return undecided or NoValue()

    def _decide_one_by_one(self, goal: Goal) -> Answer | None:
        """Return an answer from rejecting some of several schemas: the others may follow.

        What is found is tried on the others; one that accepts it is rejected next, at first alone,
        then together with those that were before it.
        """
        found = self._solve_easier(Goal(goal.accepted))
        for is_together in (False, True):
            tried: list[Schema] = []
            while isinstance(found, Found):
                known = Known()
                answer = _first_that_fits(goal, [found.value], "it is accepted", known)
                if isinstance(answer, Found):
                    return answer
                accepting = _first_accepting(goal.rejected, found.value, tried, known)
                self._expansion.spend(len(known) // _ANSWERS_IN_A_STEP)
                if accepting is None or len(tried) + 1 == len(goal.rejected):
                    break
                tried.append(accepting)
                rejected = tuple(tried) if is_together else (accepting,)
                found = self._solve_easier(Goal(goal.accepted, rejected))
        return found if isinstance(found, NoValue) and self._may_drop(goal.rejected) else None

    def _may_drop(self, schemas: Sequence[Schema]) -> bool:
        """Return whether there is no value without some schemas if there is none with them.

        A sender's schemas say more than which values are valid: which names it uses.
        """
        return self._receiver is None or all(s.space is self._receiver for s in schemas)

    def _solve_easier(self, goal: Goal) -> Answer | None:
        """Return the answer for a goal about the same value; None if that leads in a circle."""
        self._expansion.spend((len(goal.accepted) + len(goal.rejected)) // _LOOKS_IN_A_STEP)
        normal = _normal(goal)
        key = self._key_of(normal)
        if key in self._depth_of or key in self._assumed:
            return None
        return self._solve(normal)

    def _first_found(self, goals: Sequence[Goal]) -> Answer:
        undecided: Undecided | None = None
        for goal in goals:
            answer = self._solve(goal)
            if isinstance(answer, Found):
                return answer
            if isinstance(answer, Undecided):
                undecided = undecided or answer
        return undecided or NoValue()

    def _is_included_in_part(self, goal: Goal) -> bool:
        """Return whether one of several accepted unions alone is included in what is rejected.

        To multiply unions out is the dearest thing to do. Any name counts here: which ones a
        sender uses is said by all its parts together.
        """
        if sum(map(has_union, goal.accepted)) < _MANY_UNIONS:
            return False
        receiver, self._receiver = self._receiver, None
        try:
            goals = (Goal((part,), goal.rejected) for part in goal.accepted)
            return any(isinstance(self._solve(part), NoValue) for part in goals)
        finally:
            self._receiver = receiver

    def _decide_by_branches(self, goal: Goal) -> Answer:
        undecided: Undecided | None = None
        for branch in self._expansion.branches(goal):
            answer = self._decide_branch(goal, branch)
            if isinstance(answer, Found):
                return answer
            if isinstance(answer, Undecided):
                undecided = undecided or answer
        return undecided or NoValue()

    def _decide_branch(self, goal: Goal, branch: Branch) -> Answer:
        values = _listed_values(branch.demands)
        if values is not None:
            return _first_that_fits(goal, _but_listed(values, branch.demands))
        undecided: Undecided | None = None
        for kind in _KINDS:
            if not branch.kinds & _PARTS.get(kind, {kind}):
                continue
            answer = self._decide_kind(goal, kind, branch)
            if isinstance(answer, Found):
                return answer
            if isinstance(answer, Undecided):
                undecided = undecided or answer
        return undecided or NoValue()

    def _decide_kind(self, goal: Goal, kind: str, branch: Branch) -> Answer:
        if kind in {"boolean", "null"}:
            return _first_that_fits(goal, [None] if kind == "null" else [False, True])
        answer = self._build(kind, branch)
        if not isinstance(answer, Found):
            return answer
        if _is_vast(answer.value):
            return Undecided("the value would be too large")
        return _first_that_fits(goal, [answer.value], if_none="a value was built that fails")

    def _build(self, kind: str, branch: Branch) -> Answer:
        demands = branch.demands
        if kind == "object":
            return solve_object(demands, self._solve, self._receiver)
        if kind == "array":
            return solve_array(demands, self._solve)
        if kind == "string":
            return solve_text(demands)
        numbers = branch.kinds & _PARTS["number"]
        whole = None if len(numbers) > 1 else "integer" in numbers
        return solve_number(demands, whole=whole)


def _normal(goal: Goal) -> Goal:
    """Return a goal without references and, where it is free, without `allOf`."""
    rejected = []
    for schema in goal.rejected:
        parts = conjuncts(schema)
        rejected.append(parts[0] if len(parts) == 1 else schema.followed())
    accepted = [part for schema in goal.accepted for part in conjuncts(schema)]
    return Goal(tuple(accepted), tuple(rejected))


_MANY_UNIONS = 2


def _first_accepting(
    schemas: Sequence[Schema], value: Json, left_out: Sequence[Schema], known: Known
) -> Schema | None:
    """Return the first of some schemas that accepts a value, as far as that can be told."""
    seen = {schema.key for schema in left_out}
    for schema in schemas:
        try:
            if schema.key not in seen and accepts(schema, value, known):
                return schema
        except UnsureError:
            continue
    return None


_PARTS = {"number": frozenset({"integer", "fraction"})}


@contextmanager
def _deep_calls() -> Iterator[None]:
    """Allow deeper calls than Python does by default; schemas refer to each other deeply."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _listed_values(demands: Sequence[Demand]) -> list[Json] | None:
    """Return the values of the shortest list that a value must come from, if there is one."""
    lists: list[list[Any]] = []
    for demand in demands:
        if demand.holds and demand.keyword == "enum":
            lists.append(demand.value)
        if demand.holds and demand.keyword == "const":
            lists.append([demand.value])
    return min(lists, key=len) if lists else None


def _but_listed(values: Sequence[Json], demands: Sequence[Demand]) -> Sequence[Json]:
    """Return values without those that are on lists they must not come from."""
    refused = [
        d.owner.space.value_keys(d.value) for d in demands if d.keyword == "enum" and not d.holds
    ]
    if not refused:
        return values
    left_out = frozenset().union(*refused)
    return [value for value in values if json_key(value) not in left_out]


def _is_vast(value: Json) -> bool:
    """Return whether a value has more values in it than are worth a look.

    The parts of it are shared: one that holds the next twice, forty times over, is built at once.
    """
    waiting, count = [value], 0
    while waiting and count <= _MOST_VALUES:
        item = waiting.pop()
        count += 1
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return count > _MOST_VALUES


def _first_that_fits(
    goal: Goal, values: Sequence[Json], if_none: str = "", known: Known | None = None
) -> Answer:
    """Return the first of some values that is accepted and rejected as the goal wants.

    Args:
        goal: what is wanted.
        values: what is tried.
        if_none: why nothing is proved if none fits; empty if that is a proof.
        known: gets what is found out about them.
    """
    known = Known() if known is None else known
    for value in values:
        try:
            if all(accepts(schema, value, known) for schema in goal.accepted) and not any(
                accepts(schema, value, known) for schema in goal.rejected
            ):
                return Found(value)
        except UnsureError as error:
            if_none = str(error)
    return Undecided(if_none) if if_none else NoValue()
