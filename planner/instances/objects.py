"""Objects: which members, and a value for each."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from planner.instances.cases import Case
from planner.instances.goals import Goal, Workshop
from planner.instances.regular import writer_of
from planner.instances.runs import Run, StuckError
from planner.instances.seeds import Dice
from planner.instances.words import word
from planner.model.bundle import Schema

_MOST_EXTRA = 2_000
_OF_EXTRA = 20
"""What a member costs that nobody declared, in values: each is described anew."""
_MOST_REQUIRED = 20_000
_MOST_OPTIONAL = 2_000
"""Members that may be left out and are made all the same."""
_NAME_TRIES = 40


class Rules:
    """What the schemas of a case say about objects."""

    def __init__(self, case: Case, shop: Workshop) -> None:
        """Gather the rules of all atoms."""
        self.atoms = case.atoms
        self._shop = shop
        self.required = _in_order(name for atom in case.atoms for name in atom.get("required", ()))
        self.fewest = max((atom.get("minProperties", 0) for atom in case.atoms), default=0)
        self.most = min((atom.get("maxProperties", math.inf) for atom in case.atoms), default=0)
        self.names = [atom["propertyNames"] for atom in case.atoms if "propertyNames" in atom]
        self.needing = [atom["dependentRequired"] for atom in case.atoms
                        if "dependentRequired" in atom]  # fmt: skip
        self.patterns = _in_order(
            pattern for atom in case.atoms for pattern in atom.get("patternProperties", ())
        )

    @cached_property
    def declared(self) -> list[str]:
        """The names that are written somewhere, in that order."""
        written = _in_order(name for atom in self.atoms for name in atom.get("properties", ()))
        return _in_order((*written, *self.required))

    def schemas_of(self, name: str) -> tuple[Schema, ...]:
        """Return the schemas that a member of a name must satisfy."""
        found: list[Schema] = []
        is_evaluated = False
        for atom in self.atoms:
            own = self._own(atom, name)
            is_evaluated |= bool(own)
            found.extend(own)
        if not is_evaluated:
            found.extend(
                atom["unevaluatedProperties"]
                for atom in self.atoms
                if "unevaluatedProperties" in atom
            )
        return tuple(found)

    def _own(self, atom: Mapping[str, Any], name: str) -> list[Schema]:
        own: list[Schema] = []
        properties = atom.get("properties", {})
        if name in properties:
            own.append(properties[name])
        own.extend(
            schema
            for pattern, schema in atom.get("patternProperties", {}).items()
            if self.matches(pattern, name)
        )
        if not own and "additionalProperties" in atom:
            own.append(atom["additionalProperties"])
        return own

    def matches(self, pattern: str, name: str) -> bool:
        """Return whether a name matches a pattern."""
        schema = self._shop.book.once(
            self._shop, f"pattern {pattern}", lambda: {"pattern": pattern}
        )
        return self._shop.judge.validator(schema).is_valid(name)

    def allows_name(self, name: str) -> bool:
        """Return whether a member may have a name."""
        return all(self._shop.judge.validator(schema).is_valid(name) for schema in self.names)


class ObjectSource:
    """Makes the objects of a case."""

    kind = "object"

    def __init__(self, case: Case, goal: Goal, shop: Workshop) -> None:
        """Find out what each object must have."""
        self._goal = goal
        self._shop = shop
        self._hints = case.hints
        self._rules = Rules(case, shop)
        self._members: dict[str, Goal | None] = {}
        self._optional: list[str] | None = None
        self._route: dict[tuple[int, ...], bool] = {}
        self.problem: tuple[str, str] | None = None
        self.needs: Sequence[tuple[str, Goal]] = ()
        self._demand()

    def _demand(self) -> None:
        rules = self._rules
        if max(len(rules.required), rules.fewest) > rules.most:
            self.problem = ("more members are required than are allowed", "")
            return
        if len(rules.required) > _MOST_REQUIRED:
            self.problem = ("too many members are required", "")
            return
        needs: list[tuple[str, Goal]] = []
        for name in self._needed_by([*rules.required, *self._hinted()]):
            member = self.member(name)
            if member is None or not rules.allows_name(name):
                self.problem = ("a required member is not allowed", _step(name))
                return
            needs.append((name, member))
        self.needs = needs

    def _hinted(self) -> list[str]:
        """Return the members by which readers tell the branches of a choice apart."""
        rules = self._rules
        named = (name for name in self._hints if name in rules.declared and rules.allows_name(name))
        return [
            name
            for name in named
            if self._is_hinted(name) and len({*rules.required, name}) <= rules.most
        ]

    def _is_hinted(self, name: str) -> bool:
        """Return whether a member may have the value that a discriminator asks for."""
        goal = self.member(name)
        return goal is not None and goal.accepts(self._hints[name])

    def _needed_by(self, names: Sequence[str]) -> list[str]:
        """Return names with all that they demand beside them."""
        wanted = dict.fromkeys(names)
        todo = list(names)
        while todo:
            name = todo.pop()
            for needing in self._rules.needing:
                for other in needing.get(name, ()):
                    if other not in wanted:
                        wanted[other] = None
                        todo.append(other)
        return list(wanted)

    def member(self, name: str) -> Goal | None:
        """Return the goal of a member; None if no value is allowed there."""
        if name not in self._members:
            self._members[name] = self._member(name)
        return self._members[name]

    def _member(self, name: str) -> Goal | None:
        schemas = self._rules.schemas_of(name)
        if any(schema is False for schema in schemas):
            return None
        goal = self._shop.goal(schemas, name, self._goal.name)
        if name not in self._hints:
            return goal
        said = {"const": self._hints[name]}
        if not goal.accepts(self._hints[name]):
            return goal
        kept = self._shop.book.once(self, f"hint {name}", lambda: said)
        return self._shop.goal((*schemas, kept), name, self._goal.name)

    def optional(self) -> list[str]:
        """Return the names of members that may be left out, and that some value can have."""
        if self._optional is None:
            required = {name for name, _ in self.needs}
            free = [name for name in self._rules.declared if name not in required][:_MOST_OPTIONAL]
            self._optional = [name for name in free if self._is_possible(name)]
        return self._optional

    def _is_possible(self, name: str) -> bool:
        goal = self.member(name)
        if goal is None or not goal.is_wanted() or not self._rules.allows_name(name):
            return False
        return all(
            (other := self.member(needed)) is not None and other.is_wanted()
            for needed in self._needed_by([name])
        )

    def make(self, run: Run) -> dict[str, Any]:
        """Return an object.

        Raises:
            StuckError: there are not enough names, or a member was not found.
        """
        goals = self._chosen(run)
        identity = self._goal.identity
        is_outermost = identity not in run.active
        run.active.add(identity)
        run.depth += 1
        try:
            return self._filled(run, goals)
        finally:
            run.depth -= 1
            if is_outermost:
                run.active.discard(identity)

    def _filled(self, run: Run, goals: Mapping[str, Goal]) -> dict[str, Any]:
        run.spend(len(goals))
        made: dict[str, Any] = {}
        spare = run.left
        for index, (name, goal) in enumerate(goals.items()):
            # Shared out, so that the first does not take all; a debt is everybody's.
            share = spare // (len(goals) - index) if spare > 0 else spare
            run.left = share
            made[name] = goal.make(run)
            spare += run.left - share
        run.left = spare
        return made

    def _chosen(self, run: Run) -> Mapping[str, Goal]:
        """Return the members to make, in the order in which they are declared."""
        is_simple = not run.route and self._is_simple
        takes_all = run.wants_optional and not run.is_deep
        takes_all = takes_all and self._goal.identity not in run.active
        if is_simple:
            return self._all if takes_all else self._least
        chosen = {name for name, _ in self.needs}
        if not run.is_deep:
            self._add_optional(run, chosen, takes_all=takes_all)
        missing = self._rules.fewest - len(chosen)
        if missing > 0:
            spare = [name for name in self.optional() if name not in chosen]
            chosen.update(spare[:missing])
        goals = self._in_order_of_declaration(chosen)
        wanted = self._wanted_extras(run, goals)
        if wanted > 0:
            run.purse.pay(_OF_EXTRA * wanted)
            goals.update(self._extras(run, wanted, goals))
        return goals

    @cached_property
    def _is_simple(self) -> bool:
        """Whether all that may be made are the declared members, each as it likes."""
        rules = self._rules
        return not (
            self._is_map()
            or rules.needing
            or rules.fewest > len(self.needs)
            or rules.most < math.inf
        )

    @cached_property
    def _all(self) -> Mapping[str, Goal]:
        return self._in_order_of_declaration({*self.optional(), *(name for name, _ in self.needs)})

    @cached_property
    def _least(self) -> Mapping[str, Goal]:
        return self._in_order_of_declaration({name for name, _ in self.needs})

    def _in_order_of_declaration(self, chosen: Collection[str]) -> dict[str, Goal]:
        declared = self._rules.declared
        ordered = [name for name in declared if name in chosen]
        ordered.extend(sorted(set(chosen).difference(declared)))
        return {name: goal for name in ordered if (goal := self.member(name)) is not None}

    def _add_optional(self, run: Run, chosen: set[str], *, takes_all: bool) -> None:
        if not takes_all and not run.route:
            return
        for name in self.optional():
            if name in chosen or not (takes_all or self._is_on_route(run, name)):
                continue
            added = set(self._needed_by([name])) - chosen
            if len(chosen) + len(added) <= self._rules.most:
                chosen.update(added)

    def _is_on_route(self, run: Run, name: str) -> bool:
        goal = self.member(name)
        return goal is not None and run.leads_through(goal.schemas)

    def _wanted_extras(self, run: Run, goals: Mapping[str, Goal]) -> int:
        missing = self._rules.fewest - len(goals)
        if missing > 0:
            return min(missing, _MOST_EXTRA)
        if goals or run.is_deep or not self._is_map():
            return 0
        wants = (run.wants_optional and self._goal.identity not in run.active) or run.route
        return int(min(2 if run.mode == "typical" else 1, self._rules.most)) if wants else 0

    def _is_map(self) -> bool:
        """Return whether members of any name are described."""
        if self._rules.declared:
            return False
        return bool(self._rules.patterns) or any(
            isinstance(atom.get("additionalProperties"), dict) for atom in self._rules.atoms
        )

    def _extras(self, run: Run, count: int, taken: Mapping[str, Goal]) -> dict[str, Goal]:
        """Return members of names that nobody declared."""
        found: dict[str, Goal] = {}
        for name in self._names(run.dice, count):
            if name in taken or name in found or not self._rules.allows_name(name):
                continue
            goal = self.member(name)
            if goal is not None and goal.is_wanted():
                found[name] = goal
            if len(found) == count:
                return found
        if len(taken) + len(found) < self._rules.fewest:
            raise StuckError("too few names are allowed for as many members as there must be")
        return found

    def _names(self, dice: Dice, count: int) -> Iterator[str]:
        """Yield names that may be allowed."""
        if self._rules.names:
            named = self._shop.goal((*self._rules.names, _TEXT), "", "")
            if named.is_possible():
                for _ in range(count + _NAME_TRIES):
                    yield str(named.make(Run(dice, "typical", is_careful=True)))
        for pattern in self._rules.patterns:
            write = writer_of(pattern)
            for extra in range(count + _NAME_TRIES if write else 0):
                name = write(dice, 1 + extra // 4)  # type: ignore[misc]
                yield name
                yield f"{name}{word(dice)}"  # if the pattern does not say how names end
        yield from (word(dice) for _ in range(_NAME_TRIES))
        yield from (f"{word(dice)}{number}" for number in range(count + _NAME_TRIES))


_TEXT: Schema = {"type": "string"}


def _in_order(names: Any) -> list[str]:  # noqa: ANN401  any iterable of texts
    return list(dict.fromkeys(names))


def _step(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")
