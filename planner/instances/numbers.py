"""Numbers between bounds that are multiples of steps, reckoned in fractions and never in floats."""

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planner.instances.seeds import Dice
from planner.instances.words import range_for

_TRIES = 12
_INTEGERS = range(-(2**63), 2**64)
"""What programs read as integers; larger ones are written as floats."""
_LARGEST = Fraction(sys.float_info.max)


def exact(number: Any) -> Fraction:  # noqa: ANN401  int, float
    """Return a JSON number as it is written, not as its float is stored."""
    return Fraction(number) if isinstance(number, int) else Fraction(Decimal(repr(number)))


@dataclass(slots=True)
class Bounds:
    """What a number must keep.

    Args:
        low, high: None: no bound.
        open_low, open_high: whether the bound itself is out.
        steps: it must be a multiple of all.
    """

    low: Fraction | None = None
    high: Fraction | None = None
    open_low: bool = False
    open_high: bool = False
    steps: list[Fraction] = field(default_factory=list)

    def at_least(self, low: Fraction, *, is_open: bool = False) -> None:
        """Take a lower bound."""
        if self.low is None or low > self.low or (low == self.low and is_open):
            self.low, self.open_low = low, is_open

    def at_most(self, high: Fraction, *, is_open: bool = False) -> None:
        """Take an upper bound."""
        if self.high is None or high < self.high or (high == self.high and is_open):
            self.high, self.open_high = high, is_open


def number_maker(bounds: Bounds, name: str, *, whole: bool) -> Callable[[Dice], Any] | None:
    """Return what makes numbers within bounds; None if there are none.

    Args:
        bounds: what they must keep.
        name: of the member: credible numbers are taken if the bounds have them.
        whole: whether they must be integers.
    """
    steps = [*bounds.steps, Fraction(1)] if whole else bounds.steps
    if steps:
        return _multiples(bounds, _common_multiple(steps), steps, name)
    return _anywhere(bounds, name)


def _common_multiple(steps: Sequence[Fraction]) -> Fraction:
    numerator = math.lcm(*(step.numerator for step in steps))
    return Fraction(numerator, math.gcd(*(step.denominator for step in steps)))


def _multiples(
    bounds: Bounds, step: Fraction, steps: Sequence[Fraction], name: str
) -> Callable[[Dice], Any] | None:
    first = None if bounds.low is None else math.ceil(bounds.low / step)
    last = None if bounds.high is None else math.floor(bounds.high / step)
    if first is not None and bounds.open_low and first * step == bounds.low:
        first += 1
    if last is not None and bounds.open_high and last * step == bounds.high:
        last -= 1
    if first is not None and last is not None and first > last:
        return None
    low, high = _window(first, last, *_credible(step, name))
    if low * step > _INTEGERS[-1] and (first is None or first <= 0):
        low = high = 0  # a multiple of anything
    high = max(low, min(high, math.floor(_LARGEST / step)))

    def make(dice: Dice) -> Any:  # noqa: ANN401  int or float
        number: Any = 0
        for _ in range(_TRIES):
            number = plain(step * dice.between(low, high))
            if isinstance(number, int) or all(_divides(number, step) for step in steps):
                break
        return number

    return make


def _credible(step: Fraction, name: str) -> tuple[int, int]:
    low, high = range_for(name)
    return math.ceil(low / step), max(math.ceil(low / step), math.floor(high / step))


def _window(first: int | None, last: int | None, low: int, high: int) -> tuple[int, int]:
    """Return the credible part of a range, or the part of it that is nearest to credible."""
    width = max(high - low, 0)
    if first is not None and low < first:
        low, high = first, max(high, first + width)
    if last is not None and high > last:
        low, high = (last - width if low > last else low), last
    if first is not None:
        low = max(low, first)
    return low, max(low, high)


def _divides(number: float, step: Fraction) -> bool:
    """Return whether a validator that divides floats finds a multiple, too."""
    divisor = float(step)
    return divisor != 0 and (number / divisor).is_integer()


def _anywhere(bounds: Bounds, name: str) -> Callable[[Dice], Any] | None:
    low, high = bounds.low, bounds.high
    if low is not None and high is not None:
        if low > high or (low == high and (bounds.open_low or bounds.open_high)):
            return None
        if low == high:
            return lambda _dice: plain(low)
    hundredths = Bounds(low, high, bounds.open_low, bounds.open_high)
    made = _multiples(hundredths, Fraction(1, 100), (), name)
    if made is not None or low is None or high is None:
        return made
    return lambda dice: plain(low + (high - low) * Fraction(dice.between(1, 99), 100))


def plain(number: Fraction) -> Any:  # noqa: ANN401  int or float
    """Return a fraction as JSON writes it."""
    is_integer = number.denominator == 1 and number.numerator in _INTEGERS
    return number.numerator if is_integer else float(number)
