"""Options that the commands about generated packages share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def about_packages(told: str) -> Callable[[Decorated], Decorated]:
    """Add what the packages are of, `what`, and the folder that they are in, `out`.

    Args:
        told: help of `--out`.
    """
    what = click.argument("what", default="", metavar="[SERVICE|CONTRACT]")
    out = click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("stubs"),
        show_default=True,
        metavar="DIR",
        help=told,
    )
    return lambda callback: what(out(callback))
