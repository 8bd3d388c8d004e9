"""The solver of numbers: bounds, multiples, values left out; exact, in fractions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from planner.compatibility.search.answers import Answer, Found, NoValue, Undecided
from planner.compatibility.search.ways import Demand
from planner.compatibility.values import Key, as_json_number, exact, json_key

_MOST_TRIED = 4000


@dataclass
class _Range:
    low: Fraction | None = None
    low_is_out: bool = False
    high: Fraction | None = None
    high_is_out: bool = False
    steps: list[Fraction] = field(default_factory=list)
    no_steps: list[Fraction] = field(default_factory=list)
    left_out: set[Key] = field(default_factory=set)

    def above(self, bound: Fraction, *, is_out: bool) -> None:
        if self.low is None or (bound, is_out) > (self.low, self.low_is_out):
            self.low, self.low_is_out = bound, is_out

    def below(self, bound: Fraction, *, is_out: bool) -> None:
        if self.high is None or (-bound, is_out) > (-self.high, self.high_is_out):
            self.high, self.high_is_out = bound, is_out

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (
            self.low == self.high and (self.low_is_out or self.high_is_out)
        )

    def has(self, number: Fraction) -> bool:
        if self.low is not None and (number < self.low or (number == self.low and self.low_is_out)):
            return False
        if self.high is not None and (
            number > self.high or (number == self.high and self.high_is_out)
        ):
            return False
        return (
            all((number / step).denominator == 1 for step in self.steps)
            and all((number / step).denominator != 1 for step in self.no_steps)
            and json_key(as_json_number(number)) not in self.left_out
        )


def solve_number(demands: Sequence[Demand], *, whole: bool | None) -> Answer:
    """Return a number that fits all demands.

    Args:
        demands: those on numbers.
        whole: True: an integer is wanted; False: anything but an integer; None: either.
    """
    wanted = _range_of(demands)
    if whole is True:
        wanted.steps.append(Fraction(1))
    if whole is False:
        wanted.no_steps.append(Fraction(1))
    if wanted.is_empty:
        return NoValue()
    return _on_grid(wanted) if wanted.steps else _on_line(wanted)


def _range_of(demands: Sequence[Demand]) -> _Range:
    wanted = _Range()
    for holds, keyword, value, _ in demands:
        match keyword, holds:
            case ("minimum", True) | ("exclusiveMinimum", True):
                wanted.above(exact(value), is_out=keyword == "exclusiveMinimum")
            case ("maximum", True) | ("exclusiveMaximum", True):
                wanted.below(exact(value), is_out=keyword == "exclusiveMaximum")
            case ("minimum", False) | ("exclusiveMinimum", False):
                wanted.below(exact(value), is_out=keyword == "minimum")
            case ("maximum", False) | ("exclusiveMaximum", False):
                wanted.above(exact(value), is_out=keyword == "maximum")
            case "multipleOf", True:
                wanted.steps.append(exact(value))
            case "multipleOf", False:
                wanted.no_steps.append(exact(value))
            case "enum", False:
                wanted.left_out.update(json_key(item) for item in value)
            case "const", False:
                wanted.left_out.add(json_key(value))
            case _:
                pass
    return wanted


def _on_grid(wanted: _Range) -> Answer:
    """Search the multiples of all wanted steps."""
    step = _common_multiple(wanted.steps)
    if any((step / no).denominator == 1 for no in wanted.no_steps):
        return NoValue()
    for tried, factor in enumerate(_factors(wanted, step)):
        if tried > _MOST_TRIED:
            return Undecided("too many multiples would have to be tried")
        if wanted.has(factor * step):
            return Found(as_json_number(factor * step))
    return NoValue()


def _common_multiple(steps: Sequence[Fraction]) -> Fraction:
    numerator, denominator = 1, 0
    for step in steps:
        numerator = lcm(numerator, step.numerator)
        denominator = gcd(denominator, step.denominator)
    return Fraction(numerator, denominator)


def _factors(wanted: _Range, step: Fraction) -> Iterator[int]:
    """Yield the factors whose multiples lie in the range; from a bound on, or around zero."""
    if wanted.low is not None:
        last = floor(wanted.high / step) if wanted.high is not None else None
        factor = ceil(wanted.low / step)
        while last is None or factor <= last:
            yield factor
            factor += 1
    elif wanted.high is not None:
        factor = floor(wanted.high / step)
        while True:
            yield factor
            factor -= 1
    else:
        factor = 1
        yield 0
        while True:
            yield factor
            yield -factor
            factor += 1


def _on_line(wanted: _Range) -> Answer:
    """Search real numbers: a range with more than one point has more than can be left out."""
    for number in _candidates(wanted):
        if wanted.has(number):
            return Found(as_json_number(number))
    if wanted.low is not None and wanted.low == wanted.high:
        return NoValue()
    return Undecided("no number of the range was found that fits")


def _candidates(wanted: _Range) -> Iterator[Fraction]:
    low, high = wanted.low, wanted.high
    if low is None and high is None:
        low, high = Fraction(0), Fraction(1000)
    elif low is None:
        assert high is not None  # noqa: S101  one of both is there
        low = high - 1000
        yield high
        yield Fraction(floor(high))
        yield Fraction(floor(high) - 1)
    elif high is None:
        high = low + 1000
    yield from (Fraction(ceil(low) + i) for i in range(20))
    yield low
    yield high
    width = high - low
    for parts in (2, 4, 5, 10, 100, 1000):
        yield low + width / parts
    yield from (low + Fraction(i, 10) for i in range(1, 20))
    yield from (low + width * Fraction(i, 1024) for i in range(1, 1024))
