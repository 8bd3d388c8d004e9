# ruff: noqa: E501  a row of a table reads best on one line
"""Servers, security requirements and security schemes."""

from typing import Any

import pytest

from planner.model.http import Requirement
from tests.formats.lowered import document, lowered_document, operation

SERVERS: list[tuple[str, str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("3.0", "none", {}, {"get": {}}, ["/"]),
    ("3.0", "an empty list", {"servers": []}, {"get": {}}, ["/"]),
    ("3.0", "of the document", {"servers": [{"url": "https://a"}, {"url": "/v1"}]}, {"get": {}}, ["https://a", "/v1"]),
    ("3.0", "of the path", {"servers": [{"url": "https://a"}]}, {"servers": [{"url": "https://b"}], "get": {}}, ["https://b"]),
    ("3.0", "of the operation", {"servers": [{"url": "https://a"}]}, {"servers": [{"url": "https://b"}], "get": {"servers": [{"url": "https://c"}]}}, ["https://c"]),
    ("2.0", "none", {}, {"get": {}}, ["/"]),
    ("2.0", "path alone", {"basePath": "/v1"}, {"get": {}}, ["/v1"]),
    ("2.0", "host alone", {"host": "shop.example"}, {"get": {}}, ["//shop.example/"]),
    ("2.0", "all", {"host": "shop.example", "basePath": "/v1", "schemes": ["https", "http"]}, {"get": {}}, ["https://shop.example/v1", "http://shop.example/v1"]),
    ("2.0", "of the operation", {"host": "shop.example", "schemes": ["http"]}, {"get": {"schemes": ["https"]}}, ["https://shop.example/"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("version", "parts", "item", "expected"),
    [(v, *rest) for v, _, *rest in SERVERS],
    ids=[f"{v} {n}" for v, n, *_ in SERVERS],
)
def test_servers(
    version: str, parts: dict[str, Any], item: dict[str, Any], expected: list[str]
) -> None:
    found = operation(lowered_document(document(version, paths={"/a": item}, **parts)))
    assert [server.url for server in found.servers] == expected


def test_variables_of_a_server() -> None:
    variables = {
        "region": {"default": "eu", "enum": ["eu", "us"], "description": "d"},
        "port": {"default": "443"},
    }
    (found,) = operation(
        lowered_document(
            document(
                "3.0",
                servers=[{"url": "https://{region}:{port}", "variables": variables}],
                paths={"/a": {"get": {}}},
            )
        )
    ).servers
    assert found.variables == {
        "region": {"default": "eu", "enum": ["eu", "us"]},
        "port": {"default": "443"},
    }


def requirement(*atoms: tuple[str, str]) -> Requirement:
    return frozenset(atoms)


NEEDED: list[tuple[str, Any, Any, tuple[Requirement, ...]]] = [
    ("open", None, None, ()),
    ("inherited", [{"key": []}], None, (requirement(("key", "")),)),
    ("opened", [{"key": []}], [], ()),
    ("overridden", [{"key": []}], [{"oauth": ["read", "write"]}], (requirement(("oauth", "read"), ("oauth", "write")),)),
    ("together", None, [{"key": [], "oauth": ["read"]}], (requirement(("key", ""), ("oauth", "read")),)),
    ("either", None, [{"key": []}, {"oauth": []}], (requirement(("key", "")), requirement(("oauth", "")))),
    ("optional", None, [{}, {"key": []}], (requirement(), requirement(("key", "")))),
    ("no list of scopes", None, [{"key": None}], (requirement(("key", "")),)),
]  # fmt: skip


@pytest.mark.parametrize("version", ["2.0", "3.0", "3.1", "3.2"])
@pytest.mark.parametrize(
    ("whole", "own", "expected"), [case[1:] for case in NEEDED], ids=[case[0] for case in NEEDED]
)
def test_security_requirements(
    version: str, whole: Any, own: Any, expected: tuple[Requirement, ...]
) -> None:
    parts = {} if whole is None else {"security": whole}
    get = {} if own is None else {"security": own}
    found = operation(lowered_document(document(version, paths={"/a": {"get": get}}, **parts)))
    assert found.security == expected


FLOW = {"tokenUrl": "https://t", "scopes": {"read": "r"}}
SCHEMES: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("3.0", {"type": "apiKey", "in": "header", "name": "X-Key", "description": "d"}, "apiKey", {"in": "header", "name": "x-key"}),
    ("3.0", {"type": "apiKey", "in": "query", "name": "Key"}, "apiKey", {"in": "query", "name": "Key"}),
    ("3.0", {"type": "http", "scheme": "Bearer", "bearerFormat": "JWT"}, "http", {"scheme": "bearer", "bearerFormat": "JWT"}),
    ("3.0", {"type": "oauth2", "flows": {"clientCredentials": FLOW}}, "oauth2", {"flows": {"clientCredentials": FLOW}}),
    ("3.0", {"type": "openIdConnect", "openIdConnectUrl": "https://o"}, "openIdConnect", {"openIdConnectUrl": "https://o"}),
    ("3.1", {"type": "mutualTLS"}, "mutualTLS", {}),
    ("2.0", {"type": "basic"}, "http", {"scheme": "basic"}),
    ("2.0", {"type": "apiKey", "in": "header", "name": "X-Key"}, "apiKey", {"in": "header", "name": "x-key"}),
    ("2.0", {"type": "oauth2", "flow": "application", **FLOW}, "oauth2", {"flows": {"clientCredentials": FLOW}}),
    ("2.0", {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://a", **FLOW}, "oauth2", {"flows": {"authorizationCode": {"authorizationUrl": "https://a", **FLOW}}}),
    ("2.0", {"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://a"}, "oauth2", {"flows": {"implicit": {"authorizationUrl": "https://a"}}}),
]  # fmt: skip


@pytest.mark.parametrize(("version", "raw", "kind", "details"), SCHEMES)
def test_security_schemes(
    version: str, raw: dict[str, Any], kind: str, details: dict[str, Any]
) -> None:
    parts = (
        {"securityDefinitions": {"it": raw}}
        if version == "2.0"
        else {
            "components": {
                "securitySchemes": {
                    "it": {"$ref": "#/components/securitySchemes/other"},
                    "other": raw,
                }
            }
        }
    )
    found = lowered_document(document(version, **parts)).schemes["it"]
    assert (found.name, found.type, found.details) == ("it", kind, details)
