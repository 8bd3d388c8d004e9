"""Avro schemas: as Avro writes them, and what the same values look like in JSON.

The JSON form is the plain one, which programs see after decoding, not Avro's JSON encoding with its
tags for unions: a union is any of its branches, bytes are a text of the characters U+0000 to U+00FF
(Apache Avro 1.12.0 Specification, "JSON Encoding" and defaults), a decimal is a text of digits, and
dates and times are the numbers that they are stored as.
"""

from collections.abc import Mapping
from typing import Any

from planner.formats.stub_bundle.values import json_or_none
from planner.model.avro import (
    AvroArray,
    AvroEnum,
    AvroField,
    AvroFixed,
    AvroMap,
    AvroNamed,
    AvroPrimitive,
    AvroRecord,
    AvroReference,
    AvroSchema,
    AvroType,
    AvroUnion,
    Logical,
    short_name,
)
from planner.model.bundle import Schema

_INT, _LONG = 2**31, 2**63
_BYTES = "^[\\u0000-\\u00ff]*$"
_LARGEST_FLOAT = 3.4028234663852886e38
_DAY_MILLIS = 86_400_000
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31 as days since 1970: what lies outside is no date to most programs."""
_PER_DAY = {"millis": _DAY_MILLIS, "micros": _DAY_MILLIS * 10**3, "nanos": _DAY_MILLIS * 10**6}
_MOMENTS = (1_767_603_600, 1_768_469_400, 1_769_012_345, 1_770_117_960, 1_771_929_015)
"""Seconds since 1970, in January and February 2026: a number alone would be taken for any."""


# ---------------------------------------------------------------------- as Avro writes them


def avro_source(schema: AvroSchema) -> Any:  # noqa: ANN401  JSON
    """Return a schema as Avro writes it; each named type is defined where it is met first."""
    return _Source(schema.types).written(schema.root)


class _Source:
    """Writes one schema."""

    def __init__(self, types: Mapping[str, AvroNamed]) -> None:
        self._types = types
        self._defined: set[str] = set()

    def written(self, used: AvroType) -> Any:  # noqa: ANN401  JSON
        """Return a type where it is used."""
        if isinstance(used, AvroReference):
            if used.name in self._defined:
                return used.name
            self._defined.add(used.name)
            return self._definition(self._types[used.name])
        if isinstance(used, AvroArray):
            return {"type": "array", "items": self.written(used.items)}
        if isinstance(used, AvroMap):
            return {"type": "map", "values": self.written(used.values)}
        if isinstance(used, AvroUnion):
            return [self.written(branch) for branch in used.branches]
        return {"type": used.kind, **used.logical.keys} if used.logical else used.kind

    def _definition(self, named: AvroNamed) -> dict[str, Any]:
        found: dict[str, Any] = {"type": named.kind, "name": named.name}
        if named.aliases:
            found["aliases"] = list(named.aliases)
        if isinstance(named, AvroRecord):
            return {**found, "fields": [self._field(field) for field in named.fields]}
        if isinstance(named, AvroEnum):
            default = {} if named.default is None else {"default": named.default}
            return {**found, "symbols": list(named.symbols), **default}
        logical = named.logical.keys if named.logical else {}
        return {**found, "size": named.size, **logical}

    def _field(self, field: AvroField) -> dict[str, Any]:
        found: dict[str, Any] = {"name": field.name, "type": self.written(field.type)}
        if _has_default(field):
            found["default"] = field.default
        if field.order != "ascending":
            found["order"] = field.order
        if field.aliases:
            found["aliases"] = list(field.aliases)
        return found


# ---------------------------------------------------------------------- in JSON


class AvroBook:
    """Collects the JSON Schemas of named Avro types, and names them when all are known."""

    def __init__(self) -> None:
        """Start with nothing used."""
        self._types: dict[str, AvroNamed] = {}
        self._links: list[tuple[dict[str, Any], str]] = []
        self._made: dict[str, dict[str, Any]] = {}

    def use(self, schema: AvroSchema) -> Schema:
        """Return the JSON Schema of a schema's values; references are named by `finish`."""
        self._types |= schema.types
        root = schema.root
        if isinstance(root, AvroReference):
            return self._named(schema.types[root.name])
        return self._schema(root)

    def finish(self, taken: Mapping[str, Schema] | None = None) -> dict[str, Schema]:
        """Return the schemas of all named types that are referred to, by name.

        Args:
            taken: names that other schemas have.
        """
        names = self._unique_names(set(taken or ()))
        for holder, full_name in self._links:
            holder["$ref"] = f"#/$defs/{names[full_name]}"
        return {names[full]: schema for full, schema in sorted(self._made.items())}

    def _unique_names(self, taken: set[str]) -> dict[str, str]:
        shorts = [short_name(full) for full in self._made]
        names: dict[str, str] = {}
        for full in sorted(self._made):
            short = short_name(full)
            name = short if shorts.count(short) == 1 and short not in taken else full
            names[full] = name if name not in taken else f"{name}_avro"
        return names

    def _reference(self, full_name: str) -> dict[str, Any]:
        holder: dict[str, Any] = {"$ref": ""}
        self._links.append((holder, full_name))
        if full_name not in self._made:
            self._made[full_name] = {}
            self._made[full_name] |= self._named(self._types[full_name])
        return holder

    def _schema(self, used: AvroType) -> dict[str, Any]:
        if isinstance(used, AvroReference):
            return self._reference(used.name)
        if isinstance(used, AvroArray):
            return {"type": "array", "items": self._schema(used.items)}
        if isinstance(used, AvroMap):
            return {"type": "object", "additionalProperties": self._schema(used.values)}
        if isinstance(used, AvroUnion):
            branches = [self._schema(branch) for branch in used.branches]
            return branches[0] if len(branches) == 1 else {"anyOf": branches}
        return _primitive(used)

    def _named(self, named: AvroNamed) -> dict[str, Any]:
        if isinstance(named, AvroEnum):
            return {"type": "string", "enum": list(named.symbols)}
        if isinstance(named, AvroFixed):
            return _fixed(named)
        required = [field.name for field in named.fields if not _has_default(field)]
        return {
            "type": "object",
            "title": short_name(named.name),
            "properties": {field.name: self._member(field) for field in named.fields},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }

    def _member(self, field: AvroField) -> dict[str, Any]:
        schema = self._schema(field.type)
        return {**schema, "default": field.default} if _is_plain_default(field, schema) else schema


def _has_default(field: AvroField) -> bool:
    """Return whether a field has a default that JSON can hold; in YAML it may be `.nan`."""
    return field.has_default and json_or_none(field.default) is not None


def _is_plain_default(field: AvroField, schema: dict[str, Any]) -> bool:
    """Return whether a default looks the same in plain JSON, and may stand beside the schema."""
    return (
        _has_default(field) and "$ref" not in schema and not isinstance(field.default, dict | list)
    )


def _primitive(used: AvroPrimitive) -> dict[str, Any]:
    kind, logical = used.kind, used.logical
    if kind == "bytes":
        return _decimal(logical) if _is_decimal(logical) else {"type": "string", "pattern": _BYTES}
    if kind in {"int", "long"}:
        return _whole(kind, logical.name if logical else "")
    if kind == "float":
        return {"type": "number", "minimum": -_LARGEST_FLOAT, "maximum": _LARGEST_FLOAT}
    if kind == "string" and logical is not None and logical.name == "uuid":
        return {"type": "string", "format": "uuid"}
    return {"type": {"double": "number"}.get(kind, kind)}


def _whole(kind: str, logical: str) -> dict[str, Any]:
    bound = _INT if kind == "int" else _LONG
    found: dict[str, Any] = {"type": "integer", "minimum": -bound, "maximum": bound - 1}
    unit = _PER_DAY.get(logical.rpartition("-")[2], 0)
    if logical == "date":
        days = [moment // 86_400 for moment in _MOMENTS]
        found |= {"minimum": _FIRST_DAY, "maximum": _LAST_DAY, "examples": days}
    elif logical.startswith("time-"):
        found |= {"minimum": 0, "maximum": unit - 1}
    elif unit:  # a point in time, with or without a zone
        found["minimum"] = max(-bound, _FIRST_DAY * unit)
        found["maximum"] = min(bound - 1, (_LAST_DAY + 1) * unit - 1)
        found["examples"] = [moment * (unit // 86_400) for moment in _MOMENTS]
    return found


def _fixed(named: AvroFixed) -> dict[str, Any]:
    if _is_decimal(named.logical):
        return _decimal(named.logical)
    size = {"minLength": named.size, "maxLength": named.size}
    return {"type": "string", "pattern": _BYTES, **size}


def _is_decimal(logical: Logical | None) -> bool:
    return logical is not None and logical.name == "decimal"


def _decimal(logical: Logical | None) -> dict[str, Any]:
    """Return the schema of a decimal: digits before the point, and at most `scale` after it."""
    assert logical is not None  # noqa: S101  asked for decimals only
    before = max(logical.precision - logical.scale, 0)
    whole = f"(0|[1-9][0-9]{{0,{before - 1}}})" if before else "0"
    after = f"(\\.[0-9]{{1,{logical.scale}}})?" if logical.scale else ""
    return {"type": "string", "pattern": f"^-?{whole}{after}$"}
