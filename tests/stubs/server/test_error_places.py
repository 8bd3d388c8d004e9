"""Errors name the place that is wrong, not that of the example that they are made from."""

from typing import Any

import jsonschema
import pytest

from planner.stubs.server.app import StubApp
from planner.stubs.server.types import Mount
from tests.stubs.server.driving import Reply, ask, openapi

BODY = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "items": {
            "type": "array",
            "items": {"type": "object", "properties": {"n": {"type": "integer"}}},
        },
    },
    "required": ["name"],
}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}


def entry(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(members)}


TEXT = {"type": "string", "minLength": 1}
POINTED = entry(pointer={"type": "string"}, detail=TEXT)


def refused(schema: Any, example: Any, body: Any, query: str = "") -> Reply:
    """Return the answer to a wrong body where 422 has this schema and this example."""
    content = {"application/json": {"schema": schema, "example": example}}
    operation = {
        "parameters": [LIMIT],
        "requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}},
        "responses": {"204": {"description": ""}, "422": {"description": "", "content": content}},
    }
    app = StubApp([Mount("", openapi({"paths": {"/things": {"post": operation}}}))])
    reply = ask(app, "POST", f"/things{query}", body)
    assert reply.status == 422
    jsonschema.validate(reply.json, schema)
    return reply


PROBLEM = entry(title=TEXT, errors={"type": "array", "items": POINTED})
EXAMPLE = {
    "title": "No",
    "errors": [{"pointer": "/old", "detail": "old"}, {"pointer": "/a", "detail": "b"}],
}


def test_each_fault_has_an_entry_of_its_own() -> None:
    told = refused(PROBLEM, EXAMPLE, {"name": "", "items": [{}, {"n": "x"}]}).json["errors"]
    assert {each["pointer"] for each in told} == {"/name", "/items/1/n"}
    assert all(each["detail"] not in {"old", "b"} for each in told)


def test_one_entry_is_left_where_the_contract_has_room_for_one() -> None:
    schema = entry(errors={"type": "array", "items": POINTED, "maxItems": 1})
    example = {"errors": EXAMPLE["errors"][:1]}
    (told,) = refused(schema, example, {"name": "", "items": [{"n": "x"}]}).json["errors"]
    assert told["pointer"] in {"/name", "/items/0/n"}


def test_the_fragment_of_a_uri_stays_one() -> None:
    example = {"title": "No", "errors": [{"pointer": "#/old", "detail": "old"}]}
    (told,) = refused(PROBLEM, example, {"name": ""}).json["errors"]
    assert told["pointer"] == "#/name"


@pytest.mark.parametrize(
    ("members", "wanted"),
    [
        ({"field": TEXT, "message": TEXT}, {"field": "items.0.n"}),
        ({"param": TEXT, "in": TEXT, "msg": TEXT}, {"param": "items.0.n", "in": "body"}),
        ({"name": TEXT, "location": {"enum": ["here"]}, "message": TEXT}, {"name": "items.0.n"}),
    ],
)
def test_places_under_other_names(members: Any, wanted: dict[str, str]) -> None:
    schema = entry(invalid={"type": "array", "items": entry(**members)})
    example = {"invalid": [dict.fromkeys(members, "here")]}
    (told,) = refused(schema, example, {"name": "a", "items": [{"n": "x"}]}).json["invalid"]
    assert {name: told[name] for name in wanted} == wanted


def test_a_place_beside_the_message() -> None:
    schema = entry(message=TEXT, field=TEXT)
    told = refused(schema, {"message": "old", "field": "old"}, {"name": 1}).json
    assert (told["field"], "name" in told["message"]) == ("name", True)


def test_a_pointer_into_the_body_is_left_out_where_the_query_is_wrong() -> None:
    schema = {**PROBLEM["properties"]["errors"]["items"], "required": ["detail"]}
    schema = entry(errors={"type": "array", "items": schema})
    example = {"errors": EXAMPLE["errors"]}
    (told,) = refused(schema, example, {"name": "a"}, "?limit=x").json["errors"]
    assert list(told) == ["detail"]


def test_an_error_that_was_asked_for_keeps_its_example() -> None:
    content = {"application/json": {"schema": PROBLEM, "example": EXAMPLE}}
    responses = {"204": {"description": ""}, "422": {"description": "", "content": content}}
    app = StubApp([Mount("", openapi({"paths": {"/things": {"get": {"responses": responses}}}}))])
    assert ask(app, "GET", "/things", headers={"Prefer": "code=422"}).json == EXAMPLE


@pytest.mark.parametrize("kind", ["application/xml", "application/vnd.docker.raw-stream"])
def test_an_error_in_another_media_type_says_what_is_wrong_too(kind: str) -> None:
    content = {kind: {"schema": entry(message=TEXT), "example": {"message": "old"}}}
    responses = {"101": {"description": ""}, "400": {"description": "", "content": content}}
    app = StubApp([Mount("", openapi({"paths": {"/x": {"post": {"responses": responses}}}}))])
    reply = ask(app, "POST", "/x")
    assert (reply.status, reply.headers["content-type"]) == (400, kind)
    assert b"switch the protocol (101)" in reply.body
