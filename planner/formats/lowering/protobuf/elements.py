"""One file of a `FileDescriptorSet` -> files, messages, enums, services in neutral form."""

import json
from collections.abc import Iterator, Mapping

from planner.formats.lowering.protobuf.features import (
    Features,
    Raw,
    file_features,
    inherited,
    syntax_of,
)
from planner.model.protobuf import (
    Cardinality,
    Presence,
    ProtoEnum,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    ProtoMethod,
    ProtoService,
    ProtoValue,
    Range,
    Reserved,
)
from planner.model.source import Place, Position

_PACKAGE, _MESSAGE, _ENUM, _SERVICE, _EXTENSION, _OPTIONS, _SYNTAX, _EDITION = (
    2, 4, 5, 6, 7, 8, 12, 14,
)  # fmt: skip
"""Numbers of fields in `FileDescriptorProto`."""
_FIELD, _NESTED, _NESTED_ENUM, _NESTED_EXTENSION, _ONEOF = 2, 3, 4, 6, 8
"""Numbers of fields in `DescriptorProto`."""
_VALUE = _METHOD = 2
_REQUIRED, _REPEATED = 2, 3
"""Labels of fields."""
_OF_CODE = (
    "java_package", "java_outer_classname", "java_multiple_files", "java_string_check_utf8",
    "optimize_for", "go_package", "cc_generic_services", "java_generic_services",
    "py_generic_services", "cc_enable_arenas", "objc_class_prefix", "csharp_namespace",
    "swift_prefix", "php_class_prefix", "php_namespace", "php_metadata_namespace", "ruby_package",
)  # fmt: skip
"""Options of files that change generated code."""
_OWN_PACKAGE = "google.protobuf."

Path = tuple[int, ...]


class FileReader:
    """Reads one file.

    Attributes:
        messages, enums, extensions, services: what was read, nested ones included.
    """

    def __init__(self, file: Raw, path: str) -> None:
        """Look at a file.

        Args:
            file: its descriptor.
            path: how people know it.
        """
        self.name: str = file.name
        self.messages: list[ProtoMessage] = []
        self.enums: list[ProtoEnum] = []
        self.extensions: list[ProtoField] = []
        self.services: list[ProtoService] = []
        self._file = file
        self._path = path
        self._spans: dict[Path, Position] = {}
        for location in file.source_code_info.location:
            line, column = location.span[0], location.span[1]
            self._spans.setdefault(tuple(location.path), Position(line + 1, column + 1))

    def read(self) -> None:
        """Read all that stands in the file."""
        file, features = self._file, file_features(self._file)
        for index, message in enumerate(file.message_type):
            self._message(message, file.package, "", (_MESSAGE, index), features)
        for index, enum in enumerate(file.enum_type):
            self._enum(enum, file.package, "", (_ENUM, index), features)
        self._extensions(file.extension, file.package, (_EXTENSION,), features)
        for index, service in enumerate(file.service):
            self._service(service, (_SERVICE, index))

    def file(self) -> ProtoFile:
        """Return the file itself."""
        file = self._file
        numbers = file.options.DESCRIPTOR.fields_by_name
        places = {
            "package": self._place((_PACKAGE,)),
            "syntax": self._place((_EDITION,), (_SYNTAX,)),
            **{name: self._place((_OPTIONS, numbers[name].number)) for name in _OF_CODE},
        }
        return ProtoFile(
            self.name,
            file.package,
            syntax_of(file),
            Place(self._path, position=Position(1, 1)),
            {name: _shown(file.options, name) for name in _OF_CODE},
            custom_options(file.options),
            places,
        )

    def _place(self, path: Path, otherwise: Path = ()) -> Place:
        """Return where an element stands; if it is not written down, where another one does."""
        found = self._spans.get(path) or self._spans.get(otherwise)
        return Place(self._path, position=found or Position(1, 1))

    # ------------------------------------------------------------------ messages

    def _message(
        self,
        message: Raw,
        scope: str,
        parent: str,
        path: Path,
        above: Features,
    ) -> None:
        name = _joined(scope, message.name)
        features = inherited(above, message.options)
        place = self._place(path)
        maps = {_joined(name, n.name) for n in message.nested_type if n.options.map_entry}
        reader = _Fields(self, message, maps, features)
        self.messages.append(
            ProtoMessage(
                name,
                self.name,
                place,
                parent,
                tuple(
                    reader.field(field, name, self._place((*path, _FIELD, index), path))
                    for index, field in enumerate(message.field)
                ),
                {
                    oneof.name: self._place((*path, _ONEOF, index), path)
                    for index, oneof in enumerate(message.oneof_decl)
                    if index in reader.real_oneofs
                },
                Reserved(_ranges(message.reserved_range), frozenset(message.reserved_name)),
                _ranges(message.extension_range),
                is_map_entry=message.options.map_entry,
                is_message_set=message.options.message_set_wire_format,
                has_no_accessor=message.options.no_standard_descriptor_accessor,
                json_format=features["json_format"],
                is_deprecated=message.options.deprecated,
                options=custom_options(message.options),
            )
        )
        for index, nested in enumerate(message.nested_type):
            self._message(nested, name, name, (*path, _NESTED, index), features)
        for index, enum in enumerate(message.enum_type):
            self._enum(enum, name, name, (*path, _NESTED_ENUM, index), features)
        self._extensions(message.extension, name, (*path, _NESTED_EXTENSION), features)

    def _extensions(self, fields: Raw, scope: str, path: Path, above: Features) -> None:
        reader = _Fields(self, None, set(), above)
        for index, field in enumerate(fields):
            self.extensions.append(reader.field(field, scope, self._place((*path, index))))

    # ------------------------------------------------------------------ enums

    def _enum(
        self,
        enum: Raw,
        scope: str,
        parent: str,
        path: Path,
        above: Features,
    ) -> None:
        features = inherited(above, enum.options)
        self.enums.append(
            ProtoEnum(
                _joined(scope, enum.name),
                self.name,
                self._place(path),
                tuple(
                    ProtoValue(
                        value.name,
                        value.number,
                        self._place((*path, _VALUE, index), path),
                        value.options.deprecated,
                    )
                    for index, value in enumerate(enum.value)
                ),
                parent,
                features["enum_type"] == "CLOSED",
                Reserved(
                    tuple((item.start, item.end) for item in enum.reserved_range),
                    frozenset(enum.reserved_name),
                ),
                features["json_format"],
                enum.options.deprecated,
                custom_options(enum.options),
            )
        )

    # ------------------------------------------------------------------ services

    def _service(self, service: Raw, path: Path) -> None:
        methods = tuple(
            ProtoMethod(
                method.name,
                method.input_type.lstrip("."),
                method.output_type.lstrip("."),
                self._place((*path, _METHOD, index), path),
                method.client_streaming,
                method.server_streaming,
                _shown(method.options, "idempotency_level"),
                method.options.deprecated,
                custom_options(method.options),
            )
            for index, method in enumerate(service.method)
        )
        self.services.append(
            ProtoService(
                _joined(self._file.package, service.name),
                self.name,
                self._place(path),
                methods,
                service.options.deprecated,
                custom_options(service.options),
            )
        )

    @property
    def checks_text_in_java(self) -> bool:
        """Whether the file asks Java to refuse text that is no UTF-8."""
        return bool(self._file.options.java_string_check_utf8)


class _Fields:
    """Reads the fields of one message, or extensions.

    Attributes:
        real_oneofs: indexes of oneofs that somebody wrote; others stand for `optional`.
    """

    def __init__(
        self,
        reader: FileReader,
        message: Raw,
        maps: set[str],
        features: Features,
    ) -> None:
        self._reader = reader
        self._message = message
        self._maps = maps
        self._features = features
        self.real_oneofs: set[int] = {
            field.oneof_index
            for field in (message.field if message else ())
            if field.HasField("oneof_index") and not field.proto3_optional
        }

    def field(self, field: Raw, scope: str, place: Place) -> ProtoField:
        """Return a field in neutral form."""
        oneof = self._oneof(field)
        features = inherited(self._features, oneof.options) if oneof else self._features
        features = inherited(features, field.options)
        kind = _type(field, features, is_map=field.type_name.lstrip(".") in self._maps)
        cardinality = self._cardinality(field)
        is_extension = bool(field.extendee)
        name = _joined(scope, field.name) if is_extension else field.name
        return ProtoField(
            name,
            field.number,
            kind,
            place,
            field.type_name.lstrip("."),
            cardinality,
            _presence(field, kind, features, is_one_of=oneof is not None),
            oneof.name if oneof else "",
            f"[{name}]" if is_extension else field.json_name,
            field.default_value if field.HasField("default_value") else None,
            _is_packed(field, cardinality, kind, features),
            kind == "string" and features["utf8_validation"] == "VERIFY",
            field.options.deprecated,
            self._code(field, kind, features),
            custom_options(field.options),
            field.extendee.lstrip("."),
            self._reader.name if is_extension else "",
        )

    def _oneof(self, field: Raw) -> Raw:
        is_in = field.HasField("oneof_index") and field.oneof_index in self.real_oneofs
        return self._message.oneof_decl[field.oneof_index] if is_in else None

    def _cardinality(self, field: Raw) -> Cardinality:
        if field.label != _REPEATED:
            return Cardinality.SINGULAR
        is_map = field.type_name.lstrip(".") in self._maps
        return Cardinality.MAP if is_map else Cardinality.REPEATED

    def _code(self, field: Raw, kind: str, features: Features) -> Mapping[str, str]:
        """Return options that change generated code only."""
        found = {"jstype": _shown(field.options, "jstype")}
        if kind in {"string", "bytes"}:
            is_stated = field.options.HasField("ctype")
            stated = _shown(field.options, "ctype") if is_stated else ""
            found["ctype"] = stated or features["pb.cpp.string_type"]
        if kind == "string":
            is_checked = features["pb.java.utf8_validation"] == "VERIFY"
            is_checked = is_checked or self._reader.checks_text_in_java
            found["java_utf8"] = "VERIFY" if is_checked else "DEFAULT"
        return found


def _type(field: Raw, features: Features, *, is_map: bool) -> str:
    kind = _shown(field, "type").removeprefix("TYPE_").lower()
    is_between_tags = kind == "message" and features["message_encoding"] == "DELIMITED"
    return "group" if is_between_tags and not is_map else kind


def _presence(field: Raw, kind: str, features: Features, *, is_one_of: bool) -> Presence:
    if field.label == _REPEATED:
        return Presence.IMPLICIT
    if field.label == _REQUIRED or features["field_presence"] == "LEGACY_REQUIRED":
        return Presence.REQUIRED
    is_told = is_one_of or field.proto3_optional or bool(field.extendee)
    if is_told or kind in {"message", "group"} or features["field_presence"] == "EXPLICIT":
        return Presence.EXPLICIT
    return Presence.IMPLICIT


def _is_packed(field: Raw, cardinality: Cardinality, kind: str, features: Features) -> bool:
    if cardinality is not Cardinality.REPEATED or kind in {"string", "bytes", "message", "group"}:
        return False
    if field.options.HasField("packed"):
        return bool(field.options.packed)
    return features["repeated_field_encoding"] == "PACKED"


def _ranges(ranges: Raw) -> tuple[Range, ...]:
    return tuple((item.start, item.end - 1) for item in ranges)


def _joined(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else str(name)


def _shown(message: Raw, name: str) -> str:
    """Return the value of a field as it is written: names of enums, `true` and `false`."""
    field = message.DESCRIPTOR.fields_by_name[name]
    value = getattr(message, name)
    if field.enum_type is not None:
        named = field.enum_type.values_by_number.get(value)
        return named.name if named else str(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def custom_options(options: Raw) -> Mapping[str, str]:
    """Return the options that somebody declared: full name -> JSON."""
    return {
        field.full_name: json.dumps(_plain(field, value), ensure_ascii=False, sort_keys=True)
        for field, value in options.ListFields()
        if field.is_extension
    }


def _plain(field: Raw, value: Raw) -> Raw:
    """Return a value of an option as JSON can say it."""
    if field.is_repeated:
        return [_one(field, item) for item in value]
    return _one(field, value)


def _one(field: Raw, value: Raw) -> Raw:
    if field.message_type is not None:
        return dict(_members(value))
    if field.enum_type is not None:
        named = field.enum_type.values_by_number.get(value)
        return named.name if named else value
    return value.hex() if isinstance(value, bytes) else value


def _members(message: Raw) -> Iterator[tuple[str, Raw]]:
    for field, value in message.ListFields():
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            yield field.name, {str(key): str(item) for key, item in value.items()}
        else:
            yield field.name, _plain(field, value)
