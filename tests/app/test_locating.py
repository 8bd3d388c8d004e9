"""Problems get line and column, each file read once."""

from planner.app.locating import in_reading_order, locate_problems
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place, Position
from planner.model.views import LocatedProblem


class Drawn:
    """Files that are given as text; counts how often each is read."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts
        self.reads: list[str] = []

    def read(self, path: str) -> bytes:
        self.reads.append(path)
        if path not in self.texts:
            raise InputError.single("missing-file", path)
        return self.texts[path].encode()


def at(*path: str | int, file: str = "a", on_key: bool = False) -> Problem:
    return Problem("code", "message", Place(file, path, on_key=on_key))


def test_position_and_line_of_keys_and_values() -> None:
    files = Drawn(a="name: x\nsteps:\n  - id: one\n    after: [two]\n")
    problems = [at("steps", 0, "after", 0), at("steps", 0, "id", on_key=True), at("missing")]
    assert locate_problems(files, problems) == (
        LocatedProblem(problems[0], Position(4, 13), "    after: [two]"),
        LocatedProblem(problems[1], Position(3, 5), "  - id: one"),
        LocatedProblem(problems[2], Position(1, 1), "name: x"),
    )
    assert files.reads == ["a"]


def test_what_can_not_be_read_keeps_the_position_that_is_known() -> None:
    known = Problem("code", "message", Place("gone", position=Position(3, 4)))
    nowhere = Problem("code", "no file is concerned")
    assert locate_problems(Drawn(), [known, nowhere, at("x", file="gone")]) == (
        LocatedProblem(known, Position(3, 4)),
        LocatedProblem(nowhere),
        LocatedProblem(at("x", file="gone")),
    )
    assert locate_problems(None, [known]) == (LocatedProblem(known, Position(3, 4)),)


def test_reading_order() -> None:
    files = Drawn(a="x: 1\ny: 2\n", b="x: 1\n")
    problems = [at("x", file="b"), at("y"), at("x"), Problem("code", "no file")]
    ordered = in_reading_order(locate_problems(files, problems))
    assert [item.problem for item in ordered] == [
        problems[3],
        problems[2],
        problems[1],
        problems[0],
    ]
