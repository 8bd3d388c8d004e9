"""The maker: valid values of schemas, the same for the same seed, realistic by member name."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.instances.arrays import ArraySource
from planner.instances.cases import Book, Case
from planner.instances.goals import Goal, settle
from planner.instances.judge import Judge, Validator
from planner.instances.leaves import (
    BOOLEAN,
    NULL,
    number_source,
    pool_sources,
    text_source,
    written_values,
)
from planner.instances.objects import ObjectSource
from planner.instances.runs import Purse, Run, StuckError, TooLargeError
from planner.instances.seeds import Dice
from planner.instances.variants import Route, Taken, routes
from planner.instances.ways import Source, height_of
from planner.model.bundle import Schema

PLAIN_VARIANTS = ("typical", "minimal", "saturated", "nulls")
_LEFT = {"typical": 600, "saturated": 2_000, "nulls": 800, "minimal": 0}
_CAREFUL_ATTEMPTS = 4
_FRAMES_TOLD = "it is nested too deeply"
_SIZE_TOLD = "it would be too large"


class NoInstance(Exception):  # noqa: N818  the name says what there is
    """No value of a schema was made.

    Args:
        reason: why, for people.
        pointer: JSON pointer of the place in the value that can't be made.
        is_proven: whether it is certain that there is none.
        is_too_large: whether it would only be more than a machine should hold.
    """

    def __init__(
        self,
        reason: str,
        pointer: str = "",
        *,
        is_proven: bool = False,
        is_too_large: bool = False,
    ) -> None:
        """Remember why and where."""
        super().__init__(f"{reason}, at `{pointer or '/'}`")
        self.reason = reason
        self.pointer = pointer
        self.is_proven = is_proven
        self.is_too_large = is_too_large


class Maker:
    """Makes values of the schemas of a bundle; each schema is opened when it is first asked for.

    Args:
        schemas: NAME -> schema, as in `Bundle.schemas`. Not copied: leave it unchanged.
        judge: over the same schemas; every value is checked by it before it is given out.
    """

    def __init__(self, schemas: Mapping[str, Schema], judge: Judge) -> None:
        """Start with nothing opened."""
        self.book = Book(schemas)
        self.judge = judge
        self._goals: dict[tuple[tuple[int, ...], str, str], Goal] = {}
        self._routes: dict[int, tuple[Schema, dict[str, Route]]] = {}

    def make(self, schema: Schema | None, seed: int, variant: str = "typical") -> Any:  # noqa: ANN401
        """Return a value that is valid.

        Args:
            schema: of the bundle, or one whose references lead into it; None: anything.
            seed: the same seed gives the same value; another usually another.
            variant: `typical`; `minimal`: nothing that can be left out; `saturated`: all that can
                be there, once; `nulls`: null wherever it is allowed below the top;
                `branch:PLACE`: with that branch of a choice (see `variants`).

        Raises:
            NoInstance: no value exists, or none was found.
            KeyError: the variant is not one of the schema.
        """
        if schema is False:
            raise NoInstance("nothing is allowed", is_proven=True)
        route = self._route(schema, variant)
        goal = self.goal((True if schema is None else schema,), "", "")
        validator = self.judge.validator(schema)
        try:
            return self._made(goal, validator, seed, route)
        except RecursionError:
            raise NoInstance(_FRAMES_TOLD) from None
        except TooLargeError:
            raise NoInstance(_SIZE_TOLD, is_too_large=True) from None

    def variants(self, schema: Schema | None) -> tuple[str, ...]:
        """Return the variants of a schema: the plain ones, then one for each branch of a choice."""
        return (*PLAIN_VARIANTS, *self._routes_of(schema))

    def options(self, schema: Schema | None, variant: str) -> tuple[Taken, ...]:
        """Return the options that a `branch:` variant takes, outermost first.

        Raises:
            KeyError: the variant is not one of the schema.
        """
        return self._route(schema, variant).taken

    def _route(self, schema: Schema | None, variant: str) -> Route:
        if variant in PLAIN_VARIANTS:
            return Route(variant, {}, frozenset())
        return self._routes_of(schema)[variant]

    def _routes_of(self, schema: Schema | None) -> Mapping[str, Route]:
        if schema is None or isinstance(schema, bool):
            return {}
        if id(schema) not in self._routes:
            self._routes[id(schema)] = (schema, routes(schema, self.book))
        return self._routes[id(schema)][1]

    def _made(self, goal: Goal, validator: Validator, seed: int, route: Route) -> Any:  # noqa: ANN401
        if validator.problem:
            raise NoInstance(validator.problem)
        if not goal.is_possible():
            reason, pointer = explained(goal)
            raise NoInstance(reason, pointer, is_proven=False)
        stuck, purse = "no valid value was found", Purse()
        for attempt in range(1 + _CAREFUL_ATTEMPTS):
            try:
                value = goal.make(self._run(seed, attempt, route, purse))
            except StuckError as error:
                stuck = str(error)
                continue
            if validator.is_valid(value):
                return value
        raise NoInstance(stuck)

    def _run(self, seed: int, attempt: int, route: Route, purse: Purse) -> Run:
        mode = route.mode
        if attempt == _CAREFUL_ATTEMPTS and mode != "saturated":
            mode = "minimal"  # the less there is, the less can be wrong
        return Run(
            Dice(seed * 31 + attempt), mode, left=_LEFT[mode], forced=route.forced,
            route=route.through, is_careful=attempt > 0, purse=purse,
        )  # fmt: skip

    def goal(self, schemas: Iterable[Schema], name: str, parent: str) -> Goal:
        """Return the goal of some schemas; the same for the same."""
        nodes = map(self.book.canonical, schemas)
        parts = {id(schema): schema for schema in nodes if schema is not True}
        name, parent = self._named(parts.values(), name, parent)
        key = (tuple(parts), name, parent)
        goal = self._goals.get(key)
        if goal is None:
            goal = Goal(self, tuple(parts.values()) or (_ANYTHING,), name, parent)
            self._goals[key] = goal
        return goal

    def _named(self, schemas: Iterable[Schema], name: str, parent: str) -> tuple[str, str]:
        """Return the names by which values are chosen: objects go by the name of their schema.

        So that a schema used under many names is opened once.
        """
        for schema in schemas:
            reference = schema.get("$ref") if isinstance(schema, dict) else None
            if isinstance(reference, str):
                target_name, target = self.book.named(reference)
                if isinstance(target, dict) and ("properties" in target or "allOf" in target):
                    return (target_name, "")
        return (name, parent)

    def sources(self, case: Case, goal: Goal) -> Sequence[Source]:
        """Return what makes the values of a case, the likeliest kind first."""
        values = written_values(case, goal)
        if values is not None:
            return pool_sources(values)
        return [self._source(kind, case, goal) for kind in _kinds_in_order(case)]

    def _source(self, kind: str, case: Case, goal: Goal) -> Source:
        match kind:
            case "object":
                return ObjectSource(case, goal, self)
            case "array":
                return ArraySource(case, goal, self)
            case "string":
                return text_source(case, goal, self)
            case "integer" | "number":
                return number_source(case, goal, whole=kind == "integer")
            case "boolean":
                return BOOLEAN
        return NULL


_ANYTHING: Schema = {}
_SPOKEN = {
    "object": ("properties", "required", "additionalProperties", "minProperties",
               "patternProperties", "propertyNames", "dependentRequired", "maxProperties"),
    "array": ("items", "prefixItems", "minItems", "contains", "uniqueItems", "maxItems"),
    "string": ("pattern", "minLength", "maxLength", "format"),
    "number": ("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"),
}  # fmt: skip
_ORDER = ("object", "array", "string", "number", "integer", "boolean", "null")


def _kinds_in_order(case: Case) -> list[str]:
    """Return the kinds of values of a case: those that its keywords speak of first."""
    kinds = [kind for kind in _ORDER if kind in case.kinds]
    if "fraction" in case.kinds:
        kinds = ["number" if kind == "integer" else kind for kind in kinds]
        if "number" not in kinds:
            kinds.insert(0, "number")
    if len(kinds) == 1:
        return kinds
    spoken = [kind for kind, words in _SPOKEN.items()
              if any(word in atom for atom in case.atoms for word in words)]  # fmt: skip
    if len(case.kinds) >= len(_ORDER) - 1 and not spoken:
        spoken = ["string"]
    return sorted(kinds, key=lambda kind: (kind not in spoken, _ORDER.index(kind)))


def explained(goal: Goal) -> tuple[str, str]:
    """Return why no value of a goal exists, and the pointer of the place."""
    settle(goal)
    steps: list[str] = []
    seen: set[int] = set()
    while id(goal) not in seen:
        seen.add(id(goal))
        sources = [source for way in goal.ways for source in way.sources]
        if not sources:
            return ("its schemas contradict each other", "".join(steps))
        for source in sources:
            if source.problem:
                return (source.problem[0], "".join(steps) + source.problem[1])
        below = next(((s, g) for source in sources if height_of(source) == math.inf
                      for s, g in source.needs if g.height == math.inf), None)  # fmt: skip
        if below is None:
            break
        steps.append("/" + below[0].replace("~", "~0").replace("/", "~1"))
        goal = below[1]
    return ("it needs another of itself without end", "".join(steps))
