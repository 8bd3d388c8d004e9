"""Swagger 2.0 -> OpenAPI 3.0.

Source: OpenAPI 3.0.4 and Swagger 2.0, object by object.
"""

from typing import Any

from tests.compatibility.restated.references import target_of
from tests.compatibility.restated.walking import Document, Kind, rebuilt

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_OF_PARAMETER = ("name", "in", "required", "description", "allowEmptyValue")
_NOT_OF_SCHEMA = (*_OF_PARAMETER, "collectionFormat")
_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}
_STYLES = {
    "ssv": {"style": "spaceDelimited", "explode": False},
    "tsv": {"style": "tabDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {"style": "form", "explode": True},
}
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def as_3_0(document: Document) -> Document:
    """Return a Swagger 2.0 document as OpenAPI 3.0."""
    assert document["swagger"] == "2.0"
    return rebuilt_references(_Conversion(document).run())


def rebuilt_references(document: Document) -> Document:
    """Return a document whose references lead to where components are in OpenAPI 3."""

    def visit(node: dict[str, Any], kind: Kind) -> dict[str, Any]:
        reference = node.get("$ref")
        if kind is not Kind.DATA and isinstance(reference, str):
            new = reference.replace("#/definitions/", "#/components/schemas/")
            node = {**node, "$ref": new.replace("#/responses/", "#/components/responses/")}
        return node

    new: Document = rebuilt(document, visit)
    return new


class _Conversion:
    def __init__(self, document: Document) -> None:
        self._old = document

    def run(self) -> Document:
        old = self._old
        components = {
            "schemas": {n: _schema(s) for n, s in old.get("definitions", {}).items()},
            "responses": {
                n: self._response(r, old.get("produces"))
                for n, r in old.get("responses", {}).items()
            },
            "securitySchemes": {
                n: _scheme(s) for n, s in old.get("securityDefinitions", {}).items()
            },
        }
        kept_keys = ("info", "tags", "security", "externalDocs")
        kept: Document = {key: old[key] for key in kept_keys if key in old}
        return {
            "openapi": "3.0.4",
            **kept,
            "servers": self._servers(old.get("schemes", [])),
            "paths": {path: self._item(item) for path, item in old["paths"].items()},
            "components": {key: value for key, value in components.items() if value},
        }

    def _servers(self, schemes: list[str]) -> list[dict[str, Any]]:
        host, base = self._old.get("host"), self._old.get("basePath", "/")
        if not host:
            return [{"url": base}]
        starts = [f"{scheme}://{host}" for scheme in schemes] or [f"//{host}"]
        return [{"url": f"{start}/{base.strip('/')}"} for start in starts]

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        shared = self._settled(item.get("parameters", []))
        return {
            key: self._operation(value, shared) if key in _METHODS else value
            for key, value in item.items()
            if key != "parameters"
        }

    def _settled(self, parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [target_of(self._old, p["$ref"]) if "$ref" in p else p for p in parameters]

    def _operation(self, old: dict[str, Any], shared: list[dict[str, Any]]) -> dict[str, Any]:
        """Return an operation; what its path says of parameters is said there."""
        merged = {(p["in"], p["name"]): p for p in shared}
        merged |= {(p["in"], p["name"]): p for p in self._settled(old.get("parameters", []))}
        dropped = ("parameters", "consumes", "produces", "schemes", "responses")
        new = {key: value for key, value in old.items() if key not in dropped}
        new["parameters"] = [
            _parameter(p) for p in merged.values() if p["in"] not in {"body", "formData"}
        ]
        body = self._body(list(merged.values()), old.get("consumes", self._old.get("consumes")))
        if body:
            new["requestBody"] = body
        produced = old.get("produces", self._old.get("produces"))
        new["responses"] = {s: self._response(r, produced) for s, r in old["responses"].items()}
        if "schemes" in old:
            new["servers"] = self._servers(old["schemes"])
        return new

    def _body(
        self, parameters: list[dict[str, Any]], consumes: list[str] | None
    ) -> dict[str, Any] | None:
        whole = next((p for p in parameters if p["in"] == "body"), None)
        if whole is not None:
            schema = _schema(whole.get("schema", {}))
            content = {name: {"schema": schema} for name in consumes or ["application/json"]}
            return {"content": content, "required": whole.get("required", False)}
        parts = [p for p in parameters if p["in"] == "formData"]
        return _form(parts, consumes or []) if parts else None

    def _response(self, old: dict[str, Any], produces: list[str] | None) -> dict[str, Any]:
        """Return a response; one that is shared is written in place, for what it is sent as."""
        if "$ref" in old:
            old = target_of(self._old, old["$ref"])
        new = {"description": old.get("description", "")}
        if "headers" in old:
            new["headers"] = {
                n: {"schema": _schema(_of_schema(h))} for n, h in old["headers"].items()
            }
        if "schema" in old:
            schema = _schema(old["schema"])
            new["content"] = {name: {"schema": schema} for name in produces or ["application/json"]}
        return new


def _of_schema(old: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in old.items() if key not in _NOT_OF_SCHEMA}


def _parameter(old: dict[str, Any]) -> dict[str, Any]:
    new = {key: old[key] for key in _OF_PARAMETER if key in old}
    return {**new, **_style(old), "schema": _schema(_of_schema(old))}


def _style(old: dict[str, Any]) -> dict[str, Any]:
    if old.get("type") != "array":
        return {}
    return _STYLES.get(old.get("collectionFormat", "csv"), {"explode": False})


def _form(parts: list[dict[str, Any]], consumes: list[str]) -> dict[str, Any]:
    has_file = any(part.get("type") == "file" for part in parts)
    names = [name for name in consumes if name in _FORMS] or [_FORMS[0 if has_file else 1]]
    required = [part["name"] for part in parts if part.get("required")]
    schema = {
        "type": "object",
        "properties": {part["name"]: _schema(_of_schema(part)) for part in parts},
        **({"required": required} if required else {}),
    }
    encoding = {part["name"]: _style(part) for part in parts if part.get("type") == "array"}
    content = {"schema": schema, **({"encoding": encoding} if encoding else {})}
    return {"content": dict.fromkeys(names, content), "required": bool(required)}


def _scheme(old: dict[str, Any]) -> dict[str, Any]:
    if old["type"] == "basic":
        return {"type": "http", "scheme": "basic"}
    if old["type"] != "oauth2":
        return old
    kept = {key: old[key] for key in ("authorizationUrl", "tokenUrl", "scopes") if key in old}
    return {"type": "oauth2", "flows": {_FLOWS.get(old["flow"], old["flow"]): kept}}


def _schema(old: dict[str, Any]) -> dict[str, Any]:
    """Return a schema as OpenAPI 3.0 writes it."""
    new: dict[str, Any] = rebuilt(old, _schema_node, Kind.SCHEMA)
    return new


def _schema_node(node: dict[str, Any], kind: Kind) -> dict[str, Any]:
    if kind is not Kind.SCHEMA:
        return node
    new = dict(node)
    if new.get("type") == "file":
        new |= {"type": "string", "format": "binary"}
    if new.pop("x-nullable", False) is True:
        new["nullable"] = True
    if isinstance(new.get("discriminator"), str):
        new["discriminator"] = {"propertyName": new["discriminator"]}
    return new
