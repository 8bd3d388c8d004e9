"""A parsed pattern: its syntax tree in postfix order, so that no step ever recurses on nesting."""

from dataclasses import dataclass
from typing import TypeAlias

from planner.compatibility.patterns.charsets import CharSet

Sides: TypeAlias = int
"""What may stand beside a position of the text, as a sum of these; plain numbers, for speed."""

EDGE: Sides = 1
WORD_CHARACTER: Sides = 2
OTHER_CHARACTER: Sides = 4
ANYTHING: Sides = 7


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set."""

    charset: CharSet


@dataclass(frozen=True, slots=True)
class Guard:
    r"""A position, by what stands before and after it: `^`, `$`, a half of `\b` or `\B`."""

    before: Sides
    after: Sides


@dataclass(frozen=True, slots=True)
class Join:
    """The last `count` items one after another; none is the empty text."""

    count: int


@dataclass(frozen=True, slots=True)
class Choose:
    """Any one of the last `count` items."""

    count: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """The last item, `least` to `most` times; `most` is None when it is unlimited."""

    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class LookAhead:
    """A position from which `body` matches, or does not when `negative`."""

    negative: bool
    body: "Program"


Instruction: TypeAlias = Chars | Guard | Join | Choose | Repeat | LookAhead
Program: TypeAlias = tuple[Instruction, ...]

TEXT_START = Guard(EDGE, ANYTHING)
TEXT_END = Guard(ANYTHING, EDGE)
_NO_WORD = EDGE | OTHER_CHARACTER
WORD_BOUNDARY = (Guard(WORD_CHARACTER, _NO_WORD), Guard(_NO_WORD, WORD_CHARACTER))
NO_WORD_BOUNDARY = (Guard(WORD_CHARACTER, WORD_CHARACTER), Guard(_NO_WORD, _NO_WORD))
