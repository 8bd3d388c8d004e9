"""A contract of messages in one form: AsyncAPI, and JSON Schemas that stand alone.

Schemas are 2020-12 nodes of a space; the compatibility package knows what they mean. Places are
pointers into the document, so that a finding can name file, line and column.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.model.http import Requirement, SchemaNode, SecurityScheme, Server
from planner.model.source import Place


@dataclass(frozen=True, slots=True)
class Payload:
    """What a message carries: its payload, its headers or its key.

    Args:
        schema: None: anything.
        avro: the parsed Avro schema, if it is written in Avro; `schema` is None then.
        format: of the schema, as the document names it (`application/vnd.apache.avro;version=1.9`);
            empty for the document's own.
        text: a schema in a format that is not understood, as it stands in the document; `schema`
            is None then.
    """

    schema: SchemaNode | None
    place: Place
    avro: Any = None
    format: str = ""
    text: Any = None


UNNAMED_MESSAGE = "message"
"""What a message is called that nothing names."""


@dataclass(frozen=True, slots=True)
class Message:
    """One kind of message, traits merged.

    Args:
        key: what it is called inside the document; not on the wire.
        name: its `name`, else its `messageId`, its key among the components, its title, `key`, or
            the operation's or channel's name: what people call it.
        declared_name: its `name`, if it has one.
        titles: other names that both sides of a comparison may know it by: `messageId`, the title
            of its payload.
        content_type: lower case, with the default of the document filled in; empty if none is said.
        correlation: where the correlation id stands; empty if there is none.
        bindings: protocol -> binding object as written, without `bindingVersion`.
        message_key: the schema of the key, where a binding has one (Kafka).
        schemas: other schemas in bindings, by protocol and field: `http headers`.
        tags: names, sorted.
    """

    key: str
    name: str
    place: Place
    payload: Payload | None = None
    headers: Payload | None = None
    message_key: Payload | None = None
    content_type: str = ""
    correlation: str = ""
    deprecated: bool = False
    bindings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    declared_name: str = ""
    titles: tuple[str, ...] = ()
    schemas: Mapping[str, Payload] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressParameter:
    """A variable of a channel's address."""

    name: str
    place: Place
    schema: SchemaNode | None = None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where messages travel.

    Args:
        key: what it is called inside the document.
        address: on the wire, variables in braces; None: known at run time only.
        servers: keys of the servers that it is on; empty: on all.
        messages: those that may travel there, by key.
        schemas: schemas in bindings, by protocol and field: `ws query`.
    """

    key: str
    address: str | None
    place: Place
    messages: Mapping[str, Message] = field(default_factory=dict)
    parameters: Mapping[str, AddressParameter] = field(default_factory=dict)
    servers: tuple[str, ...] = ()
    bindings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    schemas: Mapping[str, Payload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What answers a message.

    Args:
        channel: key of the channel of the answer; empty if that is told at run time.
        address: where the request says where the answer goes (a runtime expression).
    """

    place: Place
    channel: str = ""
    address: str = ""
    messages: Mapping[str, Message] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventOperation:
    """What the owner of the contract does with a channel, traits merged.

    Args:
        id: its name in the document; empty if it has none.
        action: `send` or `receive`, seen from the owner. AsyncAPI 2 says it from the other side:
            its `subscribe` is `send`, its `publish` is `receive`.
        channel: key of the channel.
        messages: those that are meant, by key.
        security: alternatives as in HTTP; empty: nothing is asked for.
        schemas: schemas in bindings, by protocol and field: `http query`.
        tags: names, sorted.
    """

    id: str
    action: str
    channel: str
    place: Place
    messages: Mapping[str, Message] = field(default_factory=dict)
    reply: Reply | None = None
    security: tuple[Requirement, ...] = ()
    deprecated: bool = False
    bindings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    schemas: Mapping[str, Payload] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventServer:
    """A broker.

    Args:
        protocol, protocol_version: as written.
        server: host with path, and variables.
        security: as of an operation.
    """

    key: str
    protocol: str
    protocol_version: str
    server: Server
    security: tuple[Requirement, ...] = ()
    bindings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventContract:
    """A whole contract of messages.

    Args:
        format: `asyncapi` or `json-schema`.
        spec_version: of AsyncAPI; empty otherwise.
        channels, operations, servers: by key; none for a JSON Schema that stands alone.
        messages: of a JSON Schema that stands alone: the one that it describes, and others in the
            same files that say what they are. AsyncAPI: those that no operation names.
        space: of all schema nodes (`planner.compatibility.schemas.Space`).
    """

    name: str
    title: str
    version: str
    format: str
    space: Any
    spec_version: str = ""
    channels: Mapping[str, Channel] = field(default_factory=dict)
    operations: Mapping[str, EventOperation] = field(default_factory=dict)
    servers: Mapping[str, EventServer] = field(default_factory=dict)
    schemes: Mapping[str, SecurityScheme] = field(default_factory=dict)
    messages: Mapping[str, Message] = field(default_factory=dict)
    default_content_type: str = ""
