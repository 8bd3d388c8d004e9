"""`plan flags`."""

from datetime import datetime

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import clock, open_files


@click.command(
    epilog=examples(
        "plan flags",
        "plan flags --expired --due",
        "plan flags --due --within 30 --format markdown",
        "plan flags --fail-on expired",
    )
)
@click.option("--expired", is_flag=True, help="Only flags past their last day.")
@click.option("--due", is_flag=True, help="Only flags whose last day is near.")
@click.option(
    "--within",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="Calendar days that count as near.  [default: `lint.flag_due_days` of plan.yaml]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["expired", "due", "never"]),
    default="never",
    show_default=True,
    help="Exit with 1 if a flag is in that state or worse.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day to look from.  [default: the current date]",
)
@common_options("flags")
@click.pass_context
def command(
    ctx: click.Context,
    common: Common,
    *,
    expired: bool,
    due: bool,
    within: int | None,
    fail_on: str,
    today: datetime | None,
) -> None:
    """List the feature flags of all services, the next to end first.

    Each with its service, owner, last day and removal ticket. `--expired` and `--due` together
    show both.
    """
    from planner.app.lint import show_flags
    from planner.model.lint_view import FlagState

    wanted = [
        state for state, is_on in ((FlagState.EXPIRED, expired), (FlagState.DUE, due)) if is_on
    ]
    day = today.date() if today else clock().today()
    view, warnings = show_flags(open_files(common), day, states=tuple(wanted), due_days=within)
    emit(view, "flags", common, warnings)
    bad = {"expired": {FlagState.EXPIRED}, "due": {FlagState.EXPIRED, FlagState.DUE}}
    if any(state in bad.get(fail_on, set()) for state in view.states):
        ctx.exit(exit_codes.GATE_CLOSED)
