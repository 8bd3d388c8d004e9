"""What OLD and NEW of `plan diff` mean: files, folders, `GITREF:path`, `contract@version`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from posixpath import dirname, join, normpath
from typing import Any

from planner.app.diff_network import NetworkedFiles, NoFiles
from planner.app.ports import Network, Snapshot, World
from planner.formats._addresses import address_of, is_remote
from planner.formats._tree import shortened
from planner.formats.document import decode, parse_single
from planner.model.errors import InputError
from planner.model.nearest import did_you_mean

_SETTINGS = "plan.yaml"
_DEPTH = 3
"""Folders of a registry above a contract's files: provider, contract, version."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    Args:
        name: as the user wrote it.
        files: what may be read on this side.
        path: file or folder in `files`; empty for the top.
        shown: says how a path of `files` is shown: an editor opens it, or it is `GITREF:path`.
        contract: id of the contract, where the user named it so.
        version: its version, likewise.
        documents: path -> what the file says, for those that are read more than once.
    """

    name: str
    files: Snapshot
    path: str
    is_folder: bool
    shown: Callable[[str], str] = str
    contract: str = ""
    version: str = ""
    documents: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


def find_side(world: World, name: str) -> Side:
    """Return what a name on the command line means; what is on disk goes before all else.

    Raises:
        InputError: it means nothing.
    """
    return with_network(_named(world, name), world.network)


def with_network(side: Side, network: Network | None) -> Side:
    """Return a side whose references may lead to the network, if there is one."""
    if network is None or isinstance(side.files, NetworkedFiles):
        return side
    return replace(
        side,
        files=NetworkedFiles(side.files, network),
        shown=lambda path: path if is_remote(path) else side.shown(path),
    )


def _named(world: World, name: str) -> Side:
    found = world.find(name)
    if found:
        return Side(name, found.files, found.path, found.is_folder, found.shown)
    if is_remote(name):
        return _fetched(world, name)
    contract, version = _key(name)
    if version:
        return _registered(world, name, contract, version)
    ref, colon, path = name.partition(":")
    if colon and ref and "://" not in name:
        return _committed(world, name, ref, path)
    raise InputError.single(
        "unknown-side",
        f"there is no file or folder `{name}`",
        hint="name a file, a folder, `GITREF:path`, or in a workspace `contract@version`",
    )


def _fetched(world: World, name: str) -> Side:
    if world.network is None:
        raise InputError.single(
            "network-not-allowed",
            f"`{shortened(name)}` is an address of the network",
            hint="allow it with `--allow-network`, or download the file and name it",
        )
    return Side(name, NetworkedFiles(NoFiles(), world.network), address_of(name), is_folder=False)


def _key(name: str) -> tuple[str, str]:
    """Return contract and version of `contract@version`; empty if the name is something else."""
    contract, at, version = name.partition("@")
    if not at:
        return "", ""
    from planner.model.names import NAME_PATTERN, VERSION_PATTERN  # noqa: PLC0415  pydantic

    is_key = re.match(NAME_PATTERN, contract) and re.match(VERSION_PATTERN, version)
    return (contract, version) if is_key else ("", "")


def _committed(world: World, name: str, ref: str, path: str) -> Side:
    here = world.history.here()
    snapshot = world.history.at(ref)
    is_relative = path.startswith(("./", "../")) or path in {".", ".."}
    full = normpath(join(here, path)) if is_relative else normpath(path) if path else ""
    full = "" if full == "." else full
    if full == ".." or full.startswith(("../", "/")):
        raise InputError.single(
            "outside-repository",
            f"`{path}` leads out of the repository",
            hint="use a path below the repository's top",
        )
    if not snapshot.exists(full):
        raise InputError.single(
            "missing-file",
            f"there is no `{full}` at `{ref}`",
            hint=_hint_for_missing(snapshot, ref, here, full),
        )
    is_folder = not full or full not in snapshot.list_files(dirname(full))
    return Side(name, snapshot, full, is_folder, lambda inside: f"{ref}:{inside}")


def _hint_for_missing(snapshot: Snapshot, ref: str, here: str, path: str) -> str:
    if here and snapshot.exists(join(here, path)):
        return f"paths begin at the repository's top: write `{ref}:{join(here, path)}`"
    return did_you_mean(path, snapshot.list_files("")) or "paths begin at the repository's top"


def _registered(world: World, name: str, contract: str, version: str) -> Side:
    files = world.workspace
    if files is None:
        raise InputError.single(
            "no-workspace",
            f"`{name}` is a contract of a workspace, and there is no {_SETTINGS} here or above",
            hint="go to the workspace, or name it with `--workspace DIR`",
        )
    root = contracts_folder(files)
    versions: dict[str, str] = {}
    ids: set[str] = set()
    for folder in _version_folders(files.list_files(root), root):
        steps = folder.split("/")
        ids.add(steps[-2])
        if steps[-2] == contract:
            versions[steps[-1]] = folder
    found = world.find(join(world.workspace_shown(), versions.get(version, "")))
    if version in versions and found:
        return Side(name, found.files, found.path, found.is_folder, found.shown, contract, version)
    raise _unknown_contract(contract, version, sorted(versions), sorted(ids))


def contracts_folder(files: Snapshot) -> str:
    """Return the folder of a workspace's contract registry; plan.yaml is not checked otherwise."""
    settings = parse_single(decode(files.read(_SETTINGS), _SETTINGS), _SETTINGS)
    folder = settings.get("contracts") if isinstance(settings, dict) else None
    return normpath(folder) if isinstance(folder, str) and folder else "contracts"


def _version_folders(paths: Sequence[str], root: str) -> list[str]:
    prefix = "" if root == "." else f"{root}/"
    found: dict[str, None] = {}
    for path in paths:
        steps = path.removeprefix(prefix).split("/")
        if len(steps) > _DEPTH:
            found[prefix + "/".join(steps[:_DEPTH])] = None
    return list(found)


def _unknown_contract(
    contract: str, version: str, versions: Sequence[str], ids: Sequence[str]
) -> InputError:
    if versions:
        listed = ", ".join(f"`{contract}@{known}`" for known in versions)
        return InputError.single(
            "no-matching-version",
            f"the registry has no version `{version}` of `{contract}`",
            hint=f"it has {listed}",
        )
    return InputError.single(
        "unknown-contract",
        f"the registry has no contract `{contract}`",
        hint=did_you_mean(contract, ids) or "see the folders of the contract registry",
    )
