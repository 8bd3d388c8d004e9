"""`plan explain`."""

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit


@click.command(
    epilog=examples(
        "plan explain",
        "plan explain request-property-enum-value-removed",
        "plan explain enum",
        "plan explain response-*-removed --format markdown",
    )
)
@common_options("explain", in_workspace=False)
@click.argument("rule", required=False)
def command(common: Common, rule: str | None) -> None:
    """Explain a rule of `plan diff`: what it means, why, an example, what to do instead.

    RULE is a rule id, a family of rules, or a pattern in which `*` stands for any characters;
    without it, all families are listed.
    """
    from planner.app.explain import explain

    emit(explain(rule), "explain", common)
