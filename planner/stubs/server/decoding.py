"""From the texts of a parameter or a form's field to the value that its schema describes."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import orjson

from planner.model.bundle import Schema
from planner.stubs.server.fields import Tree, UnreadableError, decoded
from planner.stubs.server.shapes import SCALARS, Shape, Shapes, chosen, scalars

_DEEPEST = 250
"""Levels; orjson writes 254, and the record of calls has four around a body."""
_JSON_STARTS = frozenset(["{", "["])


class Validator(Protocol):
    """What tells whether a value fits its schema."""

    def is_valid(self, value: Any, /) -> bool:  # noqa: ANN401  JSON value
        """Return whether it does."""


def loaded(text: str | bytes) -> Any:  # noqa: ANN401  JSON value
    """Return the value of a JSON text.

    Raises:
        ValueError: it is none, or nested deeper than what can be written again.
    """
    value = orjson.loads(text)
    brackets = text.count("[") + text.count("{") if isinstance(text, str) else _brackets(text)
    if brackets > _DEEPEST:
        try:
            orjson.dumps([[[[value]]]])  # far faster than to look for the depth here
        except TypeError as error:
            raise ValueError(f"nested more than {_DEEPEST} levels deep") from error
    return value


def _brackets(text: bytes) -> int:
    return text.count(b"[") + text.count(b"{")


def json_value(text: str) -> Any:  # noqa: ANN401  JSON value
    """Return the value of a JSON text.

    Raises:
        UnreadableError: it is none.
    """
    try:
        return loaded(text)
    except ValueError as error:
        raise UnreadableError(f"is no JSON: {error}") from error


class Decoder:
    """Makes values of the texts of one schema.

    Args:
        shapes: of the bundle.
        schema: of the value; None: anything.
        validator: of that schema: judges where a text may stand for several values.
    """

    def __init__(self, shapes: Shapes, schema: Schema | None, validator: Validator) -> None:
        self._shapes = shapes
        self._validator = validator
        self.shape = shapes.of(schema)
        types = self.shape.types
        self.is_plain_text = types is None or types == {"string"}
        self.is_scalar = types is None or types <= SCALARS

    def scalar(self, text: str) -> Any:  # noqa: ANN401  JSON value
        """Return what a text stands for, if it isn't in a list or an object."""
        if self.is_plain_text:
            return text
        return chosen(list(scalars(text, self.shape.types)), text, self._validator.is_valid)

    def compound(self, text: str, parts: Sequence[str], pairs: Mapping[str, str] | None) -> Any:  # noqa: ANN401  JSON value
        """Return the value of a text that may be a scalar, a list of parts or an object of pairs.

        Args:
            text: the whole, decoded.
            parts: the items it has as a list.
            pairs: the members it has as an object; None: it can't be one.
        """
        if self.is_scalar:
            return self.scalar(text)
        found: list[Any] = []
        if self.shape.says("array"):
            found.append([self.item(part) for part in parts])
            if not text:
                found.append([])
        if self.shape.says("object") and pairs is not None:
            found.append({name: self.member(name, part) for name, part in pairs.items()})
        types = self.shape.types
        found += scalars(text, types & SCALARS if types else types)
        return chosen(found, text, self._validator.is_valid)

    def item(self, text: str) -> Any:  # noqa: ANN401  JSON value
        """Return what the text of an item stands for."""
        return self._loose(text, self.shape.items)

    def member(self, name: str, text: str) -> Any:  # noqa: ANN401  JSON value
        """Return what the text of a member stands for."""
        return self._loose(text, self.shape.properties.get(name, self.shape.additional))

    def _loose(self, text: str, schema: Schema) -> Any:  # noqa: ANN401  JSON value
        """Return the first thing that a text may stand for; the whole is judged later."""
        shape = self._shapes.of(schema)
        if text[:1] in _JSON_STARTS and shape.types and not shape.types & SCALARS:
            return json_value(text)
        found = list(scalars(text, shape.types))
        enum = schema.get("enum") if isinstance(schema, dict) else None
        return chosen(found, text, lambda value: enum is None or value in enum)

    def tree(self, tree: Tree) -> Any:  # noqa: ANN401  JSON value
        """Return the object or the list that bracketed fields make."""
        return self._grown(tree, self.shape, depth=0)

    def _grown(self, tree: Tree, shape: Shape, depth: int) -> Any:  # noqa: ANN401  JSON value
        if shape.says("array") and all(key == "" or key.isdecimal() for key in tree):
            below = self._shapes.of(shape.items)
            leaves = [self._leaf(leaf, shape.items, below, depth) for leaf in tree.values()]
            return [one for leaf in leaves for one in (leaf if isinstance(leaf, list) else [leaf])]
        grown = {}
        for name, leaf in tree.items():
            schema = shape.properties.get(name, shape.additional)
            below = self._shapes.of(schema)
            value = self._leaf(leaf, schema, below, depth)
            is_one = isinstance(value, list) and len(value) == 1 and not isinstance(leaf, dict)
            grown[name] = value[0] if is_one and not below.says("array") else value
        return grown

    def _leaf(self, leaf: Any, schema: Schema, shape: Shape, depth: int) -> Any:  # noqa: ANN401  JSON value
        if isinstance(leaf, dict):
            return self._grown(leaf, shape, depth + 1)
        items = shape.items if shape.says("array") else schema
        return [self._loose(decoded(raw), items) for raw in leaf]
