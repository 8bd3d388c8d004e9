"""What the `format` keyword accepts, for formats that are decided.

Numeric formats are ranges of the OpenAPI format registry. String formats are patterns that accept
at least all valid texts (RFC 3339, RFC 4122, RFC 5321, RFC 791, RFC 1034, RFC 3986, RFC 4648); a
pattern that accepts exactly the valid ones is marked exact.
"""

from fractions import Fraction
from typing import NamedTuple

from planner.compatibility.values import Json, exact
from planner.model.json_schema import INTEGER_RANGES


class TextFormat(NamedTuple):
    """A string format as a pattern."""

    pattern: str
    is_exact: bool


_LEAP_YEAR = r"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
_DATE = (
    r"(\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)"
    rf"|02-(0[1-9]|1\d|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_TIME = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([zZ]|[+-]([01]\d|2[0-3]):[0-5]\d)"
_OCTET = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_LABEL = r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"

TEXT_FORMATS = {
    "date": TextFormat(f"^{_DATE}$", is_exact=True),
    "date-time": TextFormat(f"^{_DATE}[tT]{_TIME}$", is_exact=False),
    "time": TextFormat(f"^{_TIME}$", is_exact=False),
    "uuid": TextFormat(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", is_exact=True),
    "ipv4": TextFormat(rf"^{_OCTET}(\.{_OCTET}){{3}}$", is_exact=True),
    "ipv6": TextFormat(r"^[0-9a-fA-F:.]{2,45}$", is_exact=False),
    "hostname": TextFormat(rf"^{_LABEL}(\.{_LABEL})*$", is_exact=False),
    "email": TextFormat(r"^[^@\s]+@[^@\s]+$", is_exact=False),
    "uri": TextFormat(r"^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s]*$", is_exact=False),
    "byte": TextFormat(
        r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$", is_exact=True
    ),
}
EXAMPLES = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T10:00:00Z",
    "time": "10:00:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.org",
    "email": "a@example.org",
    "uri": "https://example.org/",
    "byte": "YQ==",
}
"""A valid text of each format, for patterns that accept more than the format does."""


def integer_range(name: str) -> tuple[Fraction, Fraction] | None:
    """Return the smallest and the greatest number of a numeric format."""
    found = INTEGER_RANGES.get(name)
    return (Fraction(found[0]), Fraction(found[1])) if found else None


def format_accepts(name: str, value: Json) -> bool | None:
    """Return whether a format accepts a number or a text; None if it is not known."""
    if isinstance(value, str):
        from planner.compatibility.patterns import matches  # noqa: PLC0415  few formats are asked

        text = TEXT_FORMATS.get(name)
        return matches(text.pattern, value) if text else None
    limits = integer_range(name)
    if limits is None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = exact(value)
    return number.denominator == 1 and limits[0] <= number <= limits[1]
