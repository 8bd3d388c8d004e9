"""OpenAPI 3.0 -> OpenAPI 3.1.

Source: "Migrating from OpenAPI 3.0 to 3.1.0", OpenAPI Initiative, 2021, and OpenAPI 3.1.1, section
4.8.24 (Schema Object).
"""

from typing import Any

from tests.compatibility.restated.walking import Document, Kind, rebuilt

_COMPOSITIONS = ("allOf", "anyOf", "oneOf")
_BOUNDS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_BINARY = {"type": "string", "format": "binary"}


def as_3_1(document: Document) -> Document:
    """Return an OpenAPI 3.0 document as one of 3.1."""
    assert document["openapi"].startswith("3.0")
    converted: Document = rebuilt(document, _converted)
    return {**converted, "openapi": "3.1.0"}


def _converted(node: dict[str, Any], kind: Kind) -> dict[str, Any]:
    if "$ref" in node and isinstance(node["$ref"], str) and kind in {Kind.OBJECT, Kind.SCHEMA}:
        is_item = any(key in node for key in ("get", "post", "put", "delete", "patch"))
        return node if is_item else {"$ref": node["$ref"]}  # the rest said nothing
    return _schema(node) if kind is Kind.SCHEMA else node


def _schema(node: dict[str, Any]) -> dict[str, Any]:
    """Return a schema in which nothing is left that is not JSON Schema 2020-12."""
    new = {key: value for key, value in node.items() if key != "nullable"}
    if node.get("nullable") is True:
        new = _with_null(new)
    for bound, exclusive in _BOUNDS:
        is_exclusive = new.pop(exclusive, False)
        if is_exclusive and bound in new:
            new[exclusive] = new.pop(bound)
    if "example" in new:
        new["examples"] = [new.pop("example")]
    if new.get("format") == "byte":
        new["contentEncoding"] = "base64"
        del new["format"]
    elif new.get("format") == "binary":
        new["contentMediaType"] = "application/octet-stream"
        del new["format"]
    return new


def _with_null(node: dict[str, Any]) -> dict[str, Any]:
    """`nullable` adds null to `type`; beside a composition without one it means the same."""
    if "type" in node:
        return {**node, "type": [node["type"], "null"]}
    composed = {key: node[key] for key in _COMPOSITIONS if key in node}
    rest = {key: value for key, value in node.items() if key not in composed}
    if not composed:
        return node
    return {**rest, "anyOf": [composed, {"type": "null"}]}
