"""A Protobuf module in neutral form: files, messages, enums, services, and what they promise.

Defaults of the syntax or edition are resolved: a field says whether it has presence, an enum
whether it is closed, whatever the file says or leaves out. Names are full names without a leading
dot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from planner.model.source import Place

Range = tuple[int, int]
"""First and last number of a range, both included."""


class Cardinality(StrEnum):
    """How many values a field has."""

    SINGULAR = "singular"
    REPEATED = "repeated"
    MAP = "map"


class Presence(StrEnum):
    """Whether a singular field tells "not set" from "set to its default"."""

    IMPLICIT = "implicit"
    EXPLICIT = "explicit"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class ProtoField:
    """A field of a message, or an extension.

    Args:
        name: as written; of an extension its full name.
        number: what stands on the wire.
        type: `int32`, `string`, ..., `message`, `group` (a message between tags), `enum`.
        type_name: of a message, group or enum.
        oneof: the one that it belongs to; empty if none.
        default: what is read where nothing was written, as declared; None if nothing is declared.
        is_packed: whether writers put many numbers into one record.
        checks_utf8: whether readers refuse text that is no UTF-8.
        code: options that only change generated code: `ctype`, `jstype` and the like.
        options: custom options: full name -> JSON.
        extends: message that an extension belongs to.
        file: of an extension, the name of its file.
    """

    name: str
    number: int
    type: str
    place: Place
    type_name: str = ""
    cardinality: Cardinality = Cardinality.SINGULAR
    presence: Presence = Presence.EXPLICIT
    oneof: str = ""
    json_name: str = ""
    default: str | None = None
    is_packed: bool = False
    checks_utf8: bool = False
    is_deprecated: bool = False
    code: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    extends: str = ""
    file: str = ""

    @property
    def shown_type(self) -> str:
        """The type as people write it."""
        return self.type_name or self.type


@dataclass(frozen=True, slots=True)
class Reserved:
    """What may not be used again.

    Args:
        numbers: ranges, as written.
        names: as written.
    """

    numbers: tuple[Range, ...] = ()
    names: frozenset[str] = frozenset()

    def has_number(self, number: int) -> bool:
        """Return whether a number is reserved."""
        return any(first <= number <= last for first, last in self.numbers)


@dataclass(frozen=True, slots=True)
class ProtoMessage:
    """A message, at the top of a file or inside another one.

    Args:
        name: full name.
        file: name of its file.
        parent: full name of the message that it stands in; empty at the top.
        extension_ranges: numbers that others may use.
        is_map_entry: made by the compiler for a map.
        json_format: what the JSON encoding promises: `ALLOW` or `LEGACY_BEST_EFFORT`.
    """

    name: str
    file: str
    place: Place
    parent: str = ""
    fields: tuple[ProtoField, ...] = ()
    oneofs: Mapping[str, Place] = field(default_factory=dict)
    reserved: Reserved = Reserved()
    extension_ranges: tuple[Range, ...] = ()
    is_map_entry: bool = False
    is_message_set: bool = False
    has_no_accessor: bool = False
    json_format: str = ""
    is_deprecated: bool = False
    options: Mapping[str, str] = field(default_factory=dict)

    def by_number(self) -> dict[int, ProtoField]:
        """Return the fields by number."""
        return {item.number: item for item in self.fields}


@dataclass(frozen=True, slots=True)
class ProtoValue:
    """A value of an enum."""

    name: str
    number: int
    place: Place
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True)
class ProtoEnum:
    """An enum.

    Args:
        name: full name.
        is_closed: whether readers put numbers that they don't know aside.
        parent: full name of the message that it stands in; empty at the top.
    """

    name: str
    file: str
    place: Place
    values: tuple[ProtoValue, ...] = ()
    parent: str = ""
    is_closed: bool = False
    reserved: Reserved = Reserved()
    json_format: str = ""
    is_deprecated: bool = False
    options: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> dict[int, list[str]]:
        """Return the names of each number; several if some are aliases."""
        found: dict[int, list[str]] = {}
        for value in self.values:
            found.setdefault(value.number, []).append(value.name)
        return found


@dataclass(frozen=True, slots=True)
class ProtoMethod:
    """An rpc; request and response are full names of messages."""

    name: str
    request: str
    response: str
    place: Place
    streams_request: bool = False
    streams_response: bool = False
    idempotency: str = ""
    is_deprecated: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProtoService:
    """A service; its name is full."""

    name: str
    file: str
    place: Place
    methods: tuple[ProtoMethod, ...] = ()
    is_deprecated: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProtoFile:
    """A file.

    Args:
        name: as others import it.
        syntax: `proto2`, `proto3` or `edition 2023`.
        options: options of the specification that change generated code, with their defaults.
        custom: custom options: full name -> JSON.
        places: where `package`, the syntax and options stand.
    """

    name: str
    package: str
    syntax: str
    place: Place
    options: Mapping[str, str] = field(default_factory=dict)
    custom: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class ProtoModule:
    """A contract: files that are compiled together.

    Args:
        files: sorted by name; those that come with the compiler are left out.
        messages, enums, extensions, services: in order of the files; types of the compiler's own
            files are in `messages` and `enums` too, and their file is in no `files`.
        main: name of the file that was asked for; empty: the whole folder.
        descriptors: all files as a serialized `google.protobuf.FileDescriptorSet`.
    """

    files: tuple[ProtoFile, ...] = ()
    messages: tuple[ProtoMessage, ...] = ()
    enums: tuple[ProtoEnum, ...] = ()
    extensions: tuple[ProtoField, ...] = ()
    services: tuple[ProtoService, ...] = ()
    main: str = ""
    descriptors: bytes = b""

    @cached_property
    def file_named(self) -> Mapping[str, ProtoFile]:
        """Files by name."""
        return {item.name: item for item in self.files}

    @cached_property
    def message_named(self) -> Mapping[str, ProtoMessage]:
        """Messages by full name."""
        return {item.name: item for item in self.messages}

    @cached_property
    def enum_named(self) -> Mapping[str, ProtoEnum]:
        """Enums by full name."""
        return {item.name: item for item in self.enums}

    @cached_property
    def service_named(self) -> Mapping[str, ProtoService]:
        """Services by full name."""
        return {item.name: item for item in self.services}
