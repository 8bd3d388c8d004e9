"""What is wrong, in the words of the commands: place, message, line and hint of each problem."""

from collections.abc import Iterator
from contextlib import contextmanager

from planner.adapters.files import LocalFiles
from planner.model.errors import InputError

_SHOWN = 100


def told(error: InputError, files: LocalFiles | None) -> str:
    """Return all problems of an error as text.

    Args:
        error: what was wrong.
        files: the workspace, in which places lie; None outside of any.
    """
    from planner.app.locating import in_reading_order, locate_problems  # noqa: PLC0415  rarely
    from planner.render._problems import problem_text  # noqa: PLC0415  needed

    located = in_reading_order(locate_problems(files, error.problems[:_SHOWN]))
    folder = files.shown_root if files else ""
    return "".join(problem_text(item, folder) for item in located).rstrip("\n")


@contextmanager
def with_places(files: LocalFiles | None) -> Iterator[None]:
    """Let an error say below its message where what is wrong stands, and what to do.

    Raises:
        InputError: that of the block, with a note (PEP 678).
    """
    try:
        yield
    except InputError as error:
        error.add_note(told(error, files))
        raise
