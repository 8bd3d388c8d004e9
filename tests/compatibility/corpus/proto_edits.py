"""Small edits of a `.proto` file, over all kinds of rules and in both directions.

An edit is a name, an old text and a new text. `as_modules` makes one module of them all, in which
each has a file and a package of its own.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from planner.compatibility.rules.registry import subject_rules

_NOT_ALONE = ("// FILE", "package shop.v", "message_set_wire_format")
"""What needs a module of its own, and what peers refuse to read."""
_P3 = 'syntax = "proto3";\npackage shop;\n'
_P2 = 'syntax = "proto2";\npackage shop;\n'
_ED = 'edition = "2023";\npackage shop;\n'
_SCALARS = (
    "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64",
    "fixed32", "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes",
)  # fmt: skip
_NAMED = ("Item", "Part", "State")
_TYPES = """
message Item { string id = 1; int32 count = 2; }
message Part { int64 id = 1; }
enum State { STATE_NEW = 0; STATE_PAID = 1; }
"""
_TYPES_2 = """
message Item { optional string id = 1; optional int32 count = 2; }
enum State { STATE_NEW = 0; STATE_PAID = 1; }
"""


class Edit(NamedTuple):
    """One edit.

    Args:
        name: says what was done.
        old, new: texts of `shop.proto`, of package `shop`.
    """

    name: str
    old: str
    new: str


def edits() -> tuple[Edit, ...]:
    """Return all edits; names are unique."""
    found = [*_examples(), *_field_types(), *_shapes(), *_reservations(), *_enums(), *_pairs()]
    both = [
        edit for one in found for edit in (one, Edit(f"{one.name} backwards", one.new, one.old))
    ]
    return tuple({(edit.old, edit.new): edit for edit in reversed(both)}.values())[::-1]


def as_modules(cases: Sequence[Edit]) -> tuple[dict[str, str], dict[str, str]]:
    """Return two modules, file -> text, in which each edit has the file `eINDEX.proto`."""
    old = {f"e{index}.proto": _apart(edit.old, index) for index, edit in enumerate(cases)}
    new = {f"e{index}.proto": _apart(edit.new, index) for index, edit in enumerate(cases)}
    return old, new


def _apart(text: str, index: int) -> str:
    """Return a text whose names and numbers of options are its own."""
    text = text.replace("package shop;", f"package shop.e{index};")
    return text.replace("google.protobuf", ".google.protobuf").replace("50000", str(50000 + index))


def _examples() -> Iterator[Edit]:
    """Yield the examples of the rules that have one file and keep their package."""
    for rule in subject_rules("protobuf"):
        old, new = rule.example[:2]
        is_plain = not any(words in old + new for words in _NOT_ALONE)
        if is_plain:
            yield Edit(rule.id.removeprefix("protobuf-"), old, new)


def _field_types() -> Iterator[Edit]:
    text = _P3 + _TYPES + "message Order { %s total = 1; }"
    for old, new in permutations((*_SCALARS, *_NAMED), 2):
        if old < new:
            yield Edit(f"type {old} to {new}", text % old, text % new)
    text = _P3 + _TYPES + "message Order { map<string, %s> totals = 1; }"
    for old, new in (("int32", "int64"), ("string", "bytes"), ("Item", "Part"), ("int32", "State")):
        yield Edit(f"map value {old} to {new}", text % old, text % new)
    text = _P3 + "message Order { map<%s, string> totals = 1; }"
    for old, new in (("int32", "int64"), ("string", "int32"), ("uint32", "bool")):
        yield Edit(f"map key {old} to {new}", text % old, text % new)


def _shapes() -> Iterator[Edit]:
    """Yield labels: how many values, and whether they must be there."""
    for kind in ("int32", "string", "Item", "State"):
        text = _P3 + _TYPES + "message Order { %s total = 1; }"
        labels = (kind, f"optional {kind}", f"repeated {kind}", f"map<string, {kind}>")
        for old, new in permutations(labels, 2):
            if old < new:
                yield Edit(f"proto3 {old} to {new}", text % old, text % new)
        text = _P2 + _TYPES_2 + "message Order { %s total = 1; }"
        rules = tuple(f"{label} {kind}" for label in ("optional", "repeated", "required"))
        for old, new in permutations(rules, 2):
            if old < new:
                yield Edit(f"proto2 {old} to {new}", text % old, text % new)


def _reservations() -> Iterator[Edit]:
    left = (
        "",
        "reserved 2;",
        'reserved "note";',
        'reserved 2; reserved "note";',
        "reserved 1 to 5;",
    )
    for kind in ("int32", "string", "repeated bytes", "Item"):
        for words in left[:4]:
            yield Edit(
                f"field {kind} removed, {words or 'nothing reserved'}",
                f"{_P3}{_TYPES}message Order {{ int32 total = 1; {kind} note = 2; }}",
                f"{_P3}{_TYPES}message Order {{ int32 total = 1; {words} }}",
            )
    for words in ("", "reserved 3;", 'reserved "SENT";', 'reserved 3; reserved "SENT";'):
        yield Edit(
            f"value removed, {words or 'nothing reserved'}",
            f"{_P3}enum State {{ NEW = 0; PAID = 1; SENT = 3; }}",
            f"{_P3}enum State {{ NEW = 0; PAID = 1; {words} }}",
        )
    for old, new in permutations(("", "5", "5 to 9", "7 to 9", "5, 6, 8"), 2):
        if old < new:
            texts = [f"message Order {{ {f'reserved {r};' if r else ''} }}" for r in (old, new)]
            yield Edit(f"reserved `{old}` to `{new}`", _P3 + texts[0], _P3 + texts[1])


def _enums() -> Iterator[Edit]:
    user = "message Order { optional State state = 1; }\n"
    for name, old, new in (
        ("two values swapped", "A = 0; B = 1; C = 2;", "A = 0; C = 1; B = 2;"),
        ("value renumbered", "A = 0; B = 1;", "A = 0; B = 2;"),
        ("value renamed", "A = 0; B = 1;", "A = 0; B2 = 1;"),
        ("alias added", "A = 0; B = 1;", "option allow_alias = true; A = 0; B = 1; C = 1;"),
        ("order changed", "A = 0; B = 1; C = 2;", "A = 0; C = 2; B = 1;"),
        ("zero renamed", "A = 0; B = 1;", "Z = 0; B = 1;"),
        ("value added in between", "A = 0; B = 2;", "A = 0; C = 1; B = 2;"),
    ):
        yield Edit(f"open enum: {name}", *(f"{_P3}{user}enum State {{ {t} }}" for t in (old, new)))
        yield Edit(
            f"closed enum: {name}", *(f"{_P2}{user}enum State {{ {t} }}" for t in (old, new))
        )


_BOTH = _P3 + "message Order { string card = 1; string cash = 2; string note = 3; }"
_ONEOF = _P3 + "message Order { oneof pay { string card = 1; string cash = 2; } string note = 3; }"
_ALL = _P3 + "message Order { oneof pay { string card = 1; string cash = 2; string note = 3; } }"
_LAST = _P3 + "message Order { string card = 1; string cash = 2; oneof pay { string note = 3; } }"
_TWO = (
    _P3 + "message Order { oneof pay { string card = 1; } oneof by { string cash = 2; } "
    "string note = 3; }"
)
_RPC = (
    _P3 + "message Q { string id = 1; }\nmessage R { string id = 1; }\nmessage T { bytes x = 1; }\n"
)


def _pairs() -> Iterator[Edit]:
    texts = {"plain": _BOTH, "oneof": _ONEOF, "all": _ALL, "last": _LAST, "two": _TWO}
    for (one, old), (other, new) in permutations(texts.items(), 2):
        if one < other:
            yield Edit(f"oneof {one} to {other}", old, new)
    rpcs = ("(Q) returns (R)", "(Q) returns (T)", "(T) returns (R)", "(stream Q) returns (R)",
            "(Q) returns (stream R)", "(R) returns (Q)", "(Q) returns (Q)")  # fmt: skip
    for old, new in permutations(rpcs, 2):
        if old < new:
            yield Edit(
                f"rpc {old} to {new}",
                f"{_RPC}service S {{ rpc Get{old}; }}",
                f"{_RPC}service S {{ rpc Get{new}; }}",
            )
    levels = ("IDEMPOTENCY_UNKNOWN", "NO_SIDE_EFFECTS", "IDEMPOTENT")
    for old, new in permutations(levels, 2):
        if old < new:
            sides = [
                f"{_RPC}service S {{ rpc Get(Q) returns (R) "
                f"{{ option idempotency_level = {level}; }} }}"
                for level in (old, new)
            ]
            yield Edit(f"rpc {old} to {new}", *sides)
    for name, old, new in (
        ("default added", "optional int32 n = 1;", "optional int32 n = 1 [default = 3];"),
        ("default zero added", "optional int32 n = 1;", "optional int32 n = 1 [default = 0];"),
        ("text default", 'optional string n = 1 [default = "a"];',
         'optional string n = 1 [default = "b"];'),
        ("packed", "repeated int32 n = 1;", "repeated int32 n = 1 [packed = true];"),
        ("group to message", "optional group G = 1 { optional int32 a = 1; }",
         "optional H g = 1; message H { optional int32 a = 1; }"),
        ("json_name", "optional int32 n = 1;", 'optional int32 n = 1 [json_name = "m"];'),
        ("json_name as it is", "optional int32 n_a = 1;",
         'optional int32 n_a = 1 [json_name = "nA"];'),
        ("deprecated", "optional int32 n = 1;", "optional int32 n = 1 [deprecated = true];"),
        ("required added", "", "required int32 n = 1;"),
        ("renamed and json_name kept", "optional int32 n = 1;",
         'optional int32 m = 1 [json_name = "n"];'),
        ("two fields swapped", "optional int32 a = 1; optional int32 b = 2;",
         "optional int32 b = 1; optional int32 a = 2;"),
        ("two fields of other types swapped", "optional int32 a = 1; optional string b = 2;",
         "optional string b = 1; optional int32 a = 2;"),
        ("number changed", "optional int32 a = 1;", "optional int32 a = 2;"),
        ("number reused", "optional int32 a = 1;", "optional string b = 1;"),
        ("renamed", "optional int32 a = 1;", "optional int32 b = 1;"),
        ("renamed and widened", "optional int32 a = 1;", "optional int64 b = 1;"),
    ):  # fmt: skip
        sides = [f"{_P2}message Order {{ {text} }}" for text in (old, new)]
        yield Edit(f"proto2 {name}", *sides)
    for name, old, new in (
        ("presence", "int32 n = 1;", "int32 n = 1 [features.field_presence = IMPLICIT];"),
        ("required", "int32 n = 1;", "int32 n = 1 [features.field_presence = LEGACY_REQUIRED];"),
        ("packing", "repeated int32 n = 1;",
         "repeated int32 n = 1 [features.repeated_field_encoding = EXPANDED];"),
        ("encoding", "Order n = 1;", "Order n = 1 [features.message_encoding = DELIMITED];"),
        ("utf8", "string n = 1;", "string n = 1 [features.utf8_validation = NONE];"),
    ):  # fmt: skip
        sides = [f"{_ED}message Order {{ {text} }}" for text in (old, new)]
        yield Edit(f"edition {name}", *sides)
    for name, old, new in (
        ("nested message removed", "message A { message B {} }", "message A {}"),
        ("message renamed", "message A { int32 n = 1; }", "message A2 { int32 n = 1; }"),
        ("used message renamed", "message A { B b = 1; }\nmessage B { int32 n = 1; }",
         "message A { C b = 1; }\nmessage C { int32 n = 1; }"),
        ("message replaced by a larger one", "message A { B b = 1; }\nmessage B { int32 n = 1; }",
         "message A { C b = 1; }\nmessage C { int32 n = 1; string m = 2; }"),
        ("message replaced by a smaller one",
         "message A { B b = 1; }\nmessage B { int32 n = 1; string m = 2; }",
         "message A { C b = 1; }\nmessage C { int32 n = 1; }"),
        ("enum nested", "enum E { Z = 0; }\nmessage A {}", "message A { enum E { Z = 0; } }"),
        ("recursive message replaced", "message A { B b = 1; }\nmessage B { B b = 1; }",
         "message A { C b = 1; }\nmessage C { C b = 1; }"),
    ):  # fmt: skip
        yield Edit(name, _P3 + old, _P3 + new)
