"""`plan next`."""

from datetime import datetime

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import clock, open_files


@click.command(
    epilog=examples(
        "plan next",
        "plan next --team payments",
        "plan next --today 2026-09-01 --format markdown",
    )
)
@click.option("--service", "services", multiple=True, metavar="NAME", help="Only this service.")
@click.option("--team", "teams", multiple=True, metavar="NAME", help="Only what this team does.")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day to look from.  [default: the current date]",
)
@common_options("next")
def command(
    common: Common, services: tuple[str, ...], teams: tuple[str, ...], today: datetime | None
) -> None:
    """Show what each team can start today, most urgent first.

    Goes by the progress files. A task can start when all that it waits for is done; a team can
    start as many as it has free people. Below stand the work in progress with what is late, what
    is blocked, and for each service that waits for others, whom it waits for in the end.
    """
    from planner.app.progress import show_progress

    day = today.date() if today else clock().today()
    view, warnings = show_progress(open_files(common), day, services=services, teams=teams)
    emit(view, "next", common, warnings)
