"""What a question about patterns can be answered with."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Found:
    """A text that does what was asked; none is shorter.

    Args:
        text: Unicode scalar values only, never a lone surrogate.
    """

    text: str


@dataclass(frozen=True, slots=True)
class NoText:
    """A proof that no text does what was asked."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither a text nor a proof.

    Args:
        reason: why, in words, with the pattern concerned in backticks.
    """

    reason: str


TextAnswer: TypeAlias = Found | NoText | Undecided
