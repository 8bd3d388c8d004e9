"""`plan waves`."""

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import open_files


@click.command(
    epilog=examples(
        "plan waves",
        "plan waves --service order --service user",
        "plan waves --team payments --wave C --wave D",
        "plan waves --output plan.svg",
        "plan waves --format json | jq .milestones",
    )
)
@click.option("--service", "services", multiple=True, metavar="NAME", help="Only this service.")
@click.option("--team", "teams", multiple=True, metavar="NAME", help="Only what this team does.")
@click.option(
    "--wave",
    "waves",
    multiple=True,
    metavar="LETTER",
    help="Only this wave: 0 (foundation), K (contract work), A to E, H (hardening), R (release), "
    "M (milestones).",
)
@common_options("waves")
def command(
    common: Common, services: tuple[str, ...], teams: tuple[str, ...], waves: tuple[str, ...]
) -> None:
    """Show the whole plan: waves, dates, milestones, what is critical.

    Wave 0 is the infrastructure that all services share. Then each service goes through its
    Waves A to D, gated by the ratification of contracts; milestones gate real integration,
    hardening and release. Dates assume that nobody waits for people; where a team would need
    more people at once than it has, the plan says so.
    """
    from planner.app.waves import show_waves

    view, warnings = show_waves(open_files(common), services=services, teams=teams, waves=waves)
    emit(view, "waves", common, warnings)
