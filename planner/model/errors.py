"""The error that planner raises on purpose: the person can mend it; exit code 2.

A finding (a breaking change, a late task) is a result, never an exception.
"""

from collections.abc import Iterable

from planner.model.problem import Problem
from planner.model.source import Place


class InputError(Exception):
    """The input can't be used; `problems` holds everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))

    @classmethod
    def single(
        cls, code: str, message: str, *, place: Place | None = None, hint: str = ""
    ) -> "InputError":
        """Return an error with one problem."""
        return cls([Problem(code, message, place, hint)])
