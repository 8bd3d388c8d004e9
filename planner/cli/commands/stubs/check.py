"""`plan stubs check`."""

from pathlib import Path

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.stub_options import about_packages


@click.command(
    epilog=examples(
        "plan stubs check",
        "plan stubs check order --out stubs",
        "plan stubs check --allow-draft",
    )
)
@about_packages("Folder that holds the packages.")
@click.option(
    "--allow-draft", is_flag=True, help="Stubs of contracts that are not ratified are fine."
)
@common_options("stubs")
@click.pass_context
def command(ctx: click.Context, common: Common, *, what: str, out: Path, allow_draft: bool) -> None:
    """Tell whether generated stubs are still what the ratified contracts say.

    Exit code 1 if a generated file was altered, a stub was made from something else than what is
    ratified, the contract or the manifest has changed since, or a stub is missing. Without SERVICE
    or CONTRACT, all that the stubs in the folder were made for is checked.
    """
    from planner.adapters.folders import LocalFolders
    from planner.app.stubs.checking import CheckWish, check_stubs
    from planner.cli.output import emit
    from planner.cli.wiring import cache, surroundings

    world = surroundings(common)
    ctx.find_root().obj = world.workspace
    view, warnings = check_stubs(
        world.workspace, LocalFolders(out), CheckWish(what, allow_draft), world=world, cache=cache()
    )
    emit(view, "stubs", common, warnings)
    if view.findings:
        ctx.exit(exit_codes.GATE_CLOSED)
