"""Prints problems with their place, line and hint; exit codes are given by `main`."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from planner.model.errors import InputError
from planner.model.problem import Level, Problem

if TYPE_CHECKING:
    from planner.adapters.files import LocalFiles

MOST_ERRORS = 100
MOST_WARNINGS = 20


def report_input_error(error: InputError, files: "LocalFiles | None") -> None:
    """Print all problems of an error to standard error, and how many there are."""
    _report(error.problems, files, MOST_ERRORS, color=None)


def report_warnings(
    warnings: Sequence[Problem], files: "LocalFiles | None", color: bool | None
) -> None:
    """Print warnings to standard error, the first ones only when they are many."""
    _report(warnings, files, MOST_WARNINGS, color=color)


def _report(
    problems: Sequence[Problem], files: "LocalFiles | None", most: int, *, color: bool | None
) -> None:
    from planner.app.locating import in_reading_order, locate_problems
    from planner.render._problems import count_text, problem_text

    shown = problems[:most]
    located = in_reading_order(locate_problems(files, shown))
    folder = files.shown_root if files else ""
    use_color = _use_color() if color is None else color
    for item in located:
        click.echo(problem_text(item, folder, color=use_color), err=True, nl=False, color=use_color)
    errors = sum(problem.level is Level.ERROR for problem in problems)
    total = count_text(errors, len(problems) - errors)
    left = len(problems) - len(shown)
    more = f" ({left} not shown; `plan validate` lists all)" if left else ""
    click.echo(f"{total}{more}", err=True)


def _use_color() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def report_internal_error(error: Exception) -> None:
    """Print how to report a mistake in planner; the traceback only with PLAN_DEBUG=1."""
    from planner import __version__

    if os.environ.get("PLAN_DEBUG"):
        import traceback

        traceback.print_exception(error)
    click.echo(
        f"internal error: {type(error).__name__}: {error}\n"
        "This is a mistake in planner, not in your files. Please report it with the command, "
        f"the version (plan {__version__}) and what PLAN_DEBUG=1 prints.",
        err=True,
    )
