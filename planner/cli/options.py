"""Options that all commands share."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import click

import planner

Callback = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Common:
    """The values of the common options.

    Args:
        workspace: folder given with `--workspace`; None: search upwards from the current folder.
        format: output format given with `--format`.
        output: file given with `--output`.
        color: None: decided by the terminal and NO_COLOR.
    """

    workspace: Path | None = None
    format: str | None = None
    output: Path | None = None
    quiet: bool = False
    verbose: bool = False
    color: bool | None = None


def formats_on_disk(subject: str) -> tuple[str, ...]:
    """Return the formats of a subject, `text` first, without importing a renderer."""
    folder = Path(planner.__file__).parent / "render" / subject
    names = {info.name for info in iter_modules([str(folder)]) if info.name[0] != "_"}
    return tuple(sorted(names, key=lambda name: (name != "text", name)))


def examples(*lines: str) -> str:
    """Return the part of a command's help that shows how to call it."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def common_options(
    subject: str | None, *, in_workspace: bool = True
) -> Callable[[Callback], Callback]:
    """Add the common options to a command, which gets them as one `Common`, its first argument.

    They stand after the command's own options in the help.

    Args:
        subject: folder of `planner/render` whose formats the command can write; None for a
            command that has no renderer.
        in_workspace: the command is about a workspace, so that one may be named.
    """
    workspace = [_workspace_option()] if in_workspace else []
    shared = [*workspace, *_general_options(), *(_output_options(subject) if subject else [])]
    names = [str(option.name) for option in shared]

    def decorate(callback: Callback) -> Callback:
        @functools.wraps(callback)
        def with_common(*args: Any, **values: Any) -> None:  # noqa: ANN401  click's own values
            common = Common(**{name: values.pop(name) for name in names})
            callback(common, *args, **values)

        # click lists parameters from the last to the first
        own: list[click.Parameter] = getattr(callback, "__click_params__", [])
        with_common.__dict__["__click_params__"] = [*reversed(shared), *own]
        return with_common

    return decorate


def _workspace_option() -> click.Option:
    return click.Option(
        ["--workspace", "-w"],
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder with plan.yaml.  [default: the current folder or the nearest above]",
    )


def _general_options() -> list[click.Option]:
    return [
        click.Option(["--quiet", "-q"], is_flag=True, help="No warnings."),
        click.Option(["--verbose", "-v"], is_flag=True, help="More detail."),
        click.Option(
            ["--color/--no-color"],
            default=None,
            help="Colours or none.  [default: only on a terminal; NO_COLOR is honoured]",
        ),
    ]


def _output_options(subject: str) -> list[click.Option]:
    return [
        click.Option(
            ["--format", "-f"],
            type=click.Choice(formats_on_disk(subject)),
            help="Output format.  [default: by the ending of --output, else text]",
        ),
        click.Option(
            ["--output", "-o"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Write to a file instead of standard output.",
        ),
    ]
