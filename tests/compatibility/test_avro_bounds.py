"""Large and hostile Avro schemas are answered in bounded time."""

import time
from typing import Any

import pytest

from planner.model.errors import InputError
from planner.model.finding import Severity
from tests.compatibility.avro_schemas import compare, contract, enum, field, record, said, total

_MOST_SECONDS = 20.0
"""Each takes a tenth of it, at most."""


def _chain(length: int, kind: str) -> list[Any]:
    last = record(field("n", kind), name=f"T{length}")
    return [record(field("t", f"T{n + 1}"), name=f"T{n}") for n in range(length)] + [last]


def _wide_union(count: int, more: str) -> Any:
    return [record(field("a", "int"), name=f"R{n}{more if n % 2 else ''}") for n in range(count)]


_SCHEMAS: dict[str, tuple[Any, Any, set[str]]] = {
    "100,000 symbols": (
        enum(*(f"S{n}" for n in range(100_000))),
        enum(*(f"S{n}" for n in range(50_000, 150_000))),
        {"enum-symbol-added: FORWARD", "enum-symbol-removed: BACKWARD"},
    ),
    "5,000 fields": (
        record(*(field(f"f{n}", "int") for n in range(5_000))),
        record(*(field(f"f{n}", "long") for n in range(5_000))),
        {"type-promoted: FORWARD"},
    ),
    "a chain of 2,000 records": (
        _chain(2_000, "int"),
        _chain(2_000, "long"),
        {"type-promoted: FORWARD"},
    ),
    "a union of 600 records, half of them renamed": (
        _wide_union(600, ""),
        _wide_union(600, "b"),
        {"union-branch-added: FORWARD", "union-branch-removed: BACKWARD"},
    ),
    "aliases in a circle": (
        record(name="A", aliases=["B", "C"]),
        record(field("n", "int", default=0, aliases=["n", "m"]), name="B", aliases=["C", "A", "B"]),
        {"name-changed: safe", "field-added-with-default: safe"},
    ),
}


@pytest.mark.parametrize("name", _SCHEMAS)
def test_an_answer_comes_in_time(name: str) -> None:
    old, new, expected = _SCHEMAS[name]
    start = time.perf_counter()
    assert said(old, new) == expected
    assert time.perf_counter() - start < _MOST_SECONDS


def test_a_record_that_uses_itself_everywhere() -> None:
    old, new = (
        record(*(field(f"f{n}", ["null", "Order", kind]) for n in range(200)))
        for kind in ("int", "long")
    )
    found = compare(old, new)
    assert len(found) == 200
    assert {finding.severity for finding in found} == {Severity.BREAKING}


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (total("Money"), "type `Money` is not defined"),
        ([record(), record()], "type `Order` is defined twice"),
        (total("int", default="x"), "default `x` does not fit the field's type"),
        (record(aliases="Old"), "`aliases` of record `Order` is not a list of names"),
        (record(field("a", "int", aliases=[1])), "`aliases` of field `a` is not a list of names"),
        (enum("A", "A"), "symbol `A` stands twice"),
        (total("bytes", default="\u0100"), "default `\u0100` does not fit the field's type"),
        ({"type": "record", "name": "A"}, "record lacks the key `fields` with a list"),
        (7, "a type must be a name, a mapping or a list, got `7`"),
    ],
)
def test_what_is_wrong_is_said(schema: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        contract(schema)
    assert message in [problem.message for problem in caught.value.problems]
    assert all(problem.place for problem in caught.value.problems)
