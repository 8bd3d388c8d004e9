"""Messages: what is sent, and what is made of what comes in."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json, to_jsonable_python

from . import _recording

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as it is handed to a broker.

    Args:
        name: as the contract calls it.
        address: of its channel; empty if the contract does not say.
        data: the payload as bytes, as the contract's format writes it.
    """

    name: str
    address: str
    content_type: str
    headers: Mapping[str, Any]
    data: bytes


@dataclass(frozen=True, slots=True)
class Event(Generic[T]):
    """A kind of message whose payload is a T.

    Args:
        number: its place among the messages of `bundle.json`, which has the format of its bytes.
        payload: Python type of the payload.
        wire: `avro` or `protobuf`; empty: JSON.
    """

    name: str
    number: int
    payload: Any
    address: str = ""
    content_type: str = "application/json"
    wire: str = ""
    key: tuple[str, ...] = field(default=())

    def build(self, payload: T, headers: Any = None) -> Outgoing:
        """Return a message to send.

        Raises:
            ImportError: it is not JSON, and fastavro or protobuf is not installed.
        """
        made = to_jsonable_python(headers, by_alias=True) if headers is not None else {}
        data = to_json(payload, by_alias=True)
        if self.wire:
            data = _codec(self.number).write(json.loads(data))
        return Outgoing(self.name, self.address, self.content_type, made, data)

    def parse(self, data: bytes | str) -> T:
        """Return the payload of a message that came in.

        Raises:
            ValueError: it is not what the contract says (pydantic's `ValidationError` is one).
            ImportError: it is not JSON, and fastavro or protobuf is not installed.
        """
        if self.wire:
            raw = data.encode("latin-1") if isinstance(data, str) else data
            data = json.dumps(_codec(self.number).read(raw))
        payload: T = _adapter(self.payload).validate_json(data, strict=True)
        _recording.received(self.name, payload)
        return payload


@cache
def _adapter(expected: Any) -> TypeAdapter[Any]:
    return TypeAdapter(expected)


# ------------------------------------------------------------------ what is not JSON


@dataclass(frozen=True, slots=True)
class _Codec:
    """Plain JSON values <-> bytes."""

    write: Callable[[Any], bytes]
    read: Callable[[bytes], Any]


@cache
def _codec(number: int) -> _Codec:
    bundle = json.loads(Path(__file__).with_name("bundle.json").read_bytes())
    wire = bundle["messages"][number]["wire"]
    return _avro(wire["schema"]) if wire["format"] == "avro" else _protobuf(wire)


def _protobuf(wire: Mapping[str, Any]) -> _Codec:
    descriptor_pb2 = import_module("google.protobuf.descriptor_pb2")
    json_format = import_module("google.protobuf.json_format")
    message_factory = import_module("google.protobuf.message_factory")
    pool = import_module("google.protobuf.descriptor_pool").DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(b64decode(wire["descriptors"])).file:
        pool.Add(file)
    kind: Any = message_factory.GetMessageClass(pool.FindMessageTypeByName(wire["type"]))

    def write(value: Any) -> bytes:
        made: bytes = json_format.ParseDict(value, kind()).SerializeToString(deterministic=True)
        return made

    def read(data: bytes) -> Any:
        return json_format.MessageToDict(kind.FromString(data))

    return _Codec(write, read)


def _avro(written: Any) -> _Codec:
    fastavro = import_module("fastavro")
    named: dict[str, Any] = {}
    schema = _plain_schema(written, named)
    parsed = fastavro.parse_schema(schema)

    def write(value: Any) -> bytes:
        buffer = BytesIO()
        fastavro.schemaless_writer(buffer, parsed, _to_avro(schema, value, named))
        return buffer.getvalue()

    def read(data: bytes) -> Any:
        return _from_avro(schema, fastavro.schemaless_reader(BytesIO(data), parsed, None), named)

    return _Codec(write, read)


def _plain_schema(schema: Any, named: dict[str, Any]) -> Any:
    """Return a schema whose dates and times are the numbers that they are stored as."""
    if isinstance(schema, list):
        return [_plain_schema(branch, named) for branch in schema]
    if not isinstance(schema, dict):
        return schema
    made = dict(schema)
    if made.get("logicalType") != "decimal":
        made.pop("logicalType", None)
    if "name" in made:
        space = made.get("namespace", "")
        named[made["name"]] = made
        named[f"{space}.{made['name']}" if space else made["name"]] = made
    for key in ("items", "values"):
        if key in made:
            made[key] = _plain_schema(made[key], named)
    if isinstance(made.get("type"), dict | list):
        made["type"] = _plain_schema(made["type"], named)
    if "fields" in made:
        made["fields"] = [
            {**one, "type": _plain_schema(one["type"], named)} for one in made["fields"]
        ]
    return made


def _kind(schema: Any) -> str:
    return schema["type"] if isinstance(schema, dict) and isinstance(schema["type"], str) else ""


def _opened(schema: Any, named: Mapping[str, Any]) -> Any:
    while True:
        if isinstance(schema, str):
            found = named.get(schema)
            return {"type": schema} if found is None else found
        if isinstance(schema, dict) and not isinstance(schema["type"], str):
            schema = schema["type"]
        else:
            return schema


def _to_avro(schema: Any, value: Any, named: Mapping[str, Any], *, is_default: bool = False) -> Any:
    """Return a value as fastavro takes it; in a default, decimals are the bytes that they are."""
    schema = _opened(schema, named)
    if isinstance(schema, list):
        return _to_union(schema, value, named, is_default=is_default)
    kind = _kind(schema)
    if kind in {"bytes", "fixed"} and isinstance(value, str):
        is_decimal = schema.get("logicalType") == "decimal" and not is_default
        return Decimal(value) if is_decimal else value.encode("latin-1")
    if kind == "array":
        inner = schema["items"]
        return [_to_avro(inner, item, named, is_default=is_default) for item in value]
    if kind == "map":
        inner = schema["values"]
        return {
            key: _to_avro(inner, item, named, is_default=is_default) for key, item in value.items()
        }
    if kind == "record":
        return dict(_fields(schema, value, named, is_default=is_default))
    return value


def _fields(
    schema: Any, value: Any, named: Mapping[str, Any], *, is_default: bool
) -> Iterator[tuple[str, Any]]:
    for one in schema["fields"]:
        name, inner = one["name"], one["type"]
        if name in value:
            yield name, _to_avro(inner, value[name], named, is_default=is_default)
        elif "default" in one:
            yield name, _to_avro(inner, one["default"], named, is_default=True)


def _to_union(
    branches: list[Any], value: Any, named: Mapping[str, Any], *, is_default: bool
) -> Any:
    """Return the value in the first branch that takes it."""
    validate = import_module("fastavro.validation").validate
    for branch in branches:
        try:
            made = _to_avro(branch, value, named, is_default=is_default)
            if validate(made, _whole(branch, named), raise_errors=False):
                return made
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
            continue
    return value


def _whole(schema: Any, named: Mapping[str, Any]) -> Any:
    """Return a schema that names nothing which it does not hold."""
    return import_module("fastavro.schema").expand_schema(_opened(schema, named))


def _from_avro(schema: Any, value: Any, named: Mapping[str, Any]) -> Any:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list):
        return [_from_avro(schema, item, named) for item in value]
    if isinstance(value, dict):
        return {key: _from_avro(schema, item, named) for key, item in value.items()}
    return value
