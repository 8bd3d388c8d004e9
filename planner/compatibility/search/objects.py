"""The solver of objects: which members there must be, and a value for each."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import product

from planner.compatibility.evaluate import UnsureError, accepts, member_schemas
from planner.compatibility.schemas import Schema
from planner.compatibility.search.answers import Answer, Found, Goal, NoValue, Solve, Undecided
from planner.compatibility.search.names import Fresh, NameFinder, name_classes
from planner.compatibility.search.ways import Demand, is_trivial
from planner.compatibility.values import Json

_MOST_MEMBERS = 300
_MOST_PLACINGS = 400
_VIOLATIONS = frozenset(
    {"properties", "patternProperties", "additionalProperties", "propertyNames"}
)


class _Wanted:
    """The demands on one object.

    Args:
        demands: those on objects.
        receiver: the space whose declared names a sender doesn't use by chance; None: none.
    """

    def __init__(self, demands: Sequence[Demand], receiver: object | None) -> None:
        self.owners = [d.owner for d in demands if d.holds and d.keyword == "members"]
        self.names = [
            d.owner.child(d.value) for d in demands if d.holds and d.keyword == "propertyNames"
        ]
        self.required: dict[str, None] = {}
        self.absent: set[str] = set()
        self.fewest, self.most = 0, 10**9
        violations = [d for d in demands if not d.holds and d.keyword in _VIOLATIONS]
        for demand in demands:
            self._take(demand)
        self.sent = {
            d.value
            for d in violations
            if d.keyword == "properties" and d.owner.space is not receiver
        }
        self.violations = violations
        self.anchor = next((d.owner for d in demands), None)

    def _take(self, demand: Demand) -> None:
        match demand.keyword, demand.holds:
            case "required", True:
                self.required.update(dict.fromkeys(demand.value))
            case "required", False:
                self.absent.add(demand.value)
            case "minProperties", True:
                self.fewest = max(self.fewest, demand.value)
            case "maxProperties", True:
                self.most = min(self.most, demand.value)
            case "minProperties", False:
                self.most = min(self.most, demand.value - 1)
            case "maxProperties", False:
                self.fewest = max(self.fewest, demand.value + 1)
            case _:
                pass

    def declares(self, name: str) -> bool:
        """Whether the sender says anything about members of that name, or which names it has."""
        return (
            bool(self.names)
            or name in self.sent
            or name in self.required
            or any(
                name in owner.get("properties", {})
                or any(not is_trivial(member) for member in member_schemas(owner, name))
                for owner in self.owners
            )
        )

    def may_violate(self, violation: Demand) -> bool:
        """Whether the sender may send what violates, where names are reserved."""
        return violation.keyword != "properties" or self.declares(violation.value)

    def mentioned(self) -> list[str]:
        """Names that any demand mentions, but for those that must be absent."""
        names = dict(self.required)
        for owner in [*self.owners, *(d.owner for d in self.violations)]:
            names.update(dict.fromkeys(owner.get("properties", {})))
        return [name for name in names if name not in self.absent]

    def patterns(self) -> list[str]:
        owners = [*self.owners, *(d.owner for d in self.violations)]
        return list(dict.fromkeys(p for o in owners for p in o.get("patternProperties", {})))


def solve_object(demands: Sequence[Demand], solve: Solve, receiver: object | None) -> Answer:
    """Return an object that fits all demands.

    Args:
        demands: those on objects.
        solve: finds a value for a goal.
        receiver: the space of the side that must take the value, if its sender is trusted to use
            only names that it mentions: a name which only the receiver declares is then not met
            with any odd value. None: names are met with any value.
    """
    wanted = _Wanted(demands, receiver)
    if wanted.absent & wanted.required.keys() or wanted.fewest > wanted.most:
        return NoValue()
    if wanted.anchor is None:
        return Found({})
    if wanted.fewest > _MOST_MEMBERS:
        return Undecided("only objects with very many members would do")
    try:
        if receiver is not None and not all(map(wanted.may_violate, wanted.violations)):
            return NoValue()
        return _Builder(wanted, solve).answer()
    except UnsureError as error:
        return Undecided(str(error))


class _Builder:
    """Places what must be violated on names, then finds values."""

    def __init__(self, wanted: _Wanted, solve: Solve) -> None:
        assert wanted.anchor is not None  # noqa: S101  the caller has looked
        self._wanted = wanted
        self._solve = solve
        self._finder = NameFinder(wanted.anchor, wanted.names, solve)
        self._classes, self._is_complete = name_classes(wanted.patterns())

    @cached_property
    def _mentioned(self) -> list[str]:
        return self._wanted.mentioned()

    @cached_property
    def _taken(self) -> set[str]:
        return {*self._mentioned, *self._wanted.absent}

    def answer(self) -> Answer:
        if not all(self._is_allowed(name) for name in self._wanted.required):
            return NoValue()
        choices = [
            [(name, demand) for name in self._names_for(demand)]
            for demand in self._wanted.violations
        ]
        undecided: Undecided | None = None
        for tried, placing in enumerate(product(*choices)):
            if tried == _MOST_PLACINGS:
                return undecided or Undecided("too many members would have to be tried")
            answer = self._build(placing)
            if isinstance(answer, Found):
                return answer
            if isinstance(answer, Undecided):
                undecided = undecided or answer
        if undecided is None and not self._is_complete:
            return Undecided("not all member names were tried")
        return undecided or NoValue()

    def _is_allowed(self, name: str) -> bool:
        return all(accepts(schema, name) for schema in self._wanted.names)

    def _names_for(self, demand: Demand) -> Iterator[str]:
        """Yield names at which a keyword can be violated; they stand for all names."""
        if demand.keyword == "properties":
            name = demand.value
            if name not in self._wanted.absent and self._is_allowed(name):
                yield name
            return
        for name in self._mentioned:
            if self._is_allowed(name) and _looks_at(demand, name):
                yield name
        yield from self._fresh_for(demand)

    def _fresh_for(self, demand: Demand) -> Iterator[str]:
        refused = [_names_refused(demand)] if demand.keyword == "propertyNames" else []
        count = len(self._wanted.violations)
        for name_class in self._classes:
            if demand.keyword == "patternProperties" and demand.value not in name_class.matching:
                continue
            if demand.keyword == "additionalProperties" and any(
                pattern in name_class.matching
                for pattern in demand.owner.get("patternProperties", {})
            ):
                continue
            yield from self._fresh(self._finder.fresh(name_class, self._taken, count, refused))

    def _fresh(self, fresh: Fresh) -> Iterator[str]:
        self._is_complete &= fresh.is_complete
        yield from fresh.names

    def _build(self, placing: Sequence[tuple[str, Demand]]) -> Answer:
        """Return an object with the violations at these names; whether they can be comes first."""
        goals: dict[str, Goal] = {}
        for name, demand in placing:
            goal = goals.get(name) or self._member_goal(name)
            rejected = () if demand.keyword == "propertyNames" else (_violated(demand),)
            goals[name] = Goal(goal.accepted, (*goal.rejected, *rejected))
        for name in self._wanted.required:
            if name not in goals:
                goals[name] = self._member_goal(name)
        if len(goals) > self._wanted.most:
            return NoValue()
        members: dict[str, Json] = {}
        undecided: Undecided | None = None
        for name, goal in goals.items():
            answer = self._solve(goal)
            if isinstance(answer, NoValue):
                return answer
            if isinstance(answer, Undecided):
                undecided = undecided or answer
            else:
                members[name] = answer.value
        if undecided is not None:
            return undecided
        shown = dict.fromkeys([*self._wanted.required, *members])
        return self._fill({name: members[name] for name in shown})

    def _member_goal(self, name: str) -> Goal:
        owners = self._wanted.owners
        return Goal(tuple(schema for owner in owners for schema in member_schemas(owner, name)))

    def _fill(self, members: dict[str, Json]) -> Answer:
        """Add members until there are enough."""
        is_complete = self._is_complete
        missing = self._wanted.fewest - len(members)
        if missing <= 0:
            return Found(members)
        for name in self._more_names(missing + len(members)):
            if name in members or not self._is_allowed(name):
                continue
            answer = self._solve(self._member_goal(name))
            if isinstance(answer, Found):
                members[name] = answer.value
            is_complete &= not isinstance(answer, Undecided)
            if len(members) >= self._wanted.fewest:
                return Found(members)
        if is_complete and self._is_complete:
            return NoValue()
        return Undecided("not enough members were found")

    def _more_names(self, count: int) -> Iterator[str]:
        yield from self._mentioned
        for name_class in self._classes:
            yield from self._fresh(self._finder.fresh(name_class, self._taken, count))


def _names_refused(demand: Demand) -> Schema:
    return demand.owner.child(demand.value)


def _looks_at(demand: Demand, name: str) -> bool:
    """Return whether the violated keyword looks at members of that name."""
    owner = demand.owner
    if demand.keyword == "propertyNames":
        return not accepts(_names_refused(demand), name)
    if demand.keyword == "patternProperties":
        only = {"patternProperties": {demand.value: True}}
        return next(member_schemas(owner.child(only), name), None) is not None
    declaring = {k: owner.get(k) for k in _DECLARING if owner.get(k) is not None}
    return next(member_schemas(owner.child(declaring), name), None) is None


_DECLARING = ("properties", "patternProperties")


def _violated(demand: Demand) -> Schema:
    owner = demand.owner
    if demand.keyword == "additionalProperties":
        return owner.child(owner.get("additionalProperties"))
    return owner.child(owner.get(demand.keyword)[demand.value])
