"""A whole document -> `EventContract`."""

from dataclasses import replace
from typing import Any

from planner.formats._tree import Target
from planner.formats.contract_format import ParsedFiles
from planner.formats.lowering.asyncapi.access import read_schemes, read_servers
from planner.formats.lowering.asyncapi.channels import read_channels
from planner.formats.lowering.asyncapi.documents import AsyncDocuments
from planner.formats.lowering.asyncapi.messages import read_message
from planner.formats.lowering.asyncapi.operations import read_operations
from planner.formats.lowering.asyncapi.source import Source
from planner.formats.lowering.openapi.content import media_name
from planner.formats.lowering.schemas.reading import child, entries, mapping
from planner.formats.lowering.schemas.space import DocumentSpace
from planner.model.errors import InputError
from planner.model.events import EventContract, EventOperation, Message
from planner.model.source import DocumentPath


def lower(files: ParsedFiles, folder: str, main: str) -> EventContract:
    """Return an AsyncAPI contract in the form that is compared; see `lower_asyncapi`.

    Raises:
        InputError: see `lower_asyncapi`.
    """
    documents = AsyncDocuments(files, folder)
    documents.check_references()
    mains = [main] if main in documents.mains else documents.mains
    space = DocumentSpace(documents, "")
    try:
        parts = [_lowered(documents, space, file) for file in mains]
    except RecursionError:
        raise InputError.single(
            "asyncapi", f"`{mains[0]}` is nested too deeply", hint="let it refer to its parts"
        ) from None
    whole = parts[0]
    for part in parts[1:]:
        whole = _joined(whole, part)
    return whole


def _lowered(documents: AsyncDocuments, space: DocumentSpace, file: str) -> EventContract:
    document = documents.files[file]
    default = document.get("defaultContentType")
    content = media_name(default) if isinstance(default, str) else ""
    major = str(document["asyncapi"])[0]
    source = Source(documents, space, Target(file, (), document), major, content)
    read_channels(source)
    operations = _keyed(list(read_operations(source)))
    return EventContract(
        file,
        _of_info(document, "title"),
        _of_info(document, "version"),
        "asyncapi",
        space,
        str(document["asyncapi"]),
        dict(source.channels),
        operations,
        read_servers(source),
        read_schemes(source),
        _unused(source, list(operations.values())),
        content,
    )


def _keyed(operations: list[EventOperation]) -> dict[str, EventOperation]:
    found: dict[str, EventOperation] = {}
    for operation in operations:
        key = operation.id
        if not key or key in found:
            key = f"{operation.action} {operation.channel}"
        found[key] = operation
    return found


def _unused(source: Source, operations: list[EventOperation]) -> dict[str, Message]:
    """Return the messages among the components that no channel and no operation carries."""
    carried = [m.place for o in operations for m in o.messages.values()]
    carried += [m.place for c in source.channels.values() for m in c.messages.values()]
    carried += [m.place for o in operations if o.reply for m in o.reply.messages.values()]
    used: set[tuple[str, DocumentPath]] = {(place.file, place.path) for place in carried}
    found = {}
    for key, target in entries(child(source.top, "components", "messages")):
        settled = source.documents.settle(target)
        if (settled.file, settled.path) not in used and "oneOf" not in mapping(settled):
            found[key] = read_message(source, key, target)
    return found


def _joined(one: EventContract, other: EventContract) -> EventContract:
    """Return several documents of one folder as one contract; the first gives its title."""
    return replace(
        one,
        channels={**other.channels, **one.channels},
        operations={**other.operations, **one.operations},
        servers={**other.servers, **one.servers},
        schemes={**other.schemes, **one.schemes},
        messages={**other.messages, **one.messages},
    )


def _of_info(document: dict[str, Any], key: str) -> str:
    info = document.get("info")
    value = info.get(key) if isinstance(info, dict) else None
    return "" if value is None else str(value)
