# ruff: noqa: E501  a row of a table reads best on one line
"""Operations that are written the same, told without reading them."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.formats.lowering.openapi import lower_openapi
from planner.model.errors import InputError
from planner.model.http import HttpContract, HttpOperation
from tests.depth import trials
from tests.formats.lowered import all_schemas

ORDERS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Orders", "version": "1.0.0"},
    "servers": [{"url": "/v1"}],
    "security": [{"key": []}],
    "paths": {
        "/orders": {
            "parameters": [{"$ref": "#/components/parameters/Tenant"}],
            "get": {"responses": {"200": {"$ref": "#/components/responses/Orders"}}},
            "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}},
        },
        "/health": {"get": {"security": [], "responses": {"204": {}}}},
        "/login": {"post": {"security": [{"oauth": []}], "responses": {"200": {"content": {"a/b": {"schema": {"$dynamicRef": "#token"}}}}}}},
        "/alias": {"$ref": "#/components/pathItems/Alias"},
    },
    "webhooks": {"paid": {"post": {"requestBody": {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/Money"}}}}}}},
    "components": {
        "parameters": {"Tenant": {"in": "header", "name": "X-Tenant", "schema": {"type": "string"}}},
        "responses": {"Orders": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}}}}},
        "schemas": {
            "Order": {"properties": {"total": {"$ref": "#/components/schemas/Money"}, "part": {"$ref": "#/components/schemas/Order"}, "flag": {"const": True}}},
            "Money": {"type": "object", "properties": {"cents": {"type": "integer", "minimum": 1}}},
            "Token": {"$dynamicAnchor": "token", "type": "string"},
            "Unused": {"type": "string"},
        },
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "k"}, "oauth": {"type": "http", "scheme": "bearer"}},
        "pathItems": {"Alias": {"get": {"responses": {"200": {"$ref": "#/components/responses/Orders"}}}, "put": {}}},
    },
}  # fmt: skip
ALL = {
    "GET /orders",
    "POST /orders",
    "GET /health",
    "POST /login",
    "GET /alias",
    "PUT /alias",
    "paid POST",
}


def lowered(raw: dict[str, Any], **others: Any) -> HttpContract:
    files = {f"{name}.json": other for name, other in others.items()}
    return lower_openapi({"openapi.json": raw, **files}, "")


def changed(path: str, value: Any) -> dict[str, Any]:
    """The document with another value at a path; None takes it away."""
    document = deepcopy(ORDERS)
    node = document
    *steps, last = path.split(" ")
    for step in steps:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return document


CHANGES: list[tuple[str, str, Any, set[str]]] = [
    ("nothing", "info title", "Orders", set()),
    ("the title", "info title", "Other", set()),
    ("an unused schema", "components schemas Unused", {"type": "integer"}, set()),
    ("an unused schema goes", "components schemas Unused", None, set()),
    ("a new path", "paths /new", {"get": {}}, set()),
    ("a new method beside", "paths /orders put", {}, set()),
    ("a method", "paths /orders get", {}, {"GET /orders"}),
    ("a method goes", "paths /orders get", None, {"GET /orders"}),
    ("what a path says for all", "paths /orders parameters", [], {"GET /orders", "POST /orders"}),
    ("a parameter", "components parameters Tenant required", True, {"GET /orders", "POST /orders"}),
    ("a schema", "components schemas Order minProperties", 1, {"GET /orders", "POST /orders", "GET /alias", "PUT /alias"}),
    ("prose of a schema", "components schemas Order description", "d", set()),
    ("an example", "components schemas Order example", {"total": 1}, set()),
    ("prose of an operation", "paths /orders get summary", "s", set()),
    ("the tags of an operation", "paths /orders get tags", ["t"], {"GET /orders"}),
    ("the name of an operation", "paths /orders get operationId", "o", {"GET /orders"}),
    ("deprecation", "paths /orders get deprecated", True, {"GET /orders"}),
    ("an extension", "paths /orders get x-sunset", "2026-01-01", {"GET /orders"}),
    ("a member called like prose", "components schemas Order properties description", {}, {"GET /orders", "POST /orders", "GET /alias", "PUT /alias"}),
    ("a default", "components schemas Order default", {"description": "d"}, {"GET /orders", "POST /orders", "GET /alias", "PUT /alias"}),
    ("a schema deep down", "components schemas Money type", "array", {"GET /orders", "POST /orders", "GET /alias", "PUT /alias", "paid POST"}),
    ("true and 1", "components schemas Order properties flag const", 1, {"GET /orders", "POST /orders", "GET /alias", "PUT /alias"}),
    ("an anchor", "components schemas Token type", "integer", {"POST /login"}),
    ("a scheme", "components securitySchemes oauth scheme", "basic", {"POST /login"}),
    ("another scheme", "components securitySchemes key name", "q", {"GET /orders", "POST /orders", "GET /alias", "PUT /alias"}),
    ("servers", "servers", [{"url": "/v2"}], ALL),
    ("security", "security", [], ALL),
    ("the version", "openapi", "3.2.0", ALL),
    ("the patch version", "openapi", "3.1.1", set()),
    ("the dialect", "jsonSchemaDialect", "http://json-schema.org/draft-07/schema#", ALL),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "expected"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_what_a_change_reaches(path: str, value: Any, expected: set[str]) -> None:
    old, new = lowered(ORDERS), lowered(changed(path, value))
    assert old.unchanged_operations(new) == ALL - expected
    assert new.unchanged_operations(old) == ALL - expected


@pytest.mark.parametrize(
    ("path", "value"),
    [("servers", [{"url": "/v2"}]), ("security", []), ("components securitySchemes key name", "q")],
)
def test_servers_and_security_can_be_left_to_the_caller(path: str, value: Any) -> None:
    old, new = lowered(ORDERS), lowered(changed(path, value))
    assert old.unchanged_operations(new) < ALL
    assert old.unchanged_operations(new, with_access=False) == ALL


def test_the_order_of_keys_does_not_matter() -> None:
    turned = json.loads(json.dumps(ORDERS), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert list(turned) != list(ORDERS)
    assert lowered(ORDERS).unchanged_operations(lowered(turned)) == ALL


def test_the_order_of_keys_does_not_hide_a_change_of_true_to_1() -> None:
    old = {"openapi": "3.0.0", "paths": {"/a": {"get": {"x-a": {"b": [True], "c": 1}}}}}
    new = {"openapi": "3.0.0", "paths": {"/a": {"get": {"x-a": {"c": 1, "b": [1]}}}}}
    assert lowered(old).unchanged_operations(lowered(new)) == frozenset()


def in_files(schema: Any) -> HttpContract:
    main = {
        "openapi": "3.0.0",
        "paths": {
            "/a": {"$ref": "a.json"},
            "/b": {
                "get": {
                    "parameters": [
                        {"in": "query", "name": "q", "schema": {"$ref": "s.json#/definitions/B"}}
                    ]
                }
            },
        },
    }
    path = {"get": {"responses": {"200": {"content": {"a/b": {"schema": {"$ref": "s.json"}}}}}}}
    return lowered(main, a=path, s=schema)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "definitions": {"B": {}}}, {"GET /a", "GET /b"}),
        ({"type": "integer", "definitions": {"B": {}}}, {"GET /b"}),
        ({"type": "string", "definitions": {"B": {"type": "string"}}}, set()),
        ({"type": "string", "definitions": {"B": {}}, "maxLength": 3}, {"GET /b"}),
    ],
)
def test_a_change_in_another_file_reaches_what_refers_to_it(
    schema: Any, expected: set[str]
) -> None:
    old = in_files({"type": "string", "definitions": {"B": {}}})
    assert old.unchanged_operations(in_files(schema)) == expected


def test_a_contract_that_was_not_read_from_files_has_no_unchanged_operations() -> None:
    found = lowered(ORDERS)
    made = HttpContract("n", "t", "1", "3.0.0", (), {}, {}, None, None)
    assert found.unchanged_operations(made) == made.unchanged_operations(found) == frozenset()


# ---------------------------------------------------------------------- soundness


def leaves(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of a document that can be changed."""
    children = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [path, *(place for key, child in children for place in leaves(child, (*path, key)))]


PLACES = leaves(ORDERS)[1:]
VALUES = st.sampled_from(
    [
        None,
        True,
        1,
        "string",
        "integer",
        [],
        {},
        {"type": "string"},
        {"$ref": "#/components/schemas/Unused"},
        [{"$ref": "#/components/parameters/Tenant"}],
    ]
)


def mutated(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    document = deepcopy(document)
    node: Any = document
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return document


def everything(contract: HttpContract, label: str) -> str:
    """All that is known of one operation, places aside, as text."""
    found: dict[str, HttpOperation] = {item.label: item for item in contract.operations} | dict(
        contract.webhooks
    )
    item = found[label]
    shown = HttpContract(
        "", "", "", "", (item,), {}, {}, contract.request_side, contract.response_side
    )
    schemas = [json.dumps(node, default=repr, sort_keys=True) for _, node in all_schemas(shown)]
    schemes = {
        name: contract.schemes.get(name)
        for name, _ in sorted(atom for each in item.security for atom in each)
    }
    said = [
        item.id, item.tags, item.deprecated, list(item.parameters), item.body and dict(item.body.media), {k: (dict(r.media), dict(r.headers), dict(r.links)) for k, r in item.responses.items()},
        item.security, item.servers, item.extensions, schemes, list(item.callbacks),
    ]  # fmt: skip
    return repr((said, schemas))


@settings(deadline=None, max_examples=trials(120))
@given(st.sampled_from(PLACES), VALUES, st.sampled_from(PLACES), VALUES)
def test_unchanged_operations_are_the_same_when_they_are_read(
    first: tuple[Any, ...], one: Any, second: tuple[Any, ...], other: Any
) -> None:
    try:
        old = lowered(ORDERS)
        new = lowered(mutated(ORDERS, first, one))
        if second[: len(first)] != first:
            new = lowered(mutated(mutated(ORDERS, first, one), second, other))
        for label in old.unchanged_operations(new):
            assert everything(old, label) == everything(new, label)
    except InputError:
        return
