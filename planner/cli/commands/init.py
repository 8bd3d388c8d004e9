"""`plan init`."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.wiring import clock

if TYPE_CHECKING:
    from planner.app.init import Answers


def _team(text: str) -> tuple[str, int]:
    """Return name and capacity from `NAME=CAPACITY`; a name alone is a team of one."""
    name, _, capacity = text.strip().partition("=")
    if capacity and not capacity.strip().isdecimal():
        raise click.BadParameter(f"`{text}`: the capacity is not a whole number.")
    return name.strip(), int(capacity or 1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"`{text}` is not a date such as 2026-03-31.") from None


@click.command(
    epilog=examples(
        "plan init shop",
        "plan init shop --team web=2 --team payments=3 --service catalog --service order --yes",
    )
)
@common_options(None, in_workspace=False)
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the workspace.  [default: the folder's name]")
@click.option(
    "--start", type=_day, metavar="DATE", help="First day of work.  [default: the next Monday]"
)
@click.option(
    "--team",
    "teams",
    multiple=True,
    type=_team,
    metavar="NAME=CAPACITY",
    help="A team and its people; repeatable.",
)
@click.option("--service", "services", multiple=True, metavar="NAME", help="A service; repeatable.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing; take defaults for what is not given.")
def command(
    common: Common,
    *,
    folder: Path,
    name: str | None,
    start: date | None,
    teams: tuple[tuple[str, int], ...],
    services: tuple[str, ...],
    yes: bool,
) -> None:
    """Make a small workspace that works: plan.yaml, manifests, contracts.

    On a terminal it asks for what is not given. Nothing that is there is overwritten.
    """
    from planner.adapters.files import LocalFiles
    from planner.app.init import init_workspace

    answers = _answers(folder, name, start, teams, services, ask=not yes and sys.stdin.isatty())
    written = init_workspace(LocalFiles(folder), answers)
    if not common.quiet:
        click.echo("".join(f"wrote {folder / path}\n" for path in written), nl=False)
        where = "" if str(folder) == "." else f"cd {folder}, then "
        click.echo(f"Next: {where}`plan validate` and `plan waves`")


def _answers(
    folder: Path,
    name: str | None,
    start: date | None,
    teams: tuple[tuple[str, int], ...],
    services: tuple[str, ...],
    *,
    ask: bool,
) -> "Answers":
    from planner.app import init

    name = name or init.name_from_folder(folder.resolve().name)
    start = start or init.next_monday(clock().today())
    teams = teams or init.DEFAULT_TEAMS
    services = services or init.DEFAULT_SERVICES
    if ask:
        name = click.prompt("Name of the workspace", default=name)
        start = click.prompt("First day of work", default=start.isoformat(), value_proc=_day)
        given = ", ".join(f"{team}={capacity}" for team, capacity in teams)
        teams = click.prompt("Teams and their people", default=given, value_proc=_teams)
        given = ", ".join(services)
        services = click.prompt("Services, a leaf first", default=given, value_proc=_listed)
    return init.Answers(name, start, teams, services)


def _teams(text: str) -> tuple[tuple[str, int], ...]:
    return tuple(_team(part) for part in _listed(text))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace(",", " ").split() if part)
