"""Values as Avro and Protobuf write them, read back by the libraries of those formats."""

import json
from base64 import b64decode, b64encode
from decimal import Decimal
from io import BytesIO
from typing import Any

import fastavro
import pytest
from google.protobuf import descriptor_pool, json_format, message_factory

from planner.formats.stub_bundle import bundle_of
from planner.model.bundle import Wire
from planner.model.errors import InputError
from planner.stubs.events import avro, protobuf
from planner.stubs.events.lines import line_of

PARCEL: dict[str, Any] = {
    "type": "record",
    "name": "shop.Parcel",
    "fields": [
        {"name": "size", "type": "int", "default": 3},
        {"name": "raw", "type": "bytes", "default": "\u00ff"},
        {"name": "rate", "type": "double", "default": 1},
    ],
}
LETTER: dict[str, Any] = {
    "type": "record",
    "name": "shop.Letter",
    "fields": [{"name": "pages", "type": "long"}],
}
PRICE = {
    "type": "fixed",
    "name": "shop.Price",
    "size": 4,
    "logicalType": "decimal",
    "precision": 8,
    "scale": 2,
}


def read(schema: Any, data: bytes) -> Any:
    file = BytesIO(data)
    found = fastavro.schemaless_reader(file, fastavro.parse_schema(schema), None)
    assert file.read() == b""
    return found


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (PARCEL, {}, {"size": 3, "raw": b"\xff", "rate": 1.0}),
        ({"type": "array", "items": [PARCEL, LETTER]}, [{"pages": 2}], [{"pages": 2}]),
        ([LETTER, PARCEL], {"size": 1, "raw": "a"}, {"size": 1, "raw": b"a", "rate": 1.0}),
        ({"type": "map", "values": [LETTER, "string"]}, {"a": "b"}, {"a": "b"}),
        (PRICE, "-123.45", Decimal("-123.45")),
        ({"type": "bytes", "logicalType": "decimal", "precision": 3}, "12", Decimal(12)),
        (["null", "boolean", "long", "double"], True, True),
        (["null", "boolean", "long", "double"], 2, 2),
        (["null", "boolean", "long", "double"], 2.5, 2.5),
        (["null", "int", "long"], 2**40, 2**40),
        ("double", 1, 1.0),
    ],
)
def test_avro_values_are_read_back(schema: Any, value: Any, expected: Any) -> None:
    assert read(schema, avro.binary(schema, [value])) == expected


@pytest.mark.parametrize(
    ("schema", "value", "reason"),
    [
        (LETTER, {}, "`shop.Letter` lacks the field `pages`"),
        (LETTER, {"pages": 1, "x": 1}, "`shop.Letter` has no field `x`"),
        (LETTER, [], "`[]` is no mapping"),
        ({"type": "array", "items": "int"}, {}, "`{}` is no list"),
        ("int", 2**31, "`2147483648` does not fit into `int`"),
        ("int", 1.5, "`1.5` does not fit into `int`"),
        ("long", "1", "`1` is no number"),
        ("string", 1, "`1` is no text"),
        ("boolean", 0, "`0` is no boolean"),
        ("bytes", "日", "bytes are written as characters up to U+00FF"),
        (PRICE, "1.234", "`1.234` has more than 2 digits after the point"),
        (PRICE, "12345678.9", "`12345678.9` has more than 8 digits"),
        (PRICE, "much", "`much` is no decimal"),
        ({"type": "fixed", "name": "F", "size": 2}, "abc", "`F` has 2 bytes"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, "B", "`B` is no symbol of `E`"),
        (["null", "int"], "x", "`x` is of no branch of a union"),
    ],
)
def test_what_is_not_of_an_avro_schema_is_told(schema: Any, value: Any, reason: str) -> None:
    with pytest.raises(InputError, match="can't be written in Avro") as caught:
        avro.binary(schema, [value])
    assert reason in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("schema", "value", "line"),
    [
        (PARCEL, {"size": 1}, {"size": 1, "raw": "\u00ff", "rate": 1.0}),
        (["null", LETTER], {"pages": 2}, {"shop.Letter": {"pages": 2}}),
        (["null", "string"], None, None),
        (["null", {"type": "array", "items": "int"}], [1], {"array": [1]}),
        (PRICE, "-0.01", "\u00ff\u00ff\u00ff\u00ff"),
        ({"type": "bytes", "logicalType": "decimal", "precision": 5}, "128", "\u0000\u0080"),
    ],
)
def test_avro_s_own_json(schema: Any, value: Any, line: Any) -> None:
    assert json.loads(avro.json_lines(schema, [value])) == line


PROTO = """\
syntax = "proto3";
package shop;
import "google/protobuf/any.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/duration.proto";
message Box {
  string name = 1;
  int64 weight = 2;
  google.protobuf.Any extra = 3;
  google.protobuf.Struct free = 4;
  google.protobuf.Duration age = 5;
  map<string, Box> inner = 6;
  repeated Box parts = 7;
  bytes raw = 8;
}
"""


@pytest.fixture(scope="module")
def wire() -> Wire:
    found = bundle_of({"box.proto": PROTO}, "")["messages"][0]["wire"]
    assert found is not None
    return found


def parsed(wire: Wire, data: bytes) -> Any:
    from google.protobuf import descriptor_pb2, empty_pb2  # noqa: PLC0415  these alone need them

    pool = descriptor_pool.DescriptorPool()
    files = descriptor_pb2.FileDescriptorSet.FromString(b64decode(wire["descriptors"]))
    for file in files.file:
        pool.Add(file)
    pool.AddSerializedFile(empty_pb2.DESCRIPTOR.serialized_pb)
    kind = message_factory.GetMessageClass(pool.FindMessageTypeByName(wire["type"]))
    return json_format.MessageToDict(kind.FromString(data), descriptor_pool=pool)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"name": "a", "weight": "-5", "raw": b64encode(b"\xff").decode()},
        {"free": {"a": [1.5, None, {"b": True}]}, "age": "1.500s"},
        {"inner": {"x": {"name": "y"}}, "parts": [{"parts": [{"name": "z"}]}]},
        {"extra": {"@type": "type.googleapis.com/shop.Box", "name": "b"}},
    ],
)
def test_protobuf_values_are_read_back(wire: Wire, value: Any) -> None:
    assert parsed(wire, protobuf.binary(wire, value)) == value


def test_an_any_of_an_unknown_type_becomes_an_empty_one_wherever_it_stands(wire: Wire) -> None:
    unknown = {"extra": {"@type": "example.com/what.Ever"}}
    value = {"inner": {"x": unknown}, "parts": [unknown], **unknown}
    empty = {"extra": {"@type": "type.googleapis.com/google.protobuf.Empty"}}
    assert parsed(wire, protobuf.binary(wire, value)) == {
        "inner": {"x": empty},
        "parts": [empty],
        **empty,
    }


@pytest.mark.parametrize("value", [{"weight": "x"}, {"unknown": 1}, {"parts": 1}])
def test_what_is_not_of_a_protobuf_message_is_told(wire: Wire, value: Any) -> None:
    with pytest.raises(InputError, match=r"can't be written as `shop.Box`"):
        protobuf.binary(wire, value)


def test_lengths_are_varints(wire: Wire) -> None:
    long = {"name": "x" * 300}
    data = protobuf.delimited(wire, [{}, long])
    assert data[:3] == b"\x00\xaf\x02"  # 0, then 303 = 0b10_0101111
    assert parsed(wire, data[3:]) == long


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_value_is_one_line_whoever_counts_lines(sign: str) -> None:
    value = {"note": f"a{sign}b"}
    line = line_of(value)
    assert line.splitlines() == [line]
    assert json.loads(line) == value
