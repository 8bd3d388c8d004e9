"""`plan pact export`."""

from pathlib import Path

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import surroundings


@click.command(
    epilog=examples(
        "plan pact export --consumer order --calls http://127.0.0.1:4001/__plan__/calls",
        "plan pact export --consumer order --calls calls.json --out build/pacts --spec 3",
        "plan pact export --consumer order --calls calls.json --state 'getProduct=on sale'",
    )
)
@click.option("--consumer", required=True, metavar="SERVICE", help="Whose calls they are.")
@click.option(
    "--calls",
    required=True,
    metavar="FILE|URL",
    help="What a stub server answers to `/__plan__/calls`: a file, or the address on this machine.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("pacts"),
    show_default=True,
    metavar="DIR",
    help="Folder of the Pact files, <consumer>-<provider>.json each.",
)
@click.option(
    "--spec",
    type=click.Choice(["3", "4"]),
    default="4",
    show_default=True,
    help="Version of the Pact specification.",
)
@click.option(
    "--state",
    "states",
    multiple=True,
    metavar="[OPERATION=]TEXT",
    help="Provider state of all interactions, or of one operation; may be repeated.",
)
@click.option(
    "--contract",
    default="",
    metavar="CONTRACT",
    help="A contract or its file that all calls are of.  [default: as the calls say]",
)
@common_options("pact_export")
@click.pass_context
def command(
    ctx: click.Context,
    common: Common,
    *,
    consumer: str,
    calls: str,
    out: Path,
    spec: str,
    states: tuple[str, ...],
    contract: str,
) -> None:
    """Write the calls that a stub server has recorded as Pact files, one for each provider.

    Each sort of call becomes one interaction: operation, what is sent, status. Values of answers
    become examples with rules by the contract's schema. No more is expected than the fields that
    the consumer reads, by `usage/<consumer>/<contract>.json` or else by its manifest; where neither
    tells, than what the contract demands of every answer. Invalid calls are left out, credentials
    are replaced. The same calls give the same bytes.
    """
    from planner.adapters.cache import user_cache
    from planner.adapters.files import write_whole
    from planner.adapters.local_calls import read_calls
    from planner.app.pact_export import ExportOptions, export_pacts

    world = surroundings(common)
    ctx.find_root().obj = world.workspace  # warnings show the lines that they are about
    options = ExportOptions(
        consumer, 3 if spec == "3" else 4, states, contract, out.as_posix().rstrip("/") or "."
    )
    view, written, warnings = export_pacts(
        world.workspace, world, read_calls(calls), calls, options, cache=user_cache()
    )
    for path, content in written.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(Path(path), content)
    emit(view, "pact_export", common, warnings)
