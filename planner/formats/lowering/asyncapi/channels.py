"""Channels and the variables of their addresses.

Sources: AsyncAPI 2.6.0, "Channels Object" (the key is the address), "Parameters Object"; 3.0.0,
"Channel Object", "Parameter Object" (a text, perhaps one of several).
"""

from typing import Any

from planner.formats._tree import Target
from planner.formats.lowering.asyncapi.bindings import read_bindings
from planner.formats.lowering.asyncapi.merged import Merged, merged
from planner.formats.lowering.asyncapi.messages import read_message
from planner.formats.lowering.asyncapi.source import Source
from planner.formats.lowering.schemas.reading import child, entries, items, named, text, texts
from planner.formats.lowering.schemas.reading import mapping as mapping_of
from planner.model.events import AddressParameter, Channel, Message


def read_channels(source: Source) -> None:
    """Read the channels of a document into its source.

    Raises:
        InputError: something else than a mapping or a list where one is expected.
    """
    for key, target in named(child(source.top, "channels")):
        if not key.startswith("x-"):
            read_channel(source, key, target)


def read_channel(source: Source, key: str, target: Target) -> Channel:
    """Return one channel, known to the source from now on."""
    whole = merged(source.documents, target, traits_win=False)
    bindings = read_bindings(source, whole, "channel")
    channel = Channel(
        key,
        _address(source, key, whole),
        whole.own.place,
        _messages(source, whole) if source.major != "2" else {},
        {
            name: _parameter(source, name, parameter)
            for name, parameter in entries(child(whole.own, "parameters"))
        },
        _servers(source, child(whole.own, "servers")),
        bindings.plain,
        bindings.schemas,
    )
    source.channels[key] = channel
    for place in (target, whole.own):
        source.channel_keys[place.file, place.path] = key
    return channel


def _address(source: Source, key: str, whole: Merged) -> str | None:
    if source.major == "2":
        return key
    address = whole.at("address")
    return None if address.node is None else text(address)


def _messages(source: Source, whole: Merged) -> dict[str, Message]:
    return {
        key: read_message(source, key, target)
        for key, target in entries(child(whole.own, "messages"))
    }


def _servers(source: Source, target: Target) -> tuple[str, ...]:
    if source.major == "2":
        return tuple(texts(target))
    found = []
    for item in items(target):
        reference = text(child(item, "$ref"))
        found.append(str(source.documents.follow(item.place.at("$ref"), reference).path[-1]))
    return tuple(found)


def _parameter(source: Source, name: str, target: Target) -> AddressParameter:
    target = source.documents.settle(target)
    raw = mapping_of(target)
    location = raw.get("location")
    schema: Any
    if source.major == "2":
        schema = source.schema(child(target, "schema"))
    else:
        values = texts(child(target, "enum"))
        schema = {"type": "string", **({"enum": values} if values else {})}
    return AddressParameter(
        name, target.place, schema, location if isinstance(location, str) else ""
    )
