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

_DIRECTIONS = {"request": "CONSUMER_SENDS", "response": "PROVIDER_SENDS"}


@click.command(
    epilog=examples(
        "plan diff old.yaml new.yaml",
        "plan diff main:api/openapi.yaml api/openapi.yaml --fail-on breaking",
        "plan diff v1.4.0:contracts contracts --format markdown",
        "plan diff catalog-api@1.0.0 catalog-api@2.0.0 --consumers",
        "plan diff old.yaml new.yaml --only request-* --skip *-format-*",
        "plan diff main:api api --policy policy.yaml --output findings.sarif",
    )
)
@click.argument("old")
@click.argument("new")
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
    old: str,
    new: str,
    fail_on: str,
    direction: str,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    policy: Path | None,
    today: datetime | None,
    changelog: bool,
    consumers: bool,
) -> None:
    """Show what changes for consumers from contract OLD to contract NEW.

    OLD and NEW are files, folders (contracts with the same path are compared), GITREF:path (what
    git has at a branch, tag or commit), or contract@version in a workspace. OpenAPI 2.0 to 3.2.

    Each finding is breaking, risky or safe. A break of a request or response comes with a payload
    that one side accepts and the other rejects.
    """
    from planner.app.diff import DiffOptions, compare_sides
    from planner.app.diff_accepted import LoadedPolicy
    from planner.app.diff_sources import ShownFiles
    from planner.model.finding import Polarity

    shown = ShownFiles()
    ctx.find_root().obj = shown  # errors show the lines that they are about
    options = DiffOptions(
        today.date() if today else clock().today(),
        Polarity[_DIRECTIONS[direction]] if direction in _DIRECTIONS else None,
        only,
        skip,
        _policy(policy, shown) if policy else LoadedPolicy(),
        changelog,
        consumers,
    )
    world = surroundings(common)
    view, warnings = compare_sides(
        world, old, new, options, shown=shown, make_executor=_process_pool
    )
    emit(view, "diff", common, warnings)
    if _is_closed(view, fail_on):
        ctx.exit(exit_codes.GATE_CLOSED)


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


def _is_closed(view: "DiffView", fail_on: str) -> bool:
    from planner.model.finding import Severity

    limits = {"breaking": Severity.BREAKING, "risky": Severity.RISKY, "any": Severity.SAFE}
    limit = limits.get(fail_on)
    return limit is not None and view.worst is not None and view.worst.rank <= limit.rank
