"""Joins the ports of the use cases with the real world."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import Common
from planner.model.errors import InputError

if TYPE_CHECKING:
    from planner.adapters.cache import LocalCache
    from planner.adapters.files import LocalFiles
    from planner.adapters.network import HttpNetwork
    from planner.adapters.surroundings import Surroundings
    from planner.app.ports import Clock

MARKER = "plan.yaml"


def open_files(common: Common) -> "LocalFiles":
    """Return the files of the workspace that a command is about.

    Raises:
        InputError: there is no `plan.yaml` here or above, or in the folder that was named.
    """
    from planner.adapters.files import LocalFiles

    files = LocalFiles(_named(common.workspace) if common.workspace else _discover())
    context = click.get_current_context(silent=True)
    if context:
        context.find_root().obj = files  # errors show the lines that they are about
    return files


def surroundings(
    common: Common, *, allow_network: bool = False, named: Sequence[str] = ()
) -> "Surroundings":
    """Return what a command line may name, here and, if there is one, in the workspace.

    Args:
        common: the options of all commands.
        allow_network: whether documents may be fetched.
        named: what the user named; a host among it may be one that only this machine reaches.

    Raises:
        InputError: a workspace was named that is none.
    """
    from planner.adapters.files import LocalFiles
    from planner.adapters.surroundings import Surroundings

    folder = _named(common.workspace) if common.workspace else _nearest()
    return Surroundings(
        Path(),
        LocalFiles(folder) if folder else None,
        _network(named) if allow_network else None,
    )


def _network(named: Sequence[str]) -> "HttpNetwork":
    from planner.adapters.network import HttpNetwork

    return HttpNetwork(named)


def cache() -> "LocalCache | None":
    """Return the user's cache; None where there is no place for it."""
    from planner.adapters.cache import user_cache

    return user_cache()


def workspace_folder(common: Common) -> Path | None:
    """Return the workspace that was named, else the nearest one; None outside of any.

    Raises:
        InputError: a workspace was named that is none.
    """
    return _named(common.workspace) if common.workspace else _nearest()


def clock() -> "Clock":
    """Return the clock of this machine."""
    from planner.adapters.clock import SystemClock

    return SystemClock()


def _named(folder: Path) -> Path:
    if folder.name == MARKER and folder.is_file():
        return folder.parent
    if not folder.is_dir():
        raise InputError.single(
            "no-workspace",
            f"`{folder}` is not a folder",
            hint="name the folder that has the plan.yaml",
        )
    if not (folder / MARKER).exists():
        raise InputError.single(
            "no-workspace",
            f"there is no {MARKER} in `{folder}`",
            hint=f"make a workspace with `plan init {folder}`",
        )
    return folder


def _discover() -> Path:
    found = _nearest()
    if found:
        return found
    raise InputError.single(
        "no-workspace",
        f"there is no {MARKER} in this folder or above",
        hint="go to a workspace, name one with `--workspace DIR`, or make one with `plan init`",
    )


def _nearest() -> Path | None:
    """Return the current folder or the nearest above that is a workspace."""
    from planner.adapters.files import nearest_workspace

    here = Path.cwd()
    found = nearest_workspace(here)
    return Path(os.path.relpath(found, here)) if found else None
