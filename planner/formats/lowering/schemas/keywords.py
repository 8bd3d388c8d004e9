"""Keywords whose value holds no schema, and the values that they can have."""

import math
from collections.abc import Callable, Mapping
from typing import Any

Plain = tuple[Any] | None
"""The value that a keyword has; None if what is written says nothing."""

_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


def _any(value: Any) -> Plain:  # noqa: ANN401  JSON
    return (value,)


def _text(value: Any) -> Plain:  # noqa: ANN401  JSON
    return (value,) if isinstance(value, str) else None


def _flag(value: Any) -> Plain:  # noqa: ANN401  JSON
    return (value,) if isinstance(value, bool) else None


def _number(value: Any) -> Plain:  # noqa: ANN401  JSON
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (value,) if is_number and math.isfinite(value) else None


def _positive(value: Any) -> Plain:  # noqa: ANN401  JSON
    return (value,) if _number(value) and value > 0 else None


def _count(value: Any) -> Plain:  # noqa: ANN401  JSON
    return (int(value),) if _number(value) and value >= 0 and value == int(value) else None


def _list(value: Any) -> Plain:  # noqa: ANN401  JSON
    return (value,) if isinstance(value, list) else None


def _mapping(value: Any) -> Plain:  # noqa: ANN401  JSON
    return (value,) if isinstance(value, dict) else None


def _names(value: Any) -> Plain:  # noqa: ANN401  JSON
    if not isinstance(value, list):
        return None
    return (list(dict.fromkeys(item for item in value if isinstance(item, str))),)


def _names_by_name(value: Any) -> Plain:  # noqa: ANN401  JSON
    if not isinstance(value, dict):
        return None
    return ({name: _names(names)[0] for name, names in value.items() if isinstance(names, list)},)  # type: ignore[index]


def _type(value: Any) -> Plain:  # noqa: ANN401  JSON
    """Return known types. A bare `null` in YAML, which is no text, is taken for the type."""
    if isinstance(value, list):
        named = ("null" if item is None else item for item in value)
        return (list(dict.fromkeys(i for i in named if isinstance(i, str) and i in _TYPES)),)
    return (value,) if isinstance(value, str) and value in _TYPES else None


PLAIN_KEYWORDS: Mapping[str, Callable[[Any], Plain]] = {
    "const": _any,
    "contentEncoding": _text,
    "contentMediaType": _text,
    "default": _any,
    "dependentRequired": _names_by_name,
    "deprecated": _flag,
    "description": _text,
    "enum": _list,
    "example": _any,
    "examples": _list,
    "exclusiveMaximum": _number,
    "exclusiveMinimum": _number,
    "externalDocs": _mapping,
    "format": _text,
    "maxContains": _count,
    "maximum": _number,
    "maxItems": _count,
    "maxLength": _count,
    "maxProperties": _count,
    "minContains": _count,
    "minimum": _number,
    "minItems": _count,
    "minLength": _count,
    "minProperties": _count,
    "multipleOf": _positive,
    "pattern": _text,
    "readOnly": _flag,
    "required": _names,
    "title": _text,
    "type": _type,
    "uniqueItems": _flag,
    "writeOnly": _flag,
    "xml": _mapping,
}
