"""Texts: by format, by pattern, by the name of the member, and within lengths."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from planner.instances.formats import FORMATS, longer, says_instant
from planner.instances.regular import writer_of
from planner.instances.seeds import Dice
from planner.instances.words import text_for, word, words

Make = Callable[[Dice], str]
MakeAny = Callable[[Dice, bool], str]
"""Makes a text; true: unlike those before, even if its name then no longer tells what it is."""
Accepts = Callable[[Any], bool]
_EXTRAS = (3, 1, 0, 8, 2, 16, 40, 120)
"""How many repetitions more than the fewest are tried, one after the other."""
_TRIES = 8
_SAMPLES = 4
_LONGEST = 100_000


class NoTextError(Exception):
    """No text was found that keeps what is asked."""


@dataclass(slots=True)
class TextDemand:
    """What a text must keep.

    Args:
        shortest, longest: code points; `longest` None: no limit.
        patterns: all must match somewhere in it.
        formats: all must accept it; unknown ones accept all.
    """

    shortest: int = 0
    longest: int | None = None
    patterns: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        """Whether only the length matters."""
        return not self.patterns and not any(form in FORMATS for form in self.formats)

    def schema(self) -> dict[str, Any]:
        """Return the demand as a schema."""
        said: dict[str, Any] = {"type": "string", "minLength": self.shortest}
        if self.longest is not None:
            said["maxLength"] = self.longest
        parts = [{"pattern": pattern} for pattern in self.patterns]
        return {**said, "allOf": [*parts, *({"format": form} for form in self.formats)]}


def text_maker(demand: TextDemand, name: str, parent: str, accepts: Accepts) -> MakeAny:
    """Return what makes texts; they are checked where they are not right by construction.

    Args:
        demand: what they must keep.
        name: of the member.
        parent: of the member that holds it.
        accepts: whether a text keeps the demand.

    Raises:
        NoTextError: from what is returned, when no text was found.
    """
    usual = _fitted(_by_name(name, parent), demand)
    if demand.is_free:
        other = _fitted(words, demand)
        return lambda dice, is_varied: (other if is_varied else usual)(dice)
    by_format = _by_format(demand, name)
    sources = [*by_format, *_by_pattern(demand), usual]
    tells = None if by_format else _tells(usual, accepts)

    def make(dice: Dice, is_varied: bool) -> str:  # noqa: FBT001  of the type above
        first = [usual] if tells and not is_varied and tells() else []
        for source in (*first, *sources):
            for _ in range(_TRIES):
                text = source(dice)
                if accepts(text):
                    return text
        raise NoTextError

    return make


def _tells(usual: Make, accepts: Accepts) -> Callable[[], bool]:
    """Return what says whether texts that a name stands for match a pattern: `EUR`, `[A-Z]{3}`.

    A few are tried, always the same ones, the first time that somebody asks.
    """
    return cache(lambda: any(accepts(usual(Dice(seed))) for seed in range(_SAMPLES)))


def _by_name(name: str, parent: str) -> Make:
    if says_instant(name):
        say = FORMATS["date-time"]
        return lambda dice: say(dice, name)
    return text_for(name, parent)


def _fitted(make: Make, demand: TextDemand) -> Make:
    """Return what makes texts of a length that is asked for."""
    shortest, longest = min(demand.shortest, _LONGEST), demand.longest
    if not shortest and longest is None:
        return make

    def fitted(dice: Dice) -> str:
        text = make(dice)
        if longest is not None and len(text) > longest:
            text = text[:longest].rstrip(" -.") if longest > shortest else text[:longest]
        while len(text) < shortest:
            text = f"{text} {word(dice)}" if len(text) + 2 <= shortest else f"{text}x"
        return text if longest is None or len(text) <= longest else text[:longest]

    return fitted


def _by_format(demand: TextDemand, name: str) -> list[Make]:
    return [_formatted(form, demand, name) for form in demand.formats if form in FORMATS]


def _formatted(form: str, demand: TextDemand, name: str) -> Make:
    say = FORMATS[form]
    shortest = min(demand.shortest, _LONGEST)
    shorter = [other for other in _SHORT.get(form, ()) if demand.longest is not None]

    def make(dice: Dice) -> str:
        text = longer(say(dice, name), shortest, form)
        if demand.longest is not None and len(text) > demand.longest:
            return next((other for other in shorter if len(other) <= (demand.longest or 0)), text)
        return text

    return make


_SHORT: dict[str, Sequence[str]] = {
    "byte": ("YWJj", ""),
    "base64": ("YWJj", ""),
    "email": ("a@example.com", "a@b.c"),
    "hostname": ("example.com", "a"),
    "uri": ("https://example.com", "urn:a:b", "a:b"),
    "uri-reference": ("/a", "a", ""),
    "ipv4": ("192.0.2.1", "1.1.1.1"),
    "ipv6": ("2001:db8::1", "::1", "::"),
    "duration": ("P1D",),
}
"""Short texts of formats, for what must not be long."""


def _by_pattern(demand: TextDemand) -> list[Make]:
    return [make for pattern in demand.patterns for make in _written(pattern, demand)]


def _written(pattern: str, demand: TextDemand) -> list[Make]:
    write = writer_of(pattern)
    if write is None:
        return []
    extras = dict.fromkeys((*_EXTRAS, max(min(demand.shortest, 4_000), 3)))
    return [_with_extra(write, extra) for extra in extras]


def _with_extra(write: Callable[[Dice, int], str], extra: int) -> Make:
    return lambda dice: write(dice, extra)
