"""`plan impact`."""

from typing import TYPE_CHECKING

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import open_files

if TYPE_CHECKING:
    from planner.planning.subject import SubjectKind


@click.command(
    epilog=examples(
        "plan impact inventory",
        "plan impact user-api@1.0.0",
        "plan impact user-api:getUser",
        "plan impact OrderPlaced --format markdown",
    )
)
@common_options("impact")
@click.argument("subject")
@click.option(
    "--kind",
    type=click.Choice(["service", "contract", "operation", "message"]),
    help="What SUBJECT is.  [default: the first of these that has the name]",
)
@click.option(
    "--at-least",
    type=click.Choice(["hard", "soft", "event"]),
    default="event",
    show_default=True,
    help="Leave out chains weaker than this.",
)
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="Longest chain to follow.")
def command(
    common: Common,
    subject: str,
    kind: "SubjectKind | None",
    at_least: str,
    depth: int | None,
) -> None:
    """Show who and what a change of SUBJECT touches.

    SUBJECT is a service, a contract (id or id@version), or an operation or message
    (contract:name; the bare name where only one contract has it).

    Those who use it are hurt directly: callers of its operations, receivers of its messages,
    senders of its commands. Harm passes on to those who use them. A chain is as strong as its
    weakest link: hard calls pass harm on for sure, soft calls weaken it, events weaken it most.
    Each service is shown with the strongest chain that reaches it, and of those with a shortest.

    Also shown: the files and contracts to touch, the teams that must agree, and the
    ratifications, milestones and release batches to pass again.
    """
    from planner.app.impact import show_impact
    from planner.model.plan import Strength

    view, warnings = show_impact(
        open_files(common), subject, kind=kind, at_least=Strength(at_least), depth=depth
    )
    emit(view, "impact", common, warnings)
