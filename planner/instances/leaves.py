"""Values that hold no others: texts, numbers, booleans, null, and those that are written out."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

from planner.instances.cases import Case
from planner.instances.goals import Goal, Workshop
from planner.instances.nodes import key_of
from planner.instances.numbers import Bounds, exact, number_maker
from planner.instances.runs import Run, StuckError
from planner.instances.seeds import Dice
from planner.instances.texts import NoTextError, TextDemand, text_maker
from planner.model.json_schema import INTEGER_RANGES

_TRIES = 24
_OF_NO_TEXT = 100
"""What it costs to have looked for a text in vain, in values."""
_MOST_LISTED = 256
_MOST_CHECKED = 2_000
"""Of a longer list, values are checked until so many are valid, or so many were checked."""


class LeafSource:
    """Makes values without other values in them.

    Args:
        kind: what it makes.
        make: makes a value.
        problem: why there is none.
    """

    needs: Sequence[tuple[str, Goal]] = ()

    def __init__(
        self, kind: str, make: Callable[[Run], Any] | None, problem: str = "it has no value"
    ) -> None:
        """Take over what makes values."""
        self.kind = kind
        self.problem = None if make else (problem, "")
        self._make = make

    def make(self, run: Run) -> Any:  # noqa: ANN401  JSON
        """Return a value.

        Raises:
            StuckError: none was found.
        """
        run.spend(1)
        if self._make is None:
            raise StuckError("it has no value")
        return self._make(run)


def written_values(case: Case, goal: Goal) -> list[Any] | None:
    """Return the values that are written out as the only ones; None if there is no such list."""
    lists = [atom["enum"] for atom in case.atoms if "enum" in atom]
    lists.extend([atom["const"]] for atom in case.atoms if "const" in atom)
    if not lists:
        return None
    shortest = min(lists, key=len)
    unique = {key_of(value): value for value in shortest[:_MOST_CHECKED]}
    part = {"allOf": [{k: v for k, v in a.items() if k != "$ref"} for a in case.atoms]}
    checks = (goal.accepts, goal.shop.judge.validator(part).is_valid)
    valid = (value for value in unique.values() if all(accepts(value) for accepts in checks))
    return list(islice(valid, _MOST_LISTED))


def pool_sources(values: Sequence[Any]) -> list[LeafSource]:
    """Return what picks from values that are written out, null apart."""
    some = [value for value in values if value is not None]
    sources = [LeafSource("written", lambda run: _pick(run, some))] if some else []
    if len(some) < len(values):
        sources.append(NULL)
    return sources or [LeafSource("written", None, "none of the values that are listed is valid")]


def _pick(run: Run, values: Sequence[Any]) -> Any:  # noqa: ANN401  JSON
    return values[0] if run.mode == "minimal" and not run.is_fresh else (
        values[run.dice.below(len(values))]
    )  # fmt: skip


NULL = LeafSource("null", lambda _run: None)
BOOLEAN = LeafSource("boolean", lambda run: bool(run.dice.below(2)))


def text_source(case: Case, goal: Goal, shop: Workshop) -> LeafSource:
    """Return what makes the texts of a case."""
    demand = TextDemand()
    for atom in case.atoms:
        demand.shortest = max(demand.shortest, int(atom.get("minLength", 0)))
        if "maxLength" in atom:
            most = int(atom["maxLength"])
            demand.longest = most if demand.longest is None else min(demand.longest, most)
        _gather(atom, demand)
    if demand.longest is not None and demand.shortest > demand.longest:
        return LeafSource("string", None, "its shortest length is above its longest")

    def accepts(text: str) -> bool:
        schema = shop.book.once(case, "text", demand.schema)
        return shop.judge.validator(schema).is_valid(text)

    make = text_maker(demand, goal.name, goal.parent, accepts)
    return LeafSource("string", _tried(_text(make), case, goal))


def _text(make: Callable[[Dice, bool], str]) -> Callable[[Run], str]:
    def made(run: Run) -> str:
        try:
            return make(run.dice, run.is_varied)
        except NoTextError:
            run.spend(_OF_NO_TEXT)
            raise StuckError("no text was found for its pattern, format and length") from None

    return made


def _gather(atom: Mapping[str, Any], demand: TextDemand) -> None:
    if isinstance(atom.get("pattern"), str) and atom["pattern"] not in demand.patterns:
        demand.patterns.append(atom["pattern"])
    form = atom.get("format")
    if isinstance(form, str) and form not in INTEGER_RANGES and form not in demand.formats:
        demand.formats.append(form)


def number_source(case: Case, goal: Goal, *, whole: bool) -> LeafSource:
    """Return what makes the numbers of a case."""
    bounds = Bounds()
    for atom in case.atoms:
        _bound(atom, bounds)
    make = number_maker(bounds, goal.name, whole=whole)
    kind = "integer" if whole else "number"
    if make is None:
        return LeafSource(kind, None, "no number lies within its bounds")
    made = make
    return LeafSource(kind, _tried(lambda run: made(run.dice), case, goal))


def _bound(atom: Mapping[str, Any], bounds: Bounds) -> None:
    if "minimum" in atom:
        bounds.at_least(exact(atom["minimum"]))
    if "exclusiveMinimum" in atom:
        bounds.at_least(exact(atom["exclusiveMinimum"]), is_open=True)
    if "maximum" in atom:
        bounds.at_most(exact(atom["maximum"]))
    if "exclusiveMaximum" in atom:
        bounds.at_most(exact(atom["exclusiveMaximum"]), is_open=True)
    if "multipleOf" in atom:
        bounds.steps.append(exact(atom["multipleOf"]))
    limits = INTEGER_RANGES.get(str(atom.get("format")))
    if limits:
        bounds.at_least(exact(limits[0]))
        bounds.at_most(exact(limits[1]))
        bounds.steps.append(Fraction(1))  # a `number` of the format `int32` is a whole one


def _tried(make: Callable[[Run], Any], case: Case, goal: Goal) -> Callable[[Run], Any]:
    """Return what makes values: by the author's examples, and again if one is refused."""
    refusals = [atom["not"] for atom in case.atoms if isinstance(atom.get("not"), Mapping)]
    examples = _Examples(case, goal)
    validators = [goal.shop.judge.validator(refused) for refused in refusals]

    def made(run: Run) -> Any:  # noqa: ANN401  JSON
        example = examples.pick(run)
        if example is not None:
            return example
        value = make(run)
        for _ in range(_TRIES if validators else 0):
            if not any(validator.is_valid(value) for validator in validators):
                break
            value = make(run)
        return value

    return made


class _Examples:
    """The valid ones of the values that an author gives as examples beside a schema."""

    def __init__(self, case: Case, goal: Goal) -> None:
        self._case = case
        self._goal = goal
        self._valid: list[Any] | None = None

    def pick(self, run: Run) -> Any:  # noqa: ANN401  JSON
        """Return an example; None if the run wants none or there is none."""
        if run.mode == "minimal" or (run.is_fresh and run.dice.below(2)):
            return None
        if self._valid is None:
            self._valid = self._find()
        return self._valid[run.dice.below(len(self._valid))] if self._valid else None

    def _find(self) -> list[Any]:
        said = [value for atom in self._case.atoms for value in _given(atom)]
        lone = (value for value in said if isinstance(value, str | int | float))
        return [value for value in lone if value != "" and self._goal.accepts(value)][:8]


def _given(atom: Mapping[str, Any]) -> list[Any]:
    given = [atom["example"]] if "example" in atom else []
    given.extend(atom["examples"] if isinstance(atom.get("examples"), list) else [])
    return given or ([atom["default"]] if "default" in atom else [])
