"""`plan migrate`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import clock, surroundings

if TYPE_CHECKING:
    from planner.adapters.files import LocalFiles

_LAST_YEAR = 9000
"""Later dates leave no room for a window."""


@click.command(
    epilog=examples(
        "plan migrate old.yaml new.yaml",
        "plan migrate main:api/openapi.yaml api/openapi.yaml --write migration",
        "plan migrate catalog-api@1.0.0 catalog-api@2.0.0 --consumers",
        "plan migrate old.yaml new.yaml --start 2026-03-02 --window 60 --format markdown",
    )
)
@click.argument("old")
@click.argument("new")
@click.option(
    "--window",
    type=click.IntRange(1, 3650),
    default=90,
    show_default=True,
    metavar="DAYS",
    help="Calendar days from the start to the sunset of the old shape.",
)
@click.option(
    "--start",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which the provider begins.  [default: today]",
)
@click.option(
    "--write",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the contract in between to this folder, if it passes its check.",
)
@click.option(
    "--mode",
    type=click.Choice(["backward", "forward", "full"]),
    help="Which versions of a message must read what others have written, as in `plan diff`.",
)
@click.option(
    "--category",
    type=click.Choice(["file", "package", "wire-json", "wire"]),
    help="What Protobuf contracts promise to stay.  [default: file]",
)
@click.option("--consumers", is_flag=True, help="Plan for the services of the workspace by name.")
@common_options("migration")
@click.pass_context
def command(
    ctx: click.Context,
    common: Common,
    *,
    old: str,
    new: str,
    window: int,
    start: datetime | None,
    write: Path | None,
    mode: str | None,
    category: str | None,
    consumers: bool,
) -> None:
    """Plan how a breaking change from OLD to NEW reaches everybody without breaking anybody.

    OLD and NEW are named as in `plan diff`. The plan has four steps: 1a the provider adds, 1b
    consumers adopt, 2a evidence that nobody uses the old shape, 2b removal; with the order of
    deployments, a sunset date and feature flags to paste.

    The contract in between is made and compared with both sides; where nothing can serve both, the
    plan says why and what to do instead.
    """
    from planner.app.diff_modes import Promises, agreement_named, category_named
    from planner.app.diff_sources import ShownFiles
    from planner.app.migrate import MigrateOptions, plan_migrations

    if start and start.year > _LAST_YEAR:
        raise click.BadParameter(f"it lies after {_LAST_YEAR}", param_hint="'--start'")
    world = surroundings(common)
    shown = ShownFiles(world.workspace)
    ctx.find_root().obj = shown  # errors show the lines that they are about
    options = MigrateOptions(
        start.date() if start else clock().today(),
        window,
        consumers,
        _folder(write) if write else None,
        write.as_posix() if write else "",
        Promises(
            agreement_named(mode) if mode else None, category_named(category) if category else None
        ),
    )
    view, warnings = plan_migrations(world, old, new, options, shown)
    emit(view, "migration", common, warnings)


def _folder(path: Path) -> "LocalFiles":
    from planner.adapters.files import LocalFiles

    return LocalFiles(path)
