"""What texts hold, and lists of values of which there may be more: both directions, both ways."""

import base64
import binascii
import re
from typing import Any, NamedTuple

import pytest
import ryaml

from planner.model.finding import Finding, Proof
from tests.compatibility.http_documents import compare, found, of_operation

_REQUEST, _RESPONSE = "request", "response"


class Case(NamedTuple):
    """Two schemas of a member; facet, verb and severity in requests and in responses."""

    name: str
    old: str
    new: str
    request: str = ""
    response: str = ""


_JSON = "{type: string, contentMediaType: application/json, contentSchema: {type: %s}}"
_LISTED = "{type: string, enum: [%s], x-extensible-enum: %s}"

CASES = [
    # ------------------------------------------------------------------ encodings
    Case(
        "base64 from now on",
        "{type: string}",
        "{type: string, contentEncoding: base64}",
        "content-encoding-added breaking",
        "content-encoding-added safe",
    ),
    Case(
        "no base64 any more",
        "{type: string, contentEncoding: base64}",
        "{type: string}",
        "content-encoding-removed safe",
        "content-encoding-removed breaking",
    ),
    Case(
        "base64 that was demanded anyway",
        "{type: string, const: YQ==}",
        "{type: string, const: YQ==, contentEncoding: base64}",
        "",
        "",
    ),
    Case(
        "an encoding that nobody checks",
        "{type: string}",
        "{type: string, contentEncoding: base32}",
        "content-encoding-added risky",
        "content-encoding-added safe",
    ),
    Case(
        "another alphabet",
        "{type: string, contentEncoding: base64}",
        "{type: string, contentEncoding: base64url}",
        "content-encoding-changed breaking",
        "content-encoding-changed breaking",
    ),
    Case(
        "the same encoding in other letters",
        "{type: string, contentEncoding: BASE64}",
        "{type: string, contentEncoding: base64}",
    ),
    Case(
        "an encoding in a part of allOf",
        "{type: string, contentEncoding: base64}",
        "{allOf: [{type: string}, {contentEncoding: base64}]}",
    ),
    Case(
        "a format that says the same",
        "{type: string, format: byte}",
        "{type: string, format: byte, contentEncoding: base64}",
    ),
    # ------------------------------------------------------------------ media types
    Case(
        "JSON from now on",
        "{type: string}",
        "{type: string, contentMediaType: application/json}",
        "content-media-type-added risky",
        "content-media-type-added safe",
    ),
    Case(
        "anything from now on",
        "{type: string, contentMediaType: application/json}",
        "{type: string}",
        "content-media-type-removed safe",
        "content-media-type-removed risky",
    ),
    Case(
        "another kind of picture",
        "{type: string, contentMediaType: image/png}",
        "{type: string, contentMediaType: image/jpeg}",
        "content-media-type-changed breaking",
        "content-media-type-changed breaking",
    ),
    Case(
        "the same media type in other letters",
        "{type: string, contentMediaType: Image/PNG}",
        "{type: string, contentMediaType: image/png}",
    ),
    # ------------------------------------------------------------------ schemas of contents
    Case(
        "a narrower content",
        _JSON % "number",
        _JSON % "integer",
        "content-schema-changed breaking",
        "content-schema-changed safe",
    ),
    Case(
        "a wider content",
        _JSON % "integer",
        _JSON % "number",
        "content-schema-changed safe",
        "content-schema-changed breaking",
    ),
    Case(
        "the same content written in another way",
        _JSON % "[integer, 'null']",
        _JSON.replace("{type: %s}", "{anyOf: [{type: integer}, {type: 'null'}]}"),
    ),
    Case(
        "a content that is described now",
        "{type: string, contentMediaType: application/json}",
        _JSON % "integer",
        "content-schema-added risky",
        "content-schema-added safe",
    ),
    Case(
        "a schema of a content of no media type says nothing",
        "{type: string, contentSchema: {type: integer}}",
        "{type: string, contentSchema: {type: boolean}}",
    ),
    # ------------------------------------------------------------------ open lists
    Case(
        "a known value is gone",
        "{type: string, x-extensible-enum: [a, b]}",
        "{type: string, x-extensible-enum: [a]}",
        "extensible-enum-value-removed breaking",
        "extensible-enum-value-removed safe",
    ),
    Case(
        "a known value is new",
        "{type: string, x-extensible-enum: [a]}",
        "{type: string, x-extensible-enum: [a, b]}",
        "extensible-enum-value-added safe",
        "extensible-enum-value-added safe",
    ),
    Case(
        "known values in another order",
        "{type: string, x-extensible-enum: [a, b]}",
        "{type: string, x-extensible-enum: [b, a]}",
    ),
    Case(
        "a new value of a list that readers know to be open",
        _LISTED % ("a", "true"),
        _LISTED % ("a, b", "true"),
        "enum-value-added safe",
        "enum-value-added risky",
    ),
    Case(
        "a value less of an open list",
        _LISTED % ("a, b", "true"),
        _LISTED % ("a", "true"),
        "enum-value-removed breaking",
        "enum-value-removed safe",
    ),
    Case(
        "a new value of a list with its known values",
        _LISTED % ("a", "[a]"),
        _LISTED % ("a, b", "[a, b]"),
        "enum-value-added safe; extensible-enum-value-added safe",
        "enum-value-added risky; extensible-enum-value-added safe",
    ),
    Case(
        "a list that is open from now on only",
        "{type: string, enum: [a]}",
        _LISTED % ("a, b", "true"),
        "enum-value-added safe",
        "enum-value-added breaking",
    ),
    Case(
        "a list that is not open",
        _LISTED % ("a", "false"),
        _LISTED % ("a, b", "false"),
        "enum-value-added safe",
        "enum-value-added breaking",
    ),
]


def _between(direction: str, old: str, new: str) -> tuple[Finding, ...]:
    return compare(_document(direction, old), _document(direction, new))


def _document(direction: str, text: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"p": ryaml.loads(text)}}
    content = {"application/json": {"schema": schema}}
    if direction == _REQUEST:
        return of_operation({"requestBody": {"content": content}})
    return of_operation({"responses": {"200": {"description": "ok", "content": content}}})


def _expected(direction: str, text: str) -> set[tuple[str, str]]:
    rules = [rule.strip().rsplit(" ", 1) for rule in text.split(";") if rule.strip()]
    return {(f"{direction}-property-{said}", severity) for said, severity in rules}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_in_requests(case: Case) -> None:
    findings = _between(_REQUEST, case.old, case.new)
    assert found(findings) == _expected(_REQUEST, case.request)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_in_responses(case: Case) -> None:
    findings = _between(_RESPONSE, case.old, case.new)
    assert found(findings) == _expected(_RESPONSE, case.response)


def test_a_text_that_is_not_base64_is_shown() -> None:
    finding = _between(_REQUEST, "{type: string}", "{type: string, contentEncoding: base64}")[0]
    assert finding.proof is Proof.WITNESS
    assert finding.witness is not None
    with pytest.raises(binascii.Error):
        base64.b64decode(finding.witness.part, validate=True)


def test_a_content_that_is_refused_is_named() -> None:
    finding = _between(_REQUEST, _JSON % "number", _JSON % "integer")[0]
    assert finding.proof is Proof.LAW
    assert re.search(r"`-?\d*\.\d+`", finding.reason)
    assert finding.old is not None
    assert finding.old.path[-1] == "contentSchema"


def test_an_open_list_hides_no_other_break() -> None:
    old = "{type: object, required: [k, n], properties: {k: %s, n: {type: integer}}}"
    new = "{type: object, required: [k], properties: {k: %s, n: {type: integer}}}"
    findings = _between(
        _RESPONSE, old % (_LISTED % ("a", "true")), new % (_LISTED % ("a, b", "true"))
    )
    assert found(findings) == {
        ("response-property-enum-value-added", "risky"),
        ("response-property-became-optional", "breaking"),
    }
