"""JSON values compared as JSON Schema compares them: `1` is `1.0`, `true` is not `1`."""

from fractions import Fraction
from math import isinf, isnan
from typing import Any

Json = Any
"""A JSON value: None, bool, int, float, str, list or dict."""

Key = tuple[Any, ...]
"""Something hashable that is equal exactly for equal JSON values."""


def json_key(value: Json) -> Key:
    """Return a key that two values share exactly if they are the same JSON value.

    Source: JSON Schema core 2020-12, section 4.2.2 (instance equality).
    """
    if isinstance(value, dict):
        return ("object", frozenset((name, json_key(item)) for name, item in value.items()))
    if isinstance(value, list):
        return ("array", tuple(json_key(item) for item in value))
    if isinstance(value, bool) or value is None:
        return ("constant", value)
    if isinstance(value, int | float):
        return ("number", exact(value) if value == value else "not a number")  # noqa: PLR0124  NaN
    return ("string", value)


class NumberError(ValueError):
    """Not a number of JSON."""


_BEYOND = 10**400
"""What a number counts as that was too large for the reader of the document."""


def exact(number: float) -> Fraction:
    """Return the number that was written, not its binary approximation.

    Raises:
        NumberError: it is none.
    """
    if isinstance(number, int):
        return Fraction(number)
    if isnan(number):
        raise NumberError(number)
    if isinf(number):
        return Fraction(_BEYOND if number > 0 else -_BEYOND)
    return Fraction(repr(number))


def as_json_number(number: Fraction) -> int | float:
    """Return a JSON number; an integer where it is one."""
    return int(number) if number.denominator == 1 else float(number)


def kind_of(value: Json) -> str:
    """Return the JSON type: null, boolean, number, string, array or object."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
