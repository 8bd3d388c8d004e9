"""`plan schema`."""

from pathlib import Path

import click

from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit_text


@click.command(
    epilog=examples("plan schema", "plan schema manifest", "plan schema --write schemas")
)
@common_options(None, in_workspace=False)
@click.argument("name", required=False)
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write all schemas as DIR/planner/NAME/VERSION/schema.json.",
)
def command(common: Common, name: str | None, folder: Path | None) -> None:
    """Show the JSON Schema of a file that planner reads or writes.

    Without NAME, lists the schemas: those of the files that you write, which editors use to
    check and complete them, and those of the JSON outputs. Write them beside the contracts of a
    workspace, not among them: they are planner's own.
    """
    from planner.app.schemas import schema_names, schema_text, write_schemas

    if folder is not None:
        if name is not None:
            raise click.UsageError("`--write` writes all schemas. Hint: leave NAME out.")
        from planner.adapters.files import LocalFiles

        changed = write_schemas(LocalFiles(folder))
        lines = [f"wrote {folder / path}" for path in changed] or ["all schemas are current"]
        emit_text("".join(f"{line}\n" for line in lines), common)
    elif name is None:
        emit_text("".join(f"{known}\n" for known in schema_names()), common)
    else:
        emit_text(schema_text(name), common)
