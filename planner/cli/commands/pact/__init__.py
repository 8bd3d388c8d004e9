"""`plan pact`: its subcommands are the modules of this folder."""

import click

from planner.cli.folder import CommandFolder
from planner.cli.options import examples


@click.command(
    cls=CommandFolder,
    package=__name__,
    epilog=examples(
        "plan pact check",
        "plan pact check pacts/order-catalog.json --contract catalog-api@1.0.0",
        "plan pact export --consumer order --calls http://127.0.0.1:4001/__plan__/calls",
    ),
)
def command() -> None:
    """Compare Pact files with contracts, and write them from what a consumer really calls."""
