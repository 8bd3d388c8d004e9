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
    modules = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    found = (importlib.import_module(f"{__package__}.{name}") for name in modules)
    return tuple(module.FORMAT for module in found if hasattr(module, "FORMAT"))


def format_of(files: ParsedFiles, folder: str) -> ContractFormat:
    """Return the format of a contract version's files.

    Raises:
        InputError: no file says what it is, or the files are of several formats.
    """
    found = [
        contract_format
        for contract_format in contract_formats()
        if any(contract_format.recognises(path, document) for path, document in files.items())
    ]
    if found:
        return found[0]
    raise InputError.single(
        "unknown-contract-format",
        f"no file in `{folder}` says that it is a contract",
        place=Place(min(files)) if files else None,
        hint="expected an OpenAPI (`openapi:`), AsyncAPI (`asyncapi:`), JSON Schema, "
        "Protobuf (.proto) or Avro (.avsc) document",
    )
