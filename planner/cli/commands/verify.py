"""`plan verify`."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.provider_options import (
    allow_draft,
    budget,
    engines_for,
    header_values,
    parse_seconds,
)
from planner.cli.wiring import clock, open_files

if TYPE_CHECKING:
    from planner.adapters.files import LocalFiles

_PARTS = ("conformance", "errors", "health", "pacts")


@click.command(
    epilog=examples(
        "plan verify catalog --url http://localhost:4003",
        "plan verify catalog --url http://localhost:4003 --header 'Authorization: Bearer TOKEN'",
        "plan verify catalog --url http://localhost:4003 --skip conformance",
        "plan verify order --url http://localhost:4005 --state-url http://localhost:4005/_states",
        'plan verify catalog --url http://localhost:4003 --revision "$(git rev-parse HEAD)" '
        "--output results/catalog.json",
    )
)
@click.argument("service")
@click.option("--url", required=True, metavar="URL", help="Where the service runs.")
@click.option(
    "--contract",
    "contracts",
    multiple=True,
    metavar="CONTRACT",
    help="Only this contract, `catalog-api` or `catalog-api@1.0.0`.  [default: all it provides]",
)
@click.option(
    "--pacts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Folder with Pact files.  [default: pacts in the workspace]",
)
@click.option("--state-url", default="", metavar="URL", help="Sets up provider states of pacts.")
@budget
@allow_draft
@click.option(
    "--skip",
    "skipped",
    type=click.Choice(_PARTS),
    multiple=True,
    help="Leave a part out; may be given several times.",
)
@click.option(
    "--revision",
    default="",
    metavar="TEXT",
    help="What runs at URL, a commit or an image; stands in the report.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day that stands in the report.  [default: the current date]",
)
@common_options("verification")
@click.pass_context
def command(
    ctx: click.Context,
    common: Common,
    *,
    service: str,
    url: str,
    contracts: tuple[str, ...],
    pacts: Path | None,
    state_url: str,
    headers: tuple[str, ...],
    seed: int,
    max_examples: int,
    timeout: str,
    draft: bool,
    skipped: tuple[str, ...],
    revision: str,
    today: datetime | None,
) -> None:
    """Check whether a running provider is what its contract says.

    Calls the service at URL, and nothing else, in four ways: its health endpoint; errors that are
    provoked, each of which must come in the contract's error envelope; requests made up by the
    contract, valid and invalid (with schemathesis); and the pacts of its consumers, replayed (with
    pact-python). It creates, changes and deletes what the contract lets it: use a test environment.
    Exit code 1 if anything is wrong.
    """
    from planner.app.verify import VerifyOptions, verify_service

    files = open_files(common)
    told = header_values(headers)
    view, warnings = verify_service(
        files,
        service,
        engines_for(url, state_url, pacts=_outside(pacts), pact_folder=_seen_from(files, pacts)),
        VerifyOptions(
            today.date() if today else clock().today(),
            contracts,
            headers=told,
            seed=seed,
            examples=max_examples,
            seconds=parse_seconds(timeout),
            skip=frozenset(skipped),
            allow_draft=draft,
            folder=files.shown_root,
            revision=revision.strip(),
        ),
    )
    emit(view, "verification", common, warnings)
    if not view.is_passed:
        ctx.exit(exit_codes.GATE_CLOSED)


def _seen_from(files: "LocalFiles", pacts: Path | None) -> str:
    """Return how a folder is called, seen from the workspace."""
    return Path(os.path.relpath(pacts, files.shown_root or ".")).as_posix() if pacts else ""


def _outside(pacts: Path | None) -> "LocalFiles | None":
    """Return the files of a folder that the user named."""
    if pacts is None:
        return None
    from planner.adapters.files import LocalFiles

    return LocalFiles(pacts)
