# ruff: noqa: E501  a row of a table reads best on one line
"""Avro: records are messages; names, types and defaults are checked."""

import json
from typing import Any

import pytest

from tests.formats.contracts import complaints, offered, read, refusal


def record(name: str, *fields: dict[str, Any], **more: str) -> dict[str, Any]:
    return {"type": "record", "name": name, **more, "fields": list(fields)}


def field(name: str, kind: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **more}


def wrong(schema: Any) -> list[str]:
    found = complaints({"a.avsc": json.dumps(schema)})
    return [complaint.partition(" ")[2] for complaint in found]


def test_records_that_no_other_uses_are_messages() -> None:
    files = {
        "order.avsc": json.dumps(record("OrderPaid", field("price", "Money"), namespace="shop")),
        "money.avsc": json.dumps(record("Money", namespace="shop")),
        "more.avsc": json.dumps(
            [record("shop.Cancelled"), {"type": "fixed", "name": "Id", "size": 4}]
        ),
    }
    assert offered(read(files)) == {
        "Cancelled": ("shop.Cancelled",),
        "OrderPaid": ("shop.OrderPaid",),
    }
    assert complaints(files) == []


def test_a_record_may_hold_itself() -> None:
    tree = record("Tree", field("left", ["null", "Tree"], default=None))
    assert list(offered(read({"a.avsc": json.dumps(tree)}))) == ["Tree"]
    assert wrong(tree) == []


def test_what_is_no_schema_is_refused() -> None:
    message = "an Avro schema must be a mapping, a list or the name of a type"
    assert refusal({"a.avsc": "7"}) == [("avro", message)]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (record("A", field("n", "strin")), ["type `strin` is not defined"]),
        (record("1A"), ["`1A` is not a name"]),
        (record("A", namespace="a..b"), ["`a..b` is not a namespace"]),
        ({"type": "record", "name": "A"}, ["record lacks the key `fields` with a list"]),
        (record("A", field("n", "int"), field("n", "int")), ["field `n` stands twice"]),
        (record("A", {"name": "n"}), ["field lacks the key `type`"]),
        ([record("A"), record("A")], ["type `A` is defined twice", "type `A` stands twice in a union"]),
        (record("A", field("n", "int", default="x")), ["default `x` does not fit the field's type"]),
        (record("A", field("n", "int", default=2**31)), ["default `2147483648` does not fit the field's type"]),
        (record("A", field("n", ["null", "int"], default=1)), []),
        (record("A", field("n", {"type": "array", "items": "int"}, default=[1])), []),
        (record("A", field("n", {"type": "map", "values": "int"}, default={"a": "b"})),
         ['default `{"a": "b"}` does not fit the field\'s type']),
        (record("A", field("n", {"type": "long", "logicalType": "timestamp-millis"}, default=0)), []),
        (record("A", field("n", record("B", field("x", "int")), default={})),
         ["default `{}` does not fit the field's type"]),
        (record("A", field("n", "int", order="up")), ["`order` can't be `up`"]),
        (record("A", field("n", ["null", ["int"]])), ["a union stands directly inside a union"]),
        ({"type": "enum", "name": "E", "symbols": ["A", "A", "b-c"], "default": "Z"},
         ["symbol `A` stands twice", "symbol `b-c` is not a name", "default `Z` is none of the symbols"]),
        ({"type": "fixed", "name": "F", "size": -1}, ["fixed lacks the key `size` with a number of bytes"]),
        ({"type": "array"}, ["array lacks the key `items`"]),
    ],
)  # fmt: skip
def test_what_the_specification_forbids(schema: Any, expected: list[str]) -> None:
    assert wrong(schema) == expected


def test_a_fault_has_a_place() -> None:
    text = '{"type": "record", "name": "A",\n "fields": [\n  {"name": "n", "type": "strin"}]}'
    assert complaints({"a.avsc": text}) == ["a.avsc:3:25 type `strin` is not defined"]
