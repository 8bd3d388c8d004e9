# ruff: noqa: E501  a row of a table reads best on one line
"""Hard cases of reading Avro data with another schema than they were written with."""

from typing import Any

import pytest

from planner.compatibility.avro import compare_avro, compare_avro_payloads
from planner.compatibility.options import CompareOptions, Mode
from planner.formats.lowering.avro import lower_avro, lower_avro_schema
from planner.model.finding import Occurrence, Polarity, Proof, Severity
from planner.model.source import Place
from tests.compatibility.avro_schemas import (
    FILE,
    compare,
    contract,
    decimal,
    enum,
    field,
    fixed,
    logical,
    record,
    said,
    total,
)

_TREE = record(field("value", "int"), field("left", ["null", "Tree"], default=None), name="Tree")
_WIDE_TREE = record(
    field("value", "long"), field("left", ["null", "Tree"], default=None), name="Tree"
)
_MILLIS, _MICROS = logical("long", "timestamp-millis"), logical("long", "timestamp-micros")

_CASES: dict[str, tuple[Any, Any, set[str]]] = {
    # ------------------------------------------------------------ primitive types
    "int to long": (total("int"), total("long"), {"type-promoted: FORWARD"}),
    "int to float is read, but rounds": (total("int"), total("float"), {"type-promoted: FORWARD"}),
    "float to int": (total("float"), total("int"), {"type-narrowed: BACKWARD"}),
    "int to boolean": (total("int"), total("boolean"), {"type-changed: BACKWARD+FORWARD"}),
    "text to bytes": (total("string"), total("bytes"), {"type-text-and-bytes: risky"}),
    "written as a mapping": (total("int"), total({"type": "int"}), set()),
    "a nested spelling": (total({"type": {"type": "int"}}), total("int"), set()),
    "no record at all": ("int", "long", {"type-promoted: FORWARD"}),
    "items of an array": (total({"type": "array", "items": "int"}), total({"type": "array", "items": "string"}), {"type-changed: BACKWARD+FORWARD"}),
    "values of a map": (total({"type": "map", "values": "int"}), total({"type": "map", "values": "long"}), {"type-promoted: FORWARD"}),
    "array to map": (total({"type": "array", "items": "int"}), total({"type": "map", "values": "int"}), {"type-changed: BACKWARD+FORWARD"}),
    # ------------------------------------------------------------ fields
    "null is a default": (record(), total(["null", "int"], default=None), {"field-added-with-default: safe"}),
    "a default of a later branch": (record(), total(["int", "null"], default=None), {"field-added-with-default: risky"}),
    "a default of a later branch that nobody needs": (total("int"), total("int", doc="a number"), set()),
    "a field of the reader with an alias": (total("int"), record(field("sum", "int", aliases=["total"])), {"field-renamed: FORWARD"}),
    "renamed, and old readers have a default": (total("int", default=0), record(field("sum", "int", aliases=["total"], default=0)), {"field-renamed: risky"}),
    "renamed back": (record(field("sum", "int", aliases=["total"])), total("int"), {"field-renamed: BACKWARD"}),
    "renamed without an alias": (total("int"), record(field("sum", "int")), {"field-added-without-default: BACKWARD", "field-removed-without-default: FORWARD"}),
    "renamed and promoted": (total("int"), record(field("sum", "long", aliases=["total"])), {"field-renamed: FORWARD", "type-promoted: safe"}),
    "an alias that is a field itself": (record(field("a", "int"), field("b", "int")), record(field("a", "int"), field("b", "int", aliases=["a"])), {"field-alias-added: safe"}),
    "two names swapped": (record(field("a", "int"), field("b", "string")), record(field("b", "string"), field("a", "int")), {"field-order-changed: safe"}),
    "documentation": (total("int", doc="old"), {**total("int", doc="new"), "doc": "Money"}, set()),
    "a default that says the same": (total("double", default=1), total("double", default=1.0), set()),
    "true is not 1": (total("int", default=1), total("int", default=2), {"field-default-changed: risky"}),
    # ------------------------------------------------------------ unions
    "a type becomes optional": (total("int"), total(["null", "int"]), {"union-branch-added: FORWARD"}),
    "an optional type becomes required": (total(["null", "int"]), total("int"), {"union-branch-removed: BACKWARD"}),
    "int in a union with long": (total(["null", "int"]), total(["null", "long"]), {"type-promoted: FORWARD"}),
    "int beside long": (total("int"), total(["int", "long"]), {"union-branch-added: FORWARD"}),
    "int swallowed by long": (total(["int", "long"]), total("long"), {"union-branch-removed: safe", "type-promoted: safe"}),
    "a union of both promoted": (total(["int", "string"]), total(["bytes", "long"]), {"type-promoted: FORWARD", "type-text-and-bytes: risky"}),
    "null removed, int to text": (total(["null", "int"]), total(["null", "string"]), {"type-changed: BACKWARD+FORWARD"}),
    "the first that matches is another one": (total(["int", "string"]), total(["long", "int", "string"]), {"union-branch-added: FORWARD", "union-branch-ambiguous: risky"}),
    "an order that is ambiguous and stays": (total(["long", "int"]), total(["long", "int"]), set()),
    "records of a union": (
        [record(field("a", "int"), name="A"), record(field("b", "int"), name="B")],
        [record(field("a", "int"), field("c", "int", default=0), name="A"), record(field("b", "int"), name="B")],
        {"field-added-with-default: safe"},
    ),
    "a record of a union without the default": (
        total(["null", record(field("a", "int"), name="A")]),
        total(["null", record(field("a", "int"), field("c", "int"), name="A")]),
        {"field-added-without-default: BACKWARD"},
    ),
    "a union of one is its type": (total("int"), total(["int"]), set()),
    "an array in a union": (total(["null", {"type": "array", "items": "int"}]), total(["null", {"type": "array", "items": "string"}]), {"type-changed: BACKWARD+FORWARD"}),
    "a fixed type in a union": (total(["null", fixed(4)]), total(["null", fixed(8)]), {"fixed-size-changed: BACKWARD+FORWARD"}),
    # ------------------------------------------------------------ enums
    "a symbol more, old readers have a default": (enum("A", "B", default="A"), enum("A", "B", "C", default="A"), {"enum-symbol-added: risky"}),
    "a symbol less, new readers have a default": (enum("A", "B"), enum("A", default="A"), {"enum-symbol-removed: risky", "enum-default-added: safe"}),
    "a symbol exchanged": (enum("A", "B"), enum("A", "C"), {"enum-symbol-added: FORWARD", "enum-symbol-removed: BACKWARD"}),
    "enum to text": (total(enum("A")), total("string"), {"type-changed: BACKWARD+FORWARD"}),
    # ------------------------------------------------------------ names
    "another namespace": (record(namespace="a"), record(namespace="b"), {"namespace-changed: risky"}),
    "another namespace with an alias": (record(namespace="a"), record(namespace="b", aliases=["a.Order"]), {"namespace-changed: risky"}),
    "another name with an alias": (record(name="Old", namespace="a"), record(namespace="b", aliases=["a.Old"]), {"name-changed: FORWARD"}),
    "an alias in the type's own namespace": (record(name="Old", namespace="a"), record(namespace="a", aliases=["Old"]), {"name-changed: FORWARD"}),
    "an alias in the wrong namespace": (record(name="Old", namespace="a"), record(namespace="b", aliases=["Old"]), {"name-changed: BACKWARD+FORWARD", "type-alias-added: safe"}),
    "aliases that point at each other": (record(name="A", aliases=["B"]), record(name="B", aliases=["A"]), {"name-changed: safe"}),
    "the namespace in the name": (record(name="a.Order"), record(namespace="a"), set()),
    "the same name, another kind": (total(enum("A", name="X")), total(fixed(1, name="X")), {"type-changed: BACKWARD+FORWARD"}),
    "defined elsewhere": (
        record(field("a", fixed(4)), field("b", "Hash")),
        record(field("b", fixed(4)), field("a", "Hash")),
        {"field-order-changed: safe"},
    ),
    "a named type changes where it is defined, not where it is used": (
        record(field("a", fixed(4)), field("b", "Hash"), field("c", ["null", "Hash"])),
        record(field("a", fixed(8)), field("b", "Hash"), field("c", ["null", "Hash"])),
        {"fixed-size-changed: BACKWARD+FORWARD"},
    ),
    # ------------------------------------------------------------ recursion
    "a tree": (_TREE, _WIDE_TREE, {"type-promoted: FORWARD"}),
    "a tree of a tree": (total(_TREE), total(_WIDE_TREE), {"type-promoted: FORWARD"}),
    "records that need each other": (
        record(field("b", ["null", record(field("a", ["null", "A"]), name="B")]), name="A"),
        record(field("b", ["null", record(field("a", ["null", "A"]), field("n", "int"), name="B")]), name="A"),
        {"field-added-without-default: BACKWARD"},
    ),
    "a record that no datum ends": (record(field("a", "Order"), field("n", "int")), record(field("a", "Order"), field("n", "string")), {"type-changed: BACKWARD+FORWARD"}),
    # ------------------------------------------------------------ logical types
    "more digits": (total(decimal(6, 2)), total(decimal(9, 2)), {"decimal-precision-increased: FORWARD"}),
    "other digits after the point": (total(decimal(9, 2)), total(decimal(9, 3)), {"decimal-scale-changed: BACKWARD+FORWARD"}),
    "a decimal of another width": (total(decimal(4, 2, **fixed(4))), total(decimal(4, 2, **fixed(8))), {"fixed-size-changed: BACKWARD+FORWARD"}),
    "decimal of bytes to fixed": (total(decimal(4, 2)), total(decimal(4, 2, **fixed(4))), {"type-changed: BACKWARD+FORWARD"}),
    "a decimal that is none": (total("bytes"), total(decimal(2, 5)), set()),
    "too many digits for the bytes": (total(fixed(1)), total(decimal(3, 0, **fixed(1))), set()),
    "unknown logical types": (total("int"), total(logical("int", "money")), set()),
    "a date that is text": (total("string"), total(logical("string", "date")), set()),
    "another unit": (total(_MILLIS), total(_MICROS), {"logical-type-changed: BACKWARD+FORWARD"}),
    "a unit is said": (total("long"), total(_MILLIS), {"logical-type-added: risky"}),
    "date to timestamp": (total(logical("int", "date")), total(_MILLIS), {"type-promoted: FORWARD", "logical-type-changed: BACKWARD+FORWARD"}),
    "a duration": (total(fixed(12)), total(fixed(12, logicalType="duration")), {"logical-type-added: risky"}),
    "no duration": (total(fixed(11)), total(fixed(11, logicalType="duration")), set()),
}  # fmt: skip


@pytest.mark.parametrize("name", _CASES)
def test_a_case(name: str) -> None:
    old, new, expected = _CASES[name]
    assert said(old, new) == expected


@pytest.mark.parametrize("name", _CASES)
def test_full_is_backward_and_forward(name: str) -> None:
    old, new, _ = _CASES[name]
    broken = {
        mode: {promise for finding in compare(old, new, mode) for promise in finding.breaks}
        for mode in Mode
    }
    assert broken[Mode.FULL] == broken[Mode.BACKWARD] | broken[Mode.FORWARD]
    assert broken[Mode.BACKWARD] <= {"BACKWARD"}
    assert broken[Mode.FORWARD] <= {"FORWARD"}


@pytest.mark.parametrize("name", _CASES)
def test_backward_is_forward_the_other_way(name: str) -> None:
    old, new, _ = _CASES[name]
    one = {f.severity for f in compare(old, new, Mode.BACKWARD) if f.severity is Severity.BREAKING}
    other = {f.severity for f in compare(new, old, Mode.FORWARD) if f.severity is Severity.BREAKING}
    assert one == other


def test_a_finding_names_both_places_and_the_way_there() -> None:
    money, other = (
        record(field("amount", "long"), name="Money"),
        record(field("amount", "int"), name="Money"),
    )
    old, new = (total({"type": "array", "items": ["null", m]}) for m in (money, other))
    (finding,) = compare(old, new)
    place = ("fields", 0, "type", "items", 1, "fields", 0, "type")
    assert finding.path == ("total", "*", "amount")
    assert finding.old == Place(FILE, place)
    assert finding.new == Place(FILE, place)
    assert finding.message == "`Money.amount` is now `int`, it was `long`"
    assert (finding.before, finding.after) == ("long", "int")


def test_one_cause_is_one_finding_in_both_directions() -> None:
    (finding,) = compare(total("int"), total("string"))
    assert finding.breaks == ("BACKWARD", "FORWARD")
    assert len(finding.occurrences) == 1


def test_a_direction_is_one_of_the_mode() -> None:
    sides = contract(total("int")), contract(total("string"))
    options = CompareOptions(direction=Polarity.PROVIDER_SENDS)
    (finding,) = compare_avro(*sides, options)
    assert finding.breaks == ("FORWARD",)


def test_the_policy_and_the_filters_hold() -> None:
    sides = contract(total("int")), contract(record())
    rule = "avro-field-removed-without-default"
    (finding,) = compare_avro(*sides, CompareOptions(severities={"avro-*": Severity.SAFE}))
    assert (finding.rule, finding.severity) == (rule, Severity.SAFE)
    assert compare_avro(*sides, CompareOptions(skip=(rule,))) == ()


def test_fingerprints_tell_changes_apart_and_stay() -> None:
    one, other = compare(record(), record(field("a", "int"), field("b", "int")))
    again = compare(record(doc="x"), record(field("b", "int"), field("a", "int")))
    assert one.fingerprint != other.fingerprint
    assert {f.fingerprint for f in again} == {one.fingerprint, other.fingerprint}


# ---------------------------------------------------------------------- lists and payloads


def test_a_type_of_a_list_that_others_use_may_be_only_a_part() -> None:
    order = record(field("price", "Money"))
    money = record(field("amount", "long"), name="Money")
    inside = record(field("price", money))
    event = record(name="Paid")
    assert said([money, order], [inside]) == {"union-branch-removed: risky"}
    assert said([event, order | {"fields": []}], [event]) == {"union-branch-removed: BACKWARD"}


def test_payloads_of_other_documents() -> None:
    before, after = (Place("api.yaml", ("components", "messages", n)) for n in ("Old", "New"))
    old, new = lower_avro_schema(total("int"), before), lower_avro_schema(total("long"), after)
    occurrence = Occurrence("send orders", "payload of OrderPlaced")
    (met,) = compare_avro_payloads(
        old, new, [Polarity.PROVIDER_SENDS], occurrence=occurrence, whole="the payload", rank=3
    )
    assert (met.rule.id, met.occurrence, met.rank) == ("avro-type-promoted", occurrence, 3)
    assert met.breaks == ("FORWARD",)
    assert met.new == after.at("fields", 0, "type")
    assert met.verify().proof is Proof.WITNESS


def test_the_whole_payload_is_called_what_the_caller_says() -> None:
    old, new = (lower_avro_schema(kind, Place("api.yaml")) for kind in ("int", "string"))
    (met,) = compare_avro_payloads(old, new, [Polarity.CONSUMER_SENDS], whole="the payload")
    assert met.message == "the payload is now `string`, it was `int`"


def test_types_of_several_files() -> None:
    files = {"Order.avsc": record(field("price", "Money"), namespace="shop")}
    money, other = (
        {"Money.avsc": record(field("n", kind), name="shop.Money")} for kind in ("int", "long")
    )
    (finding,) = compare_avro(
        lower_avro({**files, **money}, "Order.avsc"), lower_avro({**files, **other}, "Order.avsc")
    )
    assert finding.new == Place("Money.avsc", ("fields", 0, "type"))
