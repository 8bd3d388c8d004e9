"""Avro schemas in their neutral form: full names, places, logical types."""

from typing import Any

import pytest

from planner.formats.lowering.avro import (
    defined_names,
    lower_avro,
    lower_avro_schema,
    missing_names,
)
from planner.model.avro import (
    NO_DEFAULT,
    AvroArray,
    AvroEnum,
    AvroField,
    AvroFixed,
    AvroPrimitive,
    AvroRecord,
    AvroReference,
    AvroSchema,
    AvroUnion,
    Logical,
)
from planner.model.errors import InputError
from planner.model.source import Place

TOP = Place("a.avsc")


def _lowered(raw: Any) -> Any:
    return lower_avro_schema(raw, TOP).root


def fields_of(schema: AvroSchema) -> tuple[AvroField, ...]:
    """Return the fields of a record at the top."""
    node = schema.followed(schema.root)
    assert isinstance(node, AvroRecord)
    return node.fields


def test_a_record_with_everything() -> None:
    schema = lower_avro_schema(
        {
            "type": "record",
            "name": "Order",
            "namespace": "shop",
            "aliases": ["Sale", "old.Order"],
            "fields": [
                {"name": "id", "type": "long", "order": "ignore", "aliases": ["number"]},
                {"name": "note", "type": ["null", "string"], "default": None},
            ],
        },
        TOP,
    )
    assert schema.root == AvroReference("shop.Order", TOP)
    fields = TOP.at("fields", 0), TOP.at("fields", 1)
    note = AvroUnion(
        (
            AvroPrimitive("null", fields[1].at("type", 0)),
            AvroPrimitive("string", fields[1].at("type", 1)),
        ),
        fields[1].at("type"),
    )
    assert schema.types == {
        "shop.Order": AvroRecord(
            "shop.Order",
            (
                AvroField(
                    "id",
                    AvroPrimitive("long", fields[0].at("type")),
                    fields[0],
                    NO_DEFAULT,
                    "ignore",
                    ("number",),
                ),
                AvroField("note", note, fields[1], None),
            ),
            TOP,
            ("shop.Sale", "old.Order"),
        )
    }
    assert [field.has_default for field in fields_of(schema)] == [False, True]


def test_names_are_those_of_the_namespace_around_them() -> None:
    schema = lower_avro_schema(
        {
            "type": "record",
            "name": "a.b.Order",
            "fields": [
                {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A"]}},
                {"name": "other", "type": {"type": "fixed", "name": "c.Hash", "size": 4}},
                {"name": "top", "type": {"type": "fixed", "name": "X", "namespace": "", "size": 1}},
                {"name": "kinds", "type": {"type": "array", "items": "Kind"}},
                {"name": "next", "type": ["null", "Order", "a.b.Kind"]},
            ],
        },
        TOP,
    )
    assert sorted(schema.types) == ["X", "a.b.Kind", "a.b.Order", "c.Hash"]
    order = schema.types["a.b.Order"]
    assert isinstance(order, AvroRecord)
    kinds, following = order.fields[3].type, order.fields[4].type
    assert isinstance(kinds, AvroArray)
    assert kinds.items == AvroReference("a.b.Kind", TOP.at("fields", 3, "type", "items"))
    assert isinstance(following, AvroUnion)
    names = [b.name for b in following.branches if isinstance(b, AvroReference)]
    assert names == ["a.b.Order", "a.b.Kind"]


def test_a_type_knows_where_it_is_defined() -> None:
    raw = ["null", {"type": {"type": "enum", "name": "E", "symbols": ["A", "B"], "default": "A"}}]
    schema = lower_avro_schema(raw, TOP)
    assert schema.types == {"E": AvroEnum("E", ("A", "B"), TOP.at(1, "type"), "A")}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"type": "int", "logicalType": "date"}, Logical("date")),
        ({"type": "long", "logicalType": "date"}, None),
        ({"type": "int", "logicalType": "time-millis"}, Logical("time-millis")),
        ({"type": "long", "logicalType": "timestamp-nanos"}, Logical("timestamp-nanos")),
        ({"type": "string", "logicalType": "uuid"}, Logical("uuid")),
        ({"type": "bytes", "logicalType": "big-decimal"}, Logical("big-decimal")),
        ({"type": "string", "logicalType": "made-up"}, None),
        ({"type": "string", "logicalType": ["uuid"]}, None),
        (
            {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2},
            Logical("decimal", 4, 2),
        ),
        ({"type": "bytes", "logicalType": "decimal", "precision": 4}, Logical("decimal", 4, 0)),
        ({"type": "bytes", "logicalType": "decimal"}, None),
        ({"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 3}, None),
        ({"type": "bytes", "logicalType": "decimal", "precision": True}, None),
        ({"type": "bytes", "logicalType": "decimal", "precision": "4"}, None),
        ({"type": "string", "logicalType": "decimal", "precision": 4}, None),
    ],
)  # fmt: skip
def test_logical_types(raw: Any, expected: Logical | None) -> None:
    found = _lowered(raw)
    assert isinstance(found, AvroPrimitive)
    assert (found.kind, found.logical) == (raw["type"], expected)


@pytest.mark.parametrize(
    ("size", "more", "expected"),
    [
        (12, {"logicalType": "duration"}, Logical("duration")),
        (13, {"logicalType": "duration"}, None),
        (16, {"logicalType": "uuid"}, Logical("uuid")),
        (2, {"logicalType": "decimal", "precision": 4}, Logical("decimal", 4)),
        (2, {"logicalType": "decimal", "precision": 5}, None),
        (0, {"logicalType": "decimal", "precision": 1}, None),
    ],
)
def test_logical_types_of_fixed_types(
    size: int, more: dict[str, Any], expected: Logical | None
) -> None:
    schema = lower_avro_schema({"type": "fixed", "name": "F", "size": size, **more}, TOP)
    assert schema.types == {"F": AvroFixed("F", size, TOP, (), expected)}


def test_files_that_use_each_other() -> None:
    order = {
        "type": "record",
        "name": "shop.Order",
        "fields": [{"name": "price", "type": "Money"}],
    }
    money = {"type": "fixed", "name": "shop.Money", "size": 8}
    contract = lower_avro({"Order.avsc": order, "Money.avsc": money}, "Order.avsc")
    assert contract.schema is not None
    assert contract.place == Place("Order.avsc")
    assert contract.schema.types["shop.Money"].place == Place("Money.avsc")
    assert missing_names(order) == {("shop.Money", "Money")}
    assert missing_names(money) == frozenset()
    assert defined_names([order, money]) == {"shop.Order", "shop.Money"}


def test_a_list_knows_which_of_its_types_are_parts_of_others() -> None:
    money = {"type": "fixed", "name": "Money", "size": 8}
    order = {"type": "record", "name": "Order", "fields": [{"name": "price", "type": "Money"}]}
    tree = {
        "type": "record",
        "name": "Tree",
        "fields": [{"name": "left", "type": ["null", "Tree"]}],
    }
    assert lower_avro({"a.avsc": [money, order, tree]}, "a.avsc").parts == {"Money"}
    assert lower_avro({"a.avsc": order | {"fields": []}}, "a.avsc").parts == frozenset()


def test_all_problems_come_at_once_with_their_places() -> None:
    raw = {
        "type": "record",
        "name": "Order",
        "fields": [
            {"name": "a", "type": "strin"},
            {"name": "b", "type": {"type": "enum", "name": "E", "symbols": []}},
        ],
    }
    with pytest.raises(InputError) as caught:
        lower_avro_schema(raw, Place("api.yaml", ("components", "x")))
    found = {problem.place: problem.message for problem in caught.value.problems}
    top = Place("api.yaml", ("components", "x"))
    assert found == {
        top.at("fields", 0, "type"): "type `strin` is not defined",
        top.at("fields", 1, "type"): "enum lacks the key `symbols` with a list of names",
    }
