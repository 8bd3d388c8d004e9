"""`plan status`."""

from datetime import datetime

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import clock, open_files


@click.command(
    epilog=examples(
        "plan status",
        "plan status --service order --service user",
        "plan status --today 2026-09-01 --output status.md",
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
@common_options("status")
def command(
    common: Common, services: tuple[str, ...], teams: tuple[str, ...], today: datetime | None
) -> None:
    """Show how far every service is, and when all will be done.

    Goes by the progress files: steps done, in progress and blocked, how much of each wave is
    done, contracts, milestones. The forecast counts unfinished work from today; each delay names
    the task at which it begins.
    """
    from planner.app.progress import show_progress

    day = today.date() if today else clock().today()
    view, warnings = show_progress(open_files(common), day, services=services, teams=teams)
    emit(view, "status", common, warnings)
