"""`plan lint`."""

from datetime import datetime

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import clock, open_files


@click.command(
    epilog=examples(
        "plan lint",
        "plan lint --fail-on risky",
        "plan lint --format github",
    )
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "risky", "any", "never"]),
    default="breaking",
    show_default=True,
    help="Exit with 1 if there is a finding that bad or worse.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day that flags are judged on.  [default: the current date]",
)
@common_options("lint")
@click.pass_context
def command(ctx: click.Context, common: Common, *, fail_on: str, today: datetime | None) -> None:
    """Check the architecture of the workspace against rules.

    Data with two owners, calls in a circle or without a way out, budgets that can't be kept,
    retries that repeat work, contracts without a common error, events without identity, services
    without health endpoint, flags past their end. `plan explain architecture` lists the rules;
    the key `lint` of plan.yaml makes them count more, less or not at all, and accepts single
    findings for a while, with a reason.
    """
    from planner.app.lint import lint_workspace
    from planner.model.finding import Severity

    files = open_files(common)
    day = today.date() if today else clock().today()
    view, warnings = lint_workspace(files, day, files.shown_root)
    emit(view, "lint", common, warnings)
    limits = {"breaking": Severity.BREAKING, "risky": Severity.RISKY, "any": Severity.SAFE}
    if fail_on in limits and any(
        item.finding.severity.rank <= limits[fail_on].rank for item in view.open_items
    ):
        ctx.exit(exit_codes.GATE_CLOSED)
