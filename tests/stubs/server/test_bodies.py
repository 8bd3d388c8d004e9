"""Request bodies: media types, malformed ones, forms, parts."""

import json
from typing import Any, cast

import pytest

from planner.model.bundle import Schema
from planner.stubs.server.app import StubApp
from planner.stubs.server.fields import UnreadableError
from planner.stubs.server.multipart import parts_of
from planner.stubs.server.types import Mount, ServerOptions
from tests.stubs.server.a_bundle import a_parameter, an_operation
from tests.stubs.server.driving import Reply, an_app, ask, openapi

PET: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "age": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "owner": {"type": "object", "properties": {"id": {"type": "integer"}}},
        "photo": {"type": "string", "format": "binary"},
    },
    "required": ["name"],
    "additionalProperties": False,
}
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"


def taking(
    *media_types: str, schema: Schema | None = PET, is_required: bool = True, **media: Any
) -> StubApp:
    body = {
        "required": is_required,
        "media": {name: {"schema": schema, "examples": [], **media} for name in media_types},
    }
    options = ServerOptions(max_body=100_000)
    operation = cast("Any", {**an_operation("POST", "/pets", {"204": None}), "body": body})
    return an_app(operation, options=options)


def post(app: StubApp, body: bytes | str, kind: str, **other: str) -> Reply:
    return ask(app, "POST", "/pets", body, headers={"Content-Type": kind, **other})


def parts(*fields: tuple[str, str, str]) -> bytes:
    lines = []
    for name, kind, text in fields:
        typed = f"Content-Type: {kind}\r\n" if kind else ""
        lines.append(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n{typed}\r\n{text}\r\n'
        )
    return "".join([*lines, "--b--\r\n"]).encode()


@pytest.mark.parametrize(
    ("declared", "sent", "status"),
    [
        ("application/json", "application/json", 204),
        ("application/json", "Application/JSON; charset=UTF-8", 204),
        ("application/json", "", 204),
        ("application/json", "text/plain", 415),
        ("application/json", "application/merge-patch+json", 415),
        ("application/json", "application/json; charset=utf-16", 415),
        ("application/json", "application/json; charset=klingon", 415),
        ("application/*", "application/json", 204),
        ("*/*", "application/json", 204),
        ("application/vnd.shop.v2+json", "application/vnd.shop.v2+json", 204),
        ("application/json; version=2", "application/json", 204),
    ],
)
def test_the_media_type_must_be_declared(declared: str, sent: str, status: int) -> None:
    app = taking(declared)
    headers = {"Content-Type": sent} if sent else {}
    assert ask(app, "POST", "/pets", b'{"name": "Rex"}', headers=headers).status == status


def test_a_coding_that_is_not_understood_is_refused() -> None:
    reply = post(
        taking("application/json"), b"\x1f\x8b", "application/json", **{"Content-Encoding": "gzip"}
    )
    assert reply.status == 415


@pytest.mark.parametrize(
    "body",
    [
        b"{bad",
        b"\x00",
        b"\xef\xbb\xbf{}",
        b'{"name": NaN}',
        b'{"age": 1e999}',
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b"[" * 50_000,
        b"{} trailing",
        b" ",
        b"'single'",
    ],
)
def test_malformed_json_is_refused(body: bytes) -> None:
    reply = post(taking("application/json"), body, "application/json")
    assert reply.status == 400
    assert reply.faults[0]["in"] == "body"


def test_of_repeated_members_the_last_one_counts() -> None:
    reply = post(taking("application/json"), b'{"name": 1, "name": "Rex"}', "application/json")
    assert reply.status == 204


def test_all_faults_of_a_body_are_told_with_their_places() -> None:
    reply = post(taking("application/json"), b'{"age": "x", "tags": [1]}', "application/json")
    assert reply.status == 422
    assert {fault["pointer"] for fault in reply.faults} == {"", "/age", "/tags/0"}


def test_bodies_are_not_coerced() -> None:
    reply = post(taking("application/json"), b'{"name": "Rex", "age": "7"}', "application/json")
    assert reply.status == 422


def test_a_missing_body() -> None:
    app = taking("application/json")
    assert ask(app, "POST", "/pets").faults == [
        {"in": "body", "pointer": "", "message": "A body is required"}
    ]


@pytest.mark.parametrize("chunks", [[b'{"name":', b' "Rex"}'], [b"", b'{"name": "Rex"}', b""]])
def test_chunked_bodies(chunks: list[bytes]) -> None:
    headers = {"Content-Type": "application/json"}
    assert (
        ask(taking("application/json"), "POST", "/pets", chunks=chunks, headers=headers).status
        == 204
    )


def test_a_body_that_is_too_large() -> None:
    app = taking("application/json")
    reply = post(app, b" " * 100_001, "application/json")
    assert (reply.status, reply.headers["connection"]) == (413, "close")
    assert ask(app, "POST", "/pets", chunks=[b" " * 60_000] * 3).status == 413


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ("name=Rex&age=3", 204),
        ("name=Rex&tags=a&tags=b", 204),
        ("name=Rex&tags%5B%5D=a&owner%5Bid%5D=3", 204),
        ("name=Rex&owner=%7B%22id%22%3A3%7D", 204),
        ("name=Rex&age=x", 422),
        ("name=Rex&owner%5Bid%5D=x", 422),
        ("name=Rex&name=Max", 422),
        ("name=Rex&colour=red", 422),
        ("age=3", 422),
        ("&".join(["a"] * 6_000), 400),
        ("name=%ff%fe", 204),
    ],
)
def test_forms(form: str, status: int) -> None:
    assert post(taking(FORM), form, FORM).status == status


@pytest.mark.parametrize(("kind", "status"), [(FORM, 422), ("", 204), ("application/json", 204)])
def test_an_empty_form_is_a_form_without_fields(kind: str, status: int) -> None:
    headers = {"Content-Type": kind} if kind else {}
    app = taking(FORM, "application/json", is_required=False)
    assert ask(app, "POST", "/pets", b"", headers=headers).status == status


@pytest.mark.parametrize(
    ("kind", "status"), [("application/x-tar", 204), ("image/png", 204), ("text/plain", 415)]
)
def test_a_header_parameter_may_list_media_types(kind: str, status: int) -> None:
    told = a_parameter("Content-type", "header", {"type": "string", "enum": ["application/x-tar"]})
    operation = an_operation("POST", "/build", {"204": None}, parameters=[told])
    operation["body"] = {"required": True, "media": {"image/png": {"schema": None, "examples": []}}}
    reply = ask(an_app(operation), "POST", "/build", b"0", headers={"Content-Type": kind})
    assert reply.status == status


def test_forms_in_the_declared_style() -> None:
    encoding = {"tags": {"style": "spaceDelimited", "explode": False}}
    assert post(taking(FORM, encoding=encoding), "name=Rex&tags=a%20b", FORM).status == 204


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (parts(("name", "", "Rex"), ("age", "", "3")), 204),
        (parts(("name", "", "Rex"), ("tags", "", "a"), ("tags", "", "b")), 204),
        (parts(("name", "", "Rex"), ("owner", "application/json", '{"id": 3}')), 204),
        (parts(("name", "", "Rex"), ("photo", "image/png", "\x00\x01")), 204),
        (parts(("name", "", "Rex"), ("owner", "application/json", '{"id": "x"}')), 422),
        (parts(("name", "", "Rex"), ("owner", "application/json", "{")), 422),
        (parts(("age", "", "3")), 422),
        (b"no parts at all", 400),
        (b"--b\r\nno empty line\r\n--b--", 400),
        (b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nRex\r\n', 400),
        (b"--b" * 30_000, 422),
    ],
)
def test_parts(body: bytes, status: int) -> None:
    assert post(taking(PARTS), body, f"{PARTS}; boundary=b").status == status


def test_parts_need_a_boundary() -> None:
    assert post(taking(PARTS), parts(("name", "", "Rex")), PARTS).status == 400


def test_parts_have_the_declared_media_type() -> None:
    app = taking(PARTS, encoding={"photo": {"contentType": "image/png, image/jpeg"}})
    kind = f"{PARTS}; boundary=b"
    assert post(app, parts(("name", "", "Rex"), ("photo", "image/png", "x")), kind).status == 204
    reply = post(app, parts(("name", "", "Rex"), ("photo", "text/plain", "x")), kind)
    assert [fault["pointer"] for fault in reply.faults] == ["/photo"]


def test_part_names_and_data() -> None:
    raw = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nA\r\nB\r\n--x--'
    )
    (part,) = parts_of(raw, "x")
    assert (part.name, part.filename, part.data) == ("f", "a.txt", b"A\r\nB")


def test_parts_are_bounded() -> None:
    with pytest.raises(UnreadableError, match="more than 1000 parts"):
        parts_of(b"--x\r\n\r\n\r\n" * 2_000, "x")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<pet><name>Rex</name></pet>", 204),
        (b"<pet>", 400),
        (b"not xml", 400),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', 400),
    ],
)
def test_xml(body: bytes, status: int) -> None:
    assert post(taking("application/xml"), body, "application/xml").status == status


@pytest.mark.parametrize(("text", "status"), [("abc", 204), ("a", 422)])
def test_text(text: str, status: int) -> None:
    app = taking("text/plain", schema={"type": "string", "minLength": 2})
    assert post(app, text, "text/plain").status == status


def test_text_in_another_charset() -> None:
    app = taking("text/plain", schema={"const": "ü"})
    assert post(app, "ü".encode("latin-1"), "text/plain; charset=iso-8859-1").status == 204
    assert post(app, "ü".encode("latin-1"), "text/plain").status == 400


def test_binary_bodies_may_be_anything() -> None:
    kind = "application/octet-stream"
    assert post(taking(kind, schema={"type": "string"}), bytes(range(256)), kind).status == 204


def test_json_lines() -> None:
    kind = "application/x-ndjson"
    app = taking(kind, schema=None)
    assert post(app, b'{"a": 1}\n\n{"a": 2}\n', kind).status == 204
    assert post(app, b'{"a": 1}\n{bad', kind).status == 400


def test_a_body_where_none_is_declared_is_ignored() -> None:
    app = an_app(an_operation("DELETE", "/pets", {"204": None}))
    assert ask(app, "DELETE", "/pets", b"\x00", headers={"Content-Type": "x/y"}).status == 204


def test_the_answer_repeats_what_was_sent() -> None:
    made = {**PET, "properties": {**PET["properties"], "id": {"type": "integer"}}}
    made["required"] = ["id", "name", "age"]
    app = an_app(an_operation("POST", "/pets", {"201": made}, body=PET))
    answer = ask(app, "POST", "/pets", {"name": "Rex", "age": 41}).json
    assert (answer["name"], answer["age"]) == ("Rex", 41)
    assert isinstance(answer["id"], int)
    assert json.dumps(answer)


def test_of_a_large_body_only_the_first_fault_is_told() -> None:
    app = taking("application/json", schema={"type": "array", "items": {"type": "integer"}})
    small = post(app, b'["a", "b"]', "application/json")
    assert [fault["pointer"] for fault in small.faults] == ["/0", "/1"]
    options = ServerOptions(max_body=2_000_000)
    operation = an_operation("POST", "/pets", {"204": None}, body={"type": "array", "items": False})
    large = ask(an_app(operation, options=options), "POST", "/pets", [0] * 200_000)
    assert [fault["pointer"] for fault in large.faults] == ["/0"]


@pytest.mark.parametrize(
    ("media", "sent", "status"),
    [
        ("application/octet-stream", "application/octet-stream", 204),
        ("text/plain", "text/plain; charset=utf-8", 204),
        ("application/octet-stream", "", 422),
        ("application/json", "application/json", 422),
        ("application/json", "text/plain", 422),
    ],
)
def test_an_empty_file_or_text_is_a_body_where_one_has_to_be_there(
    media: str, sent: str, status: int
) -> None:
    content = {media: {"schema": {"type": "string"}}}
    responses = {"204": {"description": ""}, "422": {"description": ""}}
    operation = {"requestBody": {"required": True, "content": content}, "responses": responses}
    app = StubApp([Mount("", openapi({"paths": {"/files": {"put": operation}}}))])
    headers = {"Content-Type": sent} if sent else {}
    assert ask(app, "PUT", "/files", b"", headers=headers).status == status


def test_a_field_of_which_nothing_is_said_may_be_repeated() -> None:
    form = {"type": "object", "properties": {"free": {}, "one": {"type": "string"}}}
    content = {"application/x-www-form-urlencoded": {"schema": form}}
    responses = {"204": {"description": ""}, "422": {"description": ""}}
    operation = {"requestBody": {"content": content}, "responses": responses}
    app = StubApp([Mount("", openapi({"paths": {"/forms": {"post": operation}}}))])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ask(app, "POST", "/forms", b"free=a&free=b", headers=headers).status == 204
    assert ask(app, "POST", "/forms", b"one=a&one=b", headers=headers).status == 422


@pytest.mark.parametrize(
    ("depth", "status"), [(250, 200), (251, 400), (1_000, 400), (1_023, 400), (100_000, 400)]
)
@pytest.mark.parametrize(("start", "end"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_how_deep_a_body_may_be_nested(depth: int, status: int, start: bytes, end: bytes) -> None:
    answer = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
    app = an_app(an_operation("POST", "/any", {"200": answer}, body=True))
    headers = {"Content-Type": "application/json"}
    reply = ask(app, "POST", "/any", start * depth + b"1" + end * depth, headers=headers)
    assert reply.status == status


def test_a_coding_that_is_not_understood_is_told_with_the_one_that_is() -> None:
    app = an_app(an_operation("POST", "/any", {"204": None}, body=True))
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    reply = ask(app, "POST", "/any", b"1", headers=headers)
    assert (reply.status, reply.headers["accept-encoding"]) == (415, "identity")
