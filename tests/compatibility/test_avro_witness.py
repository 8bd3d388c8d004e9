"""A break is shown by a datum: what is written with one schema, and fastavro fails to read."""

import subprocess
import sys
from io import BytesIO
from typing import Any

import fastavro
import pytest

from planner.compatibility.options import Mode
from planner.model.finding import Finding, Proof, Severity
from tests.compatibility.avro_schemas import (
    compare,
    decimal,
    enum,
    field,
    fixed,
    logical,
    record,
    total,
)

_TREE = record(
    field("kind", enum("LEAF", "NODE")),
    field("parts", {"type": "array", "items": "Tree"}),
    name="Tree",
)
_OTHER_TREE = record(
    field("kind", enum("LEAF")), field("parts", {"type": "array", "items": "Tree"}), name="Tree"
)
_BREAKS: dict[str, tuple[Any, Any, Any, str]] = {
    "a symbol": (_TREE, _OTHER_TREE, {"kind": "NODE", "parts": []}, "0200"),
    "a branch": (
        total(["null", "int"]),
        total(["null"]),
        {"total": {"int": 0}},
        "0200",
    ),
    "null": (total(["null", "int"]), total("int"), {"total": None}, "00"),
    "an item": (
        {"type": "array", "items": "long"},
        {"type": "array", "items": "int"},
        [0],
        "020000",
    ),
    "a value of a map": (
        {"type": "map", "values": "long"},
        {"type": "map", "values": "int"},
        {"key": 0},
        "02066b65790000",
    ),
    "bytes": (fixed(2), fixed(1), "\u0000\u0000", "0000"),
    "a branch inside a branch": (
        ["null", total(["null", "string"])],
        ["null", total("null")],
        {"Order": {"total": {"string": ""}}},
        "020200",
    ),
    "a decimal": (total(decimal(4, 2)), total(decimal(4, 1)), {"total": "'\u000f"}, "04270f"),
    "a time": (
        total(logical("long", "timestamp-millis")),
        total(logical("long", "timestamp-micros")),
        {"total": 1_000_000},
        "80897a",
    ),
}


def _backward(old: Any, new: Any) -> Finding:
    return compare(old, new, Mode.BACKWARD)[0]


@pytest.mark.parametrize("name", _BREAKS)
def test_the_datum_and_its_bytes(name: str) -> None:
    old, new, value, wire = _BREAKS[name]
    finding = _backward(old, new)
    assert (finding.severity, finding.proof) == (Severity.BREAKING, Proof.WITNESS)
    assert finding.witness is not None
    assert finding.witness.valid_for == "old"
    assert finding.witness.value == value
    assert finding.witness.wire == wire


@pytest.mark.parametrize("name", [name for name in _BREAKS if name not in {"a decimal", "a time"}])
def test_the_bytes_are_read_by_the_old_and_not_by_the_new_schema(name: str) -> None:
    old, new, _, wire = _BREAKS[name]
    stream = BytesIO(bytes.fromhex(wire))
    fastavro.schemaless_reader(stream, old, None)
    assert stream.read() == b""
    with pytest.raises(Exception, match=r"."):
        fastavro.schemaless_reader(BytesIO(bytes.fromhex(wire)), old, new)


def test_the_datum_of_the_new_schema_where_old_readers_fail() -> None:
    (finding,) = compare(total("int"), total("long"))
    assert finding.witness is not None
    assert (finding.witness.valid_for, finding.witness.value) == ("new", {"total": 0})


def test_the_part_is_what_stands_at_the_place() -> None:
    old, new = (
        record(field("lines", {"type": "array", "items": total(kind)}), name="Cart")
        for kind in ("long", "int")
    )
    witness = _backward(old, new).witness
    assert witness is not None
    assert (witness.value, witness.part) == ({"lines": [{"total": 0}]}, 0)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        (total(enum("A", "B")), total(enum("A", default="A")), "B"),
        (total("long"), total("double"), 2**53 + 1),
        (total("bytes"), total("string"), "\u00ff"),
    ],
    ids=["an unknown symbol", "a large number", "bytes that are no text"],
)
def test_a_risk_is_shown_by_a_datum_too(old: Any, new: Any, part: Any) -> None:
    finding = _backward(old, new)
    assert (finding.severity, finding.proof) == (Severity.RISKY, Proof.WITNESS)
    assert finding.reason
    assert finding.witness is not None
    assert finding.witness.part == part


# ---------------------------------------------------------------------- by law alone


def test_what_fastavro_lets_pass_is_broken_by_law() -> None:
    finding = _backward(fixed(0, name="A"), record(name="A"))
    assert (finding.severity, finding.proof) == (Severity.BREAKING, Proof.LAW)
    assert finding.reason == "fastavro reads it all the same"


def test_a_type_without_data_is_broken_by_law() -> None:
    old, new = (record(field("a", "Order"), field("n", kind)) for kind in ("int", "string"))
    finding = _backward(old, new)
    assert (finding.severity, finding.proof) == (Severity.BREAKING, Proof.LAW)
    assert finding.reason == "there is nothing to show it with: no datum is finite"


def test_a_datum_that_is_too_large_is_not_written_out() -> None:
    levels = [
        record(field("a", f"L{n + 1}"), field("b", f"L{n + 1}"), name=f"L{n}") for n in range(40)
    ]
    sides = ([record(field("n", kind), name="L40"), *reversed(levels)] for kind in ("long", "int"))
    finding = _backward(*sides)
    assert finding.severity is Severity.BREAKING
    assert finding.witness is not None  # the type stands alone in the list, too
    nested = (
        {"type": "record", "name": "Top", "fields": [field("a", _nested(40, kind))]}
        for kind in ("long", "int")
    )
    deep = _backward(*nested)
    assert (deep.severity, deep.proof, deep.witness) == (Severity.BREAKING, Proof.LAW, None)
    assert "too large" in deep.reason


def _nested(depth: int, kind: str) -> Any:
    """Return a record whose smallest datum has 2**depth parts."""
    schema: Any = record(field("n", kind), name="L0")
    for level in range(1, depth + 1):
        schema = record(field("a", schema), field("b", f"L{level - 1}"), name=f"L{level}")
    return schema


def test_fastavro_is_not_needed_where_nothing_breaks() -> None:
    code = """
import sys
from tests.compatibility.avro_schemas import said, total
print(sorted(said(total("int"), total("int", default=1))), "fastavro" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['field-default-added: safe'] False"
