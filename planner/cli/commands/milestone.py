"""`plan milestone`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.provider_options import budget, engines_for, header_values, parse_seconds
from planner.cli.wiring import clock, open_files, surroundings

if TYPE_CHECKING:
    from planner.model.milestone_view import MilestoneName


@click.command(
    epilog=examples(
        "plan milestone 1",
        "plan milestone 1 --url catalog=http://localhost:4003 --junit catalog=build/tests.xml",
        "plan milestone 1 --results results --format markdown",
        "plan milestone 2 --junit end-to-end=e2e.xml",
        "plan milestone 3 --today 2026-03-31",
    )
)
@click.argument("number", type=click.Choice(["1", "2", "3"]))
@click.option(
    "--url",
    "urls",
    multiple=True,
    metavar="SERVICE=URL",
    help="Verify this provider now; may be given several times.",
)
@click.option(
    "--state-url",
    "state_urls",
    multiple=True,
    metavar="SERVICE=URL",
    help="Sets up provider states of pacts.",
)
@click.option(
    "--results",
    default="results",
    show_default=True,
    metavar="DIR",
    help="Folder of the workspace with what `plan verify --output DIR/SERVICE.json` wrote.",
)
@click.option(
    "--junit",
    "reports",
    multiple=True,
    metavar="NAME=FILE",
    help="JUnit report of a service's own tests, or about a criterion: load-test:catalog=FILE.",
)
@budget
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day that dates are judged on.  [default: the current date]",
)
@common_options("milestone")
@click.pass_context
def command(
    ctx: click.Context,
    common: Common,
    *,
    number: str,
    urls: tuple[str, ...],
    state_urls: tuple[str, ...],
    results: str,
    reports: tuple[str, ...],
    headers: tuple[str, ...],
    seed: int,
    max_examples: int,
    timeout: str,
    today: datetime | None,
) -> None:
    """Decide whether milestone 1, 2 or 3 may be passed.

    1 is contract compliance, 2 real integration, 3 production readiness. What a program can see is
    judged by evidence: the ledger, stubs, verified providers, pacts, test reports, runbooks,
    flags, architecture rules. The rest is attested by people in attestations/*.yaml, where a
    criterion may also be waived for a while. Shows where progress files and evidence disagree.
    Exit code 1 as long as one criterion is open.
    """
    from planner.adapters.folders import LocalFolders
    from planner.app.milestone.judging import MilestoneOptions, show_milestone
    from planner.app.verify import VerifyOptions

    files = open_files(common)
    day = today.date() if today else clock().today()
    told = header_values(headers)
    at, states = _pairs(urls, "--url"), _pairs(state_urls, "--state-url")
    if states.keys() - at.keys():
        raise click.UsageError("--state-url needs --url for the same service.")
    options = MilestoneOptions(
        cast("MilestoneName", f"M{number}"),
        day,
        {name: engines_for(url, states.get(name, "")) for name, url in at.items()},
        VerifyOptions(
            day,
            headers=told,
            seed=seed,
            examples=max_examples,
            seconds=parse_seconds(timeout),
        ),
        results.rstrip("/"),
        {name: (path, _read(path)) for name, path in _pairs(reports, "--junit").items()},
        files.shown_root,
    )
    stubs = LocalFolders(Path(files.shown_root) / "stubs")
    view, warnings = show_milestone(files, surroundings(common), stubs, options)
    emit(view, "milestone", common, warnings)
    if not view.is_passed:
        ctx.exit(exit_codes.GATE_CLOSED)


def _pairs(told: Sequence[str], option: str) -> Mapping[str, str]:
    """Return `NAME=VALUE` pairs.

    Raises:
        click.UsageError: one is not of that form, or a name stands twice.
    """
    found: dict[str, str] = {}
    for text in told:
        name, _, value = text.partition("=")
        if not name or not value:
            raise click.UsageError(f"`{text}` for {option} is not of the form NAME=VALUE.")
        if name in found:
            raise click.UsageError(f"`{name}` is given twice with {option}.")
        found[name] = value
    return found


def _read(path: str) -> bytes:
    from planner.adapters.files import LocalFiles
    from planner.model.errors import InputError

    folder, name = Path(path).parent, Path(path).name
    if not Path(path).is_file():
        hint = "let the tests write their JUnit report, or correct the path"
        raise InputError.single("missing-file", f"there is no test report `{path}`", hint=hint)
    return LocalFiles(folder).read(name)
