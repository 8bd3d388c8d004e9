"""Builders of bundles, as contracts are after they were compiled."""

from typing import Any, cast

from planner.model.bundle import FORM, Bundle, Media, Message, Operation, Parameter, Schema

DIGEST = "sha256:" + "0" * 64


def a_bundle(
    *operations: Operation,
    schemas: dict[str, Schema] | None = None,
    contract: str = "catalog-api",
    messages: tuple[Message, ...] = (),
    **other: Any,
) -> Bundle:
    made: dict[str, Any] = {
        "form": FORM,
        "kind": "http",
        "contract": contract,
        "version": "1.0.0",
        "provider": "catalog",
        "title": "Catalogue",
        "description": "",
        "digest": DIGEST,
        "operations": list(operations),
        "messages": list(messages),
        "schemes": {},
        "schemas": schemas or {},
        "left_out": [],
    }
    made.update(other)
    return cast("Bundle", made)


def an_operation(
    method: str,
    path: str,
    responses: dict[str, Schema | None],
    *,
    body: Schema | None = None,
    query: dict[str, Schema] | None = None,
    **other: Any,
) -> Operation:
    """Return an operation; a response whose schema is None has no body."""
    names = [part.partition("}")[0] for part in path.split("{")[1:]]
    parameters = [a_parameter(name, "path", {"type": "string"}) for name in names]
    parameters += [a_parameter(name, "query", each) for name, each in (query or {}).items()]
    made: dict[str, Any] = {
        "id": f"{method} {path}",
        "method": method,
        "path": path,
        "bases": [""],
        "summary": "",
        "description": "",
        "tags": [],
        "deprecated": False,
        "parameters": parameters,
        "body": {"required": True, "media": _json(body)} if body is not None else None,
        "responses": {
            status: {"description": "", "headers": {}, "media": _json(schema)}
            for status, schema in responses.items()
        },
        "security": [],
        "place": "",
    }
    made.update(other)
    return cast("Operation", made)


def _json(schema: Schema | None) -> dict[str, Media]:
    return {} if schema is None else {"application/json": {"schema": schema, "examples": []}}


def a_parameter(name: str, location: Any, schema: Schema, **other: Any) -> Parameter:
    made: dict[str, Any] = {
        "name": name,
        "location": location,
        "required": location == "path",
        "style": "simple" if location in {"path", "header"} else "form",
        "explode": location == "query",
        "allow_reserved": False,
        "allow_empty_value": False,
        "deprecated": False,
        "schema": schema,
        "media_type": "",
        "examples": [],
    }
    made.update(other)
    return cast("Parameter", made)


def an_object(*required: str, **members: Schema) -> dict[str, Any]:
    return {"type": "object", "properties": dict(members), "required": list(required)}
