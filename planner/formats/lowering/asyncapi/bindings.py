"""Bindings: what an object says to one protocol alone.

Source: the AsyncAPI bindings, https://github.com/asyncapi/bindings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from planner.formats.lowering.asyncapi.merged import Merged
from planner.formats.lowering.asyncapi.payloads import read_payload
from planner.formats.lowering.asyncapi.source import Source
from planner.model.events import Payload

Level = Literal["server", "channel", "operation", "message"]
_SCHEMAS = frozenset(
    {
        ("channel", "ws", "query"),
        ("channel", "ws", "headers"),
        ("operation", "http", "query"),
        ("message", "http", "headers"),
        ("message", "kafka", "key"),
    }
)
"""Fields whose schema describes what travels."""


@dataclass(frozen=True, slots=True)
class Bindings:
    """Bindings of one object.

    Args:
        plain: protocol -> what it is told, without schemas and version.
        schemas: `protocol field` -> schema.
    """

    plain: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    schemas: Mapping[str, Payload] = field(default_factory=dict)


def read_bindings(source: Source, owner: Merged, level: Level) -> Bindings:
    """Return the bindings of an object.

    Raises:
        InputError: something else than mappings where bindings are expected.
    """
    whole = owner.below("bindings")
    plain: dict[str, Mapping[str, Any]] = {}
    schemas: dict[str, Payload] = {}
    for protocol in dict.fromkeys(key for part in whole.parts for key in part.node):
        if protocol.startswith("x-"):
            continue
        own = whole.below(protocol)
        said = own.plain()
        fields = [name for name in said if (level, protocol, name) in _SCHEMAS]
        for name in fields:
            payload = read_payload(source, own.at(name))
            if payload is not None:
                schemas[f"{protocol} {name}"] = payload
        left = {key: said[key] for key in said if key not in {*fields, "bindingVersion"}}
        if left or not fields:
            plain[protocol] = left
    return Bindings(plain, schemas)
