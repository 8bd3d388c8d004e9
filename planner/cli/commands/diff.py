"""`plan diff`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import clock, surroundings

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from planner.app.diff_accepted import LoadedPolicy
    from planner.app.diff_sources import ShownFiles
    from planner.model.diff_view import DiffView
    from planner.model.history_view import HistoryView

_MODES = (
    "backward",
    "backward-transitive",
    "forward",
    "forward-transitive",
    "full",
    "full-transitive",
    "none",
)
_DIRECTIONS = {"request": "CONSUMER_SENDS", "response": "PROVIDER_SENDS"}


@click.command(
    epilog=examples(
        "plan diff old.yaml new.yaml",
        "plan diff main:api/openapi.yaml api/openapi.yaml --fail-on breaking",
        "plan diff v1.4.0:contracts contracts --format markdown",
        "plan diff catalog-api@1.0.0 catalog-api@2.0.0 --consumers",
        "plan diff old.yaml new.yaml --only request-* --skip *-format-*",
        "plan diff main:api api --policy policy.yaml --output findings.sarif",
        "plan diff order.v1.json order.v2.json --mode backward",
        "plan diff main:proto proto --category wire-json",
        "plan diff --history schemas/order --mode full-transitive --fail-on breaking",
    )
)
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--history",
    metavar="DIR",
    help="All versions of one contract in a folder, files or folders, instead of OLD and NEW.",
)
@click.option(
    "--mode",
    type=click.Choice(_MODES),
    help="Which versions of a message must read what others have written.  [default: by the "
    "policy, else AsyncAPI goes by who sends, JSON Schema and Avro are compared in full]",
)
@click.option(
    "--category",
    type=click.Choice(["file", "package", "wire-json", "wire"]),
    help="What Protobuf contracts promise to stay.  [default: by the policy, else file]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "risky", "any", "never"]),
    default="never",
    show_default=True,
    help="Exit code 1 if something as bad as this, or worse, is left.",
)
@click.option(
    "--direction",
    type=click.Choice(["request", "response", "both"]),
    default="both",
    show_default=True,
    help="Only what consumers send, or only what they receive.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="RULE",
    help="Only this rule; `*` stands for any characters. May be repeated.",
)
@click.option(
    "--skip", multiple=True, metavar="RULE", help="Not this rule, likewise. May be repeated."
)
@click.option(
    "--policy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Severities of rules, and findings that are accepted for a while.",
)
@click.option("--changelog", is_flag=True, help="List safe changes too.")
@click.option("--consumers", is_flag=True, help="Show which services of the workspace are hurt.")
@click.option(
    "--allow-network",
    is_flag=True,
    help="Fetch contracts, and parts that they refer to, over HTTP and HTTPS.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Judge dates (of the policy, of sunsets) as on this day.  [default: today]",
)
@common_options("diff")
@click.pass_context
def command(
    ctx: click.Context,
    common: Common,
    *,
    old: str | None,
    new: str | None,
    history: str | None,
    mode: str | None,
    category: str | None,
    fail_on: str,
    direction: str,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    policy: Path | None,
    today: datetime | None,
    changelog: bool,
    consumers: bool,
    allow_network: bool,
) -> None:
    """Show what changes for consumers from contract OLD to contract NEW.

    OLD and NEW are files, folders (contracts with the same path are compared), GITREF:path (what
    git has at a branch, tag or commit), or contract@version in a workspace. OpenAPI 2.0 to 3.2,
    AsyncAPI 2 and 3, JSON Schema drafts 4 to 2020-12, Protobuf, Avro.

    Each finding is breaking, risky or safe. A break of a request, response or message comes with a
    payload that one side accepts and the other rejects. --history compares all versions of one
    contract: each with the one before, and in a -transitive mode with every earlier one.
    """
    from planner.app.diff import DiffOptions
    from planner.app.diff_accepted import LoadedPolicy
    from planner.app.diff_modes import Promises, agreement_named, category_named
    from planner.app.diff_network import offering_network
    from planner.app.diff_sources import ShownFiles
    from planner.model.finding import Polarity

    _check_arguments(old, new, history, consumers=consumers)
    world = surroundings(common, allow_network=allow_network, named=(old or "", new or ""))
    shown = ShownFiles(world.workspace)
    ctx.find_root().obj = shown  # errors show the lines that they are about
    options = DiffOptions(
        today.date() if today else clock().today(),
        Polarity[_DIRECTIONS[direction]] if direction in _DIRECTIONS else None,
        only,
        skip,
        _policy(policy, shown) if policy else LoadedPolicy(),
        changelog,
        consumers,
        promises=Promises(
            agreement_named(mode) if mode else None, category_named(category) if category else None
        ),
    )
    if history is not None:
        from planner.app.history import compare_history

        with offering_network(is_allowed=allow_network):
            found, warnings = compare_history(world, history, options, shown=shown)
        emit(found, "history", common, warnings)
        is_closed = _is_closed(found, fail_on)
    else:
        from planner.app.diff import compare_sides

        with offering_network(is_allowed=allow_network):
            view, warnings = compare_sides(
                world, old or "", new or "", options, shown=shown, make_executor=_process_pool
            )
        emit(view, "diff", common, warnings)
        is_closed = _is_closed(view, fail_on)
    if is_closed:
        ctx.exit(exit_codes.GATE_CLOSED)


def _check_arguments(
    old: str | None, new: str | None, history: str | None, *, consumers: bool
) -> None:
    if history is None and (old is None or new is None):
        missing = "OLD and NEW" if old is None else "NEW"
        raise click.UsageError(f"Missing {missing}. Hint: name two sides, or --history DIR.")
    if history is not None and old is not None:
        raise click.UsageError("--history stands instead of OLD and NEW. Hint: leave them out.")
    if history is not None and consumers:
        raise click.UsageError(
            "--consumers is about two versions. Hint: name them as OLD and NEW, without --history."
        )


def _process_pool(jobs: int) -> "Executor":
    from planner.adapters.executors import process_pool

    return process_pool(jobs)


def _policy(path: Path, shown: "ShownFiles") -> "LoadedPolicy":
    from planner.adapters.files import LocalFiles
    from planner.app.diff_inputs import Side
    from planner.app.diff_policy import parse_policy
    from planner.formats.document import decode
    from planner.model.errors import InputError

    files = LocalFiles(path.parent)
    side = Side(str(path), files, path.name, is_folder=False, shown=lambda _: path.as_posix())
    name = shown.learn(path.name, side)
    try:
        content = files.read(path.name)
    except InputError as error:
        raise shown.renamed(error, side) from None
    return parse_policy(decode(content, name), name)


def _is_closed(view: "DiffView | HistoryView", fail_on: str) -> bool:
    from planner.model.finding import Severity

    limits = {"breaking": Severity.BREAKING, "risky": Severity.RISKY, "any": Severity.SAFE}
    limit = limits.get(fail_on)
    return limit is not None and view.worst is not None and view.worst.rank <= limit.rank
