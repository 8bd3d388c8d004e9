"""Request bodies, responses and links.

Sources: OpenAPI 3.2.0, "Request Body Object", "Responses Object", "Link Object"; Swagger 2.0,
"Operation Object" and "Parameter Object" (`in: body`, `in: formData`).
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from planner.formats._tree import Target
from planner.formats.lowering.openapi.content import (
    media_name,
    read_content,
    read_headers,
    swagger_content,
)
from planner.formats.lowering.openapi.parameters import body_parameters, serialisation
from planner.formats.lowering.openapi.source import Source
from planner.formats.lowering.schemas.lazy import LazyMap
from planner.formats.lowering.schemas.reading import child, entries, mapping, text, texts
from planner.model.http import Body, Link, Media, Response

_UNSAID = ["application/json"]
"""What a Swagger 2.0 body is sent as if no media type is named."""
_MULTIPART = "multipart/form-data"
_URL_ENCODED = "application/x-www-form-urlencoded"


def read_body(source: Source, holders: list[Target]) -> Body | None:
    """Return the request body of an operation, if it has one.

    Args:
        source: the document.
        holders: path items and then the operation.
    """
    operation = holders[-1]
    if source.is_swagger:
        return _swagger_body(source, operation, body_parameters(source, holders))
    if operation.node.get("requestBody") is None:
        return None
    target = source.documents.settle(child(operation, "requestBody"))
    is_required = mapping(target).get("required") is True
    return Body(is_required, read_content(source, child(target, "content")), target.place)


# ---------------------------------------------------------------------- Swagger 2.0


def _swagger_body(source: Source, operation: Target, parameters: list[Target]) -> Body | None:
    whole = next((target for target in parameters if target.node["in"] == "body"), None)
    consumed = _media_names(source, operation, "consumes")
    if whole is not None:
        media = swagger_content(source, consumed or _UNSAID, child(whole, "schema"))
        return Body(whole.node.get("required") is True, media, whole.place)
    if parameters:
        return _form(source, operation, parameters, consumed)
    return None


def _form(source: Source, operation: Target, parameters: list[Target], consumed: list[str]) -> Body:
    """Return the body that form parameters make up: an object with a member for each."""
    required = [text(child(t, "name")) for t in parameters if t.node.get("required") is True]
    schema = {
        "type": "object",
        "properties": {text(child(t, "name")): source.schema(t) for t in parameters},
        **({"required": required} if required else {}),
    }
    has_file = any(target.node.get("type") == "file" for target in parameters)
    named = [name for name in map(media_name, consumed) if name in {_MULTIPART, _URL_ENCODED}]
    place = child(operation, "parameters").place
    encoding = dict(_encodings(source, parameters))
    media: Mapping[str, Media] = {
        name: Media(name, schema, place, encoding)
        for name in named or [_MULTIPART if has_file else _URL_ENCODED]
    }
    return Body(bool(required), media, place)


def _encodings(source: Source, parameters: list[Target]) -> list[tuple[str, dict[str, Any]]]:
    """Return how lists are written in a form, where that isn't as OpenAPI 3 does it."""
    found = []
    for target in parameters:
        style, explode = serialisation(source, target.node, "formData")
        if (style, explode) != ("form", True):
            found.append((text(child(target, "name")), {"style": style, "explode": explode}))
    return found


def _media_names(source: Source, operation: Target, key: str) -> list[str]:
    own = child(operation, key)
    return texts(own if own.node is not None else child(source.top, key))


# ---------------------------------------------------------------------- responses


def read_responses(source: Source, operation: Target) -> LazyMap[Target, Response]:
    """Return the responses of an operation by status, range or `default`."""
    found = {
        status if status == "default" else status.upper(): target
        for status, target in entries(child(operation, "responses"))
    }
    produced = _media_names(source, operation, "produces") if source.is_swagger else []
    return LazyMap(found, partial(_response, source, produced or _UNSAID))


def _response(source: Source, produced: list[str], status: str, target: Target) -> Response:
    target = source.documents.settle(target)
    key = (target.file, target.path, status, *(produced if source.is_swagger else ()))
    if key not in source.responses:
        mapping(target)
        source.responses[key] = Response(
            status,
            _response_media(source, target, produced),
            read_headers(source, child(target, "headers")),
            LazyMap(dict(entries(child(target, "links"))), partial(_link, source)),
            target.place,
        )
    return source.responses[key]


def _response_media(source: Source, target: Target, produced: list[str]) -> Mapping[str, Media]:
    if not source.is_swagger:
        return read_content(source, child(target, "content"))
    schema = child(target, "schema")
    return {} if schema.node is None else swagger_content(source, produced, schema)


def _link(source: Source, name: str, target: Target) -> Link:
    target = source.documents.settle(target)
    raw = mapping(target)
    operation = raw.get("operationId", raw.get("operationRef"))
    parameters = dict(entries(child(target, "parameters")))
    return Link(
        name,
        operation if isinstance(operation, str) else "",
        {key: value.node for key, value in parameters.items()},
        target.place,
    )
