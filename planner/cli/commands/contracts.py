"""`plan contracts`."""

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit, emit_text
from planner.cli.wiring import clock, open_files, surroundings


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "plan contracts list",
        "plan contracts show catalog-api@1.0.0",
        "plan contracts history catalog-api",
        "plan contracts digest catalog-api",
        "plan contracts consumers catalog-api",
    ),
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show contracts: what there is, who uses it, how it came about, its digest.

    Without a subcommand, lists all contracts of the workspace around the current folder.
    """
    if ctx.invoked_subcommand is None:
        _list(Common())


@command.command(
    "list", epilog=examples("plan contracts list", "plan contracts list --format json")
)
@common_options("contracts")
def list_command(common: Common) -> None:
    """List all contract versions: who provides and consumes them, and whether they are ratified."""
    _list(common)


def _list(common: Common) -> None:
    from planner.app.contracts import list_contracts

    view, warnings = list_contracts(open_files(common))
    emit(view, "contracts", common, warnings)


@command.command(
    "show", epilog=examples("plan contracts show catalog-api", "plan contracts show user-api@1.0.0")
)
@click.argument("contract")
@common_options("contract")
def show_command(common: Common, contract: str) -> None:
    """Show one contract version: files, operations, messages, consumers, digest, ratification.

    CONTRACT is `contract@version`; without a version the highest is meant.
    """
    from planner.app.contracts import show_contract

    view, warnings = show_contract(open_files(common), contract)
    emit(view, "contract", common, warnings)


@command.command(
    "history",
    epilog=examples("plan contracts history order-created"),
)
@click.argument("contract")
@common_options("contract_history")
def history_command(common: Common, contract: str) -> None:
    """Show all versions of a contract, what changed with each, and if its number says so.

    A break demands a major version, an addition a minor one, and other words a patch (Semantic
    Versioning 2.0.0; before 1.0.0 a minor version may break).
    """
    from planner.app.contracts import show_history

    files, world = open_files(common), surroundings(common)
    view, warnings = show_history(files, world, contract, clock().today())
    emit(view, "contract_history", common, warnings)


@command.command(
    "digest",
    epilog=examples(
        "plan contracts digest",
        "plan contracts digest catalog-api@1.0.0",
        "plan contracts digest catalog-api@1.0.0 --canonical | sha256sum",
    ),
)
@click.argument("contracts", nargs=-1, metavar="[CONTRACT]...")
@click.option("--canonical", is_flag=True, help="Print the text that the digest is made of.")
@common_options("contract_digests")
def digest_command(common: Common, contracts: tuple[str, ...], *, canonical: bool) -> None:
    """Print the digests of contract versions, all of them if none is named.

    The digest is the SHA-256 of the contract in a canonical form, in which formatting, the order of
    keys, YAML or JSON, and the division into files make no difference. All else does.
    """
    from planner.app.contracts import canonical_text, show_digests

    files = open_files(common)
    if canonical:
        if len(contracts) != 1:
            raise click.UsageError("`--canonical` prints one contract. Hint: name one.")
        emit_text(canonical_text(files, contracts[0]), common)
        return
    view, warnings = show_digests(files, contracts)
    emit(view, "contract_digests", common, warnings)


@command.command("consumers", epilog=examples("plan contracts consumers catalog-api"))
@click.argument("contract")
@common_options("contract_consumers")
def consumers_command(common: Common, contract: str) -> None:
    """Show who uses a contract version: services, operations or messages, fields, ranges.

    CONTRACT is `contract@version`; without a version the highest is meant.
    """
    from planner.app.contracts import show_consumers

    view, warnings = show_consumers(open_files(common), contract)
    emit(view, "contract_consumers", common, warnings)
