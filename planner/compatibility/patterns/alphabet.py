"""The characters of a question, merged where no pattern tells them apart."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from planner.compatibility.patterns import charsets
from planner.compatibility.patterns.charsets import SURROGATES, CharSet
from planner.compatibility.patterns.instructions import OTHER_CHARACTER, WORD_CHARACTER, Sides

# From what a person reads best: letters, digits, space, punctuation, letters with marks, Greek,
# CJK, emoji. Everything else that prints comes after, and what does not print comes last.
_READABLE = (
    (0x61, 0x7A),
    (0x30, 0x39),
    (0x41, 0x5A),
    (0x20, 0x20),
    (0x21, 0x2F),
    (0x3A, 0x40),
    (0x5B, 0x60),
    (0x7B, 0x7E),
    (0xE0, 0xFF),
    (0xC0, 0xDF),
    (0x100, 0x17F),
    (0x3B1, 0x3C9),
    (0x4E00, 0x9FFF),
    (0x1F600, 0x1F64F),
)
_LAST_ASCII = 0x7F
_ASCII_RANKS = sum(last <= _LAST_ASCII for _, last in _READABLE)
_PRINTABLE_SEARCH = 64


class CharClass(NamedTuple):
    """Characters that are in the same sets.

    Args:
        rank: how readable the best character is, 0 the best.
        code_point: the best character.
        signature: the sets they are in, one bit each.
    """

    rank: int
    code_point: int
    signature: int


class Alphabet:
    """All characters, divided by the sets that a question uses.

    Args:
        sets: the sets of characters that matter.
        sees_words: whether word characters must be told from others.
    """

    def __init__(self, sets: Iterable[CharSet], *, sees_words: bool) -> None:
        distinct = dict.fromkeys([*sets, *([charsets.WORD] if sees_words else [])])
        self.bits = {charset: 1 << place for place, charset in enumerate(distinct)}
        self.word_bit = self.bits[charsets.WORD] if sees_words else 0
        self._starts, self._signatures = self._divide()

    def _divide(self) -> tuple[list[int], list[int]]:
        changes: dict[int, int] = {0: 0, charsets.LAST + 1: 0}
        for charset, bit in self.bits.items():
            for low, high in charset:
                changes[low] = changes.get(low, 0) ^ bit
                changes[high + 1] = changes.get(high + 1, 0) ^ bit
        starts = sorted(changes)
        signatures = []
        signature = 0
        for start in starts:
            signature ^= changes[start]
            signatures.append(signature)
        return starts, signatures

    def signature(self, character: str) -> int:
        """Return the sets that a character is in."""
        return self._signatures[bisect_right(self._starts, ord(character)) - 1]

    def side(self, signature: int) -> Sides:
        """Return what a character of these sets is to its neighbours."""
        return WORD_CHARACTER if signature & self.word_bit else OTHER_CHARACTER

    def classes(self) -> list[CharClass]:
        """Return one class for each combination of sets, the most readable first.

        Lone surrogates are left out: no UTF-8 text has them (RFC 8259, section 8.2).
        """
        best: dict[int, CharClass] = {}
        ends = [start - 1 for start in self._starts[1:]]
        for low, high, signature in zip(self._starts, ends, self._signatures, strict=False):
            if low > _LAST_ASCII and signature in best and best[signature].rank < _ASCII_RANKS:
                continue  # nothing beyond ASCII reads better
            for candidate in _candidates(low, high, signature):
                best[signature] = min(candidate, best.get(signature, candidate))
        return sorted(best.values())


def _candidates(low: int, high: int, signature: int) -> Iterator[CharClass]:
    for first, last in ((low, min(high, SURROGATES[0] - 1)), (max(low, SURROGATES[1] + 1), high)):
        if first <= last:
            yield CharClass(*_most_readable(first, last), signature)


def _most_readable(low: int, high: int) -> tuple[int, int]:
    for rank, (first, last) in enumerate(_READABLE):
        if max(low, first) <= min(high, last):
            return rank, max(low, first)
    for code_point in range(low, min(high, low + _PRINTABLE_SEARCH) + 1):
        if chr(code_point).isprintable():
            return len(_READABLE), code_point
    return len(_READABLE) + 1, low
