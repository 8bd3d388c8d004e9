"""A goal -> branches without and, or, not: what is left are single demands on one value.

The splitting is that of a tableau prover with unit propagation: what needs no choice is taken in
first, choices that have become certain are made at once, and of the open ones that with the fewest
alternatives is tried first. Source: M. Davis, G. Logemann, D. Loveland, "A machine program for
theorem-proving", Communications of the ACM 5(7), 1962.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from planner.compatibility.schemas import Sameness, Schema
from planner.compatibility.search.answers import Goal, NoValue, Solve
from planner.compatibility.search.kinds import ALL_KINDS, Kinds, Overview
from planner.compatibility.search.unevaluated import open_question, without_unevaluated
from planner.compatibility.search.ways import (
    UNEVALUATED,
    Alternative,
    Demand,
    Signed,
    branches_of_union,
    is_single_union,
    keywords,
    kinds_left,
    ways_to_fail,
    ways_to_hold,
)

_COMPARED_IN_A_STEP = 4
_LOOKS_IN_A_STEP = 8
_MANY_LOOKS = 200
"""Pairs of nodes from which on a comparison is as dear as it is unusual."""
_MOST_PAIRS = 500
_Todo = list[Signed | Demand]
_NodeKey = tuple[int, int]


class TooManyError(Exception):
    """The cases that a goal splits into are too many."""


class Branch(NamedTuple):
    """One way to reach a goal: the demands on the value, and the kinds of values that are left."""

    demands: list[Demand]
    kinds: Kinds


class _Choice(NamedTuple):
    """Alternatives, one of which must be taken.

    Args:
        rejected: the schema that the choice is about, where it is about rejecting one.
    """

    alternatives: Sequence[Alternative]
    rejected: Schema | None = None

    @property
    def rank(self) -> tuple[bool, int]:
        """What to choose first; the smallest."""
        return (self.rejected is not None, len(self.alternatives))


class _World:
    """A branch while it is being made."""

    def __init__(self) -> None:
        self.demands: list[Demand] = []
        self.kinds: Kinds = ALL_KINDS
        self.accepted: dict[_NodeKey, Schema] = {}
        self.rejected: dict[_NodeKey, Schema] = {}
        self.open: list[_Choice] = []

    def copy(self) -> "_World":
        other = _World()
        other.demands = list(self.demands)
        other.kinds = self.kinds
        other.accepted = dict(self.accepted)
        other.rejected = dict(self.rejected)
        other.open = list(self.open)
        return other

    def says(self, schema: Schema) -> bool | None:
        """Return whether the value is known to be accepted or rejected by a schema."""
        schema = schema.followed()
        if isinstance(schema.node, bool):
            return schema.node
        if schema.key in self.accepted:
            return True
        return False if schema.key in self.rejected else None


class Expansion:
    """Splits goals; knows which schemas are written the same.

    Args:
        sameness: what is known about equal schemas.
        solve: finds a value for a goal about a part of a value.
    """

    def __init__(self, sameness: Sameness, solve: Solve) -> None:
        """Start without steps left."""
        self._sameness = sameness
        self._solve = solve
        self._overview = Overview()
        self.steps_left = 0

    def branches(self, goal: Goal) -> Iterator[Branch]:
        """Yield the branches of a goal; a branch that contradicts itself is left out.

        Raises:
            TooManyError: `steps_left` has run out.
        """
        todo: _Todo = [(False, schema) for schema in reversed(goal.rejected)]
        todo += [(True, schema) for schema in reversed(goal.accepted)]
        waiting: list[tuple[_World, Iterator[Alternative]]] = [(_World(), iter([todo]))]
        while waiting:
            world, alternatives = waiting[-1]
            alternative = next(alternatives, None)
            if alternative is None:
                waiting.pop()
                continue
            self.spend()
            grown = world.copy()
            if not self._settle(grown, list(alternative)):
                continue
            choice = self._next_choice(grown)
            if choice is not None:
                waiting.append((grown, iter(choice.alternatives)))
                continue
            branch = _finished(grown)
            if branch is not None:
                yield branch

    def branches_of(self, schema: Schema) -> list[Schema] | None:
        """Return the branches of a schema's union if it is enough that one of them accepts.

        None if it has none, two, or a `oneOf` of which two branches may accept one value.
        """
        if not is_single_union(schema):
            return None
        if schema.get("oneOf") is not None and not self._overview.are_apart(schema):
            return None
        return branches_of_union(schema)

    def spend(self, steps: int = 1) -> None:
        """Take steps from those left.

        Raises:
            TooManyError: there are none.
        """
        self.steps_left -= steps
        if self.steps_left < 0:
            raise TooManyError

    def _settle(self, world: _World, todo: _Todo) -> bool:
        """Take in all that needs no choice; return False on a contradiction."""
        while True:
            while todo:
                if not self._take(world, todo.pop(), todo):
                    return False
            if not self._propagate(world, todo):
                return False
            if not todo:
                return True

    def _take(self, world: _World, item: Signed | Demand, todo: _Todo) -> bool:
        if isinstance(item, Demand):
            world.demands.append(item)
            world.kinds &= kinds_left(item)
            return bool(world.kinds)
        self.spend()
        holds, schema = item[0], item[1].followed()
        known = world.says(schema)
        if known is not None:
            return known is holds
        others = world.rejected if holds else world.accepted
        self.spend(len(others) // _COMPARED_IN_A_STEP)
        compared = self._sameness.compared
        if any(self._sameness.same(schema, other, _MOST_PAIRS) for other in others.values()):
            return False
        looks = self._sameness.compared - compared
        self.spend(looks // _LOOKS_IN_A_STEP + max(0, looks - _MANY_LOOKS) // 2)
        return (self._accept if holds else self._reject)(world, schema, todo)

    def _accept(self, world: _World, schema: Schema, todo: _Todo) -> bool:
        world.accepted[schema.key] = schema
        world.kinds &= self._overview.kinds(schema)
        if not world.kinds:
            return False
        for keyword, value in keywords(schema):
            alternatives = self._ways_to_hold(schema, keyword, value)
            if len(alternatives) == 1:
                todo.extend(alternatives[0])
            else:
                world.open.append(_Choice(alternatives))
        return True

    def _ways_to_hold(self, schema: Schema, keyword: str, value: Any) -> list[Alternative]:  # noqa: ANN401
        if keyword == "oneOf" and self._overview.are_apart(schema):
            keyword = "anyOf"
        return ways_to_hold(schema, keyword, value)

    def _ways_to_fail(self, schema: Schema, keyword: str, value: Any) -> Iterator[Alternative]:  # noqa: ANN401
        if keyword == "oneOf" and self._overview.are_apart(schema):
            keyword = "anyOf"
        return ways_to_fail(schema, keyword, value)

    def _reject(self, world: _World, schema: Schema, todo: _Todo) -> bool:
        world.rejected[schema.key] = schema
        if self._is_rejected_anyway(world, schema):
            return True
        ways = [
            alternative
            for keyword, value in keywords(schema)
            for alternative in self._ways_to_fail(schema, keyword, value)
        ]
        if len(world.rejected) > 1 and len(ways) > 1:
            # Ways multiply with those of the others: it pays to look closer at each.
            ways = [way for way in ways if not self._is_ruled_out(world, way)]
        if len(ways) == 1:
            todo.extend(ways[0])
        else:
            world.open.append(_Choice(ways, schema))
        return bool(ways)

    def _is_ruled_out(self, world: _World, alternative: Alternative) -> bool:
        """Return whether a member that must violate its schema can't, by what is accepted."""
        if len(alternative) != 1 or not isinstance(alternative[0], Demand):
            return False
        demand = alternative[0]
        if demand.holds or demand.keyword != "properties":
            return False
        said = tuple(
            schema.child(member)
            for schema in world.accepted.values()
            if (member := schema.get("properties", {}).get(demand.value)) is not None
        )
        violated = demand.owner.child(demand.owner.get("properties")[demand.value])
        return bool(said) and isinstance(self._solve(Goal(said, (violated,))), NoValue)

    def _is_rejected_anyway(self, world: _World, schema: Schema) -> bool:
        if not self._overview.kinds(schema) & world.kinds:
            return True
        return any(self._overview.are_disjoint(schema, other) for other in world.accepted.values())

    def _propagate(self, world: _World, todo: _Todo) -> bool:
        """Drop choices that are made already; make those that are certain by now."""
        left: list[_Choice] = []
        looked_at = 0
        for choice in world.open:
            looked_at += 1 + (len(world.accepted) if choice.rejected is not None else 0)
            if choice.rejected is not None and self._is_rejected_anyway(world, choice.rejected):
                continue
            looked_at += len(choice.alternatives)
            possible = self._possible(world, choice.alternatives)
            if possible is None:
                continue
            if not possible:
                return False
            if len(possible) == 1:
                todo.extend(possible[0])
            else:
                left.append(_Choice(possible, choice.rejected))
        self.spend(looked_at // _LOOKS_IN_A_STEP)
        world.open = left
        return True

    def _possible(
        self, world: _World, alternatives: Sequence[Alternative]
    ) -> list[Alternative] | None:
        """Return the alternatives that nothing in plain sight speaks against; None: one is met."""
        possible = []
        for alternative in alternatives:
            fits = self._fits(world, alternative)
            if fits is True:
                return None
            if fits is None:
                possible.append(alternative)
        return possible

    def _fits(self, world: _World, alternative: Alternative) -> bool | None:
        """Return whether an alternative is met (True), is impossible (False) or open (None)."""
        is_met = True
        for item in alternative:
            if isinstance(item, Demand):
                is_met = False
                if not kinds_left(item) & world.kinds or self._is_hopeless(world, item):
                    return False
                continue
            holds, schema = item
            known = world.says(schema)
            if known is None:
                is_met = False
                if holds and not self._overview.kinds(schema) & world.kinds:
                    return False
            elif known is not holds:
                return False
        return True if is_met else None

    def _is_hopeless(self, world: _World, demand: Demand) -> bool:
        """Return whether an accepted schema says the very thing that a demand wants violated."""
        if demand.holds:
            return False
        if demand.keyword == "required":
            required = (schema.get("required", ()) for schema in world.accepted.values())
            return any(demand.value in names for names in required)
        if demand.keyword == "properties":
            violated = demand.owner.child(demand.owner.get("properties")[demand.value])
            return any(
                self._sameness.same(schema.child(member), violated, _MOST_PAIRS)
                for schema in world.accepted.values()
                if (member := schema.get("properties", {}).get(demand.value)) is not None
            )
        if demand.keyword == "items" and demand.owner.get("prefixItems") is None:
            return any(
                self._sameness.same(schema.child(items), demand.owner.child(demand.value))
                for schema in world.accepted.values()
                if (items := schema.get("items")) is not None and "prefixItems" not in schema.node  # type: ignore[operator]
            )
        return False

    def _next_choice(self, world: _World) -> _Choice | None:
        """Take out the choice that keeps the tree small.

        To accept a schema says more about a value than to reject one, so that comes first; then
        the choice with the fewest alternatives.
        """
        if world.open:
            position = min(range(len(world.open)), key=lambda i: world.open[i].rank)
            return world.open.pop(position)
        for demand in world.demands:
            if demand.keyword in UNEVALUATED:
                schema = open_question(demand.owner, world.says)
                if schema is not None:
                    return _Choice([[(True, schema)], [(False, schema)]])
        return None


def _finished(world: _World) -> Branch | None:
    demands: list[Demand] = []
    for demand in world.demands:
        if demand.keyword not in UNEVALUATED:
            demands.append(demand)
            continue
        plain = without_unevaluated(demand, world.says)
        if plain is False:
            return None
        if isinstance(plain, Demand):
            demands.append(plain)
    return Branch(demands, world.kinds)
