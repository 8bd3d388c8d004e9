"""`plan check`."""

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import clock, open_files, surroundings

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from planner.model.check_view import CheckView
    from planner.model.problem import Problem


@click.command(
    epilog=examples(
        "plan check",
        "plan check --base origin/main",
        "plan check --base main --head feature",
        "plan check --base v1.4.0 --format markdown",
        "plan check --all-history",
        "plan check --all-history --executor dask://scheduler:8786",
        "plan check --format gitlab > gl-code-quality-report.json",
    )
)
@click.option(
    "--base",
    default="",
    metavar="GITREF",
    help="What the change goes into.  [default: the default branch; on it, the commit before]",
)
@click.option(
    "--head",
    default="",
    metavar="GITREF",
    help="The change, as committed; needs no work tree.  [default: what is on disk]",
)
@click.option(
    "--all-history",
    is_flag=True,
    help="Check every version of every contract against the one before it; needs no git.",
)
@click.option(
    "--executor",
    metavar="WHERE",
    help="With --all-history: processes, processes:N, or dask://HOST:PORT.  [default: processes]",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day that dates are judged on.  [default: the current date]",
)
@common_options("check")
@click.pass_context
def command(
    ctx: click.Context,
    common: Common,
    *,
    base: str,
    head: str,
    all_history: bool,
    executor: str | None,
    today: datetime | None,
) -> None:
    """Decide whether what has changed since GITREF may go in.

    Compares the workspace on disk with the last commit that it has in common with GITREF. Closed,
    with exit code 1, are: a breaking change that the provider and the consumers whom it hurts have
    not ratified; an edit of a ratified version; a version number smaller than the change demands;
    what a manifest uses and no contract has; a version that goes, or is not offered any more,
    together with its use; removal before a sunset date; and what `plan lint` calls breaking. Who
    may agree is read from GITREF, so that a change can't name its own approver. The report says
    what would unblock each contract.
    """
    from planner.app.check import CheckOptions, check_workspace

    day = today.date() if today else clock().today()
    _refuse_mixed(base or head, executor, all_history=all_history)
    if all_history:
        view, warnings = _all_versions(common, day, executor or "processes")
    elif head:
        inside = common.workspace.as_posix() if common.workspace else None
        options = CheckOptions(day, base, head, "" if inside in {None, "."} else inside)
        world = surroundings(replace(common, workspace=None))
        view, warnings = check_workspace(None, world, options)
    else:
        files = open_files(common)
        is_named = common.workspace is not None
        options = CheckOptions(day, base, folder=files.shown_root, is_named=is_named)
        view, warnings = check_workspace(files, surroundings(common), options)
    emit(view, "check", common, warnings)
    if not view.is_open:
        ctx.exit(exit_codes.GATE_CLOSED)


def _refuse_mixed(ref: str, executor: str | None, *, all_history: bool) -> None:
    if all_history and ref:
        raise click.UsageError(
            "--all-history compares no commits. Hint: leave --base and --head out."
        )
    if executor and not all_history:
        raise click.UsageError("--executor is for --all-history. Hint: leave it out.")


def _all_versions(
    common: Common, day: "date", executor: str
) -> "tuple[CheckView, tuple[Problem, ...]]":
    from planner.app.check import check_all_versions

    files = open_files(common)
    make_executor = _executor(executor)
    if common.quiet or not sys.stderr.isatty():
        return check_all_versions(files, day, make_executor, folder=files.shown_root)
    with click.progressbar(length=1, label="versions", file=sys.stderr, show_pos=True) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return check_all_versions(files, day, make_executor, folder=files.shown_root, tell=tell)


def _executor(named: str) -> "Callable[[int], Executor]":
    """Return what makes the executor that the user named."""
    from planner.adapters.executors import dask_cluster, process_pool

    address = named.removeprefix("dask://")
    if address != named and re.fullmatch(r"[^\s/]+:\d{1,5}", address):
        return partial(dask_cluster, address)
    count = re.fullmatch(r"processes(?::([1-9]\d{0,3}))?", named)
    if count is None:
        raise click.BadParameter(
            f"`{named}` is no executor. Hint: use processes, processes:N or dask://HOST:PORT.",
            param_hint="--executor",
        )
    return partial(process_pool, most=int(count[1] or 0))
