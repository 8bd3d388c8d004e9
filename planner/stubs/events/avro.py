"""Events as Avro writes them.

Sources: Apache Avro 1.12.0 Specification, "Binary Encoding", "JSON Encoding", "Single-object
encoding" and "Object Container Files". The writing itself is fastavro's.
"""

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from io import BytesIO
from typing import Any

from planner.model.errors import InputError
from planner.stubs.events.lines import line_of

_SINGLE_OBJECT = b"\xc3\x01"
_TEXTS = {"string": str, "boolean": bool}
_RECORDS = frozenset({"record", "error"})
_SYNC_BYTES = 16


class _Mismatch(Exception):  # noqa: N818  no error: another branch may fit
    """A value is not of a type."""


def binary(schema: Any, values: Sequence[Any]) -> bytes:  # noqa: ANN401  JSON
    """Return data one after the other, without any mark between them."""
    return b"".join(_Writer(schema).datum(value) for value in values)


def single_objects(schema: Any, values: Sequence[Any]) -> bytes:  # noqa: ANN401  JSON
    """Return data one after the other, each after the fingerprint of its schema."""
    from fastavro.schema import (  # noqa: PLC0415  heavy
        fingerprint,
        to_parsing_canonical_form,
    )

    canonical = to_parsing_canonical_form(schema)
    mark = bytes.fromhex(fingerprint(canonical, "CRC-64-AVRO"))  # least significant byte first
    writer = _Writer(schema)
    return b"".join(_SINGLE_OBJECT + mark + writer.datum(value) for value in values)


def container(schema: Any, values: Sequence[Any]) -> bytes:  # noqa: ANN401  JSON
    """Return an object container file; the same values give the same bytes."""
    from fastavro import writer  # noqa: PLC0415  heavy

    own = _Writer(schema)
    marker = sha256(json.dumps([schema, *values]).encode()).digest()[:_SYNC_BYTES]
    file = BytesIO()
    writer(file, own.parsed, [own.prepared(value) for value in values], sync_marker=marker)
    return file.getvalue()


def json_lines(schema: Any, values: Sequence[Any]) -> str:  # noqa: ANN401  JSON
    """Return data in Avro's JSON encoding, which names the branch of each union; one a line."""
    writer = _JsonWriter(schema)
    lines = (line_of(writer.prepared(value), separators=(", ", ": ")) for value in values)
    return "".join(f"{line}\n" for line in lines)


class _Values:
    """Walks through values of one schema.

    Args:
        schema: as a bundle has it: named types are defined where they are met first.
    """

    def __init__(self, schema: Any) -> None:  # noqa: ANN401  JSON
        self._schema = schema
        self._named: dict[str, dict[str, Any]] = {}
        self._collect(schema)

    def prepared(self, value: Any) -> Any:  # noqa: ANN401  JSON
        """Return a value as whoever writes it takes it.

        Raises:
            InputError: the value is not of the schema.
        """
        try:
            return self._prepared(self._schema, value)
        except _Mismatch as error:
            raise InputError.single(
                "not-avro",
                f"the event can't be written in Avro: {error}",
                hint="write it as JSON with `--format json`",
            ) from None

    def _collect(self, schema: Any) -> None:  # noqa: ANN401  JSON
        waiting = [schema]
        while waiting:
            node = waiting.pop()
            if isinstance(node, list):
                waiting += node
            elif isinstance(node, dict):
                if isinstance(node.get("name"), str) and isinstance(node.get("type"), str):
                    self._named[node["name"]] = node
                parts = [field["type"] for field in node.get("fields", ())]
                waiting += [*parts, *(node[key] for key in ("items", "values") if key in node)]

    # ------------------------------------------------------------------ types

    def _of_branch(self, branch: Any, prepared: Any) -> Any:  # noqa: ANN401  JSON
        raise NotImplementedError

    def _leaf(self, prepared: Any, schema: Any) -> Any:  # noqa: ANN401  JSON
        raise NotImplementedError

    def _prepared(self, schema: Any, value: Any, *, is_default: bool = False) -> Any:  # noqa: ANN401
        if isinstance(schema, list):
            return self._of_union(schema, value, is_default=is_default)
        if isinstance(schema, str):
            if schema in self._named:
                return self._prepared(self._named[schema], value, is_default=is_default)
            return self._leaf(_primitive(schema, {}, value, is_default=is_default), {})
        kind = schema["type"]
        if kind in _RECORDS:
            return self._of_record(schema, value, is_default=is_default)
        if kind in {"array", "map"}:
            return self._of_several(schema, value, is_default=is_default)
        return self._leaf(_primitive(kind, schema, value, is_default=is_default), schema)

    def _of_several(self, schema: Any, value: Any, *, is_default: bool) -> Any:  # noqa: ANN401
        if schema["type"] == "array":
            items, inner = _expect(value, list), schema["items"]
            return [self._prepared(inner, item, is_default=is_default) for item in items]
        members, inner = _expect(value, dict), schema["values"]
        return {k: self._prepared(inner, v, is_default=is_default) for k, v in members.items()}

    def _of_union(self, branches: list[Any], value: Any, *, is_default: bool) -> Any:  # noqa: ANN401
        """Return a value for the first branch that it is of; of records it says which."""
        for branch in branches:
            try:
                prepared = self._prepared(branch, value, is_default=is_default)
            except _Mismatch:
                continue
            own = self._named.get(branch, branch) if isinstance(branch, str) else branch
            return self._of_branch(own, prepared)
        raise _Mismatch(f"`{str(value)[:60]}` is of no branch of a union")

    def _of_record(self, schema: Any, value: Any, *, is_default: bool) -> dict[str, Any]:  # noqa: ANN401
        given = _expect(value, dict)
        fields = {field["name"]: field for field in schema["fields"]}
        unknown = given.keys() - fields.keys()
        if unknown:
            raise _Mismatch(f"`{schema['name']}` has no field `{min(unknown)}`")
        return {
            name: self._prepared(field["type"], given[name], is_default=is_default)
            if name in given
            else self._default(schema, field)
            for name, field in fields.items()
        }

    def _default(self, schema: Any, field: Any) -> Any:  # noqa: ANN401  JSON
        if "default" not in field:
            raise _Mismatch(f"`{schema['name']}` lacks the field `{field['name']}`")
        kind = field["type"]
        # the default of a union is one of its first branch up to Avro 1.11
        return self._prepared(kind, field["default"], is_default=True)


class _Writer(_Values):
    """Writes values of one schema in binary."""

    def __init__(self, schema: Any) -> None:  # noqa: ANN401  JSON
        from fastavro import parse_schema, schemaless_writer  # noqa: PLC0415  heavy

        super().__init__(schema)
        self.parsed = parse_schema(schema)
        self._write = schemaless_writer

    def datum(self, value: Any) -> bytes:  # noqa: ANN401  JSON
        """Return a value in binary."""
        file = BytesIO()
        self._write(file, self.parsed, self.prepared(value))
        return file.getvalue()

    def _of_branch(self, branch: Any, prepared: Any) -> Any:  # noqa: ANN401  JSON
        """Return a value of a union; of records the library is told which one is meant."""
        is_record = isinstance(branch, dict) and branch["type"] in _RECORDS
        return (branch["name"], prepared) if is_record else prepared

    def _leaf(self, prepared: Any, schema: Any) -> Any:  # noqa: ANN401  JSON
        del schema
        return prepared


class _JsonWriter(_Values):
    """Writes values of one schema in Avro's JSON encoding."""

    def _of_branch(self, branch: Any, prepared: Any) -> Any:  # noqa: ANN401  JSON
        """Return a value of a union under the name of its type."""
        if prepared is None:
            return None
        name = branch if isinstance(branch, str) else branch.get("name", branch["type"])
        return {name: prepared}

    def _leaf(self, prepared: Any, schema: Any) -> Any:  # noqa: ANN401  JSON
        if isinstance(prepared, Decimal):
            prepared = _unscaled(prepared, schema)
        return prepared.decode("latin-1") if isinstance(prepared, bytes) else prepared


def _unscaled(number: Decimal, schema: Any) -> bytes:  # noqa: ANN401  JSON
    """Return a decimal as its digits without the point, in two's complement."""
    whole = int(number.scaleb(schema.get("scale", 0)))
    size = schema.get("size", whole.bit_length() // 8 + 1)
    return whole.to_bytes(size, "big", signed=True)


def _primitive(kind: str, schema: Any, value: Any, *, is_default: bool) -> Any:  # noqa: ANN401
    if kind == "null":
        if value is not None:
            raise _Mismatch("only null fits")
        return None
    if kind in {"bytes", "fixed"}:
        return _bytes(schema, value, is_default=is_default)
    if kind == "enum":
        if value not in schema["symbols"]:
            raise _Mismatch(f"`{str(value)[:60]}` is no symbol of `{schema['name']}`")
        return value
    if kind in _TEXTS:
        return _expect(value, _TEXTS[kind])
    return _number(kind, value)


def _number(kind: str, value: Any) -> Any:  # noqa: ANN401  JSON
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Mismatch(f"`{str(value)[:60]}` is no number")
    if kind in {"float", "double"}:
        return float(value)
    bound = 2**31 if kind == "int" else 2**63
    if value != int(value) or not -bound <= value < bound:
        raise _Mismatch(f"`{value}` does not fit into `{kind}`")
    return int(value)


def _bytes(schema: Any, value: Any, *, is_default: bool) -> Any:  # noqa: ANN401  JSON
    text = _expect(value, str)
    if schema.get("logicalType") == "decimal" and not is_default:
        return _decimal(schema, text)
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        raise _Mismatch("bytes are written as characters up to U+00FF") from None
    if "size" in schema and len(raw) != schema["size"]:
        raise _Mismatch(f"`{schema['name']}` has {schema['size']} bytes")
    return raw


def _decimal(schema: Any, text: str) -> Decimal:  # noqa: ANN401  JSON
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _Mismatch(f"`{text[:60]}` is no decimal") from None
    _, digits, exponent = number.as_tuple()
    scale = schema.get("scale", 0)
    if not isinstance(exponent, int) or -exponent > scale:
        raise _Mismatch(f"`{text[:60]}` has more than {scale} digits after the point")
    if len(digits) + exponent + scale > schema["precision"]:
        raise _Mismatch(f"`{text[:60]}` has more than {schema['precision']} digits")
    return number


def _expect(value: Any, kind: type) -> Any:  # noqa: ANN401  JSON
    if not isinstance(value, kind):
        raise _Mismatch(f"`{str(value)[:60]}` is no {_WORDS[kind]}")
    return value


_WORDS = {str: "text", bool: "boolean", dict: "mapping", list: "list"}
