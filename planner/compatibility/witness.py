"""Checking payloads with a second, independent validator before anybody sees them.

The search that finds a payload and this check share no code but the schemas: the payload is
validated by `jsonschema_rs` (JSON Schema 2020-12, formats asserted). A payload is a witness only
if the sender's schema accepts it and the receiver's schema rejects it.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from planner.compatibility.schemas import Node, Schema
from planner.compatibility.values import Json
from planner.model.json_schema import (
    INTEGER_RANGES,
    LIST_KEYWORDS,
    MAP_KEYWORDS,
    SCHEMA_KEYWORDS,
)

_NAMES = frozenset({"$anchor", "$defs", "$dynamicAnchor", "$id", "$schema", "$vocabulary"})
"""What would give a schema another name than that of its space."""


class Checker:
    """Checks payloads; remembers the validators that it has made."""

    def __init__(self) -> None:
        """Start without validators."""
        self._validators: dict[tuple[int, int], Any] = {}
        self._kept: list[Schema] = []  # identities stay taken while we remember them

    def problem_with(self, value: Json, sender: Schema, receiver: Schema) -> str:
        """Return why a payload does not show a break; empty if it does.

        Args:
            value: the payload.
            sender: what must accept it.
            receiver: what must reject it.
        """
        try:
            if not self._validator(sender).is_valid(value):
                return "the payload that was found is not valid for a second validator"
            if self._validator(receiver).is_valid(value):
                return "the payload that was found is accepted by a second validator"
        except (ValueError, OverflowError, RecursionError) as error:
            return f"a second validator could not check the payload: {_first_line(error)}"
        return ""

    def accepts(self, schema: Schema, value: Json) -> bool | None:
        """Return whether a schema accepts a value; None if the validator can't tell."""
        try:
            return bool(self._validator(schema).is_valid(value))
        except (ValueError, OverflowError, RecursionError):
            return None

    def _validator(self, schema: Schema) -> Any:  # noqa: ANN401  a class of the library
        if schema.key not in self._validators:
            import jsonschema_rs  # noqa: PLC0415  only breaks need it

            self._kept.append(schema)
            self._validators[schema.key] = jsonschema_rs.Draft202012Validator(
                bundled(schema), validate_formats=True, formats={"byte": _is_base64}
            )
        return self._validators[schema.key]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["it gave up"])[0].rstrip(".")


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        return False
    return True


def bundled(schema: Schema) -> dict[str, Any]:
    """Return a schema that stands alone: all that it refers to is among its `$defs`."""
    bundle = _Bundle(schema)
    top = bundle.copy(schema.node)
    bundle.fill()
    return {"allOf": [top], "$defs": bundle.definitions}


class _Bundle:
    def __init__(self, schema: Schema) -> None:
        self._space = schema.space
        self._names: dict[str, str] = {}
        self._todo: list[str] = []
        self.definitions: dict[str, Node] = {}

    def fill(self) -> None:
        """Copy all that is referred to, and what that refers to."""
        while self._todo:
            reference = self._todo.pop()
            node = self._space.target(reference).node
            self.definitions[self._names[reference]] = self.copy(node)

    def copy(self, node: Node) -> Node:
        """Return a node with its references pointing into the bundle."""
        if isinstance(node, bool):
            return node
        copied: dict[str, Any] = {}
        for keyword, value in node.items():
            if keyword not in _NAMES:
                copied[keyword] = self._value(keyword, value)
        return _with_number_format(copied)

    def _value(self, keyword: str, value: Any) -> Any:  # noqa: ANN401  JSON
        if keyword == "$ref":
            return f"#/$defs/{self._name(value)}"
        if keyword in SCHEMA_KEYWORDS:
            return self.copy(value)
        if keyword in LIST_KEYWORDS:
            return [self.copy(item) for item in value]
        if keyword in MAP_KEYWORDS:
            return {name: self.copy(item) for name, item in value.items()}
        return value

    def _name(self, reference: str) -> str:
        if reference not in self._names:
            self._names[reference] = f"s{len(self._names)}"
            self._todo.append(reference)
        return self._names[reference]


def _with_number_format(node: Mapping[str, Any]) -> Node:
    """Return a node with a number format written out: the validator hands texts to formats only."""
    limits = INTEGER_RANGES.get(str(node.get("format")))
    if limits is None:
        return node
    kept = {keyword: value for keyword, value in node.items() if keyword != "format"}
    said = {"minimum": limits[0], "maximum": limits[1], "multipleOf": 1}
    return {**kept, "allOf": [*kept.get("allOf", ()), said]}
