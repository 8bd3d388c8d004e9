"""Protobuf messages as JSON has them.

Source: "ProtoJSON Format" (https://protobuf.dev/programming-guides/json/): names in lowerCamelCase
or as `json_name` says, 64-bit numbers as text, bytes in base64, enums by name, well-known types in
their own forms. The schema is that of what serialisers write; parsers take more.
"""

from typing import Any

from planner.model.bundle import Schema

_LARGEST_FLOAT = 3.4028234663852886e38
_SIGNED = "^-?(0|[1-9][0-9]{0,%d})$"
_UNSIGNED = "^(0|[1-9][0-9]{0,%d})$"
_INT32_TEXT = {"pattern": _SIGNED % 9, "format": "text-int32"}
_UINT32_TEXT = {"pattern": _UNSIGNED % 9, "format": "text-uint32"}
_INT64_TEXT = {"pattern": _SIGNED % 18, "format": "text-int64"}
_UINT64_TEXT = {"pattern": _UNSIGNED % 19, "format": "text-uint64"}
"""Patterns say how many digits there are at most, formats the bounds to the last digit."""
_INT32 = {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}
_UINT32 = {"type": "integer", "minimum": 0, "maximum": 2**32 - 1}
_SCALARS: dict[str, dict[str, Any]] = {
    "DOUBLE": {"type": "number", "minimum": -1.7e308, "maximum": 1.7e308},
    "FLOAT": {"type": "number", "minimum": -_LARGEST_FLOAT, "maximum": _LARGEST_FLOAT},
    **{key: {"type": "string", **_INT64_TEXT} for key in ("INT64", "SINT64", "SFIXED64")},
    **{key: {"type": "string", **_UINT64_TEXT} for key in ("UINT64", "FIXED64")},
    "INT32": _INT32,
    "SINT32": _INT32,
    "SFIXED32": _INT32,
    "UINT32": _UINT32,
    "FIXED32": _UINT32,
    "BOOL": {"type": "boolean"},
    "STRING": {"type": "string"},
    "BYTES": {"type": "string", "format": "byte"},
}
_KEYS = {
    "BOOL": {"pattern": "^(true|false)$"},
    **dict.fromkeys(("INT32", "SINT32", "SFIXED32"), _INT32_TEXT),
    **dict.fromkeys(("UINT32", "FIXED32"), _UINT32_TEXT),
    **dict.fromkeys(("INT64", "SINT64", "SFIXED64"), _INT64_TEXT),
    **dict.fromkeys(("UINT64", "FIXED64"), _UINT64_TEXT),
}
"""Keys of maps that are no texts."""
_WELL_KNOWN: dict[str, Schema] = {
    "Timestamp": {
        "type": "string",
        "format": "date-time",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$",
    },
    "Duration": {"type": "string", "pattern": "^-?[0-9]{1,11}(\\.[0-9]{1,9})?s$"},
    "FieldMask": {"type": "string", "pattern": "^([a-z][A-Za-z0-9]*(,[a-z][A-Za-z0-9]*)*)?$"},
    "Empty": {"type": "object", "additionalProperties": False},
    "Struct": {"type": "object"},
    "Value": True,
    "ListValue": {"type": "array"},
    "Any": {
        "type": "object",
        "properties": {"@type": {"type": "string", "pattern": "^[^/]*/[A-Za-z_][A-Za-z0-9_.]*$"}},
        "required": ["@type"],
    },
    "DoubleValue": _SCALARS["DOUBLE"],
    "FloatValue": _SCALARS["FLOAT"],
    "Int64Value": _SCALARS["INT64"],
    "UInt64Value": _SCALARS["UINT64"],
    "Int32Value": _INT32,
    "UInt32Value": _UINT32,
    "BoolValue": _SCALARS["BOOL"],
    "StringValue": _SCALARS["STRING"],
    "BytesValue": _SCALARS["BYTES"],
}
_PACKAGE = "google.protobuf."


class ProtoBook:
    """Collects the JSON Schemas of messages, and names them when all are known."""

    def __init__(self) -> None:
        """Start with nothing used."""
        self._made: dict[str, dict[str, Any]] = {}
        self._links: list[tuple[dict[str, Any], str]] = []

    def reference(self, message: Any) -> Schema:  # noqa: ANN401  a descriptor
        """Return the schema of a message where it is used; references are named by `finish`."""
        full = message.full_name
        if full.startswith(_PACKAGE) and message.name in _WELL_KNOWN:
            known = _WELL_KNOWN[message.name]
            return dict(known) if isinstance(known, dict) else known
        holder: dict[str, Any] = {"$ref": ""}
        self._links.append((holder, full))
        if full not in self._made:
            self._made[full] = {}
            self._made[full] |= self._schema(message)
        return holder

    def finish(self) -> dict[str, Schema]:
        """Return the schemas of all messages that are used, by name."""
        shorts = [_short(full) for full in self._made]
        names = {
            full: _short(full) if shorts.count(_short(full)) == 1 else full for full in self._made
        }
        for holder, full in self._links:
            holder["$ref"] = f"#/$defs/{names[full]}"
        return dict(sorted((names[full], schema) for full, schema in self._made.items()))

    def _schema(self, message: Any) -> dict[str, Any]:  # noqa: ANN401  a descriptor
        properties = {field.json_name: self._field(field) for field in message.fields}
        required = [field.json_name for field in message.fields if field.is_required]
        choices = [
            choice for one in message.oneofs for choice in _at_most_one(one) if len(one.fields) > 1
        ]
        return {
            "type": "object",
            "title": message.name,
            "properties": properties,
            **({"required": required} if required else {}),
            **({"allOf": choices} if choices else {}),
            "additionalProperties": False,
        }

    def _field(self, field: Any) -> Schema:  # noqa: ANN401  a descriptor
        entry = field.message_type
        if entry is not None and entry.GetOptions().map_entry:
            return self._map(entry)
        value = self._value(field)
        return {"type": "array", "items": value} if field.is_repeated else value

    def _map(self, entry: Any) -> Schema:  # noqa: ANN401  a descriptor
        keys = _KEYS.get(_kind(entry.fields_by_name["key"]))
        value = self._value(entry.fields_by_name["value"])
        names = {"propertyNames": dict(keys)} if keys else {}
        return {"type": "object", "additionalProperties": value, **names}

    def _value(self, field: Any) -> Schema:  # noqa: ANN401  a descriptor
        if field.message_type is not None:
            return self.reference(field.message_type)
        if field.enum_type is not None:
            if field.enum_type.full_name == f"{_PACKAGE}NullValue":
                return {"type": "null"}
            return {"type": "string", "enum": [value.name for value in field.enum_type.values]}
        return dict(_SCALARS[_kind(field)])


def _at_most_one(one: Any) -> list[dict[str, Any]]:  # noqa: ANN401  a descriptor
    """Return what lets no two members of a oneof stand together."""
    present = [{"required": [field.json_name]} for field in one.fields]
    return [{"oneOf": [*present, {"not": {"anyOf": present}}]}]


def _short(full_name: str) -> str:
    return str(full_name).rpartition(".")[2]


def _kind(field: Any) -> str:  # noqa: ANN401  a descriptor
    return _TYPES[field.type]


_TYPES = {
    1: "DOUBLE",
    2: "FLOAT",
    3: "INT64",
    4: "UINT64",
    5: "INT32",
    6: "FIXED64",
    7: "FIXED32",
    8: "BOOL",
    9: "STRING",
    12: "BYTES",
    13: "UINT32",
    15: "SFIXED32",
    16: "SFIXED64",
    17: "SINT32",
    18: "SINT64",
}
"""Numbers of types in descriptor.proto; groups, messages and enums have schemas of their own."""
