"""Arrays: how many items, and a value for each."""

import math
from collections.abc import Sequence
from typing import Any

from planner.instances.cases import Case
from planner.instances.goals import Goal, Workshop
from planner.instances.nodes import key_of
from planner.instances.runs import Run, StuckError
from planner.instances.words import tokens_of
from planner.model.bundle import Schema

_LONGEST = 10_000
_TRIES = 60
_FEW_TRIES = 20
"""After so many, texts need no longer be what the name of a member tells."""
_USUAL = {"typical": 2, "saturated": 2, "nulls": 1, "minimal": 0}


class ArraySource:
    """Makes the arrays of a case."""

    kind = "array"

    def __init__(self, case: Case, goal: Goal, shop: Workshop) -> None:
        """Find out what each array must have."""
        self._goal = goal
        self._shop = shop
        self._atoms = case.atoms
        self._name = singular(goal.name)
        self._goals: dict[tuple[int, bool], Goal | None] = {}
        self._prefix = max(len(atom.get("prefixItems", ())) for atom in case.atoms)
        self._is_unique = any(atom.get("uniqueItems") is True for atom in case.atoms)
        self._contained = [atom for atom in case.atoms if "contains" in atom]
        self._counted = max((atom.get("minContains", 1) for atom in self._contained), default=0)
        fewest = max(atom.get("minItems", 0) for atom in case.atoms)
        self._fewest = max(fewest, self._counted)
        self._most = min(atom.get("maxItems", math.inf) for atom in case.atoms)
        self.problem: tuple[str, str] | None = None
        self.needs: Sequence[tuple[str, Goal]] = ()
        self._demand()

    def _demand(self) -> None:
        if self._fewest > self._most:
            self.problem = ("more items are required than are allowed", "")
            return
        needs: list[tuple[str, Goal]] = []
        for index in range(min(self._fewest, self._prefix + self._counted + 1)):
            item = self._item(index, self._fewest)
            if item is None:
                self.problem = ("a required item is not allowed", f"/{index}")
                return
            needs.append((str(index), item))
        if self._counted and self._fewest:
            last = self._item(self._fewest - 1, self._fewest)
            if last is None:
                self.problem = ("a required item is not allowed", f"/{self._fewest - 1}")
                return
            needs.append((str(self._fewest - 1), last))
        self.needs = needs

    def _item(self, index: int, length: int) -> Goal | None:
        """Return the goal of an item; None if no value is allowed there."""
        place = min(index, self._prefix)
        is_contained = index >= length - self._counted
        key = (place, is_contained)
        if key not in self._goals:
            schemas = self._schemas(place)
            if is_contained:
                schemas = (*schemas, *(atom["contains"] for atom in self._contained))
            if any(schema is False for schema in schemas):
                self._goals[key] = None
            else:
                self._goals[key] = self._shop.goal(schemas, self._name, self._goal.parent)
        return self._goals[key]

    def _schemas(self, place: int) -> tuple[Schema, ...]:
        found: list[Schema] = []
        is_evaluated = False
        for atom in self._atoms:
            prefix = atom.get("prefixItems", ())
            if place < len(prefix):
                found.append(prefix[place])
            elif "items" in atom:
                found.append(atom["items"])
            else:
                continue
            is_evaluated = True
        if not is_evaluated:
            found.extend(a["unevaluatedItems"] for a in self._atoms if "unevaluatedItems" in a)
        return tuple(found)

    def make(self, run: Run) -> list[Any]:
        """Return an array.

        Raises:
            StuckError: an item was not found, or too few that differ.
        """
        length = self._length(run)
        identity = self._goal.identity
        is_outermost = identity not in run.active
        run.active.add(identity)
        was_fresh = run.is_fresh
        run.depth += 1
        try:
            return self._filled(run, length)
        finally:
            run.depth -= 1
            run.is_fresh = was_fresh
            if is_outermost:
                run.active.discard(identity)

    def _length(self, run: Run) -> int:
        if self._fewest > _LONGEST:
            raise StuckError("the array would be too long")
        usual = 0
        if not run.is_deep and (self._is_wanted(run) or self._is_on_route(run)):
            usual = max(_USUAL[run.mode], 1 if run.route else 0)
            usual = max(usual, self._prefix if run.mode != "minimal" else 0)
        length = int(min(max(self._fewest, usual), self._most))
        while length > self._fewest and not self._is_possible(length):
            length -= 1
        return length

    def _is_wanted(self, run: Run) -> bool:
        return run.wants_optional and self._goal.identity not in run.active

    def _is_on_route(self, run: Run) -> bool:
        goal = self._item(0, 0)
        return goal is not None and run.leads_through(goal.schemas)

    def _is_possible(self, length: int) -> bool:
        goals = [self._item(index, length) for index in range(length)]
        return all(goal is not None and goal.is_wanted() for goal in goals)

    def _filled(self, run: Run, length: int) -> list[Any]:
        items: list[Any] = []
        taken: set[Any] = set()
        run.spend(length)
        for index in range(length):
            goal = self._item(index, length)
            if goal is None:
                raise StuckError("an item is not allowed")
            try:
                item = self._different(run, goal, taken)
            except StuckError:
                if index < self._fewest or self._counted:
                    raise
                break
            items.append(item)
            run.is_fresh = True
        return items

    def _different(self, run: Run, goal: Goal, taken: set[Any]) -> Any:  # noqa: ANN401  JSON
        """Return an item; one unlike the others where that is asked for."""
        if not self._is_unique:
            return goal.make(run)
        was_varied = run.is_varied
        try:
            return self._other(run, goal, taken)
        finally:
            run.is_varied = was_varied

    def _other(self, run: Run, goal: Goal, taken: set[Any]) -> Any:  # noqa: ANN401  JSON
        for attempt in range(_TRIES):
            run.is_varied = run.is_varied or attempt >= _FEW_TRIES
            item = goal.make(run)
            key = key_of(item)
            if key not in taken:
                taken.add(key)
                return item
            run.is_fresh = True
            if attempt > _TRIES // 2 and run.mode == "minimal":
                run = run.as_mode("saturated")
        raise StuckError("too few items differ from each other")


def singular(name: str) -> str:
    """Return the name of an item of an array."""
    tokens = tokens_of(name)
    if not tokens:
        return ""
    last = tokens[-1]
    if last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s") and not last.endswith(("ss", "us", "is")):
        last = last[:-1]
    return "_".join((*tokens[:-1], last))
