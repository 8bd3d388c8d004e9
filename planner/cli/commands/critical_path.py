"""`plan critical-path`."""

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import open_files


@click.command(
    epilog=examples(
        "plan critical-path",
        "plan critical-path --format mermaid",
        "plan critical-path --format csv --paths 3",
    )
)
@click.option(
    "--paths",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="How many paths csv, json and mermaid list when there are several; all are counted.",
)
@common_options("critical_path")
def command(common: Common, paths: int) -> None:
    """Show the chains of work that decide when everything ends.

    A task is critical when it has no slack: each day that it is late moves the end by a day.
    """
    from planner.app.critical_path import show_critical_path

    view, warnings = show_critical_path(open_files(common), listed=paths)
    emit(view, "critical_path", common, warnings)
