"""What a syntax or an edition means where a file does not say it: presence, closed enums and so on.

Source: Protobuf Editions, "Feature Settings for Editions", with the defaults of each edition.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Raw: TypeAlias = Any
"""A message of `descriptor.proto`; its classes carry no types."""
Features = Mapping[str, str]

_PROTO2 = {
    "field_presence": "EXPLICIT",
    "enum_type": "CLOSED",
    "repeated_field_encoding": "EXPANDED",
    "utf8_validation": "NONE",
    "message_encoding": "LENGTH_PREFIXED",
    "json_format": "LEGACY_BEST_EFFORT",
    "pb.cpp.string_type": "STRING",
    "pb.java.utf8_validation": "DEFAULT",
}
_PROTO3 = {
    **_PROTO2,
    "field_presence": "IMPLICIT",
    "enum_type": "OPEN",
    "repeated_field_encoding": "PACKED",
    "utf8_validation": "VERIFY",
    "json_format": "ALLOW",
}
_FROM_2023 = {**_PROTO3, "field_presence": "EXPLICIT"}
_FROM_2024 = {**_FROM_2023, "pb.cpp.string_type": "VIEW"}
_2024 = 1001
"""Number of edition 2024 in `google.protobuf.Edition`."""


def syntax_of(file: Raw) -> str:
    """Return `proto2`, `proto3`, or `edition 2023`."""
    if file.syntax != "editions":
        return file.syntax or "proto2"
    number = file.edition
    named = file.DESCRIPTOR.fields_by_name["edition"].enum_type.values_by_number.get(number)
    return f"edition {named.name.removeprefix('EDITION_') if named else number}"


def file_features(file: Raw) -> Features:
    """Return the features that hold at the top of a file."""
    syntax = syntax_of(file)
    if syntax == "proto2":
        return _PROTO2
    if syntax == "proto3":
        return _PROTO3
    defaults = _FROM_2024 if file.edition >= _2024 else _FROM_2023
    return inherited(defaults, file.options)


def inherited(above: Features, options: Raw) -> Features:
    """Return the features of an element: those around it, and what it says itself."""
    own = _stated(options.features) if options.HasField("features") else {}
    return {**above, **own} if own else above


def _stated(features: Raw) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, value in features.ListFields():
        if field.enum_type is not None:
            named = field.enum_type.values_by_number.get(value)
            found[field.name] = named.name if named else str(value)
        elif field.is_extension and field.message_type is not None:
            found.update({f"{field.full_name}.{k}": v for k, v in _stated(value).items()})
    return found
