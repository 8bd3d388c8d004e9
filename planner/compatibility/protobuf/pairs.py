"""What belongs together in two modules: files, messages, fields, enums, services, rpcs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from planner.compatibility.options import CompareOptions
from planner.compatibility.protobuf.encoding import Shapes
from planner.compatibility.protobuf.reach import Reach
from planner.model.finding import Polarity
from planner.model.protobuf import (
    Cardinality,
    ProtoEnum,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    ProtoMethod,
    ProtoModule,
    ProtoService,
)
from planner.model.source import Place


@dataclass(frozen=True, slots=True)
class Promised:
    """What a change means for the bytes.

    Args:
        is_broken: somebody reads something else.
        is_doubtful: somebody does if what is written by the new side is read by the old one,
            and nothing says whether it is.
    """

    is_broken: bool
    is_doubtful: bool


class ModulePair:
    """Two modules, and which type of one is which of the other."""

    def __init__(self, old: ProtoModule, new: ProtoModule, options: CompareOptions) -> None:
        """Match the files of two modules.

        Args:
            old: what others rely on.
            new: what takes its place.
            options: says which directions count.
        """
        self.old = old
        self.new = new
        self.shapes = Shapes(old, new)
        self._mode = options.mode
        self._reaches = (Reach(old), Reach(new))
        self._renamed = dict(self._renamed_types())

    # ------------------------------------------------------------------ files

    @property
    def is_of_file(self) -> bool:
        """Whether a file is compared, and not a folder: what it imports is there for its types."""
        return bool(self.old.main or self.new.main)

    @cached_property
    def files(self) -> tuple["FilePair", ...]:
        """Files on both sides; the ones that were asked for belong together anyway."""
        pairs = []
        for file in self.old.files:
            name = file.name
            if self.old.main and self.new.main and name == self.old.main:
                name = self.new.main
            if name in self.new.file_named:
                pairs.append(FilePair(file, self.new.file_named[name], self))
        return tuple(pairs)

    @cached_property
    def files_after(self) -> dict[str, str]:
        """Old name of a file -> its new name."""
        return {pair.old.name: pair.new.name for pair in self.files}

    def is_known(self, file: str) -> bool:
        """Return whether the new side would have the types of an old file, if they still exist."""
        return not self.is_of_file or file in self.files_after

    def was_known(self, file: str) -> bool:
        """Return whether the old side would have the types of a new file, if they existed."""
        return not self.is_of_file or file in self.files_after.values()

    def _renamed_types(self) -> Iterator[tuple[str, str]]:
        """Yield the types of files whose package has another name."""
        for pair in self.files:
            if pair.old.package == pair.new.package:
                continue
            for file, name in self._old_types():
                if file == pair.old.name:
                    short = name.removeprefix(f"{pair.old.package}.")
                    yield name, f"{pair.new.package}.{short}" if pair.new.package else short

    def _old_types(self) -> Iterator[tuple[str, str]]:
        """Yield the types of the old side, each with its file."""
        yield from ((item.file, item.name) for item in self.old.messages)
        yield from ((item.file, item.name) for item in self.old.enums)
        yield from ((item.file, item.name) for item in self.old.services)

    def name_after(self, name: str) -> str:
        """Return how a type of the old side is called on the new one."""
        return self._renamed.get(name, name)

    # ------------------------------------------------------------------ types

    @cached_property
    def messages(self) -> tuple["MessagePair", ...]:
        """Messages on both sides; entries of maps belong to their fields."""
        return tuple(
            MessagePair(message, other, self)
            for message in self.old.messages
            if message.file in self.old.file_named and not message.is_map_entry
            for other in [self.new.message_named.get(self.name_after(message.name))]
            if other is not None and not other.is_map_entry
        )

    @cached_property
    def enums(self) -> tuple["EnumPair", ...]:
        """Enums on both sides."""
        return tuple(
            EnumPair(enum, other, self)
            for enum in self.old.enums
            if enum.file in self.old.file_named
            for other in [self.new.enum_named.get(self.name_after(enum.name))]
            if other is not None
        )

    @cached_property
    def services(self) -> tuple["ServicePair", ...]:
        """Services on both sides."""
        return tuple(
            ServicePair(service, other, self)
            for service in self.old.services
            for other in [self.new.service_named.get(self.name_after(service.name))]
            if other is not None
        )

    # ------------------------------------------------------------------ use

    def reach(self, name: str) -> Reach:
        """Return what knows the rpcs of a type; those of the old side, if it has the type."""
        is_old = name in self.old.message_named or name in self.old.enum_named
        return self._reaches[0] if is_old else self._reaches[1]

    def promised(self, name: str, *, backward: bool, forward: bool) -> Promised:
        """Return what a change of a type means for those who read it.

        Args:
            name: of a message or enum.
            backward: the new side misreads what the old one writes.
            forward: the old side misreads what the new one writes.
        """
        polarities = self._polarities(name)
        if not polarities:
            return Promised(backward, forward and not backward)
        is_hurt = (backward and Polarity.CONSUMER_SENDS in polarities) or (
            forward and Polarity.PROVIDER_SENDS in polarities
        )
        return Promised(is_hurt, is_doubtful=False)

    def _polarities(self, name: str) -> set[Polarity]:
        if self._mode:
            return set(self._mode.polarities)
        return {way.polarity for way in self.reach(name).calls(name) if way.polarity}


@dataclass(frozen=True, slots=True)
class FilePair:
    """A file on both sides."""

    old: ProtoFile
    new: ProtoFile
    module: ModulePair


@dataclass(frozen=True, slots=True)
class MessagePair:
    """A message on both sides."""

    old: ProtoMessage
    new: ProtoMessage
    module: ModulePair

    def fields(self) -> Iterator["FieldPair"]:
        """Yield the fields of the same number."""
        new = self.new.by_number()
        for field in self.old.fields:
            if field.number in new:
                yield FieldPair(field, new[field.number], self)

    @property
    def removed(self) -> tuple[ProtoField, ...]:
        """Fields whose number is no longer used."""
        new = self.new.by_number()
        return tuple(field for field in self.old.fields if field.number not in new)

    @property
    def added(self) -> tuple[ProtoField, ...]:
        """Fields whose number was not used."""
        old = self.old.by_number()
        return tuple(field for field in self.new.fields if field.number not in old)

    def number_after(self, name: str) -> int | None:
        """Return the number of a field of the new side by its name."""
        return next((field.number for field in self.new.fields if field.name == name), None)

    def number_before(self, name: str) -> int | None:
        """Return the number of a field of the old side by its name."""
        return next((field.number for field in self.old.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field of the same number on both sides.

    Args:
        part: of a map: `key` or `value`, whose types are compared as fields are.
        maps: of a part, the map on both sides.
    """

    old: ProtoField
    new: ProtoField
    message: MessagePair
    part: str = ""
    maps: tuple[ProtoField, ProtoField] | None = None

    @property
    def written(self) -> tuple[ProtoField, ProtoField]:
        """What somebody wrote on both sides: the field, or the map that it is a part of."""
        return self.maps or (self.old, self.new)

    @property
    def places(self) -> tuple[Place, Place]:
        """Where it stands on both sides."""
        old, new = self.written
        return old.place, new.place

    @property
    def subject(self) -> str:
        """Its full name on the old side."""
        name = f"{self.message.old.name}.{self.written[0].name}"
        return f"{name} ({self.part})" if self.part else name

    @property
    def number(self) -> int:
        """The number of the field; of a part, that of its map."""
        return self.written[0].number

    def parts(self) -> Iterator["FieldPair"]:
        """Yield key and value, if both sides are maps."""
        if {self.old.cardinality, self.new.cardinality} != {Cardinality.MAP}:
            return
        module = self.message.module
        entries = (
            module.old.message_named[self.old.type_name],
            module.new.message_named[self.new.type_name],
        )
        for old, new in zip(*(entry.fields for entry in entries), strict=True):
            yield FieldPair(old, new, self.message, old.name, (self.old, self.new))

    @property
    def has_other_type(self) -> bool:
        """Whether its type is another one; renamed with its package, a type is the same."""
        after = self.message.module.name_after(self.old.type_name)
        return self.old.type != self.new.type or after != self.new.type_name

    @property
    def is_other(self) -> bool:
        """Whether the number belongs to two fields that have nothing to do with each other.

        The old field has another number now, or the new one had another number.
        """
        if self.part or self.old.name == self.new.name:
            return False
        message = self.message
        return (
            message.number_after(self.old.name) is not None
            or message.number_before(self.new.name) is not None
        )


@dataclass(frozen=True, slots=True)
class EnumPair:
    """An enum on both sides."""

    old: ProtoEnum
    new: ProtoEnum
    module: ModulePair


@dataclass(frozen=True, slots=True)
class MethodPair:
    """An rpc on both sides."""

    old: ProtoMethod
    new: ProtoMethod
    service: "ServicePair"

    @property
    def label(self) -> str:
        """`package.Service/Method` on the old side."""
        return f"{self.service.old.name}/{self.old.name}"


@dataclass(frozen=True, slots=True)
class ServicePair:
    """A service on both sides."""

    old: ProtoService
    new: ProtoService
    module: ModulePair

    def methods(self) -> Iterator[MethodPair]:
        """Yield the rpcs on both sides."""
        new = {method.name: method for method in self.new.methods}
        for method in self.old.methods:
            if method.name in new:
                yield MethodPair(method, new[method.name], self)
