"""Parameters in all styles: what is understood, and what is refused."""

from typing import Any

import pytest

from planner.instances.judge import Judge
from planner.model.bundle import Schema
from planner.stubs.server.decoding import Decoder
from planner.stubs.server.fields import UnreadableError, cookies_of, fields_of
from planner.stubs.server.parameters import Sources, reader_of
from planner.stubs.server.shapes import Shapes
from planner.stubs.server.types import NO_VALUE
from tests.stubs.server.a_bundle import a_parameter, an_operation
from tests.stubs.server.driving import an_app, ask

NUMBERS: Schema = {"type": "array", "items": {"type": "integer"}}
WORDS: Schema = {"type": "array", "items": {"type": "string"}}
POINT: Schema = {
    "type": "object",
    "properties": {"x": {"type": "integer"}, "y": {"type": "number"}, "name": {"type": "string"}},
}
DEEP: Schema = {
    "type": "object",
    "properties": {"at": POINT, "tags": WORDS, "limit": {"type": "integer"}},
}


def read(parameter: Any, **sources: Any) -> Any:
    shapes = Shapes({})
    decoder = Decoder(shapes, parameter["schema"], Judge({}).validator(parameter["schema"]))
    reader = reader_of(parameter, decoder, frozenset({"other"}))
    query = sources.get("query", "")
    return reader(
        Sources(
            sources.get("path", {}),
            query,
            fields_of(query),
            sources.get("headers", {}),
            cookies_of(sources.get("cookie", "")),
        )
    )


@pytest.mark.parametrize(
    ("schema", "style", "explode", "query", "value"),
    [
        ({"type": "integer"}, "form", True, "p=7", 7),
        ({"type": "integer"}, "form", True, "p=seven", "seven"),
        ({"type": "integer"}, "form", True, "p=07", "07"),
        ({"type": "integer"}, "form", True, "p=%207", " 7"),
        ({"type": "number"}, "form", True, "p=-1.5e3", -1500.0),
        ({"type": "number"}, "form", True, "p=1e999", "1e999"),
        ({"type": "integer"}, "form", True, f"p={'9' * 5000}", "9" * 5000),
        ({"type": "boolean"}, "form", True, "p=true", True),
        ({"type": "boolean"}, "form", True, "p=1", "1"),
        ({"type": "string"}, "form", True, "p=7", "7"),
        ({"type": "string"}, "form", True, "p=a+b%2Bc", "a b+c"),
        ({"type": "string"}, "form", True, "p=", ""),
        ({"type": "string"}, "form", True, "p", ""),
        ({"type": ["integer", "null"]}, "form", True, "p=null", None),
        ({"type": ["string", "null"]}, "form", True, "p=null", "null"),
        ({"type": ["integer", "string"], "enum": ["5"]}, "form", True, "p=5", "5"),
        ({"enum": [1, 2]}, "form", True, "p=2", 2),
        ({"oneOf": [{"type": "integer"}, {"type": "boolean"}]}, "form", True, "p=false", False),
        ({}, "form", True, "p=7", "7"),
        (NUMBERS, "form", True, "p=1&p=2", [1, 2]),
        (NUMBERS, "form", True, "p=1", [1]),
        (NUMBERS, "form", False, "p=1,2", [1, 2]),
        (NUMBERS, "form", False, "p=1%2C2", [1, 2]),
        (WORDS, "form", False, "p=a%2Cb,c", ["a,b", "c"]),
        (WORDS, "form", False, "p=", [""]),
        (NUMBERS, "form", False, "p=", []),
        (NUMBERS, "spaceDelimited", False, "p=1%202", [1, 2]),
        (NUMBERS, "pipeDelimited", False, "p=1%7C2", [1, 2]),
        (NUMBERS, "tabDelimited", False, "p=1%092", [1, 2]),
        (NUMBERS, "form", True, "p%5B%5D=1&p%5B%5D=2", [1, 2]),
        ({"anyOf": [{"type": "integer"}, NUMBERS]}, "form", True, "p=1&p=2", [1, 2]),
        (POINT, "form", False, "p=x,1,name,a", {"x": 1, "name": "a"}),
        (POINT, "form", True, "x=1&y=2&other=3", {"x": 1, "y": 2}),
        (POINT, "deepObject", True, "p[x]=1&p%5Bname%5D=7", {"x": 1, "name": "7"}),
        (DEEP, "deepObject", True, "p[at][x]=1&p[tags][]=a&p[tags][]=b&p[limit]=3",
         {"at": {"x": 1}, "tags": ["a", "b"], "limit": 3}),
        (DEEP, "deepObject", True, "p[tags][0]=a&p[tags][1]=b", {"tags": ["a", "b"]}),
        ({"type": "integer"}, "form", True, "q=1", NO_VALUE),
        (DEEP, "deepObject", True, "q[x]=1", NO_VALUE),
    ],
)  # fmt: skip
def test_query(schema: Schema, style: str, explode: bool, query: str, value: Any) -> None:  # noqa: FBT001  a table
    parameter = a_parameter("p", "query", schema, style=style, explode=explode)
    found = read(parameter, query=query)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("style", "explode", "text", "schema", "value"),
    [
        ("simple", False, "1,2", NUMBERS, [1, 2]),
        ("simple", False, "x,1,name,a", POINT, {"x": 1, "name": "a"}),
        ("simple", True, "x=1,name=a", POINT, {"x": 1, "name": "a"}),
        ("label", False, ".7", {"type": "integer"}, 7),
        ("label", False, ".1,2", NUMBERS, [1, 2]),
        ("label", True, ".1.2", NUMBERS, [1, 2]),
        ("label", True, ".x=1.name=a", POINT, {"x": 1, "name": "a"}),
        ("matrix", False, ";p=7", {"type": "integer"}, 7),
        ("matrix", False, ";p=1,2", NUMBERS, [1, 2]),
        ("matrix", True, ";p=1;p=2", NUMBERS, [1, 2]),
        ("matrix", False, ";p=x,1,name,a", POINT, {"x": 1, "name": "a"}),
        ("matrix", True, ";x=1;name=a", POINT, {"x": 1, "name": "a"}),
    ],
)
def test_path(style: str, explode: bool, text: str, schema: Schema, value: Any) -> None:  # noqa: FBT001  a table
    parameter = a_parameter("p", "path", schema, style=style, explode=explode)
    assert read(parameter, path={"p": text}) == value


def test_headers_are_found_in_any_case() -> None:
    parameter = a_parameter("X-Limit", "header", NUMBERS)
    assert read(parameter, headers={"x-limit": "1, 2"}) == [1, 2]


def test_cookies() -> None:
    parameter = a_parameter("seen", "cookie", {"type": "integer"})
    assert read(parameter, cookie='a=b; seen="3"; seen=4') == 3


def test_content_in_json() -> None:
    parameter = a_parameter("p", "query", POINT, media_type="application/json")
    assert read(parameter, query="p=%7B%22x%22%3A1%7D") == {"x": 1}
    with pytest.raises(UnreadableError, match="is no JSON"):
        read(parameter, query="p=%7B")


def test_the_query_as_a_whole() -> None:
    form = "application/x-www-form-urlencoded"
    parameter = a_parameter("q", "querystring", POINT, media_type=form)
    assert read(parameter, query="x=1&name=a") == {"x": 1, "name": "a"}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("p=1&p=2", "is given 2 times, but takes one value"),
        ("p[x=1", "unbalanced brackets"),
        ("p[x]=1&p[x][y]=2", "both a value and an object"),
        ("p" + "[a]" * 20 + "=1", "nested more than"),
    ],
)
def test_what_can_not_be_read(query: str, message: str) -> None:
    is_deep = "[" in query
    schema: Schema = POINT if is_deep else {"type": "integer"}
    style = "deepObject" if is_deep else "form"
    with pytest.raises(UnreadableError, match=message):
        read(a_parameter("p", "query", schema, style=style), query=query)


def listing() -> Any:
    number = {"type": "integer", "minimum": 1, "maximum": 100}
    parameters = [
        a_parameter("limit", "query", number),
        a_parameter("sort", "query", {"enum": ["name", "price"]}, required=True),
        a_parameter("X-Shop", "header", {"type": "string", "minLength": 3}, required=True),
        a_parameter("note", "query", {"type": "integer"}, allow_empty_value=True),
        a_parameter("Accept", "header", {"type": "integer"}, required=True),
    ]
    return an_app(an_operation("GET", "/pets", {"204": None}, parameters=parameters))


def test_a_valid_call_passes() -> None:
    reply = ask(listing(), "GET", "/pets?limit=7&sort=name&note=", headers={"X-Shop": "abc"})
    assert reply.status == 204


def test_all_faults_are_told_at_once() -> None:
    reply = ask(listing(), "GET", "/pets?limit=1000", headers={"X-Shop": "a"})
    assert reply.status == 422
    assert sorted((fault["in"], fault["name"]) for fault in reply.faults) == [
        ("header", "X-Shop"),
        ("query", "limit"),
        ("query", "sort"),
    ]


def test_a_query_with_too_many_fields_is_refused() -> None:
    reply = ask(listing(), "GET", "/pets?" + "a&" * 6_000)
    assert reply.status == 400


@pytest.mark.parametrize("query", ["limit=%ff", "limit=%00", "limit=%", "%%%=&&&=", "[]=&]["])
def test_odd_queries_do_no_harm(query: str) -> None:
    reply = ask(listing(), "GET", f"/pets?sort=name&{query}", headers={"X-Shop": "abc"})
    assert reply.status == (422 if query.startswith("limit") else 204)
