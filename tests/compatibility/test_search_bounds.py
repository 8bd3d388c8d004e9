"""Hostile schemas: an answer in bounded time, and never an exception."""

import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from planner.compatibility.judge import Judge
from planner.compatibility.schemas import Space
from planner.model.finding import Polarity
from tests.compatibility.corpus.cases import answer

_SECONDS = 6.0
"""Three times what is promised: test machines are shared."""


class Hostile(NamedTuple):
    """Two schemas with definitions, and what may be said about the change."""

    name: str
    old: Any
    new: Any
    said: tuple[str, ...] = ("breaking", "undecided", "safe")
    old_definitions: Mapping[str, Any] = MappingProxyType({})
    new_definitions: Mapping[str, Any] = MappingProxyType({})


def _nested(depth: int, inner: Any, wrap: Callable[[Any], Any]) -> Any:
    for _ in range(depth):
        inner = wrap(inner)
    return inner


def _text(length: int) -> Any:
    return {"type": "string", "maxLength": length}


def _in_all_of(node: Any) -> Any:
    return {"allOf": [node]}


def _in_member(node: Any) -> Any:
    return {"type": "object", "properties": {"a": node}, "required": ["a"]}


def _in_items(node: Any) -> Any:
    return {"type": "array", "items": node}


def _in_union(node: Any) -> Any:
    return {"anyOf": [node, {"type": "object", "properties": {"v": node}}]}


def _negated(node: Any) -> Any:
    return {"not": node}


def _product(factors: int, branches: int, start: int = 0) -> Any:
    return {
        "allOf": [
            {
                "oneOf": [
                    {"required": [f"p{i}"], "properties": {f"p{i}": {"minimum": j + start}}}
                    for j in range(branches)
                ]
            }
            for i in range(factors)
        ]
    }


def _tagged(branches: int, length: int) -> Any:
    return {
        "oneOf": [
            {
                "type": "object",
                "required": ["t", "v"],
                "properties": {"t": {"const": f"k{i}"}, "v": _text(length + i)},
            }
            for i in range(branches)
        ]
    }


def _untagged(branches: int, length: int) -> Any:
    return {
        "oneOf": [
            {"type": "object", "required": [f"v{i}"], "properties": {f"v{i}": _text(length)}}
            for i in range(branches)
        ]
    }


def _graph(size: int, length: int) -> dict[str, Any]:
    """Return definitions that refer to each other in many circles."""
    return {
        f"T{i}": {
            "type": "object",
            "required": ["left"],
            "properties": {
                "left": {"anyOf": [{"type": "null"}, {"$ref": f"#/$defs/T{(2 * i + 1) % size}"}]},
                "right": {"oneOf": [{"$ref": f"#/$defs/T{(3 * i + 2) % size}"}, {"type": "null"}]},
                "v": _text(length),
            },
        }
        for i in range(size)
    }


def _chain(size: int, length: int, wrap: Callable[[Any], Any]) -> dict[str, Any]:
    links = {f"T{i}": wrap({"$ref": f"#/$defs/T{i + 1}"}) for i in range(size)}
    return {**links, f"T{size}": _text(length)}


_FIRST = {"$ref": "#/$defs/T0"}
_ITSELF = {"$ref": "#/$defs/A"}
_VALUES = [f"value{i}" for i in range(30_000)]
_NARROWED = ("breaking", "undecided")
_HOSTILE = (
    Hostile(
        "10,000 allOf", _nested(10_000, _text(5), _in_all_of), _nested(10_000, _text(4), _in_all_of)
    ),
    Hostile(
        "10,000 equal allOf",
        _nested(10_000, _text(5), _in_all_of),
        _nested(10_000, _text(5), _in_all_of),
        ("safe",),
    ),
    Hostile(
        "3,000 objects", _nested(3_000, _text(5), _in_member), _nested(3_000, _text(4), _in_member)
    ),
    Hostile(
        "100 objects",
        _nested(100, _text(5), _in_member),
        _nested(100, _text(4), _in_member),
        ("breaking",),
    ),
    Hostile(
        "1,000 arrays", _nested(1_000, _text(5), _in_items), _nested(1_000, _text(4), _in_items)
    ),
    Hostile("500 not", _nested(500, _text(5), _negated), _nested(500, _text(4), _negated)),
    Hostile("product of 12 oneOf", _product(12, 12), _product(12, 12, 1)),
    Hostile("100 tagged branches", _tagged(100, 6), _tagged(100, 5), _NARROWED),
    Hostile("30 branches without tag", _untagged(30, 6), _untagged(30, 5), _NARROWED),
    Hostile("enum of 30,000 grows", {"enum": _VALUES}, {"enum": [*_VALUES, "x"]}, ("safe",)),
    Hostile("enum of 30,000 shrinks", {"enum": _VALUES}, {"enum": _VALUES[1:]}, ("breaking",)),
    Hostile("enum of 30,000 dropped", {"enum": _VALUES}, {"type": "string"}, ("safe",)),
    Hostile(
        "catastrophic pattern",
        {"type": "string", "pattern": "^(a+)+$"},
        {"type": "string", "pattern": "^(a|aa)+$"},
        ("safe",),
    ),
    Hostile(
        "pattern with 2^18 states",
        {"type": "string", "pattern": "^(a|b)*a(a|b){18}$"},
        {"type": "string", "pattern": "^(a|b)*b(a|b){17}$"},
    ),
    Hostile(
        "pattern with large counts",
        {"type": "string", "pattern": "^a{1,100000}$"},
        {"type": "string", "pattern": "^a{1,99999}$"},
        _NARROWED,
    ),
    Hostile("long texts", _text(10**9), _text(10**9 - 1), _NARROWED),
    Hostile(
        "many items", {"type": "array", "minItems": 10**9}, {"type": "array", "minItems": 10**9 + 1}
    ),
    Hostile("many members", {"type": "object", "maxProperties": 10**9}, {"type": "object"}),
    Hostile("infinite bound", {"maximum": float("inf")}, {"maximum": float("nan")}),
    Hostile("very large bound", {"type": "number", "maximum": 10**400}, {"maximum": 1e308}),
    Hostile(
        "very small steps",
        {"type": "number", "multipleOf": 1e-300},
        {"type": "number", "multipleOf": 1e-301},
    ),
    Hostile("step of zero", {"type": "number", "multipleOf": 0}, {"multipleOf": 1}),
    Hostile("wide graph", _FIRST, _FIRST, ("safe",), _graph(200, 5), _graph(200, 6)),
    Hostile(
        "chain of 10,000",
        _FIRST,
        _FIRST,
        ("breaking", "undecided", "safe"),
        _chain(10_000, 5, _in_all_of),
        _chain(10_000, 4, _in_all_of),
    ),
    Hostile(
        "long chain of members",
        _FIRST,
        _FIRST,
        _NARROWED,
        _chain(500, 5, _in_member),
        _chain(500, 4, _in_member),
    ),
    Hostile(
        "chain of 400 unions",
        _FIRST,
        _FIRST,
        _NARROWED,
        _chain(400, 5, _in_union),
        _chain(400, 4, _in_union),
    ),
    Hostile(
        "chain of 30 unions",
        _FIRST,
        _FIRST,
        _NARROWED,
        _chain(30, 5, _in_union),
        _chain(30, 4, _in_union),
    ),
    Hostile("80 branches without tag", _untagged(80, 6), _untagged(80, 5), _NARROWED),
    Hostile(
        "bare circle", _ITSELF, {"type": "string"}, old_definitions={"A": {"allOf": [_ITSELF]}}
    ),
    Hostile("negated circle", _ITSELF, {"type": "string"}, old_definitions={"A": {"not": _ITSELF}}),
    Hostile(
        "circle of two",
        _ITSELF,
        _ITSELF,
        old_definitions={"A": {"anyOf": [_ITSELF, {"type": "integer"}]}},
        new_definitions={"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}},
    ),
    Hostile(
        "many overlapping name patterns",
        {"type": "object", "patternProperties": {f"{c}": _text(3) for c in "abcdefghijklmnop"}},
        {"type": "object", "patternProperties": {f"{c}": _text(2) for c in "abcdefghijklmnop"}},
        _NARROWED,
    ),
)


@pytest.mark.parametrize("polarity", Polarity)
@pytest.mark.parametrize("hostile", _HOSTILE, ids=lambda hostile: hostile.name)
def test_hostile_schemas_are_answered_in_bounded_time(hostile: Hostile, polarity: Polarity) -> None:
    old = Space.of(hostile.old_definitions).schema(hostile.old)
    new = Space.of(hostile.new_definitions).schema(hostile.new)
    start = time.process_time()
    verdicts = list(Judge().judge(old, new, polarity))
    assert time.process_time() - start < _SECONDS
    if polarity is Polarity.CONSUMER_SENDS:
        assert answer(verdicts) in hostile.said, [v.reason for v in verdicts]
