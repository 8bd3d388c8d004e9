"""`plan release`."""

from datetime import datetime

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import open_files


@click.command(
    epilog=examples(
        "plan release",
        "plan release --first-day 2026-09-01",
        "plan release --output release.md",
        "plan release --format mermaid",
    )
)
@click.option(
    "--first-day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="No release before this day.  [default: the day after milestone 3 in the plan]",
)
@common_options("release")
def command(common: Common, first_day: datetime | None) -> None:
    """Show in which order to release, leaf first, one batch a release day.

    A service goes live after every service that it calls and can't do without. Events and soft
    calls order nothing. Services that call each other in a circle are released together; the
    fewest calls that would untie them are named, with the ways to break each.
    """
    from planner.app.release import show_release

    first = first_day.date() if first_day else None
    view, warnings = show_release(open_files(common), first_day=first)
    emit(view, "release", common, warnings)
