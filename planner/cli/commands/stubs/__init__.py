"""`plan stubs`: its subcommands are the modules of this folder."""

import click

from planner.cli.folder import CommandFolder
from planner.cli.options import examples


@click.command(
    cls=CommandFolder,
    package=__name__,
    epilog=examples(
        "plan stubs generate order --out stubs",
        "plan stubs serve --for order",
        "plan stubs check --out stubs",
        "plan stubs emit order-events OrderPlaced",
    ),
)
def command() -> None:
    """Make what consumers work with before providers exist: models, clients, servers, events.

    All of it comes from ratified contracts and from nothing else.
    """
