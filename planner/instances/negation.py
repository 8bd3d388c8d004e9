"""What must hold for a schema not to hold, as schemas.

Each keyword is turned round by itself: a value that a schema rejects breaks at least one of its
keywords, and is of the kind of value that the keyword speaks of. What is returned is a list of
alternatives; keywords that can't be turned round yield none, so a value made by an alternative is
right, but there may be right values that no alternative makes.
"""

from collections.abc import Callable, Mapping
from typing import Any

from planner.model.bundle import Schema

_TYPES = ("null", "boolean", "object", "array", "number", "string")


def negations(node: Schema, resolve: Callable[[str], Schema]) -> list[Schema]:
    """Return schemas such that what one of them accepts, `node` rejects."""
    if isinstance(node, bool):
        return [] if node else [True]
    found: list[Schema] = []
    if isinstance(node.get("$ref"), str):
        found.append({"not": resolve(node["$ref"])})
    for keyword, turned in _TURNED.items():
        if keyword in node:
            found.extend(turned(node[keyword], node))
    return found


def _type(value: Any, _: Mapping[str, Any]) -> list[Schema]:  # noqa: ANN401  JSON
    types = [value] if isinstance(value, str) else list(value)
    others: list[Schema] = []
    rest = [kind for kind in _TYPES if kind not in types]
    if "integer" in types and "number" in rest:
        rest.remove("number")
        others.append({"type": "number", "not": {"type": "integer"}, "x-fraction": True})
    if "number" in types and "integer" in rest:
        rest.remove("integer")
    return [*({"type": kind} for kind in rest if kind != "null"),
            *({"type": "null"} for kind in rest if kind == "null"), *others]  # fmt: skip


def _required(value: Any, _: Mapping[str, Any]) -> list[Schema]:  # noqa: ANN401  JSON
    return [{"type": "object", "properties": {name: False}} for name in value]


def _properties(value: Any, _: Mapping[str, Any]) -> list[Schema]:  # noqa: ANN401  JSON
    return [
        {"type": "object", "required": [name], "properties": {name: {"not": schema}}}
        for name, schema in value.items()
        if schema is not True
    ]


def _additional(value: Any, node: Mapping[str, Any]) -> list[Schema]:  # noqa: ANN401  JSON
    if value is True or node.get("patternProperties"):
        return []
    taken = node.get("properties", {})
    name = next(n for n in ("extra", "other", "more", *map("extra{}".format, range(99)))
                if n not in taken)  # fmt: skip
    return [{"type": "object", "required": [name], "properties": {name: {"not": value}}}]


def _items(value: Any, node: Mapping[str, Any]) -> list[Schema]:  # noqa: ANN401  JSON
    if node.get("prefixItems"):
        return []
    return [{"type": "array", "minItems": 1, "items": {"not": value}}]


def _flip(kind: str, keyword: str, delta: int) -> Callable[..., list[Schema]]:
    def turned(value: Any, _: Mapping[str, Any]) -> list[Schema]:  # noqa: ANN401  JSON
        return [{"type": kind, keyword: value + delta}] if value + delta >= 0 else []

    return turned


def _number(keyword: str) -> Callable[..., list[Schema]]:
    return lambda value, _: [{"type": "number", keyword: value}]


_TURNED: dict[str, Callable[..., list[Schema]]] = {
    "const": lambda value, _: [{"not": {"const": value}}],
    "enum": lambda value, _: [{"not": {"enum": value}}],
    "required": _required,
    "properties": _properties,
    "type": _type,
    "pattern": lambda value, _: [{"type": "string", "not": {"pattern": value}}],
    "format": lambda value, _: [{"type": "string", "not": {"format": value}}],
    "minLength": _flip("string", "maxLength", -1),
    "maxLength": _flip("string", "minLength", 1),
    "minItems": _flip("array", "maxItems", -1),
    "maxItems": _flip("array", "minItems", 1),
    "minProperties": _flip("object", "maxProperties", -1),
    "maxProperties": _flip("object", "minProperties", 1),
    "minimum": _number("exclusiveMaximum"),
    "maximum": _number("exclusiveMinimum"),
    "exclusiveMinimum": _number("maximum"),
    "exclusiveMaximum": _number("minimum"),
    "additionalProperties": _additional,
    "items": _items,
    "not": lambda value, _: [value],
    "allOf": lambda value, _: [{"not": part} for part in value],
    "anyOf": lambda value, _: [{"allOf": [{"not": part} for part in value]}],
    "oneOf": lambda value, _: [
        {"allOf": [{"not": part} for part in value]},
        *({"allOf": [one, other]} for i, one in enumerate(value) for other in value[i + 1 :]),
    ],
}
"""Keyword -> what breaks it; the likeliest first."""
