"""One cause is one finding, with all its places, and it points at what differs."""

from typing import Any

import pytest

from planner.model.finding import Finding, Severity
from tests.compatibility.http_documents import compare, document, found

OPEN = "type: object, properties: {id: {type: string}}"


def answers(schema: str, *statuses: str, media: str = "application/json") -> str:
    """Return the responses of an operation, each with the same schema written in place."""
    content = f"content: {{'{media}': {{schema: {{{schema}}}}}}}"
    said = ", ".join(f"'{status}': {{description: d, {content}}}" for status in statuses)
    return f"responses: {{{said}}}"


def operations(said: str, *labels: str) -> dict[str, Any]:
    """Return a document with operations that say the same."""
    lines = [f"  {path}: {{{method}: {{{said}}}}}" for method, path in map(str.split, labels)]
    return document("paths:\n" + "\n".join(lines))


def only(findings: tuple[Finding, ...], rule: str) -> Finding:
    """Return the one finding of a rule."""
    (finding,) = [finding for finding in findings if finding.rule == rule]
    return finding


def places(finding: Finding) -> list[str]:
    return [f"{o.operation}, {o.slot}" for o in finding.occurrences]


# ---------------------------------------------------------------------- written repeatedly


def test_a_change_in_several_statuses_is_one_finding() -> None:
    old = operations(answers(OPEN, "400", "404", "409"), "get /a")
    new = operations(answers(f"{OPEN}, required: [id]", "400", "404", "409"), "get /a")
    finding = only(compare(new, old), "response-property-became-optional")
    assert places(finding) == [
        f"GET /a, response {status} body application/json" for status in ("400", "404", "409")
    ]


def test_a_change_in_several_operations_is_one_finding() -> None:
    pattern = "parameters: [{name: q, in: query, schema: {type: string, maxLength: %s}}]"
    old, new = (operations(pattern % most, "get /a", "get /b") for most in (9, 5))
    finding = only(compare(old, new), "request-parameter-max-length-decreased")
    assert places(finding) == [
        "GET /a, query parameter q",
        "GET /b, query parameter q",
    ]
    other = operations(pattern % 7, "get /b")["paths"]
    mixed = {**new, "paths": {**new["paths"], **other}}
    messages = [f.message for f in compare(old, mixed)]
    assert len(messages) == 2
    assert messages[0] != messages[1]


def test_the_order_of_operations_is_not_in_the_fingerprint() -> None:
    labels = ["get /b", "get /a", "put /c"]
    old = operations(answers(OPEN, "200", "404"), *labels)
    new = operations(answers("type: object", "200", "404"), *labels)
    turned = operations(answers(OPEN, "404", "200"), *reversed(labels))
    rule = "response-property-optional-removed"
    assert only(compare(old, new), rule).fingerprint == only(compare(turned, new), rule).fingerprint


def test_a_parameter_that_is_gone_everywhere_is_one_finding() -> None:
    old = operations("parameters: [{name: q, in: query}]", "get /a", "get /b", "put /c")
    new = operations("summary: none", "get /a", "get /b", "put /c")
    assert len(only(compare(old, new), "request-parameter-removed").occurrences) == 3


def test_a_media_type_that_is_gone_everywhere_is_one_finding() -> None:
    xml = answers(OPEN, "200", "404", media="application/xml")
    json = answers(OPEN, "200", "404")
    old, new = (operations(said, "get /a", "get /b") for said in (xml, json))
    finding = only(compare(old, new), "response-media-type-removed")
    assert finding.severity is Severity.BREAKING
    assert len(finding.occurrences) == 4


def test_schemas_with_names_of_their_own_are_separate_causes() -> None:
    def shared(said: str) -> dict[str, Any]:
        whole = operations("summary: s", "get /a", "get /b")
        schemas: dict[str, Any] = {"A": {"type": "object"}, "B": {"type": "object"}}
        for name, path in (("A", "/a"), ("B", "/b")):
            schemas[name] = {"type": "object", "properties": {"id": {"type": said}}}
            content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
            whole["paths"][path]["get"]["responses"] = {
                "200": {"description": "d", "content": content}
            }
        return {**whole, "components": {"schemas": schemas}}

    findings = compare(shared("string"), shared("integer"))
    assert [finding.rule for finding in findings] == ["response-property-type-changed"] * 2


# ---------------------------------------------------------------------- one cause, not several


def test_of_other_types_nothing_else_is_compared() -> None:
    old = operations(answers(f"{OPEN}, required: [id]", "200"), "get /a")
    new = operations(answers("type: array, items: {type: string}, minItems: 2", "200"), "get /a")
    assert found(compare(old, new)) == {("response-body-type-changed", "breaking")}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[a, b]", "[b, c]", {("removed", "safe"), ("added", "breaking")}),
        ("[a, b]", "[b]", {("removed", "safe")}),
        ("[a]", "[a, c]", {("added", "breaking")}),
    ],
)
def test_values_that_go_and_come_are_judged_apart(
    old: str, new: str, expected: set[tuple[str, str]]
) -> None:
    before, after = (
        operations(answers(f"enum: {listed}", "200"), "get /a") for listed in (old, new)
    )
    rules = {(f"response-body-enum-value-{verb}", severity) for verb, severity in expected}
    assert found(compare(before, after)) == rules


# ---------------------------------------------------------------------- order, reasons and hints


def test_what_is_about_all_operations_comes_last() -> None:
    old = {**operations("summary: s", "get /a", "get /b"), "servers": [{"url": "/v1"}]}
    new = {**operations("summary: s", "get /a"), "servers": [{"url": "/v2"}]}
    findings = compare(old, new)
    assert [finding.rule for finding in findings] == [
        "operation-removed",
        "server-base-path-changed",
    ]
    assert "`server-base-path-changed` to `safe` under `severities`" in findings[1].hint


def test_a_new_member_of_a_closed_object_says_what_can_be_done() -> None:
    closed = f"{OPEN}, additionalProperties: false"
    wider = closed.replace("}}", "}, name: {type: string}}")
    old, new = (operations(answers(said, "200"), "get /a") for said in (closed, wider))
    finding = only(compare(old, new), "response-property-optional-added")
    assert finding.severity is Severity.BREAKING
    assert finding.witness is not None
    assert finding.witness.value == {"name": ""}
    assert finding.reason.startswith("the old schema forbids members that it does not declare")
    assert "set `response-property-optional-added` to `risky`" in finding.hint


def test_a_new_member_of_an_open_object_needs_no_hint() -> None:
    wider = OPEN.replace("}}", "}, name: {type: string}}")
    old, new = (operations(answers(said, "200"), "get /a") for said in (OPEN, wider))
    finding = only(compare(old, new), "response-property-optional-added")
    assert (finding.severity, finding.hint) == (Severity.SAFE, "")


# ---------------------------------------------------------------------- responses without content


@pytest.mark.parametrize("status", ["204", "205", "304", "101"])
def test_a_response_without_content_loses_none(status: str) -> None:
    old = operations(answers(OPEN, status), "get /a")
    new = operations(f"responses: {{'{status}': {{description: d}}}}", "get /a")
    assert found(compare(old, new)) == {("response-media-type-removed", "safe")}
    typed = operations(answers("type: integer", status), "get /a")
    assert compare(old, typed) == ()


def test_the_answer_to_head_has_no_content_but_that_to_get_has() -> None:
    """Both refer to the same response: what is no matter to the one is looked at for the other."""

    def whole(schema: str) -> dict[str, Any]:
        said = operations("responses: {'200': {$ref: '#/components/responses/R'}}", "head /a")
        paths = operations("responses: {'200': {$ref: '#/components/responses/R'}}", "get /b")
        content = {"application/json": {"schema": {"type": schema}}}
        response = {"description": "d", "content": content}
        return {
            **said,
            "paths": {**said["paths"], **paths["paths"]},
            "components": {"responses": {"R": response}},
        }

    findings = compare(whole("string"), whole("integer"))
    finding = only(findings, "response-body-type-changed")
    assert [o.operation for o in finding.occurrences] == ["GET /b"]


def test_the_end_of_an_optional_body_that_declares_nothing_is_risky() -> None:
    body = "requestBody: {content: {'application/json': {schema: {%s}}}}"
    empty, full = body % "type: object", body % OPEN
    new = operations("summary: s", "post /a")
    for old, severity in ((empty, "risky"), (full, "breaking")):
        findings = compare(operations(old, "post /a"), new)
        assert found(findings) == {("request-body-removed", severity)}


# ---------------------------------------------------------------------- where it points

BODY = ("paths", "/a", "get", "responses", "200", "content", "application/json", "schema")
POINTED = [
    (OPEN, "type: object, properties: {}", ("properties", "id"), ("properties",)),
    ("type: object, properties: {}", OPEN, ("properties",), ("properties", "id")),
    (f"{OPEN}, required: [id]", OPEN, ("required",), ("properties", "id")),
    ("type: string, enum: [a, b]", "type: string, enum: [a]", ("enum",), ("enum",)),
    ("type: string, enum: [a]", "type: string", ("enum",), ()),
    ("type: integer, maximum: 5", "type: integer, maximum: 9", ("maximum",), ("maximum",)),
    ("type: string", "type: [string, 'null']", ("type",), ("type",)),
]
"""Old and new schema of a response, and where the change is within them."""


@pytest.mark.parametrize(("before", "after", "old", "new"), POINTED)
def test_places(before: str, after: str, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    first, second = (operations(answers(said, "200"), "get /a") for said in (before, after))
    (finding,) = compare(first, second)
    assert finding.old is not None
    assert finding.new is not None
    assert (finding.old.path, finding.new.path) == ((*BODY, *old), (*BODY, *new))


# ---------------------------------------------------------------------- other ways to write it

UNIONS = [
    ("anyOf: [{type: string}, {type: integer}]", "anyOf: [{type: integer}, {type: string}]"),
    (
        "anyOf: [{anyOf: [{type: string}, {type: integer}]}, {type: 'null'}]",
        "anyOf: [{type: string}, {type: integer}, {type: 'null'}]",
    ),
    (
        "allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]",
        "allOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/A'}]",
    ),
]
RECURSIVE = {
    "A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}},
    "B": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}},
}


@pytest.mark.parametrize(("one", "other"), UNIONS)
def test_order_and_nesting_of_unions_say_nothing(one: str, other: str) -> None:
    first, second = (
        {**operations(answers(said, "200"), "get /a"), "components": {"schemas": RECURSIVE}}
        for said in (one, other)
    )
    assert compare(first, second) == ()
    assert compare(second, first) == ()


def test_headers_that_openapi_3_says_elsewhere_are_not_lost_on_the_way_to_it() -> None:
    said = "{name: Content-Type, in: header, type: string}, {name: X-Id, in: header, type: string}"
    responses = "responses: {'200': {description: d}}"
    swagger = document(
        f"swagger: '2.0'\npaths: {{/a: {{post: {{parameters: [{said}], {responses}}}}}}}"
    )
    new = operations(responses, "post /a")
    finding = only(compare(swagger, new), "request-parameter-removed")
    assert places(finding) == ["POST /a, header parameter x-id"]
