"""What is wrong with the input, said so that a person can mend it."""

from dataclasses import dataclass
from enum import StrEnum

from planner.model.source import Place


class Level(StrEnum):
    """How bad a problem is: an error refuses the input, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what a user wrote.

    Args:
        code: stable kebab-case name of the kind of problem, `unknown-team` for example.
        message: what is wrong, with the value.
        place: where; None when no file is concerned.
        hint: one thing to do.
        level: error or warning.
    """

    code: str
    message: str
    place: Place | None = None
    hint: str = ""
    level: Level = Level.ERROR
