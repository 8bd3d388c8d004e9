"""`plan stubs emit`."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from planner.cli.options import Common, common_options, examples

_FORMATS = (
    "json",
    "avro",
    "avro-single-object",
    "avro-file",
    "avro-json",
    "protobuf",
    "protobuf-delimited",
)
_TEXTS = ("json", "avro-json")
_MOST = 1_000_000


@click.command(
    epilog=examples(
        "plan stubs emit order-events OrderPlaced",
        "plan stubs emit order-events OrderPlaced --count 100 --seed 7",
        "plan stubs emit order-events OrderPlaced --variant minimal --envelope",
        "plan stubs emit order-events OrderPlaced --example typical",
        "plan stubs emit shipments.avsc --format avro-file --output shipments.avro",
    )
)
@common_options(None)
@click.argument("contract")
@click.argument("message", default="")
@click.option("--count", "-n", default=1, type=click.IntRange(0, _MOST), help="How many events.")
@click.option("--seed", default=0, help="The same seed gives the same events.")
@click.option(
    "--variant",
    default="",
    metavar="NAME",
    help="Generate only: typical, minimal (nothing that can be left out), saturated (all that can "
    "be there), nulls, branch:PLACE, or all.",
)
@click.option("--example", metavar="NAME", help="One of the contract's own examples, by its name.")
@click.option("--channel", default="", metavar="NAME", help="Where several carry the message.")
@click.option("--envelope", is_flag=True, help="With headers, channel and address, as JSON.")
@click.option(
    "--format",
    "-f",
    "how",
    type=click.Choice(_FORMATS),
    default="json",
    show_default=True,
    help="How events are written; others than json as far as the contract is of that format.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to a file instead of standard output.",
)
@click.option("--allow-draft", is_flag=True, help="Also of contracts that are not ratified.")
def command(  # noqa: PLR0917  one for each option
    common: Common,
    contract: str,
    message: str,
    count: int,
    seed: int,
    variant: str,
    example: str | None,
    channel: str,
    envelope: bool,
    how: str,
    output: Path | None,
    allow_draft: bool,
) -> None:
    """Print valid events of a contract's message, for consumers to be tested with.

    CONTRACT is a contract of the workspace, CONTRACT@VERSION, or a contract file. The examples of
    its author come first, as far as they are valid; further events are generated, each one valid,
    the same ones for the same seed. JSON is written one event a line.
    """
    from planner.app.stubs.emitting import Wish, emit_events
    from planner.app.stubs.originals import Originals
    from planner.cli.errors import report_warnings
    from planner.cli.output import emit_text
    from planner.cli.wiring import cache, surroundings

    if example is not None and variant:
        raise click.UsageError("`--example` and `--variant` exclude each other.")
    if how not in _TEXTS and output is None and sys.stdout.isatty():
        raise click.UsageError(f"A terminal can't show {how}. Hint: add --output FILE.")
    world = surroundings(common)
    wish = Wish(message, channel, count, seed, variant, example, how, envelope)
    content, warnings = emit_events(
        world.workspace,
        contract,
        wish,
        allow_draft=allow_draft,
        world=world,
        cache=cache(),
        originals=Originals(world.workspace, world),
    )
    emit_text(content, replace(common, output=output))
    if warnings and not common.quiet:
        files = click.get_current_context().find_root().obj or world.workspace
        report_warnings(warnings, files, common.color)
