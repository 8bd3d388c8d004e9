"""`plan status`."""

from datetime import datetime
from pathlib import Path

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import clock, open_files, surroundings


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
    the task at which it begins. Where progress files say something else than evidence does
    (the ledger, verified providers, pacts, test reports), the end lists it.
    """
    from planner.adapters.folders import LocalFolders
    from planner.app.progress import show_status

    day = today.date() if today else clock().today()
    files = open_files(common)
    stubs = LocalFolders(Path(files.shown_root) / "stubs")
    view, warnings = show_status(
        files, surroundings(common), stubs, day, services=services, teams=teams
    )
    emit(view, "status", common, warnings)
