"""The canonical form of Protobuf files: what protoc makes of them, comments and files left out.

Source: google/protobuf/descriptor.proto, which says what each descriptor holds.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import descriptor_pb2 as pb

Form = dict[str, Any]


def protobuf_form(descriptors: bytes, own_files: Iterable[str]) -> Form:
    """Return the canonical form of compiled files.

    Each definition stands under its full name, with the syntax and the options of its file; in
    which file it stands makes no difference, nor does the order of definitions. Fields are ordered
    by number; the values of an enum stay in order, because the first one is its default.

    Args:
        descriptors: a serialized `FileDescriptorSet`.
        own_files: the contract's files; what protoc ships is known by name.
    """
    compiled = pb.FileDescriptorSet.FromString(descriptors)
    own = set(own_files)
    found: Form = {"messages": {}, "enums": {}, "services": {}, "extensions": {}}
    for file in sorted(compiled.file, key=lambda item: item.name):
        if file.name in own:
            _add(file, found)
    return found


def _add(file: pb.FileDescriptorProto, found: Form) -> None:
    about = {
        "syntax": file.syntax or "proto2",
        "edition": file.edition,
        "options": _options(file),
        "package": file.package,
    }
    prefix = f"{file.package}." if file.package else ""
    for message in file.message_type:
        found["messages"][prefix + message.name] = {**_message(message), "file": about}
    for enum in file.enum_type:
        found["enums"][prefix + enum.name] = {**_enum(enum), "file": about}
    for service in file.service:
        found["services"][prefix + service.name] = {**_service(service), "file": about}
    for extension in file.extension:
        form = {**_field(extension, ()), "file": about}
        found["extensions"][f"{extension.extendee} {prefix}{extension.name}"] = form


def _options(item: Any) -> str:  # noqa: ANN401  any descriptor
    """Return options as they are sent, in hexadecimal; custom ones are not understood, but kept."""
    content: bytes = item.options.SerializeToString(deterministic=True)
    return content.hex()


def _message(message: pb.DescriptorProto) -> Form:
    oneofs = [oneof.name for oneof in message.oneof_decl]
    return {
        "fields": [
            _field(item, oneofs) for item in sorted(message.field, key=lambda item: item.number)
        ],
        "oneofs": {oneof.name: _options(oneof) for oneof in message.oneof_decl},
        "messages": {item.name: _message(item) for item in message.nested_type},
        "enums": {item.name: _enum(item) for item in message.enum_type},
        "extensions": {
            f"{item.extendee} {item.name}": _field(item, oneofs) for item in message.extension
        },
        "extension ranges": sorted(
            [item.start, item.end, _options(item)] for item in message.extension_range
        ),
        "reserved": _reserved(message),
        "options": _options(message),
        "visibility": message.visibility,
    }


def _field(item: pb.FieldDescriptorProto, oneofs: Iterable[str]) -> Form:
    names = list(oneofs)
    return {
        "name": item.name,
        "number": item.number,
        "label": item.label,
        "type": item.type,
        "type name": item.type_name,
        "extendee": item.extendee,
        "default": item.default_value if item.HasField("default_value") else None,
        "json name": item.json_name,
        "oneof": names[item.oneof_index] if item.HasField("oneof_index") else None,
        "optional": item.proto3_optional,
        "options": _options(item),
    }


def _enum(enum: pb.EnumDescriptorProto) -> Form:
    return {
        "values": [[item.name, item.number, _options(item)] for item in enum.value],
        "reserved": _reserved(enum),
        "options": _options(enum),
        "visibility": enum.visibility,
    }


def _reserved(item: pb.DescriptorProto | pb.EnumDescriptorProto) -> Mapping[str, Any]:
    return {
        "ranges": sorted([found.start, found.end] for found in item.reserved_range),
        "names": sorted(item.reserved_name),
    }


def _service(service: pb.ServiceDescriptorProto) -> Form:
    return {
        "methods": {
            item.name: {
                "request": item.input_type,
                "response": item.output_type,
                "client streams": item.client_streaming,
                "server streams": item.server_streaming,
                "options": _options(item),
            }
            for item in service.method
        },
        "options": _options(service),
    }
