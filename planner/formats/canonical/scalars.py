"""Text, numbers and the rest, as they stand in the canonical form.

Source: RFC 8785, "JSON Canonicalization Scheme", sections 3.2.2 and appendix D: numbers are those
of ECMAScript; what a double can't hold is written as text.
"""

import math
import re
from typing import Any

Scalar = tuple[str, Any]
"""What sort of scalar it is, and a value that is equal for equal scalars only."""

_MOST_EXACT = 2**53 - 1
_OWN_KEY = re.compile(r"^\$+(?:part|names|integer|number|other)$")


def escaped(key: str) -> str:
    """Return a document's key so that it can't be taken for one of the canonical form's own."""
    return f"${key}" if _OWN_KEY.match(key) else key


def scalar_of(value: object) -> Scalar:
    """Return a scalar of a document; numbers are equal by value, `1` and `1.0`, say."""
    if value is None or isinstance(value, bool):
        return "literal", value
    if isinstance(value, str):
        return "text", value
    if isinstance(value, int):
        return _of_integer(value)
    if isinstance(value, float):
        return ("number", value + 0.0) if math.isfinite(value) else ("special", str(value))
    return "other", f"{type(value).__name__} {value}"


def _of_integer(value: int) -> Scalar:
    if abs(value) <= _MOST_EXACT:
        return "number", float(value)
    try:
        near = float(value)
    except OverflowError:
        return "integer", str(value)
    return ("number", near) if int(near) == value else ("integer", str(value))


def json_of(scalar: Scalar) -> Any:  # noqa: ANN401  any JSON value
    """Return what stands for a scalar in the canonical form."""
    sort, value = scalar
    match sort:
        case "integer":
            return {"$integer": value}
        case "special":
            return {"$number": value}
        case "other":
            return {"$other": value}
    return value
