"""The contract registry: `<folder>/<provider>/<contract>/<version>/<file>`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from posixpath import normpath

from planner.adapters.pool import spread
from planner.app.contract_files import SOURCES, parsed_files
from planner.app.ports import Files
from planner.formats.contract_format import format_of
from planner.model.contract import Contract, ContractContent
from planner.model.errors import InputError
from planner.model.names import NAME_PATTERN, VERSION_PATTERN
from planner.model.problem import Problem
from planner.model.source import Place, Position

_DOCUMENTS = (".yaml", ".yml", ".json", ".avsc")
_ENDINGS = (*_DOCUMENTS, *SOURCES)
_DEPTH = 3
"""Folders above a contract's files: provider, contract, version."""
_NAME = re.compile(NAME_PATTERN)
_VERSION = re.compile(VERSION_PATTERN)
_TOP = Position(1, 1)
_WORTH_SPREADING = 1500
"""Contracts from which on several processes read them sooner than one."""
_WORTH_SPREADING_CHECKS = 200


@dataclass(frozen=True, slots=True)
class RegistryFolder:
    """One version of one contract as it stands on disk."""

    provider: str
    contract: str
    version: str
    folder: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """All contracts that are written.

    Args:
        prefix: what stands before the provider in a contract's folder; ends with a slash.
        contracts: by key; a contract that can't be read has no content.
    """

    prefix: str
    contracts: Mapping[str, Contract]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class KnownContracts:
    """Contracts of the same workspace at another time, of which most are the same still.

    Args:
        files: the workspace at that time.
        by_folder: what was read from it.
    """

    files: Files
    by_folder: Mapping[str, Contract]

    def content_of(self, files: Files, found: RegistryFolder) -> ContractContent | None:
        """Return what was read from the same bytes in the same place; None if they differ."""
        known = self.by_folder.get(found.folder)
        if known is None or known.files != found.files:
            return None
        try:
            is_same = all(files.read(path) == self.files.read(path) for path in found.files)
        except InputError:
            return None
        return known.content if is_same else None


def read_registry(
    files: Files,
    root: str,
    *,
    thorough: bool,
    ledger: str = "",
    known: KnownContracts | None = None,
) -> Registry:
    """Return the contracts of a registry folder, with whatever is wrong in them.

    Args:
        files: the workspace.
        root: the registry's folder; may be missing.
        thorough: check each contract by the whole specification of its format.
        ledger: the ledger's folder, which may lie inside; what stands there is no contract.
        known: what need not be parsed again where it is the same; not for a thorough reading.
    """
    problems: list[Problem] = []
    contracts: dict[str, Contract] = {}
    owners: dict[str, Contract] = {}
    prefix = "" if root in {"", "."} else f"{root.strip('/').removeprefix('./')}/"
    folders = _folders(files, root, prefix, f"{normpath(ledger)}/", problems)
    for found, (content, own) in _read_all(files, folders, None if thorough else known, thorough):
        problems.extend(own)
        contract = Contract(
            found.contract, found.version, found.provider, content, found.folder, found.files
        )
        other = owners.setdefault(contract.id, contract)
        if other.provider != contract.provider:
            problems.append(_twice(contract, other))
            continue
        contracts[contract.key] = contract
    return Registry(prefix, dict(sorted(contracts.items())), tuple(problems))


def _twice(contract: Contract, other: Contract) -> Problem:
    return Problem(
        "duplicate-contract",
        f"contract `{contract.id}` also stands in `{other.folder}`",
        Place(contract.files[0], position=_TOP),
        "a contract has one provider: keep one of the two folders",
    )


def _folders(
    files: Files, root: str, prefix: str, ledger: str, problems: list[Problem]
) -> list[RegistryFolder]:
    try:
        paths = [path for path in files.list_files(root) if not path.startswith(ledger)]
    except InputError as error:
        place = Place("plan.yaml", ("contracts",))
        problems.extend(Problem(p.code, p.message, place, p.hint) for p in error.problems)
        return []
    grouped: dict[tuple[str, ...], list[str]] = {}
    for path in paths:
        steps = tuple(path[len(prefix) :].split("/"))
        if len(steps) > _DEPTH:
            grouped.setdefault(steps[:_DEPTH], []).append(path)
        elif len(steps) == _DEPTH and path.endswith(_ENDINGS):
            problems.append(_no_version(path))
    return [
        folder
        for steps, group in sorted(grouped.items())
        if (folder := _folder(prefix, steps, group, problems))
    ]


def _no_version(path: str) -> Problem:
    folder, _, name = path.rpartition("/")
    return Problem(
        "no-version-folder",
        f"`{path}` lies in no version folder",
        Place(path, position=_TOP),
        f"move it to `{folder}/1.0.0/{name}`",
    )


def _folder(
    prefix: str, steps: tuple[str, ...], paths: list[str], problems: list[Problem]
) -> RegistryFolder | None:
    provider, contract, version = steps
    folder = prefix + "/".join(steps)
    contract_files = tuple(path for path in paths if path.endswith(_ENDINGS))
    place = Place(paths[0], position=_TOP)
    if not _VERSION.fullmatch(version):
        hint = "name the folder by all three numbers, `1.0.0` for example"
        message = f"folder `{version}` of `{folder}` is not a version"
        problems.append(Problem("bad-version-folder", message, place, hint))
    elif not _NAME.fullmatch(contract):
        message = f"folder `{contract}` of `{folder}` is not a contract id"
        hint = "use letters, digits, `.`, `_` and `-`"
        problems.append(Problem("bad-contract-folder", message, place, hint))
    elif not contract_files:
        message = f"`{folder}` has no contract file"
        hint = f"expected a file that ends with {', '.join((*_DOCUMENTS, *SOURCES[:1]))}"
        problems.append(Problem("no-contract-file", message, place, hint))
    else:
        return RegistryFolder(provider, contract, version, folder, contract_files)
    return None


def _read_all(
    files: Files,
    folders: Sequence[RegistryFolder],
    known: KnownContracts | None,
    thorough: bool,  # noqa: FBT001  handed on
) -> Iterator[tuple[RegistryFolder, tuple[ContractContent | None, list[Problem]]]]:
    """Yield each folder with what a contract offers and what is wrong with it, in order."""
    same = {found.folder: known.content_of(files, found) for found in folders} if known else {}
    others = [found for found in folders if same.get(found.folder) is None]
    worth = _WORTH_SPREADING_CHECKS if thorough else _WORTH_SPREADING
    read = iter(spread(partial(_contents, files, thorough), others, worth=worth))
    for found in folders:
        content = same.get(found.folder)
        yield found, next(read) if content is None else (content, [])


def _contents(
    files: Files,
    thorough: bool,  # noqa: FBT001  bound by `partial`
    folders: Sequence[RegistryFolder],
) -> list[tuple[ContractContent | None, list[Problem]]]:
    return [_content(files, found, thorough=thorough) for found in folders]


def _content(
    files: Files, found: RegistryFolder, *, thorough: bool
) -> tuple[ContractContent | None, list[Problem]]:
    """Return what a contract offers, if it can be read, and what is wrong with it."""
    try:
        parsed = parsed_files(files, found.files)
        contract_format = format_of(parsed, found.folder)
        content = contract_format.read(parsed, found.folder)
        problems = contract_format.validate(parsed, found.folder) if thorough else ()
    except InputError as error:
        return None, list(error.problems)
    return content, list(problems)
