# ruff: noqa: E501  a row of a table reads best on one line
"""Operations: parameters, bodies, responses, callbacks and webhooks of every version."""

from typing import Any

import pytest

from planner.model.http import HttpOperation
from planner.model.source import Place
from tests.formats.lowered import (
    FOLDER,
    document,
    inlined,
    lowered,
    lowered_document,
    operation,
    refused,
)

S = {"type": "string"}
LIST = {"type": "array", "items": S}
VERSIONS = ["2.0", "3.0", "3.1", "3.2"]


def of(version: str, item: dict[str, Any], path: str = "/a", **parts: Any) -> HttpOperation:
    """The only operation of a path item."""
    return operation(lowered_document(document(version, paths={path: item}, **parts)))


# ---------------------------------------------------------------------- the operation itself


@pytest.mark.parametrize("version", VERSIONS)
def test_what_an_operation_says_of_itself(version: str) -> None:
    said = {"operationId": "getA", "tags": ["x", "y"], "deprecated": True, "x-sunset": "2030-01-31"}
    found = of(version, {"get": {**said, "x-stability-level": "beta", "x-other": [1]}})
    assert (found.label, found.id, found.tags, found.deprecated) == (
        "GET /a",
        "getA",
        ("x", "y"),
        True,
    )
    assert (found.sunset, found.stability, found.extensions) == (
        "2030-01-31",
        "beta",
        {"x-other": [1]},
    )
    assert found.place == Place(f"{FOLDER}/openapi.json", ("paths", "/a", "get"))


def test_what_an_operation_leaves_out() -> None:
    found = of("3.1", {"put": {}})
    assert (found.id, found.tags, found.deprecated, found.sunset, found.stability) == (
        "",
        (),
        False,
        None,
        None,
    )
    assert (list(found.parameters), found.body, dict(found.responses), dict(found.callbacks)) == (
        [],
        None,
        {},
        {},
    )


def test_operations_stand_in_document_order_and_extensions_are_none() -> None:
    paths = {
        "/b": {"post": {}, "get": {}, "summary": "s"},
        "x-paths": {"get": {}},
        "/a": {"delete": {}, "x-get": {}},
    }
    contract = lowered_document(document("3.0", paths=paths))
    assert [item.label for item in contract.operations] == ["POST /b", "GET /b", "DELETE /a"]


def test_methods_of_3_2() -> None:
    item = {"query": {}, "additionalOperations": {"COPY": {"operationId": "copy"}}}
    contract = lowered_document(document("3.2", paths={"/a": item}))
    assert [item.label for item in contract.operations] == ["QUERY /a", "COPY /a"]


def test_what_the_document_says_of_itself() -> None:
    contract = lowered_document({"openapi": "3.0.1", "info": {"title": "Orders", "version": 2}})
    assert (contract.title, contract.version, contract.openapi) == ("Orders", "2", "3.0.1")
    assert contract.name == f"{FOLDER}/openapi.json"


# ---------------------------------------------------------------------- parameters

STYLES: list[tuple[str, str, dict[str, Any], tuple[str, bool]]] = [
    ("3.0", "query", {}, ("form", True)),
    ("3.0", "cookie", {}, ("form", True)),
    ("3.0", "path", {}, ("simple", False)),
    ("3.0", "header", {}, ("simple", False)),
    ("3.0", "path", {"style": "matrix"}, ("matrix", False)),
    ("3.0", "query", {"style": "deepObject", "explode": True}, ("deepObject", True)),
    ("3.0", "query", {"style": "pipeDelimited"}, ("pipeDelimited", False)),
    ("3.0", "query", {"explode": False}, ("form", False)),
    ("3.2", "cookie", {"style": "cookie"}, ("cookie", True)),
    ("2.0", "query", {}, ("form", True)),
    ("2.0", "query", LIST, ("form", False)),
    ("2.0", "query", {**LIST, "collectionFormat": "csv"}, ("form", False)),
    ("2.0", "query", {**LIST, "collectionFormat": "multi"}, ("form", True)),
    ("2.0", "query", {**LIST, "collectionFormat": "ssv"}, ("spaceDelimited", False)),
    ("2.0", "query", {**LIST, "collectionFormat": "tsv"}, ("tabDelimited", False)),
    ("2.0", "query", {**LIST, "collectionFormat": "pipes"}, ("pipeDelimited", False)),
    ("2.0", "path", LIST, ("simple", False)),
    ("2.0", "header", {"type": "string"}, ("simple", False)),
]  # fmt: skip


@pytest.mark.parametrize(("version", "location", "said", "expected"), STYLES)
def test_how_a_parameter_is_written_on_the_wire(
    version: str, location: str, said: dict[str, Any], expected: tuple[str, bool]
) -> None:
    (found,) = of(
        version, {"get": {"parameters": [{"in": location, "name": "p", **said}]}}
    ).parameters
    assert (found.style, found.explode) == expected


def test_a_parameter_of_3() -> None:
    raw = {
        "in": "query",
        "name": "q",
        "required": True,
        "deprecated": True,
        "allowReserved": True,
        "allowEmptyValue": True,
        "schema": S,
    }
    contract = lowered_document(document("3.0", paths={"/a": {"get": {"parameters": [raw]}}}))
    (found,) = operation(contract).parameters
    assert (found.name, found.location, found.is_required, found.deprecated) == (
        "q",
        "query",
        True,
        True,
    )
    assert (found.allow_reserved, found.allow_empty_value, found.position) == (True, True, None)
    assert found.schema == {"$ref": "#/paths/~1a/get/parameters/0/schema"}
    assert inlined(contract.request_side, found.schema) == S


def test_a_parameter_of_2_is_its_own_schema() -> None:
    raw = {
        "in": "query",
        "name": "q",
        "required": True,
        "type": "array",
        "items": {**S, "maxLength": 3},
        "collectionFormat": "multi",
        "description": "d",
        "maxItems": 2,
    }
    contract = lowered_document(document("2.0", paths={"/a": {"get": {"parameters": [raw]}}}))
    (found,) = operation(contract).parameters
    assert found.schema is not None
    assert inlined(contract.request_side, found.schema) == {
        "type": "array",
        "items": {**S, "maxLength": 3},
        "maxItems": 2,
        "description": "d",
    }


def test_a_parameter_with_content() -> None:
    content = {"Application/JSON": {"schema": S}}
    (found,) = of(
        "3.2", {"get": {"parameters": [{"in": "querystring", "name": "q", "content": content}]}}
    ).parameters
    assert (found.location, found.schema, list(found.media)) == (
        "querystring",
        None,
        ["application/json"],
    )


def test_parameters_of_the_path_are_those_of_its_operations() -> None:
    item = {
        "parameters": [
            {"in": "query", "name": "a"},
            {"in": "query", "name": "b"},
            {"in": "header", "name": "X-A"},
        ],
        "get": {
            "parameters": [
                {"in": "query", "name": "b", "required": True},
                {"in": "path", "name": "b"},
                {"in": "header", "name": "x-a", "required": True},
            ]
        },
    }
    found = of("3.0", item).parameters
    assert [(p.location, p.name, p.is_required) for p in found] == [
        ("query", "a", False), ("query", "b", True), ("header", "x-a", True), ("path", "b", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("version", "expected"),
    [("3.0", ["x-a"]), ("2.0", ["accept", "content-type", "authorization", "x-a"])],
)
def test_headers_that_have_another_place_are_no_parameters_of_3(
    version: str, expected: list[str]
) -> None:
    names = ["Accept", "Content-Type", "AUTHORIZATION", "X-A"]
    found = of(version, {"get": {"parameters": [{"in": "header", "name": name} for name in names]}})
    assert [item.name for item in found.parameters] == expected


def test_path_parameters_know_their_position() -> None:
    parameters = [{"in": "path", "name": name} for name in ("b", "a", "c")]
    found = of("3.0", {"get": {"parameters": parameters}}, "/x/{a}/{b}.{d}").parameters
    assert {item.name: item.position for item in found} == {"a": 0, "b": 1, "c": None}


def test_one_parameter_has_another_position_in_another_path() -> None:
    shared = {"components": {"parameters": {"id": {"in": "path", "name": "id", "schema": S}}}}
    item = {"get": {"parameters": [{"$ref": "#/components/parameters/id"}]}}
    contract = lowered_document(document("3.0", paths={"/{id}": item, "/{x}/{id}": item}, **shared))
    assert [each.parameters[0].position for each in contract.operations] == [0, 1]


# ---------------------------------------------------------------------- bodies and responses


def test_the_body_of_3() -> None:
    content = {
        "application/json; charset=UTF-8": {"schema": S},
        "Multipart/Form-Data; boundary=x": {"encoding": {"a": {"contentType": "image/png"}}},
        "text/*": {},
    }
    found = of("3.1", {"post": {"requestBody": {"required": True, "content": content}}}).body
    assert found
    assert found.is_required
    assert list(found.media) == ["application/json", "multipart/form-data", "text/*"]
    assert found.media["application/json"].schema == {
        "$ref": "#/paths/~1a/post/requestBody/content/application~1json; charset=UTF-8/schema"
    }
    assert found.media["text/*"].schema is None
    assert found.media["multipart/form-data"].encoding == {"a": {"contentType": "image/png"}}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Application/JSON", "application/json"),
        ("application/json;charset=utf-8", "application/json"),
        ('text/plain; charset="ISO-8859-1"', "text/plain; charset=iso-8859-1"),
        (
            "application/vnd.x+json; Version=2; profile=P",
            "application/vnd.x+json; profile=P; version=2",
        ),
        ("text/html; q=0.5", "text/html"),
        ("*/*", "*/*"),
    ],
)
def test_names_of_media_types(written: str, expected: str) -> None:
    found = of("3.0", {"post": {"requestBody": {"content": {written: {}}}}}).body
    assert found
    assert [item.name for item in found.media.values()] == [expected]


def test_media_types_that_are_the_same_but_for_what_has_no_meaning_both_stay() -> None:
    content: dict[str, Any] = {"application/json": {}, "application/json; charset=utf-8": {}}
    found = of("3.0", {"post": {"requestBody": {"content": content}}}).body
    assert found
    assert list(found.media) == ["application/json", "application/json; charset=utf-8"]


def test_a_stream_is_the_list_of_its_items() -> None:
    content = {
        "application/jsonl": {"itemSchema": S},
        "text/event-stream": {"schema": {"maxItems": 3}, "itemSchema": S},
    }
    contract = lowered_document(
        document("3.2", paths={"/a": {"get": {"responses": {"200": {"content": content}}}}})
    )
    media = operation(contract).responses["200"].media
    shown = {
        name: inlined(contract.response_side, item.schema)
        for name, item in media.items()
        if item.schema is not None
    }
    assert shown == {
        "application/jsonl": {"type": "array", "items": S},
        "text/event-stream": {"allOf": [{"maxItems": 3}, {"type": "array", "items": S}]},
    }


def test_the_body_of_2() -> None:
    item = {
        "post": {
            "consumes": ["application/xml", "Application/JSON"],
            "parameters": [{"in": "body", "name": "b", "required": True, "schema": S}],
        }
    }
    contract = lowered_document(document("2.0", paths={"/a": item}, consumes=["text/plain"]))
    found = operation(contract).body
    assert found
    assert found.is_required
    assert list(operation(contract).parameters) == []
    assert {
        name: inlined(contract.request_side, m.schema or {}) for name, m in found.media.items()
    } == {"application/xml": S, "application/json": S}


@pytest.mark.parametrize(
    ("parts", "expected"), [({}, "application/json"), ({"consumes": ["text/plain"]}, "text/plain")]
)
def test_media_types_of_2_come_from_the_document(parts: dict[str, Any], expected: str) -> None:
    found = of("2.0", {"post": {"parameters": [{"in": "body", "name": "b"}]}}, **parts).body
    assert found
    assert list(found.media) == [expected]


FORMS: list[tuple[str, list[dict[str, Any]], list[str], dict[str, Any], dict[str, Any]]] = [
    ("texts", [{"name": "a", "type": "string", "required": True}, {"name": "b", "type": "integer"}], ["application/x-www-form-urlencoded"],
     {"type": "object", "properties": {"a": S, "b": {"type": "integer"}}, "required": ["a"]}, {}),
    ("file", [{"name": "f", "type": "file"}], ["multipart/form-data"], {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}, {}),
    ("lists", [{"name": "a", **LIST}, {"name": "b", **LIST, "collectionFormat": "multi"}, {"name": "c", **LIST, "collectionFormat": "pipes"}], ["application/x-www-form-urlencoded"],
     {"type": "object", "properties": {"a": LIST, "b": LIST, "c": LIST}},
     {"a": {"style": "form", "explode": False}, "c": {"style": "pipeDelimited", "explode": False}}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("parameters", "names", "expected", "encoding"),
    [form[1:] for form in FORMS],
    ids=[form[0] for form in FORMS],
)
def test_a_form_of_2_is_an_object(
    parameters: list[dict[str, Any]],
    names: list[str],
    expected: dict[str, Any],
    encoding: dict[str, Any],
) -> None:
    parameters = [{"in": "formData", **each} for each in parameters]
    contract = lowered_document(document("2.0", paths={"/a": {"post": {"parameters": parameters}}}))
    body = operation(contract).body
    assert body
    assert list(body.media) == names
    media = body.media[names[0]]
    assert media.schema is not None
    assert inlined(contract.request_side, media.schema) == expected
    assert media.encoding == encoding
    assert body.is_required == ("required" in expected)


def test_a_form_of_2_has_the_form_types_that_are_consumed() -> None:
    item = {
        "post": {
            "consumes": ["multipart/form-data", "application/json"],
            "parameters": [{"in": "formData", "name": "a", "type": "string"}],
        }
    }
    body = of("2.0", item).body
    assert body
    assert list(body.media) == ["multipart/form-data"]


def test_responses_of_3() -> None:
    responses = {
        "200": {"content": {"application/json": {"schema": S}}, "headers": {"X-Rate": {"required": True, "schema": {"type": "integer"}}, "Content-Type": {"schema": S}}},
        "4xx": {"$ref": "#/components/responses/Bad"},
        "default": {"links": {"next": {"operationId": "getB", "parameters": {"id": "$response.body#/id"}}, "other": {"operationRef": "#/paths/~1b/get"}}},
        "x-note": {},
    }  # fmt: skip
    components = {
        "responses": {"Bad": {"headers": {"A": {"$ref": "#/components/headers/H"}}}},
        "headers": {"H": {"deprecated": True, "content": {"text/plain": {"schema": S}}}},
    }
    contract = lowered_document(
        document("3.0", paths={"/a": {"get": {"responses": responses}}}, components=components)
    )
    found = operation(contract).responses
    assert list(found) == ["200", "4XX", "default"]
    (rate,) = found["200"].headers.values()
    assert (rate.name, rate.is_required, inlined(contract.response_side, rate.schema or {})) == (
        "x-rate",
        True,
        {"type": "integer"},
    )
    header = found["4XX"].headers["a"]
    assert (header.deprecated, inlined(contract.response_side, header.schema or {})) == (True, S)
    links = found["default"].links
    assert {name: (link.operation, link.parameters) for name, link in links.items()} == {
        "next": ("getB", {"id": "$response.body#/id"}),
        "other": ("#/paths/~1b/get", {}),
    }
    assert found["4XX"].place == Place(f"{FOLDER}/openapi.json", ("components", "responses", "Bad"))


def test_status_codes_may_be_numbers() -> None:
    text = "openapi: 3.0.3\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: d}\n        404: {$ref: '#/components/responses/404'}\ncomponents:\n  responses:\n    404: {description: d}\n"
    assert [item.status for item in operation(lowered(text)).responses.values()] == ["200", "404"]


def test_responses_of_2() -> None:
    responses = {"200": {"schema": S, "headers": {"X-Rate": {"type": "integer"}}}, "204": {}}
    contract = lowered_document(
        document(
            "2.0",
            paths={"/a": {"get": {"responses": responses}}},
            produces=["application/json", "text/csv"],
        )
    )
    found = operation(contract).responses
    assert {status: list(item.media) for status, item in found.items()} == {
        "200": ["application/json", "text/csv"],
        "204": [],
    }
    assert inlined(contract.response_side, found["200"].headers["x-rate"].schema or {}) == {
        "type": "integer"
    }


def test_a_response_of_2_that_two_operations_share_has_the_types_of_each() -> None:
    shared = {"responses": {"200": {"$ref": "#/responses/Ok"}}}
    paths = {
        "/a": {
            "get": {"produces": ["text/csv"], **shared},
            "put": {"produces": ["text/html"], **shared},
        }
    }
    contract = lowered_document(document("2.0", paths=paths, responses={"Ok": {"schema": S}}))
    assert [list(item.responses["200"].media) for item in contract.operations] == [
        ["text/csv"],
        ["text/html"],
    ]


# ---------------------------------------------------------------------- what the provider calls


def test_callbacks() -> None:
    called = {
        "$request.body#/url": {
            "parameters": [{"in": "query", "name": "q"}],
            "post": {"requestBody": {"content": {"a/b": {}}}},
            "get": {},
        }
    }
    raw = {"callbacks": {"done": called, "failed": {"$ref": "#/components/callbacks/F"}}}
    components: dict[str, Any] = {"callbacks": {"F": {"{$url}": {"put": {}}}}}
    found = of("3.0", {"post": raw}, components=components, security=[{"key": []}]).callbacks
    assert list(found) == [
        "done $request.body#/url POST",
        "done $request.body#/url GET",
        "failed {$url} PUT",
    ]
    post = found["done $request.body#/url POST"]
    assert (post.method, post.path, [p.name for p in post.parameters]) == (
        "POST",
        "$request.body#/url",
        ["q"],
    )
    assert (post.security, post.servers) == ((), ())


def test_a_callback_within_itself_ends() -> None:
    components: dict[str, Any] = {
        "callbacks": {
            "C": {
                "{$url}": {"post": {"callbacks": {"again": {"$ref": "#/components/callbacks/C"}}}}
            }
        }
    }
    found = of(
        "3.1",
        {"get": {"callbacks": {"c": {"$ref": "#/components/callbacks/C"}}}},
        components=components,
    )
    (inner,) = found.callbacks.values()
    assert dict(inner.callbacks) == {}


def test_webhooks() -> None:
    hooks = {
        "added": {"post": {"operationId": "onAdded", "security": [{"key": ["a"]}]}},
        "gone": {"$ref": "#/components/pathItems/Gone"},
    }
    components = {"pathItems": {"Gone": {"delete": {}, "servers": [{"url": "https://x"}]}}}
    contract = lowered_document(
        document("3.1", webhooks=hooks, components=components, security=[{"all": []}])
    )
    assert {key: item.label for key, item in contract.webhooks.items()} == {
        "added POST": "POST added",
        "gone DELETE": "DELETE gone",
    }
    assert contract.webhooks["added POST"].security == (frozenset({("key", "a")}),)
    assert [server.url for server in contract.webhooks["gone DELETE"].servers] == ["https://x"]


# ---------------------------------------------------------------------- references and errors


def test_path_items_may_refer_to_others_and_say_more() -> None:
    components = {
        "pathItems": {
            "P": {
                "get": {"operationId": "old"},
                "put": {"operationId": "put"},
                "parameters": [{"in": "query", "name": "q"}],
            }
        }
    }
    paths = {"/a": {"$ref": "#/components/pathItems/P", "get": {"operationId": "own"}}}
    contract = lowered_document(document("3.1", paths=paths, components=components))
    assert {
        item.label: (item.id, [p.name for p in item.parameters]) for item in contract.operations
    } == {
        "GET /a": ("own", ["q"]),
        "PUT /a": ("put", ["q"]),
    }


def test_what_is_referred_to_has_the_place_where_it_stands() -> None:
    components = {
        "parameters": {
            "Q": {"$ref": "#/components/parameters/R"},
            "R": {"in": "query", "name": "r"},
        },
        "requestBodies": {"B": {"content": {}}},
    }
    found = of(
        "3.0",
        {
            "post": {
                "parameters": [{"$ref": "#/components/parameters/Q"}],
                "requestBody": {"$ref": "#/components/requestBodies/B"},
            }
        },
        components=components,
    )
    assert found.body
    assert found.parameters[0].place.path == ("components", "parameters", "R")
    assert found.body.place.path == ("components", "requestBodies", "B")


HEAD = "openapi: 3.0.3\n"
REFUSED = [
    ("paths: []", "openapi.yaml:2:8 `paths` must be a mapping, got `[]`"),
    ("paths: {/a: text}", "openapi.yaml:2:13 `/a` must be a mapping, got `text`"),
    ("paths: {/a: {get: [1]}}", "openapi.yaml:2:19 `get` must be a mapping, got `[1]`"),
    ("paths: {/a: {get: {parameters: {a: b}}}}", 'openapi.yaml:2:32 `parameters` must be a list, got `{"a": "b"}`'),
    ("paths: {/a: {get: {parameters: [x]}}}", "openapi.yaml:2:33 `0` must be a mapping, got `x`"),
    ("paths: {/a: {get: {parameters: [{in: query}]}}}", "openapi.yaml:2:33 `name` is missing"),
    ("paths: {/a: {get: {parameters: [{name: a}]}}}", "openapi.yaml:2:33 `in` is missing"),
    ("paths: {/a: {get: {parameters: [{in: body, name: a}]}}}", "openapi.yaml:2:38 `in: body` is no place of a parameter"),
    ("paths: {/a: {get: {requestBody: {content: 3}}}}", "openapi.yaml:2:43 `content` must be a mapping, got `3`"),
    ("paths: {/a: {get: {responses: {200: {headers: {A: 1}}}}}}", "openapi.yaml:2:51 `A` must be a mapping, got `1`"),
    ("paths: {/a: {get: {security: {a: []}}}}", 'openapi.yaml:2:30 `security` must be a list, got `{"a": []}`'),
    ("servers: [{}]\npaths: {/a: {get: {}}}", "openapi.yaml:2:11 `url` is missing"),
    ("components: {securitySchemes: {k: {in: header}}}", "openapi.yaml:2:35 `type` is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_what_stands_in_the_wrong_place_is_refused(text: str, expected: str) -> None:
    assert refused(f"{HEAD}{text}\n") == [expected]
