"""Durations: working time of one person, kept as whole minutes so that slack is exact.

A day has eight hours, a week five days. Sums and differences of whole minutes never lose
anything, hence "slack is zero" needs no tolerance.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

MINUTES_PER_DAY = 480
_UNIT_MINUTES = {"w": 5 * MINUTES_PER_DAY, "d": MINUTES_PER_DAY, "h": 60, "m": 1}
_TEXT = re.compile(r"(\d+(?:\.\d+)?)\s*([wdhm])")
_LONGEST_DAYS = 100_000
_EXPECTED = "a number of working days such as `3`, or `2w`, `3d`, `4h`"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A three-point estimate in minutes; a plain duration has three equal points."""

    optimistic: int
    likely: int
    pessimistic: int

    @property
    def expected(self) -> int:
        """PERT mean (o + 4m + p) / 6 in minutes, rounded to the minute.

        Source: Malcolm, Roseboom, Clark and Fazar, "Application of a Technique for Research and
        Development Program Evaluation", Operations Research 7(5), 1959.
        """
        if self.optimistic == self.pessimistic:
            return self.likely
        return max(1, round((self.optimistic + 4 * self.likely + self.pessimistic) / 6))

    @classmethod
    def of_days(cls, days: float) -> "Estimate":
        """Return a certain estimate of that many working days."""
        minutes = round(days * MINUTES_PER_DAY)
        return cls(minutes, minutes, minutes)


def parse_minutes(value: object) -> int:
    """Return the minutes of a duration as users write it.

    Raises:
        ValueError: not a duration, or not longer than zero.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"expected {_EXPECTED}")  # noqa: TRY004  pydantic reports ValueError
    if isinstance(value, str):
        parts = _TEXT.findall(value)
        if not parts or _TEXT.sub("", value).strip():
            raise ValueError(f"expected {_EXPECTED}, got `{value[:40]}`")
        minutes = sum(float(number) * _UNIT_MINUTES[unit] for number, unit in parts)
    else:
        minutes = value * MINUTES_PER_DAY
    if not 0 < minutes <= _LONGEST_DAYS * MINUTES_PER_DAY:  # also refuses NaN and infinity
        raise ValueError(f"a duration must be longer than zero and finite, got `{value}`")
    return max(1, round(minutes))


def _parse_estimate(value: Any) -> Any:  # noqa: ANN401  raw YAML value
    if isinstance(value, Estimate):
        return value
    if not isinstance(value, dict):
        minutes = parse_minutes(value)
        return Estimate(minutes, minutes, minutes)
    keys = ("optimistic", "likely", "pessimistic")
    if set(value) != set(keys):
        raise ValueError("expected exactly the keys `optimistic`, `likely` and `pessimistic`")
    low, mid, high = (parse_minutes(value[key]) for key in keys)
    if not low <= mid <= high:
        raise ValueError("expected optimistic <= likely <= pessimistic")
    return Estimate(low, mid, high)


def format_days(minutes: int) -> str:
    """Return minutes as days for people: `3d`, `2.5d`, `0d`."""
    return f"{to_days(minutes):g}d"


def to_days(minutes: int) -> float:
    """Return minutes as working days, to four decimals."""
    days = round(minutes / MINUTES_PER_DAY, 4)
    return int(days) if days == int(days) else days


_DURATION_SCHEMA = {
    "description": "Working days of one person: a number, or text such as 2w, 3d, 4h, 30m.",
    "anyOf": [
        {"type": "number", "exclusiveMinimum": 0, "maximum": _LONGEST_DAYS},
        {"type": "string", "pattern": r"^\s*(\d+(\.\d+)?\s*[wdhm]\s*)+$"},
    ],
}

Minutes = Annotated[int, BeforeValidator(parse_minutes), WithJsonSchema(_DURATION_SCHEMA)]
"""A duration field of a user's file, in minutes of work."""

EstimateField = Annotated[
    Estimate,
    BeforeValidator(_parse_estimate),
    WithJsonSchema(
        {
            "description": "A duration, or three points that Monte Carlo and PERT understand.",
            "anyOf": [
                *_DURATION_SCHEMA["anyOf"],
                {
                    "type": "object",
                    "properties": {
                        key: {"anyOf": _DURATION_SCHEMA["anyOf"]}
                        for key in ("optimistic", "likely", "pessimistic")
                    },
                    "required": ["optimistic", "likely", "pessimistic"],
                    "additionalProperties": False,
                },
            ],
        }
    ),
]
"""An estimate field of a user's file."""
