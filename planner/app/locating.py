"""Looks up the line and column of problems, only for those that are shown."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from planner.formats.document import decode, locate_all
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place, Position
from planner.model.views import LocatedProblem

_TOP = Position(1, 1)


class Reader(Protocol):
    """Whatever can read a file of the workspace."""

    def read(self, path: str) -> bytes:
        """Return the content of a file."""


def locate_problems(
    files: Reader | None, problems: Sequence[Problem]
) -> tuple[LocatedProblem, ...]:
    """Return the problems in their order, each with its position and the text of its line.

    Every file is read once. A file that can't be read leaves its problems with the position they
    brought along, and without a line.
    """
    by_file: dict[str, list[Place]] = {}
    for problem in problems:
        if problem.place:
            by_file.setdefault(problem.place.file, []).append(problem.place)
    found: dict[Place, tuple[Position | None, str]] = {}
    for file, places in sorted(by_file.items()):
        found.update(_in_file(_text_of(files, file), places))
    return tuple(
        LocatedProblem(problem, *found[problem.place]) if problem.place else LocatedProblem(problem)
        for problem in problems
    )


def in_reading_order(problems: Iterable[LocatedProblem]) -> tuple[LocatedProblem, ...]:
    """Return problems by file, line and column; those without a file first."""

    def key(item: LocatedProblem) -> tuple[str, Position]:
        return (item.problem.place.file if item.problem.place else "", item.position or _TOP)

    return tuple(sorted(problems, key=key))


def _text_of(files: Reader | None, file: str) -> str | None:
    if files is None:
        return None
    try:
        return decode(files.read(file), file)
    except InputError:
        return None


def _in_file(text: str | None, places: Sequence[Place]) -> dict[Place, tuple[Position | None, str]]:
    if text is None:
        return {place: (place.position, "") for place in places}
    lines = text.splitlines()
    return {
        place: (position, lines[position.line - 1] if position.line <= len(lines) else "")
        for place, position in zip(places, locate_all(text, places[0].file, places), strict=True)
    }
