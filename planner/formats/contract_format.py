"""What every contract format offers, and how the right one is found.

A new format is one new module of this package with a module-level `FORMAT`.
"""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from planner.model.contract import ContractContent, ContractKind
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place

ParsedFiles = Mapping[str, Any]
"""File path relative to the workspace -> its parsed document; raw text for files that are
neither YAML nor JSON (`.proto`)."""


class ContractFormat(Protocol):
    """One contract format."""

    kind: ContractKind

    is_part: bool
    """Whether its documents also stand as parts of contracts of other formats, as the JSON Schema
    of a message does in an AsyncAPI contract."""

    def recognises(self, path: str, document: object) -> bool:
        """Return whether a file's own content says that it is of this format."""

    def read(self, files: ParsedFiles, folder: str) -> ContractContent:
        """Return what the contract offers; reads no further than names need.

        Raises:
            InputError: the document's structure can't be read; all problems with their places.
        """

    def validate(self, files: ParsedFiles, folder: str) -> Sequence[Problem]:
        """Return everything that is wrong with the contract by its format's specification."""


@cache
def contract_formats() -> tuple[ContractFormat, ...]:
    """Return all formats of this package, in the order of their module names."""
    package = importlib.import_module(__package__)
    names = sorted(
        info.name
        for info in pkgutil.iter_modules(package.__path__)
        if info.name[0] != "_" and not info.ispkg
    )
    found = (importlib.import_module(f"{__package__}.{name}") for name in names)
    return tuple(module.FORMAT for module in found if hasattr(module, "FORMAT"))


def format_of(files: ParsedFiles, folder: str) -> ContractFormat:
    """Return the format of a contract version's files.

    A format whose documents can be parts of others counts only if no other format is there.

    Raises:
        InputError: no file says what it is, or the files are of several formats.
    """
    first_file: dict[ContractKind, str] = {}
    for path, document in sorted(files.items()):
        for contract_format in contract_formats():
            if contract_format.recognises(path, document):
                first_file.setdefault(contract_format.kind, path)
    found = [item for item in contract_formats() if item.kind in first_file]
    found = [item for item in found if not item.is_part] or found
    if len(found) == 1:
        return found[0]
    raise _several(first_file, found, folder) if found else _unknown(files, folder)


def _several(
    first_file: Mapping[ContractKind, str], found: Sequence[ContractFormat], folder: str
) -> InputError:
    named = [
        f"`{first_file[item.kind].removeprefix(f'{folder}/')}` ({item.kind})" for item in found
    ]
    return InputError.single(
        "several-contract-formats",
        f"`{folder}` holds contracts of several formats: {', '.join(named)}",
        place=Place(first_file[found[-1].kind]),
        hint="give each format a contract folder of its own",
    )


def _unknown(files: ParsedFiles, folder: str) -> InputError:
    where = f"nothing in `{next(iter(files))}`" if len(files) == 1 else f"no file in `{folder}`"
    return InputError.single(
        "unknown-contract-format",
        f"{where} says that it is a contract",
        place=Place(min(files)) if files else None,
        hint="expected an OpenAPI (`openapi:`), AsyncAPI (`asyncapi:`), JSON Schema, "
        "Protobuf (.proto) or Avro (.avsc) document",
    )
