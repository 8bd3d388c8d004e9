"""`plan graph`."""

from typing import TYPE_CHECKING

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import open_files

if TYPE_CHECKING:
    from planner.planning.graph import Direction, EdgeChoice


@click.command(
    epilog=examples(
        "plan graph",
        "plan graph --service order --depth 2 --direction consumers",
        "plan graph --reduced --output system.svg",
        "plan graph --edges sync --by-team --format dot",
    )
)
@common_options("graph")
@click.option(
    "--service",
    "-s",
    "services",
    multiple=True,
    metavar="NAME",
    help="Focus on a service and what is near it; may be repeated.",
)
@click.option(
    "--team",
    "-t",
    "teams",
    multiple=True,
    metavar="NAME",
    help="Focus on the services of a team; may be repeated.",
)
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    metavar="N",
    help="How many steps to show around the focus.  [default: 1]",
)
@click.option(
    "--direction",
    type=click.Choice(["both", "providers", "consumers"]),
    default="both",
    show_default=True,
    help="Show whom the focus uses, who uses it, or both.",
)
@click.option(
    "--edges",
    type=click.Choice(["sync", "event", "all"]),
    default="all",
    show_default=True,
    help="Show calls, events, or all.",
)
@click.option("--reduced", is_flag=True, help="Leave out calls that chains of other calls imply.")
@click.option("--by-team", is_flag=True, help="Diagrams put the services of a team together.")
def command(
    common: Common,
    *,
    services: tuple[str, ...],
    teams: tuple[str, ...],
    depth: int | None,
    direction: "Direction",
    edges: "EdgeChoice",
    reduced: bool,
    by_team: bool,
) -> None:
    """Show the services and what passes between them, leaf first.

    Services stand by release level, each after all that it calls. Calls go from the consumer to
    the provider, events from the publisher to the subscriber. Services that call each other in a
    circle are marked. Whatever a focus or a reduced view leaves out is counted.
    """
    from planner.app.graph import show_graph
    from planner.planning.graph import GraphRequest

    if not services and not teams and (depth is not None or direction != "both"):
        raise click.UsageError(
            "`--depth` and `--direction` need a focus. Hint: add --service NAME or --team NAME."
        )
    request = GraphRequest(
        services,
        teams,
        depth=1 if depth is None else depth,
        direction=direction,
        edges=edges,
        reduced=reduced,
        by_team=by_team,
    )
    view, warnings = show_graph(open_files(common), request)
    emit(view, "graph", common, warnings)
