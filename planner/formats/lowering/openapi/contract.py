"""A whole document -> `HttpContract`."""

from typing import Any

from planner.formats._tree import Target
from planner.formats.contract_format import ParsedFiles
from planner.formats.lowering.openapi.access import read_schemes
from planner.formats.lowering.openapi.operations import (
    Found,
    find_operations,
    read_operation,
    read_provider_call,
)
from planner.formats.lowering.openapi.source import Source
from planner.formats.lowering.openapi.versions import OPENAPI, dialect_of, version_of
from planner.formats.lowering.openapi.written import WrittenContract
from planner.formats.lowering.schemas.documents import Documents
from planner.formats.lowering.schemas.reading import child
from planner.formats.lowering.schemas.space import DocumentSpace
from planner.model.http import HttpContract, HttpOperation, SecurityScheme


def lower(files: ParsedFiles, folder: str, main: str = "") -> HttpContract:
    """Return an OpenAPI contract in the form that is compared; see `lower_openapi`.

    Several OpenAPI documents in one folder make one contract; the first gives its title.

    Raises:
        InputError: see `lower_openapi`.
    """
    documents = Documents(files, folder, OPENAPI, main)
    documents.check_references()
    operations: dict[str, tuple[HttpOperation, Found]] = {}
    webhooks: dict[str, tuple[HttpOperation, Found]] = {}
    schemes: dict[str, SecurityScheme] = {}
    for file in documents.mains:
        source = _source(documents, file)
        for found in find_operations(source, child(source.top, "paths")):
            operation = read_operation(source, found)
            operations.setdefault(operation.label, (operation, found))
        for found in find_operations(source, child(source.top, "webhooks")):
            key = f"{found.path} {found.method}"
            webhooks.setdefault(key, (read_provider_call(source, found), found))
        schemes = read_schemes(source) | schemes
    first = documents.files[documents.mains[0]]
    return HttpContract(
        documents.mains[0],
        _of_info(first, "title"),
        _of_info(first, "version"),
        str(first.get("openapi", first.get("swagger"))),
        tuple(operation for operation, _ in operations.values()),
        {key: operation for key, (operation, _) in webhooks.items()},
        schemes,
        DocumentSpace(documents, "readOnly"),
        DocumentSpace(documents, "writeOnly"),
        WrittenContract(documents, operations | webhooks),
        dialect_of(first),
        _text_of(first, "$self"),
    )


def _text_of(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""


def _source(documents: Documents, file: str) -> Source:
    document = documents.files[file]
    return Source(documents, Target(file, (), document), version_of(document) == "2.0")


def _of_info(document: dict[str, Any], key: str) -> str:
    info = document.get("info")
    value = info.get(key) if isinstance(info, dict) else None
    return "" if value is None else str(value)
