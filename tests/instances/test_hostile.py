"""Contracts that ask for more than a machine holds: an answer in time, a small one or none."""

import json
import re
from typing import Any

import pytest

from planner.instances.judge import Judge
from planner.instances.maker import Maker, NoInstance
from planner.instances.regular import writer_of
from planner.instances.seeds import Dice

MODES = ("typical", "minimal", "saturated", "nulls")


def a_tower(height: int) -> dict[str, Any]:
    """Each holds two of the next: as a tree, 2 to the power of the height."""
    floor: dict[str, Any] = {"type": "object", "required": ["a", "b"]}
    named: dict[str, Any] = {
        f"Floor{number}": {
            **floor,
            "properties": {name: {"$ref": f"#/$defs/Floor{number + 1}"} for name in "ab"},
        }
        for number in range(height)
    }
    return {**named, f"Floor{height}": {"type": "string"}}


def nested_lists(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"type": "integer"}
    for _ in range(depth):
        inner = {"type": "array", "minItems": 9_000, "items": inner}
    return inner


WIDE: dict[str, Any] = {"type": "object", "minProperties": 1_900}


@pytest.mark.parametrize("variant", ["typical", "minimal"])
@pytest.mark.parametrize(
    ("schema", "named"),
    [
        ({"$ref": "#/$defs/Floor0"}, a_tower(40)),
        (nested_lists(3), {}),
        ({**WIDE, "additionalProperties": WIDE}, {}),
        ({"type": "array", "minItems": 10**9}, {}),
        ({"type": "string", "minLength": 10**9}, {}),
        ({"type": "object", "required": [f"m{number}" for number in range(100_000)]}, {}),
    ],
    ids=["tower", "lists", "maps", "items", "length", "members"],
)
def test_what_is_too_large_is_not_made(schema: Any, named: Any, variant: str) -> None:
    with pytest.raises(NoInstance, match=r"too large|too long|too many|no valid value"):
        Maker(named, Judge(named)).make(schema, 1, variant)


def test_that_it_is_too_large_is_no_proof_that_there_is_none() -> None:
    with pytest.raises(NoInstance) as told:
        Maker({}, Judge({})).make(nested_lists(3), 1)
    assert told.value.is_too_large
    assert not told.value.is_proven


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": [f"value {number}" for number in range(100_000)]},
        {"type": "object", "properties": {f"m{n}": {"type": "string"} for n in range(30_000)}},
        {"allOf": [{"anyOf": [{"properties": {f"p{row}": {"minimum": one}}} for one in range(20)]}
                   for row in range(6)], "type": "object"},
        {"type": "string", "minLength": 60, "pattern": "^(a+)+$"},
    ],
    ids=["values", "members", "choices", "pattern"],
)  # fmt: skip
@pytest.mark.parametrize("variant", MODES)
def test_what_is_only_wide_is_made(schema: Any, variant: str) -> None:
    judge = Judge({})
    value = Maker({}, judge).make(schema, 1, variant)
    assert judge.validator(schema).is_valid(value)
    assert len(json.dumps(value)) < 200_000


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "number", "multipleOf": 1e308},
        {"type": "number", "minimum": 1.5e308},
        {"type": "integer", "minimum": 10**30},
        {"type": "integer", "maximum": 10**30},
        {"allOf": [{"type": "integer", "multipleOf": 1_000_003**step} for step in range(1, 9)]},
        {"type": "integer", "format": "uint64", "minimum": 2**64 - 1},
    ],
)
def test_numbers_are_those_that_any_program_reads(schema: Any) -> None:
    """Integers of 64 bits; what must be larger is written as the float that it is to most."""
    judge = Judge({})
    value = Maker({}, judge).make(schema, 1)
    assert judge.validator(schema).is_valid(value)
    assert isinstance(value, float) or -(2**63) <= value < 2**64


def test_an_author_may_list_numbers_of_any_size() -> None:
    judge = Judge({})
    assert Maker({}, judge).make({"enum": [10**400]}, 1) == 10**400


@pytest.mark.parametrize("pattern", ["((a{1000}){1000}){1000}", "(((){4000}){4000}){4000}"])
def test_repetitions_of_repetitions_are_not_written(pattern: str) -> None:
    assert writer_of(pattern) is None


@pytest.mark.parametrize("pattern", ["((((a*)*)*)*)*", "(((a+b?)*c)*)+", "([a-z]+(-[a-z]+)*)*"])
def test_repetitions_share_how_much_there_may_be(pattern: str) -> None:
    write = writer_of(pattern)
    assert write is not None
    texts = [write(Dice(seed), 120) for seed in range(20)]
    assert all(re.fullmatch(pattern, text) for text in texts)
    assert max(map(len, texts)) < 20_000
