"""Sets of characters as ranges of code points, and those that ECMA-262 names."""

from collections.abc import Iterable
from typing import TypeAlias

CharSet: TypeAlias = tuple[tuple[int, int], ...]
"""Inclusive ranges, ascending, that neither overlap nor touch."""

LAST = 0x10FFFF
SURROGATES = (0xD800, 0xDFFF)

NONE: CharSet = ()
ANY: CharSet = ((0, LAST),)


def one(code_point: int) -> CharSet:
    """Return the set of one character."""
    return ((code_point, code_point),)


def union(sets: Iterable[CharSet]) -> CharSet:
    """Return the characters that are in any of the sets."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pair for charset in sets for pair in charset):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(charset: CharSet) -> CharSet:
    """Return all other characters."""
    gaps: list[tuple[int, int]] = []
    start = 0
    for low, high in charset:
        if start < low:
            gaps.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        gaps.append((start, LAST))
    return tuple(gaps)


LINE_ENDS: CharSet = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
"""LineTerminator (ECMA-262, Line Terminators)."""

DOT = complement(LINE_ENDS)
"""`.` without the `s` flag (ECMA-262, CompileAtom)."""

DIGITS: CharSet = ((0x30, 0x39),)

WORD: CharSet = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
"""WordCharacters without the `i` flag (ECMA-262, WordCharacters)."""

SPACES = union(
    (
        ((0x09, 0x09), (0x0B, 0x0C), (0xFEFF, 0xFEFF)),
        ((0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
        ((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)),
        LINE_ENDS,
    )
)
"""WhiteSpace and LineTerminator (ECMA-262, CharacterClassEscape `s`; White Space)."""
