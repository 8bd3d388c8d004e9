"""A schema taken apart: what holds in any case, and what there is to choose from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from planner.model.bundle import Schema

_PREFIX = "#/$defs/"
_TAKEN_APART = frozenset({"$ref", "allOf", "anyOf", "oneOf", "discriminator"})
_DEEPEST = 8
"""Alternatives inside alternatives, deeper than anybody writes them."""
_MOST_BRANCHES = 2000
"""Alternatives that are looked at for one question; a schema with more is as good as unknown."""
KINDS = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})


class Spot(NamedTuple):
    """A schema and where it stands in the bundle: `Product/properties/price`."""

    schema: Schema
    pointer: str

    def below(self, *steps: str) -> str:
        """Return the pointer of something inside."""
        return "/".join((self.pointer, *steps))


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives of which one has to hold.

    Args:
        tag: the member that says which; empty if none does.
        tagged: its value -> the alternative.
    """

    branches: tuple[Spot, ...]
    tag: str = ""
    tagged: Mapping[str, Spot] = field(default_factory=dict)


@dataclass(slots=True)
class View:
    """A schema taken apart.

    Args:
        parts: all of them have to hold; none refers elsewhere at its top.
        choices: one alternative of each has to hold.
        is_never: nothing is valid.
    """

    parts: list[Spot] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    is_never: bool = False


class Schemas:
    """The schemas of a bundle."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas

    def target(self, reference: str) -> Spot | None:
        """Return what a reference leads to; None: nowhere."""
        name = reference.removeprefix(_PREFIX)
        if name in self._schemas:
            return Spot(self._schemas[name], name)
        plain = name.replace("~1", "/").replace("~0", "~")
        return Spot(self._schemas[plain], plain) if plain in self._schemas else None

    def view(self, spots: Iterable[Spot]) -> View:
        """Return schemas that hold together, taken apart."""
        found = View()
        seen: set[str] = set()
        for spot in spots:
            self._collect(spot, found, seen)
        return found

    def _collect(self, spot: Spot, found: View, seen: set[str]) -> None:
        schema = spot.schema
        if isinstance(schema, bool):
            found.is_never = found.is_never or not schema
            return
        own = {key: value for key, value in schema.items() if key not in _TAKEN_APART}
        if own:
            found.parts.append(Spot(own, spot.pointer))
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            target = self.target(reference)
            if target:
                self._collect(target, found, seen)
        for number, part in enumerate(schema.get("allOf", ())):
            self._collect(Spot(part, spot.below("allOf", str(number))), found, seen)
        for key in ("anyOf", "oneOf"):
            if schema.get(key):
                found.choices.append(self._choice(spot, key))

    def _choice(self, spot: Spot, key: str) -> Choice:
        schema: Mapping[str, Any] = spot.schema if isinstance(spot.schema, dict) else {}
        branches = tuple(
            Spot(branch, spot.below(key, str(number))) for number, branch in enumerate(schema[key])
        )
        told = schema.get("discriminator")
        if not isinstance(told, dict) or not isinstance(told.get("propertyName"), str):
            return Choice(branches)
        return Choice(branches, told["propertyName"], self._tagged(told.get("mapping"), branches))

    def _tagged(self, mapping: object, branches: Iterable[Spot]) -> Mapping[str, Spot]:
        """Return which value means which alternative: as mapped, else the name of the schema."""
        by_reference = {}
        for branch in branches:
            reference = branch.schema.get("$ref") if isinstance(branch.schema, dict) else None
            if isinstance(reference, str):
                by_reference[reference] = branch
        found = {ref.removeprefix(_PREFIX): branch for ref, branch in by_reference.items()}
        if isinstance(mapping, dict):
            for value, reference in mapping.items():
                if reference in by_reference:
                    found[value] = by_reference[reference]
        return found

    def kinds(self, schema: Schema | None) -> frozenset[str]:
        """Return the JSON types that a schema allows, as far as its types tell."""
        return self._kinds(Spot(True if schema is None else schema, ""), 0, [_MOST_BRANCHES])

    def _kinds(self, spot: Spot, depth: int, left: list[int]) -> frozenset[str]:
        left[0] -= 1
        if left[0] < 0:
            return KINDS
        view = self.view([spot])
        allowed = KINDS
        for part in view.parts:
            allowed &= part_kinds(part.schema)
        if depth < _DEEPEST:
            for choice in view.choices:
                allowed &= frozenset().union(
                    *(self._kinds(branch, depth + 1, left) for branch in choice.branches)
                )
        return allowed

    def members(self, schema: Schema | None, name: str) -> Schema:
        """Return what holds for a member of an object; everything, if nothing is said."""
        view = self.view([Spot(True if schema is None else schema, "")])
        found = [spot.schema for part in view.parts for spot in member_spots(part, name)]
        return {"allOf": found} if found else True

    def names(self, schema: Schema | None) -> tuple[frozenset[str], bool]:
        """Return the members that an object's schema names, and whether it takes others too."""
        names: set[str] = set()
        is_open = False
        whole = Spot(True if schema is None else schema, "")
        for part in self._all_parts(whole, 0, [_MOST_BRANCHES]):
            assert isinstance(part.schema, dict)  # noqa: S101  parts are mappings
            names.update(part.schema.get("properties", ()))
            is_open |= bool(part.schema.get("patternProperties"))
            is_open |= part.schema.get("additionalProperties", False) is not False
        return frozenset(names), is_open or not names

    def _all_parts(self, spot: Spot, depth: int, left: list[int]) -> Iterator[Spot]:
        left[0] -= 1
        if left[0] < 0:
            return
        view = self.view([spot])
        yield from view.parts
        if depth < _DEEPEST:
            for choice in view.choices:
                for branch in choice.branches:
                    yield from self._all_parts(branch, depth + 1, left)


def part_kinds(schema: Schema) -> frozenset[str]:
    """Return the JSON types that one part allows by itself."""
    told = schema.get("type") if isinstance(schema, dict) else None
    if told is None:
        return KINDS
    listed = {told} if isinstance(told, str) else set(told)
    return frozenset(listed | {"integer"} if "number" in listed else listed)


def member_spots(part: Spot, name: str) -> Iterator[Spot]:
    """Yield what a part says about a member of an object by its name."""
    from planner.compatibility.patterns.finding import matches  # noqa: PLC0415  few schemas ask

    schema: Mapping[str, Any] = part.schema if isinstance(part.schema, dict) else {}
    if name in schema.get("properties", ()):
        yield Spot(schema["properties"][name], part.below("properties", name))
    for pattern, below in schema.get("patternProperties", {}).items():
        if matches(pattern, name) is not False:
            yield Spot(below, part.below("patternProperties", pattern))


def kind_of(value: object) -> str:
    """Return the JSON type of a value; a number without a fraction is an integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
