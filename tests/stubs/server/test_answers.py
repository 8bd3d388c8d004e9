"""Which response answers, in which media type, with which body and headers."""

import json
import re
import zlib
from typing import Any, cast
from xml.etree import ElementTree as ET

import pytest

from planner.stubs.server.app import StubApp
from planner.stubs.server.encoding import encoded, sample
from planner.stubs.server.errors import compact
from planner.stubs.server.prefer import prefer_of
from planner.stubs.server.types import Mount, Prefer, RequestFault, ServerOptions
from tests.stubs.server.a_bundle import DIGEST, a_bundle, a_parameter, an_operation
from tests.stubs.server.driving import Reply, an_app, ask

PET = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
    "required": ["id", "name"],
}
ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "pattern": "^[A-Z_]{3,10}$"},
                "message": {"type": "string", "maxLength": 60},
                "status": {"type": "integer"},
            },
            "required": ["code", "message", "status"],
        }
    },
    "required": ["error"],
    "additionalProperties": False,
}


def response(media: dict[str, Any], headers: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "description": "",
        "headers": {
            name: {"required": True, "explode": False, "schema": schema, "examples": []}
            for name, schema in (headers or {}).items()
        },
        "media": {
            kind: {"schema": schema, "examples": examples}
            for kind, (schema, examples) in media.items()
        },
    }


def example(name: str, value: Any) -> dict[str, Any]:
    return {"name": name, "value": value, "place": ""}


def answering(**responses: Any) -> StubApp:
    declared = {key.removeprefix("_"): made for key, made in responses.items()}
    return an_app(cast("Any", {**an_operation("GET", "/pets/{id}", {}), "responses": declared}))


def plain(*codes: str) -> StubApp:
    return an_app(an_operation("GET", "/pets/{id}", dict.fromkeys(codes)))


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        (["200", "404"], 200),
        (["404", "202", "200"], 200),
        (["204", "206"], 204),
        (["2XX", "400"], 200),
        (["202", "2XX"], 202),
        (["default", "404"], 200),
        (["default"], 200),
        (["302", "404"], 302),
        (["304", "301"], 301),
        (["404"], 404),
        (["5XX"], 500),
        (["101"], 501),
        (["101", "400"], 400),
        ([], 501),
    ],
)
def test_the_status_of_a_good_call(codes: list[str], status: int) -> None:
    assert ask(plain(*codes), "GET", "/pets/7").status == status


@pytest.mark.parametrize(
    ("prefer", "status", "is_declared"),
    [
        ("code=404", 404, True),
        ("code=418", 418, True),
        ("code=503", 503, False),
        ("code=999", 400, False),
        ("code=abc", 400, False),
        ("unknown=1", 200, True),
    ],
)
def test_the_status_that_is_preferred(prefer: str, status: int, is_declared: bool) -> None:  # noqa: FBT001  a table
    reply = ask(plain("200", "404", "4XX"), "GET", "/pets/7", headers={"Prefer": prefer})
    assert reply.status == status
    assert ("x-plan-undeclared" not in reply.headers) == is_declared


@pytest.mark.parametrize(
    ("header", "prefer"),
    [
        ("", Prefer()),
        ("code=404", Prefer(code=404)),
        ("code=404, example=none", Prefer(code=404, example="none")),
        ('example="a b"; dynamic=true', Prefer(example="a b", dynamic=True)),
        ("code=404, code=500", Prefer(code=404)),
        ("seed=-7, variant=minimal", Prefer(seed=-7, variant="minimal")),
        ("delay=250", Prefer(delay=0.25)),
        ("delay=250ms", Prefer(delay=0.25)),
        ("delay=1.5s", Prefer(delay=1.5)),
        ("delay=99999s", Prefer(delay=60.0)),
        ("return=minimal, respond-async", Prefer()),
    ],
)
def test_prefer(header: str, prefer: Prefer) -> None:
    assert prefer_of(header) == prefer


@pytest.mark.parametrize("wrong", ["code=7", "code=999", "seed=x", "delay=-1", "dynamic=maybe"])
def test_a_preference_that_can_not_be_read_is_told(wrong: str) -> None:
    reply = ask(plain("200", "400"), "GET", "/pets/7", headers={"Prefer": f"a=b, {wrong}"})
    assert (reply.status, reply.headers["x-plan-undeclared"]) == (400, "1")
    assert f"`{wrong}` is not" in reply.json["detail"]


@pytest.mark.parametrize("status", [204, 205, 304])
def test_an_undeclared_status_without_content_has_none(status: int) -> None:
    reply = ask(plain("200"), "GET", "/pets/7", headers={"Prefer": f"code={status}"})
    assert (reply.status, reply.body, reply.headers["x-plan-undeclared"]) == (status, b"", "1")
    assert not {"content-type", "content-length"} & set(reply.headers)


def test_nothing_acceptable() -> None:
    app = answering(_200=response({"application/json": (PET, [])}))
    reply = ask(app, "GET", "/pets/7", headers={"Accept": "text/csv"})
    assert (reply.status, reply.headers["x-plan-undeclared"]) == (406, "1")


def test_another_2xx_may_be_acceptable() -> None:
    app = answering(
        _200=response({"application/json": (PET, [])}), _202=response({"text/csv": (None, [])})
    )
    reply = ask(app, "GET", "/pets/7", headers={"Accept": "text/csv"})
    assert (reply.status, reply.headers["content-type"]) == (202, "text/csv; charset=utf-8")


def test_errors_are_said_in_a_declared_type_whatever_is_accepted() -> None:
    app = answering(
        _200=response({"text/csv": (None, [])}), _404=response({"application/json": (PET, [])})
    )
    reply = ask(app, "GET", "/pets/7", headers={"Accept": "text/csv", "Prefer": "code=404"})
    assert (reply.status, reply.headers["content-type"]) == (404, "application/json")


def test_every_answer_tells_where_it_comes_from() -> None:
    reply = ask(plain("200"), "GET", "/pets/7")
    assert reply.headers["x-plan-contract"] == f"catalog-api@1.0.0 {DIGEST}"
    assert reply.headers["x-plan-operation"] == "GET /pets/{id}"
    assert "x-plan-draft" not in reply.headers
    draft = StubApp([Mount("", a_bundle(an_operation("GET", "/", {"204": None})), is_draft=True)])
    assert ask(draft, "GET", "/").headers["x-plan-draft"] == "1"


def test_examples_come_first_by_name_if_wanted() -> None:
    examples = [
        example("bad", {"id": "x"}),
        example("rex", {"id": 1, "name": "Rex"}),
        example("max", {"id": 2, "name": "Max"}),
    ]
    app = answering(_200=response({"application/json": (PET, examples)}))
    assert ask(app, "GET", "/pets/7").json == {"id": 1, "name": "Rex"}
    assert ask(app, "GET", "/pets/7", headers={"Prefer": "example=max"}).json["name"] == "Max"
    reply = ask(app, "GET", "/pets/7", headers={"Prefer": "example=bad"})
    assert reply.status == 400
    assert "there are `rex`, `max`" in reply.json["detail"]
    dynamic = ask(app, "GET", "/pets/7", headers={"Prefer": "dynamic=true"})
    assert dynamic.headers["x-plan-variant"] == "typical"
    assert dynamic.json["id"] == "7" or isinstance(dynamic.json["id"], int)


def test_variants_and_seeds() -> None:
    schema = {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "note": {"type": "string"}},
        "required": ["id"],
    }
    app = answering(_200=response({"application/json": (schema, [])}))

    def ask_for(prefer: str) -> Reply:
        return ask(app, "GET", "/pets/7", headers={"Prefer": prefer})

    assert set(ask_for("variant=minimal").json) == {"id"}
    assert set(ask_for("variant=saturated").json) == {"id", "note"}
    assert ask_for("variant=none").status == 400
    assert ask_for("seed=1").body == ask_for("seed=1").body
    assert len({ask_for(f"seed={n}").body for n in range(5)}) > 1


def test_who_asks_for_seven_is_given_seven() -> None:
    number = a_parameter("id", "path", {"type": "integer"})
    app = an_app(an_operation("GET", "/pets/{id}", {"200": PET}, parameters=[number]))
    assert ask(app, "GET", "/pets/4711").json["id"] == 4711


def test_a_value_that_would_not_be_valid_is_not_repeated() -> None:
    schema = {
        "type": "object",
        "properties": {"id": {"type": "integer", "minimum": 10}},
        "required": ["id"],
    }
    app = answering(_200=response({"application/json": (schema, [])}))
    assert ask(app, "GET", "/pets/seven").json["id"] >= 10


def test_declared_headers_are_there_and_valid() -> None:
    headers = {
        "x-rate-limit": {"type": "integer", "minimum": 1, "maximum": 5},
        "x-flags": {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2},
        "x-open": {"type": "boolean"},
        "content-type": {"const": "text/wrong"},
        "content-length": {"type": "integer"},
    }
    reply = ask(
        answering(_200=response({"application/json": (PET, [])}, headers)), "GET", "/pets/7"
    )
    assert 1 <= int(reply.headers["x-rate-limit"]) <= 5
    assert set(reply.headers["x-flags"].split(",")) <= {"a", "b"}
    assert reply.headers["x-open"] in {"true", "false"}
    assert reply.headers["content-type"] == "application/json"
    assert int(reply.headers["content-length"]) == len(reply.body)


@pytest.mark.parametrize(
    ("name", "schema", "form"),
    [
        ("ETag", {"type": "string"}, r'"[!#-~]*"'),
        ("ETag", {"type": "string", "pattern": "^[a-f0-9]{8}$"}, "[a-f0-9]{8}"),
        ("ETag", {"type": "string", "maxLength": 4}, ".{1,4}"),
        ("Last-Modified", {"type": "string"}, r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} 20\d\d .* GMT"),
        ("Expires", {"type": "string", "format": "date-time"}, r"\d{4}-\d\d-\d\dT.*"),
        ("Set-Cookie", {"type": "string"}, r"stub=[\w.~-]*"),
        ("Retry-After", {"type": "integer", "minimum": 1}, "1"),
        ("Retry-After", {"type": "string"}, "1"),
        ("Retry-After", {"type": "integer", "minimum": 30, "maximum": 60}, "[3-6][0-9]"),
    ],
)
def test_generated_headers_have_the_form_of_http_where_the_contract_lets_them(
    name: str, schema: Any, form: str
) -> None:
    reply = ask(answering(_200=response({}, {name.lower(): schema})), "GET", "/pets/7")
    assert re.fullmatch(form, reply.headers[name.lower()])


def test_a_header_is_one_line_of_ascii() -> None:
    headers = {"x-note": {"const": "Zürich\r\nX-Evil: 1"}}
    assert "x-note" not in ask(answering(_200=response({}, headers)), "GET", "/pets/7").headers


@pytest.mark.parametrize("status", [204, 304])
def test_statuses_without_a_body(status: int) -> None:
    app = answering(**{f"_{status}": response({"application/json": (PET, [])})})
    reply = ask(app, "GET", "/pets/7")
    assert (reply.status, reply.body) == (status, b"")
    assert "content-length" not in reply.headers
    assert "content-type" not in reply.headers


def test_an_error_says_what_is_wrong_in_its_declared_form() -> None:
    number = a_parameter("id", "path", {"type": "integer"})
    responses: dict[str, Any] = {"200": PET, "400": ERROR}
    app = an_app(an_operation("GET", "/pets/{id}", responses, parameters=[number]))
    reply = ask(app, "GET", "/pets/seven")
    assert reply.status == 400
    error = reply.json["error"]
    assert error["status"] == 400
    assert len(error["message"]) <= 60
    assert reply.faults == [
        {"in": "path", "name": "id", "message": '"seven" is not of type "integer"'}
    ]


def test_messages_are_written_where_they_belong() -> None:
    short = {
        "type": "object",
        "properties": {"message": {"type": "string"}, "status": {"type": "integer"}},
        "required": ["message", "status"],
    }
    reply = ask(
        an_app(an_operation("GET", "/pets", {"204": None, "404": short})),
        "GET",
        "/pets",
        headers={"Prefer": "code=404"},
    )
    assert reply.json == {"message": "Not Found", "status": 404}


def test_a_message_that_is_optional_is_written_too() -> None:
    optional = {"type": "object", "properties": {"detail": {"type": "string"}}}
    app = an_app(an_operation("POST", "/pets", {"204": None, "422": optional}, body=PET))
    assert "required property" in ask(app, "POST", "/pets", {}).json["detail"]


@pytest.mark.parametrize(
    ("declared", "status"),
    [(["422", "400"], 422), (["400"], 400), (["4XX"], 422), (["default"], 422), ([], 422)],
)
def test_the_status_of_a_refusal(declared: list[str], status: int) -> None:
    responses: dict[str, Any] = {"204": None, **dict.fromkeys(declared, ERROR)}
    reply = ask(an_app(an_operation("POST", "/pets", responses, body=PET)), "POST", "/pets", {})
    assert reply.status == status
    assert ("x-plan-undeclared" in reply.headers) == (not declared)
    assert reply.faults


def test_an_impossible_path_is_not_found_where_nothing_else_is_declared() -> None:
    number = a_parameter("id", "path", {"type": "integer"})
    limit = a_parameter("limit", "query", {"type": "integer"})
    responses: dict[str, Any] = {"204": None, "404": ERROR}
    app = an_app(an_operation("GET", "/pets/{id}", responses, parameters=[number, limit]))
    assert ask(app, "GET", "/pets/seven").status == 404
    assert "x-plan-undeclared" not in ask(app, "GET", "/pets/seven").headers
    assert ask(app, "GET", "/pets/seven?limit=x").status == 422


def test_what_is_not_found_says_nothing_about_a_body() -> None:
    responses: dict[str, Any] = {"204": None, "401": ERROR, "404": ERROR, "409": ERROR}
    reply = ask(an_app(an_operation("POST", "/pets", responses, body=PET)), "POST", "/pets", {})
    assert (reply.status, reply.headers["x-plan-undeclared"]) == (422, "1")


@pytest.mark.parametrize(
    ("declared", "status"),
    [(["415", "400"], 415), (["400"], 400), (["422"], 422), (["default", "400"], 415), ([], 415)],
)
def test_a_bad_request_may_say_what_nothing_says_better(declared: list[str], status: int) -> None:
    responses: dict[str, Any] = {"204": None, **dict.fromkeys(declared, ERROR)}
    app = an_app(an_operation("POST", "/pets", responses, body=PET))
    reply = ask(app, "POST", "/pets", b"<pet/>", headers={"Content-Type": "text/xml"})
    assert reply.status == status
    assert ("x-plan-undeclared" in reply.headers) == (not declared)


@pytest.mark.parametrize(
    ("produced", "kind"),
    [
        (["application/json"], "application/json"),
        (["text/plain", "application/vnd.shop+json"], "application/vnd.shop+json"),
        (["application/json", "application/problem+json"], "application/problem+json"),
        (["text/plain"], "application/problem+json"),
        ([], "application/problem+json"),
    ],
)
def test_an_undeclared_answer_has_a_type_that_the_operation_produces(
    produced: list[str], kind: str
) -> None:
    operation = an_operation("POST", "/pets", {"204": None}, body=PET, produces=produced)
    reply = ask(an_app(operation), "POST", "/pets", {})
    assert (reply.status, reply.headers["content-type"]) == (422, kind)
    assert reply.faults


def test_many_faults_fit_into_a_header() -> None:
    wide = {"type": "object", "required": [f"member-{n}-{'x' * 150}" for n in range(50)]}
    app = an_app(an_operation("POST", "/pets", {"204": None, "400": ERROR}, body=wide))
    reply = ask(app, "POST", "/pets", {})
    assert len(reply.headers["x-plan-problem"]) <= 2_000
    assert reply.headers["x-plan-problem"].isascii()
    assert reply.faults


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("application/pdf", b"%PDF-1."),
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("image/gif", b"GIF89a"),
        ("application/zip", b"PK\x05\x06"),
        ("audio/wav", b"RIFF"),
        ("text/html", b"<!doctype html>"),
        ("application/octet-stream", b"\x00"),
    ],
)
def test_bodies_that_are_no_json(kind: str, start: bytes) -> None:
    reply = ask(
        answering(
            _200=response(
                {kind: ({"type": "string", "format": "binary"} if "html" not in kind else None, [])}
            )
        ),
        "GET",
        "/pets/7",
    )
    assert reply.headers["content-type"].startswith(kind)
    assert reply.body.startswith(start)


def test_a_gzip_sample_is_empty_and_whole() -> None:
    assert zlib.decompress(sample("application/gzip"), wbits=31) == b""


def test_a_pdf_sample_counts_its_bytes() -> None:
    raw = sample("application/pdf")
    start = int(raw.split(b"startxref\n")[1].split(b"\n")[0])
    assert raw[start:].startswith(b"xref\n")
    first = int(raw[start:].split(b"\n")[3].split()[0])
    assert raw[first:].startswith(b"1 0 obj")


@pytest.mark.parametrize(
    ("value", "kind", "body"),
    [
        ({"a": 1}, "application/json", b'{"a":1}'),
        ({"a": 10**30}, "application/json", b'{"a":1000000000000000000000000000000}'),
        ("a\nb", "text/event-stream", b"data: a\ndata: b\n\n"),
        ([{"a": 1}, {"a": 2}], "application/x-ndjson", b'{"a":1}\n{"a":2}\n'),
        ([{"a": 1, "b": 'x,"y'}], "text/csv", b'a,b\r\n1,"x,""y"\r\n'),
        ({"a": ["b c", 2]}, "application/x-www-form-urlencoded", b"a=b+c&a=2"),
        (True, "text/plain", b"true"),
        ("<x/>", "text/xml", b'<?xml version="1.0" encoding="UTF-8"?><x/>'),
    ],
)
def test_values_in_media_types(value: Any, kind: str, body: bytes) -> None:
    assert encoded(value, kind) == body


def test_xml_is_well_formed() -> None:
    root = ET.fromstring(encoded({"a b": [1, "<&\x00"], "1": {"x": None}}, "text/xml", "Pet"))  # noqa: S314  our own text
    assert root.tag == "Pet"
    assert [child.tag for child in root] == ["a_b", "a_b", "_1"]


def test_paranoid_servers_judge_once_more() -> None:
    operation = an_operation("GET", "/pets/{id}", {"200": PET})
    app = an_app(operation, options=ServerOptions(paranoid=True))
    assert ask(app, "GET", "/pets/7").status == 200


def test_names_in_contracts_do_not_break_headers() -> None:
    named = [example("a\r\nset-cookie: b", {"id": 1, "name": "Rex"})]
    reply = ask(answering(_200=response({"application/json": (PET, named)})), "GET", "/pets/7")
    assert reply.headers["x-plan-variant"] == "example:a??set-cookie: b"


def test_a_fault_beyond_ascii_is_told_in_the_header_all_the_same() -> None:
    told = compact([RequestFault("body", "/" + "\u20ac" * 300, "\u20ac" * 300)])
    (entry,) = json.loads(told)
    assert (entry["in"], entry["pointer"][:2]) == ("body", "/\u20ac")
    assert len(told) <= 2_000
