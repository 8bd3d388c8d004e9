"""`plan stubs generate`."""

from pathlib import Path

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.stub_options import about_packages


@click.command(
    epilog=examples(
        "plan stubs generate order --out stubs",
        "plan stubs generate catalog-api --out stubs --only-used",
        "plan stubs generate catalog-api@1.2.0 --out stubs --allow-draft",
        "plan stubs generate openapi.yaml --out stubs",
        "plan stubs generate order --out stubs --check",
    )
)
@about_packages("Folder that gets a package for each contract.")
@click.option(
    "--only-used",
    is_flag=True,
    help="No more than manifests say is consumed; for a SERVICE that is so anyway.",
)
@click.option("--all", "whole", is_flag=True, help="All operations, whatever is consumed.")
@click.option("--allow-draft", is_flag=True, help="Also contracts that are not ratified.")
@click.option(
    "--check", is_flag=True, help="Write nothing; exit code 1 if anything would come out otherwise."
)
@common_options("stubs")
@click.pass_context
def command(
    ctx: click.Context,
    common: Common,
    *,
    what: str,
    out: Path,
    only_used: bool,
    whole: bool,
    allow_draft: bool,
    check: bool,
) -> None:
    """Write a Python package for each consumed contract: models, clients, events, fixtures.

    SERVICE makes packages of all that the service consumes and subscribes to, cut down to the
    operations and messages that its manifest names, with the timeouts and retries it gives.
    CONTRACT is an id, CONTRACT@VERSION, or a contract file. Without either, packages are made of
    all ratified contracts of the workspace, whole. Packages import pydantic and httpx and nothing
    of planner; they come out byte for byte the same each time.
    """
    from planner.adapters.folders import LocalFolders
    from planner.app.stubs.generating import generate_stubs
    from planner.app.stubs.package_plans import GenerateWish
    from planner.cli.output import emit
    from planner.cli.wiring import cache, surroundings

    if only_used and whole:
        raise click.UsageError("--only-used and --all contradict each other. Hint: give one.")
    world = surroundings(common)
    ctx.find_root().obj = world.workspace
    wish = GenerateWish(what, whole, only_used, allow_draft, check)
    view, warnings = generate_stubs(
        world.workspace, LocalFolders(out), wish, world=world, cache=cache()
    )
    emit(view, "stubs", common, warnings)
    if view.findings:
        ctx.exit(exit_codes.GATE_CLOSED)
