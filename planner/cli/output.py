"""Writes what a command has to say: the result to standard output or a file, warnings aside."""

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from planner.cli.errors import report_warnings
from planner.cli.options import Common, formats_on_disk
from planner.model.errors import InputError
from planner.model.problem import Problem

if TYPE_CHECKING:
    from planner.model.style import Style

ENDINGS = {
    ".csv": "csv",
    ".dot": "dot",
    ".html": "html",
    ".json": "json",
    ".md": "markdown",
    ".mmd": "mermaid",
    ".png": "png",
    ".sarif": "sarif",
    ".svg": "svg",
    ".txt": "text",
    ".xml": "junit",
}
IMAGES = frozenset({"png"})
_NARROWEST = 40


def emit(
    view: Any,  # noqa: ANN401  each subject has its own view
    subject: str,
    common: Common,
    warnings: Sequence[Problem] = (),
) -> None:
    """Render a view and write it where the user wants it; then print warnings.

    Args:
        view: what the subject's renderers take.
        subject: folder of `planner/render`.
        common: format, file and colours.
        warnings: printed to standard error unless the user wants quiet.

    Raises:
        click.UsageError: the format doesn't fit the file, or an image would go to a terminal.
        InputError: the file can't be written.
    """
    from planner.render.registry import renderer

    format_name = _format_name(subject, common)
    style = _style(common)
    emit_text(renderer(subject, format_name)(view, style), common, format_name)
    if warnings and not common.quiet:
        report_warnings(warnings, click.get_current_context().find_root().obj, common.color)


def emit_text(content: str | bytes, common: Common, format_name: str = "text") -> None:
    """Write text or an image to standard output or to `--output`."""
    if common.output is None:
        if format_name in IMAGES and sys.stdout.isatty():
            raise click.UsageError(
                f"A {format_name} image can't be shown on a terminal. Hint: add --output FILE."
            )
        _write_stdout(content)
        return
    from planner.adapters.files import write_whole

    data = content if isinstance(content, bytes) else content.encode("utf-8")
    write_whole(common.output, data)
    if not common.quiet:
        click.echo(f"Wrote {common.output}", err=True)


def _format_name(subject: str, common: Common) -> str:
    if common.format:
        return common.format
    if common.output is None:
        return "text"
    formats = formats_on_disk(subject)
    name = ENDINGS.get(common.output.suffix.lower())
    if name in formats:
        return name
    known = ", ".join(ending for ending, name in ENDINGS.items() if name in formats)
    raise click.UsageError(
        f"The ending of `{common.output}` does not say which format to write. "
        f"Hint: use one of {known}, or add --format."
    )


def wants_color(common: Common) -> bool:
    """Return whether the result may have colours: asked for, else on a terminal by NO_COLOR."""
    if common.output is not None:
        return False
    if common.color is not None:
        return common.color
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _style(common: Common) -> "Style":
    from planner.model.style import Style

    is_terminal = common.output is None and sys.stdout.isatty()
    width = max(_NARROWEST, shutil.get_terminal_size().columns) if is_terminal else None
    encoding = "utf-8" if common.output else (sys.stdout.encoding or "utf-8")
    return Style(width, wants_color(common), _takes_symbols(encoding), common.verbose)


def _takes_symbols(encoding: str) -> bool:
    try:
        "█└─▶".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _write_stdout(content: str | bytes) -> None:
    """Write bytes, so that line ends are the same everywhere."""
    if isinstance(content, str):
        content = content.encode(sys.stdout.encoding or "utf-8", "replace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError.single(
            "cannot-write", f"can't write the output: {reason}", hint="make room, or use --output"
        ) from None
