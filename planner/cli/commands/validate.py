"""`plan validate`."""

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import open_files


@click.command(
    epilog=examples("plan validate", "plan validate --strict", "plan validate --format json")
)
@common_options("validation")
@click.option("--strict", is_flag=True, help="Warnings fail too, with exit code 1.")
@click.pass_context
def command(ctx: click.Context, common: Common, *, strict: bool) -> None:
    """Check all files of the workspace and list everything that is wrong.

    Reads plan.yaml, manifests, progress files and contracts, follows every reference between
    them, and checks each contract by the specification of its format. Exit code 2 if there is an
    error; warnings alone leave it at 0.
    """
    from planner.app.validate import validate_workspace
    from planner.model.problem import Level

    files = open_files(common)
    view, warnings = validate_workspace(files, files.shown_root)
    emit(view, "validation", common, warnings)
    if any(item.problem.level is Level.ERROR for item in view.problems):
        ctx.exit(exit_codes.BAD_INPUT)
    if strict and view.problems:
        ctx.exit(exit_codes.GATE_CLOSED)
