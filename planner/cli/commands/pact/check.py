"""`plan pact check`."""

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import surroundings


@click.command(
    epilog=examples(
        "plan pact check",
        "plan pact check pacts/order-catalog.json",
        "plan pact check build/pacts --contract catalog-api@1.0.0",
        "plan pact check order.json --contract openapi.yaml --format sarif -o pact.sarif",
    )
)
@click.argument("pacts", nargs=-1, metavar="[PACT|FOLDER]...")
@click.option(
    "--contract",
    default="",
    metavar="CONTRACT",
    help="`contract@version` or a contract file.  [default: the contracts of the provider]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 if there is a mismatch that bad or worse.",
)
@common_options("pact_check")
@click.pass_context
def command(
    ctx: click.Context, common: Common, pacts: tuple[str, ...], *, contract: str, fail_on: str
) -> None:
    """Compare Pact files with the contracts of their providers, without running anything.

    Would the provider take the request, and could it answer as the consumer expects? Reads
    specifications 1 to 4: HTTP interactions, asynchronous and synchronous messages. Without
    arguments, the pacts of the workspace; the contract is that of the service that a pact names as
    its provider, in the version that the consumer's manifest asks for.

    An error says that verification must fail, or that the consumer was tested with what the
    contract does not have. A warning says that an example is not what the provider would send.
    """
    from planner.adapters.cache import user_cache
    from planner.app.diff_sources import ShownFiles
    from planner.app.pact import check_pacts
    from planner.model.problem import Level

    world = surroundings(common)
    shown = ShownFiles(world.workspace)
    ctx.find_root().obj = shown  # errors show the lines that they are about
    view, warnings = check_pacts(
        world.workspace, world, pacts, contract=contract, shown=shown, cache=user_cache()
    )
    emit(view, "pact_check", common, warnings)
    failing = {"error": [Level.ERROR], "warning": [Level.ERROR, Level.WARNING]}.get(fail_on, [])
    if any(view.count(level) for level in failing):
        ctx.exit(exit_codes.GATE_CLOSED)
