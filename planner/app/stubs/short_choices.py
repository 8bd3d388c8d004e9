"""Validators of `jsonschema` whose choices stop at the first error of each branch.

The library collects all errors of each branch of `anyOf` and `oneOf`, also of those below them:
in a contract whose schemas nest choices, that takes time that doubles with each level. Only the
verdict is wanted here, so a branch is left at its first error, and none is entered twice with the
same part of a value; verdicts stay the same. All but two: the library refuses any list where there
is a discriminator, but `discriminator` must not change what is valid (OpenAPI 3.1.1, section
4.8.25), and a list has no member to go by. And it divides binary fractions, by which 0.3 is no
multiple of 0.1; numbers of a contract are decimal.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, ClassVar

import jsonschema

_MOST_BRANCHES = 50_000
"""Branches that are entered for one value; counted, not timed, so that verdicts are the same."""


class TooManyBranchesError(Exception):
    """A value has too many branches to enter."""


class Meter:
    """Counts the branches that are entered for one value, and remembers their verdicts."""

    left = _MOST_BRANCHES
    verdicts: ClassVar[dict[tuple[int, int], bool]] = {}

    @classmethod
    def refill(cls) -> None:
        """Start to count for another value."""
        cls.left = _MOST_BRANCHES
        cls.verdicts.clear()

    @classmethod
    def holds(cls, validator: Any, branch: Any, value: Any) -> bool:  # noqa: ANN401  of the library
        """Return whether a branch accepts a part of the value.

        Identities tell parts apart: the value and the documents live until the next refill.

        Raises:
            TooManyBranchesError: there were too many.
        """
        key = (id(branch), id(value))
        if key not in cls.verdicts:
            cls.left -= 1
            if cls.left < 0:
                raise TooManyBranchesError
            cls.verdicts[key] = bool(validator.evolve(schema=branch).is_valid(value))
        return cls.verdicts[key]


@cache
def with_short_choices(validator_class: Any) -> Any:  # noqa: ANN401  classes of the library
    """Return a validator class with the same verdicts that stops early in choices."""
    keywords = {
        "anyOf": _short(1, None, validator_class.VALIDATORS["anyOf"]),
        "oneOf": _short(1, 1, validator_class.VALIDATORS["oneOf"]),
        "multipleOf": _multiple_of,
    }
    return jsonschema.validators.extend(validator_class, keywords)


def _multiple_of(
    validator: Any,  # noqa: ANN401  of the library
    step: float,
    value: Any,  # noqa: ANN401  JSON
    _: Mapping[str, Any],
) -> Iterator[Any]:
    if not validator.is_type(value, "number"):
        return
    whole, part = Fraction(repr(value)), Fraction(repr(step))
    if not part or (whole / part).denominator != 1:
        yield jsonschema.ValidationError(f"{value!r} is not a multiple of {step!r}")


def _short(fewest: int, most: int | None, told: Any) -> Any:  # noqa: ANN401  of the library
    def validate(
        validator: Any,  # noqa: ANN401
        branches: list[Any],
        value: Any,  # noqa: ANN401
        schema: Mapping[str, Any],
    ) -> Iterator[Any]:
        if "discriminator" in schema and isinstance(
            value, dict
        ):  # the library has a rule of its own
            yield from told(validator, branches, value, schema)
            return
        held = 0
        for branch in branches:
            held += Meter.holds(validator, branch, value)
            if held >= fewest if most is None else held > most:
                break
        if held < fewest or (most is not None and held > most):
            which = "any" if most is None else "exactly one"
            yield jsonschema.ValidationError(f"the value is not valid by {which} of the branches")

    return validate
