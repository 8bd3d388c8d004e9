"""What a finding holds: one cause once, its places, its fingerprint, its request, its options."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import ryaml

from planner.compatibility.options import CompareOptions
from planner.compatibility.schemas import Space
from planner.compatibility.witness import Checker, bundled
from planner.model.finding import Finding, Polarity, Proof, Severity
from tests.compatibility.http_documents import compare, document, found, of_operation


def _pets(name: str, *, operations: int = 3, deep: bool = False) -> dict[str, Any]:
    """Return a document in which several operations send and answer the same pet."""
    pet = {"$ref": "#/components/schemas/Pet"}
    body = {"type": "object", "properties": {"pets": {"type": "array", "items": pet}}}
    paths = {
        f"/pets{index}": {
            "put": {
                "requestBody": {"content": {"application/json": {"schema": body if deep else pet}}},
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {"application/json": {"schema": pet}},
                    }
                },
            }
        }
        for index in range(operations)
    }
    schemas = {"Pet": {"type": "object", "properties": {"name": ryaml.loads(name)}}}
    return document({"paths": paths, "components": {"schemas": schemas}})


def _only(findings: tuple[Finding, ...], rule: str) -> Finding:
    chosen = [finding for finding in findings if finding.rule == rule]
    assert len(chosen) == 1
    return chosen[0]


# ---------------------------------------------------------------------- one cause


def test_the_same_change_in_many_operations_is_one_finding() -> None:
    findings = compare(_pets("{type: string}"), _pets("{type: string, maxLength: 3}"))
    assert found(findings) == {
        ("request-property-max-length-added", "breaking"),
        ("response-property-max-length-added", "safe"),
    }
    assert len(findings) == 2
    request = _only(findings, "request-property-max-length-added")
    assert [place.operation for place in request.occurrences] == [
        "PUT /pets0",
        "PUT /pets1",
        "PUT /pets2",
    ]
    assert {place.slot for place in request.occurrences} == {"request body application/json"}


def test_the_shortest_path_is_shown() -> None:
    old, new = (
        _pets(name, operations=1, deep=True) for name in ("{type: string}", "{type: boolean}")
    )
    more_old, more_new = (
        _pets(name, operations=2) for name in ("{type: string}", "{type: boolean}")
    )
    for whole, more in ((old, more_old), (new, more_new)):
        whole["paths"]["/pets1"] = more["paths"]["/pets1"]
    request = _only(compare(old, new), "request-property-type-changed")
    assert request.path == ("name",)
    assert request.occurrences[0].operation == "PUT /pets1"
    assert request.occurrences[1].operation == "PUT /pets0"


def test_a_shared_parameter_is_one_finding() -> None:
    def shared(more: str) -> str:
        uses = "parameters: [{$ref: '#/components/parameters/Page'}], responses: {}"
        return f"""
        paths: {{/a: {{get: {{{uses}}}}}, /b: {{get: {{{uses}}}}}}}
        components: {{parameters: {{Page: {{name: page, in: query, schema: {{}}{more}}}}}}}
        """

    findings = compare(shared(""), shared(", required: true"))
    assert found(findings) == {("request-parameter-became-required", "breaking")}
    assert [place.operation for place in findings[0].occurrences] == ["GET /a", "GET /b"]


def test_security_of_the_document_is_one_finding() -> None:
    paths = "paths: {/a: {get: {responses: {}}}, /b: {get: {responses: {}}}}"
    findings = compare(f"{{{paths}}}", f"{{{paths}, security: [{{k: []}}]}}")
    assert found(findings) == {("security-requirement-introduced", "breaking")}
    assert len(findings[0].occurrences) == 2


# ---------------------------------------------------------------------- order, places, words


def test_worst_first_then_in_order_of_the_document() -> None:
    old: dict[str, Any] = {
        "paths": {path: {"get": {"responses": {}}} for path in ("/z", "/m", "/a")}
    }
    new = {
        "paths": {
            "/new": {"get": {"responses": {}}},
            "/m": {"get": {"operationId": "m", "responses": {}}},
        }
    }
    findings = compare(old, new)
    assert [(f.severity.value, f.occurrences[0].operation) for f in findings] == [
        ("breaking", "GET /z"),
        ("breaking", "GET /a"),
        ("safe", "GET /m"),
        ("safe", "GET /new"),
    ]


def test_places_lead_to_both_documents() -> None:
    findings = compare(_pets("{type: string}"), _pets("{type: string, maxLength: 3}"))
    finding = _only(findings, "request-property-max-length-added")
    assert finding.old is not None
    assert finding.new is not None
    where = ("components", "schemas", "Pet", "properties", "name")
    assert finding.old.path == where
    assert finding.new.path == (*where, "maxLength")


def test_a_message_names_the_place_and_both_values() -> None:
    findings = compare(_pets("{type: string, maxLength: 5}"), _pets("{type: string, maxLength: 3}"))
    finding = _only(findings, "request-property-max-length-decreased")
    assert finding.message == "`maxLength` of `name` in the request body went from `5` to `3`"
    assert (finding.before, finding.after) == ("5", "3")
    assert finding.hint


# ---------------------------------------------------------------------- fingerprints


def _fingerprints(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    return {finding.rule: finding.fingerprint for finding in compare(old, new)}


def test_a_fingerprint_does_not_depend_on_who_uses_the_component() -> None:
    texts = ("{type: string}", "{type: string, maxLength: 3}")
    few = _fingerprints(*(_pets(text, operations=1) for text in texts))
    many = _fingerprints(*(_pets(text, operations=5) for text in texts))
    assert few == many
    assert all(len(fingerprint) == 16 for fingerprint in few.values())


def test_a_fingerprint_does_not_depend_on_order() -> None:
    texts = ("{type: string}", "{type: string, maxLength: 3}")
    old, new = (_pets(text) for text in texts)
    turned = [dict(reversed(whole.items())) for whole in (old, new)]
    for whole in turned:
        whole["paths"] = dict(reversed(whole["paths"].items()))
    assert _fingerprints(old, new) == _fingerprints(*turned)


def test_a_fingerprint_tells_what_changed() -> None:
    old = _pets("{type: string}")
    three, four = (_pets(f"{{type: string, maxLength: {length}}}") for length in (3, 4))
    first, second = _fingerprints(old, three), _fingerprints(old, four)
    assert first.keys() == second.keys()
    assert not set(first.values()) & set(second.values())
    assert len(set(first.values())) == len(first)


# ---------------------------------------------------------------------- requests


def test_a_removed_operation_shows_the_request_that_used_to_work() -> None:
    old = """
    paths:
      /pets/{id}/photos:
        post:
          parameters:
            - {name: id, in: path, required: true, schema: {type: integer, minimum: 7}}
            - {name: size, in: query, required: true, schema: {enum: [small, large]}}
            - {name: draft, in: query, schema: {type: boolean}}
            - {name: X-Trace, in: header, required: true, schema: {type: string, example: t1}}
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  required: [title, tags]
                  properties:
                    title: {type: string, minLength: 3}
                    tags: {type: array, minItems: 1, items: {type: string}}
          responses: {}
    """
    finding = compare(old, "paths: {}")[0]
    assert finding.witness is not None
    assert finding.witness.valid_for == "old"
    assert finding.witness.request == {
        "method": "POST",
        "path": "/pets/7/photos",
        "query": {"size": "small"},
        "headers": {"content-type": "application/json", "x-trace": "t1"},
        "body": {"title": "aaa", "tags": [""]},
    }


def test_a_new_required_parameter_shows_the_request_without_it() -> None:
    parameter = "parameters: [{name: q, in: query, required: true, schema: {}}]"
    finding = compare(of_operation("{}"), of_operation(parameter))[0]
    assert finding.witness is not None
    assert finding.witness.request == {"method": "POST", "path": "/a"}


def test_a_media_type_that_is_gone_is_shown() -> None:
    def body(*names: str) -> dict[str, Any]:
        content = {name: {"schema": {"const": 1}} for name in names}
        return of_operation({"requestBody": {"content": content}})

    finding = compare(body("a/x", "a/y"), body("a/x"))[0]
    assert finding.witness is not None
    assert finding.witness.request is not None
    assert finding.witness.request["headers"] == {"content-type": "a/y"}
    assert finding.witness.request["body"] == 1


def test_a_broken_parameter_is_shown_in_its_request() -> None:
    def parameter(schema: str) -> dict[str, Any]:
        return of_operation(f"parameters: [{{name: q, in: query, schema: {schema}}}]")

    finding = compare(parameter("{enum: [a, b]}"), parameter("{enum: [a]}"))[0]
    assert finding.witness is not None
    assert finding.witness.request == {"method": "POST", "path": "/a", "query": {"q": "b"}}


def test_a_path_that_is_taken_away_is_shown() -> None:
    own = "'/p/{id}': {get: {parameters: [{name: id, in: path, required: true, schema: {}}]}}"
    old, new = f"paths: {{{own}}}", f"paths: {{{own}, /p/mine: {{get: {{}}}}}}"
    finding = _only(compare(old, new), "operation-shadowed-by-new-path")
    assert finding.witness is not None
    assert finding.witness.request == {"method": "GET", "path": "/p/mine"}
    assert finding.occurrences[0].operation == "GET /p/{id}"


# ---------------------------------------------------------------------- the second validator


def _schemas(sender: Any, receiver: Any) -> Any:
    definitions: dict[str, Any] = {
        "S": {"type": "string", "maxLength": 2},
        "a/b": {"$ref": "#/$defs/S"},
    }
    space = Space.of(definitions)
    return space.schema(sender), space.schema(receiver)


@pytest.mark.parametrize(
    ("sender", "receiver", "value"),
    [
        ({"type": "string"}, {"$ref": "#/$defs/a/b"}, "abc"),
        ({"type": "integer"}, {"type": "integer", "format": "int32"}, 2**31),
        ({"type": "string"}, {"type": "string", "format": "date"}, "2026-02-30"),
        ({"type": "string"}, {"type": "string", "format": "byte"}, "a"),
        ({}, {"properties": {"$id": {"type": "string"}}}, {"$id": 1}),
    ],
)
def test_a_payload_that_shows_a_break(sender: Any, receiver: Any, value: Any) -> None:
    assert Checker().problem_with(value, *_schemas(sender, receiver)) == ""


@pytest.mark.parametrize(
    ("sender", "receiver", "value", "problem"),
    [
        ({"type": "string"}, {"type": "integer"}, 1, "not valid"),
        ({"type": "string"}, {"type": "string"}, "a", "is accepted"),
        ({"type": "string", "pattern": "(?<=a)("}, {}, "a", "could not check"),
    ],
)
def test_a_payload_that_shows_nothing(sender: Any, receiver: Any, value: Any, problem: str) -> None:
    assert problem in Checker().problem_with(value, *_schemas(sender, receiver))


def test_a_bundle_stands_alone() -> None:
    schema, _ = _schemas({"$ref": "#/$defs/a/b", "$id": "https://x.example"}, {})
    assert bundled(schema) == {
        "allOf": [{"$ref": "#/$defs/s0"}],
        "$defs": {"s0": {"$ref": "#/$defs/s1"}, "s1": {"type": "string", "maxLength": 2}},
    }


def test_a_break_that_the_second_validator_denies_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Checker, "problem_with", lambda *_: "the second validator disagrees")
    finding = _only(
        compare(_pets("{type: string}"), _pets("{type: string, maxLength: 3}")),
        "request-property-max-length-added",
    )
    assert finding.witness is None
    assert finding.severity is Severity.BREAKING
    assert finding.proof is Proof.LAW
    assert finding.reason == "the second validator disagrees"


def test_a_break_without_law_that_the_second_validator_denies_is_risky(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Checker, "problem_with", lambda *_: "the second validator disagrees")
    findings = compare(_pets("{pattern: '^a+$'}"), _pets("{pattern: '^b+$'}"))
    finding = _only(findings, "request-property-pattern-changed")
    assert (finding.severity, finding.proof) == (Severity.RISKY, Proof.UNDECIDED)
    assert finding.witness is None


# ---------------------------------------------------------------------- options

_OLD, _NEW = _pets("{type: string}"), _pets("{type: string, maxLength: 3}")
_PLAIN = CompareOptions()


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        (CompareOptions(only=("request-*",)), {"request-property-max-length-added"}),
        (CompareOptions(skip=("request-*",)), {"response-property-max-length-added"}),
        (CompareOptions(only=("*-added",), skip=("*",)), set()),
        (
            CompareOptions(direction=Polarity.PROVIDER_SENDS),
            {"response-property-max-length-added"},
        ),
        (CompareOptions(direction=Polarity.CONSUMER_SENDS), {"request-property-max-length-added"}),
    ],
)
def test_filters(options: CompareOptions, rules: set[str]) -> None:
    assert {finding.rule for finding in compare(_OLD, _NEW, options)} == rules


def test_a_policy_changes_severities_and_says_so() -> None:
    severities = {"request-*": Severity.SAFE, "response-property-max-*": Severity.RISKY}
    findings = compare(_OLD, _NEW, CompareOptions(severities=severities))
    assert [finding.severity for finding in findings] == [Severity.RISKY, Severity.SAFE]
    assert findings[1].reason == "the policy makes it safe; it would be breaking"


def test_open_content_can_be_strict() -> None:
    old, new = ("{type: object}", "{type: object, properties: {y: {type: string}}}")
    lenient = _only(compare(_pets(old), _pets(new)), "request-property-optional-added")
    assert lenient.severity is Severity.SAFE
    options = CompareOptions(strict_open_content=True)
    strict = _only(compare(_pets(old), _pets(new), options), "request-property-optional-added")
    assert strict.severity is Severity.RISKY
    assert "may be used already" in strict.reason


def test_an_untyped_new_member_is_safe_even_to_the_letter() -> None:
    options = CompareOptions(strict_open_content=True)
    old, new = ("{type: object}", "{type: object, properties: {y: {}}}")
    finding = _only(compare(_pets(old), _pets(new), options), "request-property-optional-added")
    assert finding.severity is Severity.SAFE


def _sunset(day: str) -> str:
    operation = f"{{deprecated: true, x-sunset: '{day}', responses: {{}}}}"
    return f"paths: {{/a: {{get: {operation}}}}}"


@pytest.mark.parametrize(
    ("today", "rule"),
    [
        (date(2026, 1, 1), "operation-removed-before-sunset"),
        (date(2026, 6, 1), "operation-removed-with-deprecation"),
        (date(2026, 7, 1), "operation-removed-with-deprecation"),
        (None, "operation-removed-before-sunset"),
    ],
)
def test_a_sunset_date_counts_from_its_day(today: date | None, rule: str) -> None:
    options = replace(_PLAIN, today=today)
    assert {f.rule for f in compare(_sunset("2026-06-01"), "paths: {}", options)} == {rule}


def test_nothing_depends_on_the_run() -> None:
    old, new = _pets("{enum: [a, b, c]}"), _pets("{enum: [b, d]}")
    assert compare(old, new) == compare(old, new)
