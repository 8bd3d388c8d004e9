"""What a schema says about the outer form of a value, and values from text by it.

Parameters and forms travel as text; which number, truth value, list or object a text stands for
is only known from the schema. Bodies in JSON say it themselves and are never coerced.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.instances.nodes import name_in
from planner.model.bundle import Schema

_DEEPEST = 24
_LONGEST_NUMBER = 300
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_TYPE_NAMES: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
    type(None): "null",
}
SCALARS = frozenset(["string", "boolean", "integer", "number", "null"])


@dataclass(slots=True)
class Shape:
    """The outer form of the values of a schema.

    Args:
        types: JSON Schema's names of types; None: any.
        items: schemas of the items of lists; the first one that says something is used.
        properties: member -> schema.
        additional: schema of other members.
        required: members that are always there.
    """

    types: frozenset[str] | None = None
    items: Schema = True
    properties: dict[str, Schema] = field(default_factory=dict)
    additional: Schema = True
    required: frozenset[str] = frozenset()

    def allows(self, name: str) -> bool:
        """Return whether a value may be of this type, as far as the schema says it."""
        return self.types is None or name in self.types

    def says(self, name: str) -> bool:
        """Return whether the schema names this type."""
        return self.types is not None and name in self.types


class Shapes:
    """Finds the shapes of the schemas of one bundle.

    Args:
        schemas: those of the bundle.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas

    def of(self, schema: Schema | None, depth: int = 0) -> Shape:
        """Return the shape of a schema; what it refers to is followed a bounded way."""
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return Shape()
        shape = Shape(
            types=_types(schema),
            items=schema.get("items", True),
            properties=dict(schema.get("properties", {})),
            additional=schema.get("additionalProperties", True),
            required=frozenset(schema.get("required", ())),
        )
        for part in self._all_of(schema):
            _narrow(shape, self.of(part, depth + 1))
        for key in ("anyOf", "oneOf"):
            if branches := schema.get(key):
                _narrow(shape, _union([self.of(branch, depth + 1) for branch in branches]))
        return shape

    def _all_of(self, schema: dict[str, Any]) -> Iterator[Schema]:
        if target := self.target(schema):
            yield target
        yield from schema.get("allOf", ())

    def target(self, schema: dict[str, Any]) -> Schema | None:
        """Return what a schema refers to, None if it refers to nothing."""
        reference = schema.get("$ref")
        name = name_in(reference, self._schemas) if isinstance(reference, str) else None
        return self._schemas[name] if name is not None else None


def _types(schema: dict[str, Any]) -> frozenset[str] | None:
    if "type" in schema:
        given = schema["type"]
        return frozenset([given] if isinstance(given, str) else given)
    if "const" in schema:
        return frozenset([_TYPE_NAMES[type(schema["const"])]])
    if "enum" in schema:
        return frozenset(_TYPE_NAMES[type(value)] for value in schema["enum"])
    if "properties" in schema:
        return frozenset(["object"])
    return frozenset(["array"]) if "items" in schema else None


def _narrow(shape: Shape, other: Shape) -> None:
    """Put what another schema that holds too says into a shape."""
    if shape.types is None or other.types is None:
        shape.types = shape.types or other.types
    else:
        shape.types = (shape.types & other.types) or shape.types
    shape.items = other.items if shape.items is True else shape.items
    shape.properties = {**other.properties, **shape.properties}
    shape.additional = other.additional if shape.additional is True else shape.additional
    shape.required |= other.required


def _union(shapes: Sequence[Shape]) -> Shape:
    union = Shape(types=frozenset())
    for shape in shapes:
        if union.types is not None:
            union.types = None if shape.types is None else union.types | shape.types
        union.items = shape.items if union.items is True else union.items
        union.properties = {**shape.properties, **union.properties}
    return union


def number_of(text: str) -> float | None:
    """Return the number that a text is in JSON's notation, None if it is none."""
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if not found:
        return None
    if not (found[1] or found[2]):
        return int(text)
    value = float(text)
    return value if abs(value) != float("inf") else None


def scalars(text: str, types: frozenset[str] | None) -> Iterator[Any]:
    """Yield what a text may stand for: numbers, truth values, itself, null."""
    if types is None:
        yield text
        return
    if types & {"integer", "number"} and (number := number_of(text)) is not None:
        yield number
    if "boolean" in types and text in {"true", "false"}:
        yield text == "true"
    if "string" in types:
        yield text
    if "null" in types and text in {"", "null"}:
        yield None


def chosen(candidates: Sequence[Any], text: Any, is_valid: Callable[[Any], bool]) -> Any:  # noqa: ANN401  JSON values
    """Return the first valid candidate, else the first one, else the text as it is."""
    if not candidates:
        return text
    if len(candidates) == 1:
        return candidates[0]
    return next((value for value in candidates if is_valid(value)), candidates[0])
