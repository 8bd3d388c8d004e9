"""What the judge says, and where."""

import time
from typing import Any

import pytest

from planner.instances.judge import Judge

SCHEMAS: dict[str, Any] = {
    "Order": {
        "type": "object",
        "required": ["id", "lines"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
        },
    },
    "Line": {"type": "object", "properties": {"quantity": {"type": "integer", "format": "int32"}}},
    "A name/with ~ signs": {"type": "boolean"},
}
ORDER = {"$ref": "#/$defs/Order"}
ID = "3f1c9e0a-7c1b-4c6e-9a44-0d3f8f1f2a11"


def test_each_fault_stands_at_its_place() -> None:
    faults = Judge(SCHEMAS).validator(ORDER).faults({"id": "7", "lines": [{"quantity": "one"}]})
    assert [(fault.pointer, fault.keyword) for fault in faults] == [
        ("/id", "format"),
        ("/lines/0/quantity", "type"),
    ]
    assert faults[1].message == '"one" is not of type "integer"'


def test_of_a_choice_the_nearest_branch_tells_what_is_missing() -> None:
    pet = {
        "oneOf": [
            {"type": "string"},
            {"type": "object", "required": ["name"], "properties": {"age": {"type": "integer"}}},
        ]
    }
    faults = Judge({}).validator(pet).faults({"age": "old"})
    assert {(fault.pointer, fault.keyword) for fault in faults} == {
        ("", "oneOf"),
        ("", "required"),
        ("/age", "type"),
    }


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({"type": "integer", "format": "int32"}, 2**31 - 1, 2**31),
        ({"type": "integer", "format": "uint8"}, 255, -1),
        ({"type": "string", "format": "byte"}, "QUJD", "%%"),
        ({"type": "string", "format": "date-time"}, "2026-01-31T10:00:00Z", "2026-02-31T10:00:00Z"),
        ({"type": "string", "format": "of-our-own"}, "anything", 1),
        ({"type": "number", "multipleOf": 0.01}, 4.35, 4.355),
        ({"type": "string", "pattern": r"^[\w-.]+$"}, "a-b.c", "a b"),
        ({"$ref": "#/$defs/A name/with ~ signs"}, True, 1),
        ({"$ref": "#/$defs/A%20name~1with%20~0%20signs"}, True, 1),
        ({"properties": {"$ref": {"type": "string"}}}, {"$ref": "x"}, {"$ref": 1}),
        ({"enum": [{"$ref": "#/$defs/Order"}]}, {"$ref": "#/$defs/Order"}, {}),
    ],
)
def test_verdicts(schema: dict[str, Any], valid: Any, invalid: Any) -> None:
    validator = Judge(SCHEMAS).validator(schema)
    assert validator.problem == ""
    assert validator.is_valid(valid)
    assert not validator.is_valid(invalid)


def test_a_pattern_that_nobody_understands_is_dropped_and_told() -> None:
    judge = Judge({})
    assert judge.validator({"pattern": "(?!!["}).is_valid("anything")
    assert list(judge.dropped) == ["(?!!["]


def test_a_schema_that_can_not_be_compiled_is_reported_and_harms_no_other() -> None:
    judge = Judge({"Bad": {"type": "no-such-type"}, "Good": {"type": "string"}})
    bad = judge.validator({"$ref": "#/$defs/Bad"})
    assert bad.problem
    assert not bad.is_valid("x")
    assert bad.faults("x")[0].keyword == "schema"
    assert judge.validator({"$ref": "#/$defs/Good"}).is_valid("x")


def test_values_are_judged_to_the_depth_that_json_parsers_let_through() -> None:
    deep: Any = ["wrong"]
    for _ in range(1_000):
        deep = [deep]
    lists = {"type": "array", "items": {"$ref": "#/$defs/Lists"}}
    validator = Judge({"Lists": lists}).validator({"$ref": "#/$defs/Lists"})
    assert not validator.is_valid(deep)
    assert validator.faults(deep)[0].pointer == "/0" * 1_001


def test_schemas_that_all_lead_to_each_other_compile_at_once() -> None:
    """Compiled one by one, such a net takes time that doubles with each schema."""
    names = [f"S{number}" for number in range(120)]
    members = {name: {"$ref": f"#/$defs/{name}"} for name in names}
    judge = Judge({name: {"type": "object", "properties": members} for name in names})
    started = time.perf_counter()
    validator = judge.validator({"type": "object", "properties": members})
    assert time.perf_counter() - started < 5
    assert validator.is_valid({"S1": {"S2": {"S3": {}}}})
    assert not validator.is_valid({"S1": {"S2": {"S3": 1}}})
