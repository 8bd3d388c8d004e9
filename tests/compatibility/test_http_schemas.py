"""The hardest known cases about schemas, as a request and as a response, in both directions.

Each case is two schemas of the member `a`. Expected is what is found there: `rule severity`, the
rule without its site. The cases are those that other tools are known to judge wrongly.
"""

from typing import Any, NamedTuple

import pytest
import ryaml

from planner.compatibility.witness import Checker
from planner.model.finding import Finding, Severity
from tests.compatibility.http_documents import compare, lowered, of_operation

_NOTHING = ""


class Case(NamedTuple):
    """Two schemas, and what is found when the first becomes the second, and back."""

    name: str
    old: str
    new: str
    request: str = _NOTHING
    request_back: str = _NOTHING
    response: str = _NOTHING
    response_back: str = _NOTHING


def narrowed(name: str, old: str, new: str, change: str, back: str) -> Case:
    """Return a case in which fewer values are valid: it breaks senders, and readers backwards."""
    return Case(
        name, old, new, f"{change} breaking", f"{back} safe", f"{change} safe", f"{back} breaking"
    )


def same(name: str, old: str, new: str) -> Case:
    """Return a case in which the same values are valid."""
    return Case(name, old, new)


_SHARED = """
{allOf: [{type: object, required: [k], properties: {k: {type: string}}},
  {anyOf: [{properties: {x: {type: integer}}}, {properties: {y: {type: integer}}}]}]}
"""
_REPEATED = """
{anyOf: [{type: object, required: [k], properties: {k: {type: string}, x: {type: integer}}},
  {type: object, required: [k], properties: {k: {type: string}, y: {type: integer}}}]}
"""
_TAGGED = """
{oneOf: [{type: object, required: [t], properties: {t: {const: a}, x: {type: %s}}},
  {type: object, required: [t], properties: {t: {const: b}}}]}
"""
_OPEN = "{type: object, properties: {x: {type: string}}}"
_OPEN_MORE = "{type: object, properties: {x: {type: string}, y: {type: string}}}"
_CLOSED = "{type: object, additionalProperties: false, properties: {x: {type: string}}}"
_CLOSED_MORE = (
    "{type: object, additionalProperties: false, "
    "properties: {x: {type: string}, y: {type: string}}}"
)
_WITH_IF = "{type: object, properties: {x: {}, y: {}}, if: {required: [x]}, then: {required: [y]}}"

CASES = [
    # composition moved around
    same("a lone allOf", "{type: string, maxLength: 5}", "{allOf: [{type: string, maxLength: 5}]}"),
    same("a common part of anyOf", _REPEATED, _SHARED),
    same("a lone oneOf", "{type: string}", "{oneOf: [{type: string}]}"),
    same("an enum named", "{type: string, enum: [x]}", "{$ref: '#/components/schemas/X'}"),
    same(
        "oneOf in another order",
        "{oneOf: [{type: string}, {type: integer}]}",
        "{oneOf: [{type: integer}, {type: string}]}",
    ),
    same(
        "a title of a branch",
        "{oneOf: [{type: string, title: A}, {type: integer}]}",
        "{oneOf: [{type: string, title: B}, {type: integer}]}",
    ),
    Case(
        "a change inside a branch",
        _TAGGED % "integer",
        _TAGGED % "string",
        *["type-changed breaking"] * 4,
    ),
    # a widening that narrows
    Case(
        "a branch that overlaps",
        "{oneOf: [{type: integer}]}",
        "{oneOf: [{type: integer}, {type: number}]}",
        "one-of-added breaking, type-removed safe",
        "one-of-removed safe, type-added breaking",
        "one-of-added safe, type-removed breaking",
        "one-of-removed breaking, type-added safe",
    ),
    # null
    same(
        "null in a list and in a union",
        "{type: [string, 'null']}",
        "{anyOf: [{type: string}, {type: 'null'}]}",
    ),
    narrowed(
        "null forbidden",
        "{type: [string, 'null']}",
        "{type: string}",
        "null-forbidden",
        "null-allowed",
    ),
    # members that are not declared
    narrowed(
        "an object closed",
        "{type: object, additionalProperties: true}",
        "{type: object, additionalProperties: false}",
        "additional-properties-closed",
        "additional-properties-opened",
    ),
    same("open by default", "{type: object}", "{type: object, additionalProperties: true}"),
    same(
        "open in two ways",
        "{type: object, additionalProperties: true}",
        "{type: object, additionalProperties: {}}",
    ),
    Case(
        "a member of an open object",
        _OPEN,
        _OPEN_MORE,
        "optional-added safe",
        "optional-removed risky",
        "optional-added safe",
        "optional-removed risky",
    ),
    Case(
        "a member of a closed object",
        _CLOSED,
        _CLOSED_MORE,
        "optional-added safe",
        "optional-removed breaking",
        "optional-added breaking",
        "optional-removed risky",
    ),
    # keywords that are often forgotten
    narrowed(
        "not", "{type: string}", "{type: string, not: {const: x}}", "not-added", "not-removed"
    ),
    narrowed(
        "two times not",
        "{type: string}",
        "{type: string, allOf: [{not: {type: integer}}, {not: {const: x}}]}",
        "not-added",
        "not-removed",
    ),
    narrowed(
        "uniqueItems",
        "{type: array}",
        "{type: array, uniqueItems: true}",
        "unique-items-added",
        "unique-items-removed",
    ),
    narrowed(
        "multipleOf 2 and 4",
        "{type: integer, multipleOf: 2}",
        "{type: integer, multipleOf: 4}",
        "multiple-of-changed",
        "multiple-of-changed",
    ),
    narrowed(
        "maxProperties",
        "{type: object}",
        "{type: object, maxProperties: 3}",
        "max-properties-added",
        "max-properties-removed",
    ),
    narrowed(
        "minProperties",
        "{type: object}",
        "{type: object, minProperties: 1}",
        "min-properties-added",
        "min-properties-removed",
    ),
    narrowed(
        "maxItems",
        "{type: array}",
        "{type: array, maxItems: 3}",
        "max-items-added",
        "max-items-removed",
    ),
    narrowed(
        "items of a bare list",
        "{type: array}",
        "{type: array, items: {type: string}}",
        "items-constrained",
        "items-unconstrained",
    ),
    narrowed(
        "contains",
        "{type: array}",
        "{type: array, contains: {type: string}}",
        "contains-added",
        "contains-removed",
    ),
    narrowed(
        "a condition",
        "{type: object, properties: {x: {}, y: {}}}",
        _WITH_IF,
        "if-added",
        "if-removed",
    ),
    # what readers are told
    narrowed(
        "a pattern",
        "{type: string}",
        "{type: string, pattern: '^a'}",
        "pattern-added",
        "pattern-removed",
    ),
    narrowed(
        "an enum", "{type: string}", "{type: string, enum: [x, y]}", "enum-added", "enum-removed"
    ),
    narrowed(
        "an enum value",
        "{type: string, enum: [x, y]}",
        "{type: string, enum: [x]}",
        "enum-value-removed",
        "enum-value-added",
    ),
    narrowed(
        "a constant", "{enum: [x, y]}", "{const: x}", "enum-value-removed", "enum-value-added"
    ),
    narrowed(
        "a branch of anyOf",
        "{anyOf: [{type: string}, {type: boolean}, {type: integer}]}",
        "{anyOf: [{type: string}, {type: boolean}]}",
        "any-of-branch-removed",
        "any-of-branch-added",
    ),
    narrowed(
        "a limit in allOf",
        "{allOf: [{type: string}]}",
        "{allOf: [{type: string}, {maxLength: 3}]}",
        "max-length-added",
        "max-length-removed",
    ),
    narrowed(
        "maximum", "{type: integer}", "{type: integer, maximum: 9}", "max-added", "max-removed"
    ),
    # what holds anyway
    same("minLength 0", "{type: string}", "{type: string, minLength: 0}"),
    same("uniqueItems false", "{type: array}", "{type: array, uniqueItems: false}"),
    same(
        "a limit that an enum implies",
        "{type: string, enum: [x, y]}",
        "{type: string, enum: [x, y], maxLength: 1}",
    ),
    same(
        "a limit that a pattern implies",
        "{type: string, pattern: '^[a-z]{1,5}$'}",
        "{type: string, pattern: '^[a-z]{1,5}$', maxLength: 5}",
    ),
    same(
        "two ways to write a bound",
        "{type: integer, minimum: 1}",
        "{type: integer, exclusiveMinimum: 0}",
    ),
    same(
        "a limit on what can't be there",
        "{type: object, additionalProperties: false, properties: {x: false}}",
        "{type: object, additionalProperties: false, properties: {x: false}, maxProperties: 0}",
    ),
    # numbers
    same("integer and whole number", "{type: integer}", "{type: number, multipleOf: 1}"),
    narrowed(
        "number to integer", "{type: number}", "{type: integer}", "type-narrowed", "type-widened"
    ),
    narrowed(
        "int64 to int32",
        "{type: integer, format: int64}",
        "{type: integer, format: int32}",
        "format-changed",
        "format-changed",
    ),
    same("1 and 1.0", "{enum: [1]}", "{const: 1.0}"),
    # patterns
    same(
        "digits in two ways",
        "{type: string, pattern: '^[0-9]+$'}",
        "{type: string, pattern: '^\\d+$'}",
    ),
    narrowed(
        "a narrower pattern",
        "{type: string, pattern: '^[a-z0-9]+$'}",
        "{type: string, pattern: '^[a-z]+$'}",
        "pattern-changed",
        "pattern-changed",
    ),
    same(
        "a pattern and an enum",
        "{type: string, pattern: '^(x|y)$'}",
        "{type: string, enum: [x, y]}",
    ),
    # recursion
    same(
        "a type unrolled once",
        "{$ref: '#/components/schemas/Node'}",
        "{$ref: '#/components/schemas/Unrolled'}",
    ),
    narrowed(
        "a bound inside a recursive type",
        "{$ref: '#/components/schemas/Node'}",
        "{$ref: '#/components/schemas/ShortNode'}",
        "max-length-added",
        "max-length-removed",
    ),
    # one side only
    Case(
        "a read-only member required",
        "{type: object, properties: {i: {type: string, readOnly: true}}}",
        "{type: object, required: [i], properties: {i: {type: string, readOnly: true}}}",
        _NOTHING,
        _NOTHING,
        "became-required safe",
        "became-optional breaking",
    ),
    Case(
        "a write-only member required",
        "{type: object, properties: {i: {type: string, writeOnly: true}}}",
        "{type: object, required: [i], properties: {i: {type: string, writeOnly: true}}}",
        "became-required breaking",
        "became-optional safe",
    ),
    Case(
        "a member that only the provider sends now",
        "{type: object, required: [i], properties: {i: {type: string}}}",
        "{type: object, required: [i], properties: {i: {type: string, readOnly: true}}}",
        "required-removed risky",
        "required-added breaking",
    ),
    # defaults
    Case(
        "a default",
        "{type: string}",
        "{type: string, default: x}",
        "default-added risky",
        "default-removed risky",
        "default-added safe",
        "default-removed safe",
    ),
    narrowed(
        "a pattern of names that a closed object no longer has",
        "{type: object, additionalProperties: false, patternProperties: {'^x': {}}}",
        "{type: object, additionalProperties: false}",
        "pattern-property-removed",
        "pattern-property-added",
    ),
    narrowed(
        "a member that is called like a step of a path",
        "{type: object, properties: {'*': {type: string}}}",
        "{type: object, properties: {'*': {type: string, maxLength: 1}}}",
        "max-length-added",
        "max-length-removed",
    ),
    Case(
        "a default beside a reference",
        "{$ref: '#/components/schemas/X'}",
        "{$ref: '#/components/schemas/X', default: x}",
        "default-added risky",
        "default-removed risky",
        "default-added safe",
        "default-removed safe",
    ),
    Case(
        "a reference that is deprecated",
        "{$ref: '#/components/schemas/X'}",
        "{$ref: '#/components/schemas/X', deprecated: true}",
        "deprecated-added safe",
        "deprecated-removed safe",
        "deprecated-added safe",
        "deprecated-removed safe",
    ),
]
_NODE = "{type: object, properties: {v: {type: string%s}, n: {$ref: '#/components/schemas/%s'}}}"
_SCHEMAS = {
    "X": {"type": "string", "enum": ["x"]},
    "Node": ryaml.loads(_NODE % ("", "Node")),
    "ShortNode": ryaml.loads(_NODE % (", maxLength: 3", "ShortNode")),
    "Unrolled": {
        "type": "object",
        "properties": {"v": {"type": "string"}, "n": ryaml.loads(_NODE % ("", "Node"))},
    },
}


def _document(direction: str, schema: str) -> dict[str, Any]:
    member = {"type": "object", "properties": {"a": ryaml.loads(schema)}}
    body = {"content": {"application/json": {"schema": member}}}
    answer = {"responses": {"200": {"description": "ok", **body}}}
    whole = of_operation({"requestBody": body} if direction == "request" else answer)
    whole["components"]["schemas"] = _SCHEMAS
    return whole


def _compared(direction: str, old: str, new: str) -> tuple[Finding, ...]:
    return compare(_document(direction, old), _document(direction, new))


def _said(direction: str, findings: tuple[Finding, ...]) -> str:
    start = f"{direction}-property-"
    return ", ".join(sorted(f"{f.rule.removeprefix(start)} {f.severity}" for f in findings))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_request(case: Case) -> None:
    assert _said("request", _compared("request", case.old, case.new)) == case.request
    assert _said("request", _compared("request", case.new, case.old)) == case.request_back


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_response(case: Case) -> None:
    assert _said("response", _compared("response", case.old, case.new)) == case.response
    assert _said("response", _compared("response", case.new, case.old)) == case.response_back


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("direction", ["request", "response"])
def test_every_break_has_a_payload_that_shows_it(case: Case, direction: str) -> None:
    for before, after in ((case.old, case.new), (case.new, case.old)):
        for finding in _compared(direction, before, after):
            if finding.severity is Severity.BREAKING:
                _check(finding, direction, before, after)


def _check(finding: Finding, direction: str, before: str, after: str) -> None:
    assert finding.witness is not None
    sides = [lowered(_document(direction, text)) for text in (before, after)]
    if direction == "request":
        assert finding.witness.valid_for == "old"
        assert finding.witness.request
        assert finding.witness.request["body"] == finding.witness.value
        bodies = [side.operations[0].body for side in sides]
        medias = [body.media["application/json"] for body in bodies if body]
        schemas = [s.request_side.schema(m.schema) for s, m in zip(sides, medias, strict=True)]
        sender, receiver = schemas
    else:
        assert finding.witness.valid_for == "new"
        answers = [side.operations[0].responses["200"] for side in sides]
        medias = [answer.media["application/json"] for answer in answers]
        schemas = [s.response_side.schema(m.schema) for s, m in zip(sides, medias, strict=True)]
        receiver, sender = schemas
    assert Checker().problem_with(finding.witness.value, sender, receiver) == ""
