"""Where an API is reached, and who may call it.

Sources: OpenAPI 3.2.0, "Server Object", "Security Requirement Object", "Security Scheme Object";
Swagger 2.0, "Swagger Object" (`host`, `basePath`, `schemes`) and "Security Scheme Object".
"""

from collections.abc import Sequence
from typing import Any

from planner.formats._tree import Target
from planner.formats.lowering.openapi.source import Source
from planner.formats.lowering.schemas.reading import child, entries, items, mapping, text, texts
from planner.model.http import Requirement, SecurityScheme, Server

_OF_SCHEME = frozenset(
    {"in", "name", "scheme", "bearerFormat", "flows", "openIdConnectUrl", "oauth2MetadataUrl"}
)
"""Fields that tell a caller how to show who it is."""
_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}
"""Flows of Swagger 2.0 that OpenAPI 3 has other names for."""


# ---------------------------------------------------------------------- servers


def read_servers(source: Source, holders: Sequence[Target]) -> tuple[Server, ...]:
    """Return the servers of an operation: its own, else its path's, else the document's.

    Args:
        source: the document.
        holders: the document, path items, the operation; the last that names servers counts.
    """
    if source.is_swagger:
        return _swagger_servers(source, holders[-1])
    for holder in reversed(holders):
        own = child(holder, "servers")
        if own.node:
            key = (own.file, own.path)
            if key not in source.servers:
                source.servers[key] = tuple(_server(item) for item in items(own))
            return source.servers[key]
    return (Server("/", {}, child(source.top, "servers").place),)


def _server(target: Target) -> Server:
    mapping(target)
    variables = {
        name: {key: variable.node[key] for key in ("default", "enum") if key in variable.node}
        for name, variable in entries(child(target, "variables"))
        if mapping(variable) or variable.node == {}
    }
    return Server(text(child(target, "url")), variables, target.place)


def _swagger_servers(source: Source, operation: Target) -> tuple[Server, ...]:
    own = child(operation, "schemes")
    schemes = texts(own if own.node is not None else child(source.top, "schemes"))
    key = tuple(schemes)
    if key not in source.servers:
        host, base = (source.top.node.get(name) for name in ("host", "basePath"))
        path = base if isinstance(base, str) and base else "/"
        place = child(source.top, "host" if isinstance(host, str) else "basePath").place
        if isinstance(host, str):
            starts = [f"{scheme}://{host}" for scheme in schemes] or [f"//{host}"]
        else:
            starts = [""]
        source.servers[key] = tuple(
            Server(f"{start}/{path.strip('/')}" if start else path, {}, place) for start in starts
        )
    return source.servers[key]


# ---------------------------------------------------------------------- security


def read_security(source: Source, operation: Target) -> tuple[Requirement, ...]:
    """Return the alternatives that an operation, or else the document, asks for."""
    own = child(operation, "security")
    return own_security(own if own.node is not None else child(source.top, "security"))


def own_security(security: Target) -> tuple[Requirement, ...]:
    """Return the alternatives of one `security`."""
    return tuple(_requirement(item) for item in items(security))


def _requirement(target: Target) -> Requirement:
    return frozenset(
        (scheme, scope)
        for scheme, scopes in mapping(target).items()
        for scope in (texts(child(target, scheme)) if scopes else None) or [""]
    )


def read_schemes(source: Source) -> dict[str, SecurityScheme]:
    """Return the security schemes of a document by name."""
    where = ("securityDefinitions",) if source.is_swagger else ("components", "securitySchemes")
    if not source.is_swagger:
        mapping(child(source.top, "components"))
    return {
        name: _scheme(source, name, source.documents.settle(target))
        for name, target in entries(child(source.top, *where))
    }


def _scheme(source: Source, name: str, target: Target) -> SecurityScheme:
    raw = mapping(target)
    kind = text(child(target, "type"))
    details: dict[str, Any] = {key: value for key, value in raw.items() if key in _OF_SCHEME}
    if source.is_swagger and kind == "basic":
        kind, details = "http", {"scheme": "basic"}
    elif source.is_swagger and kind == "oauth2":
        details = {"flows": _swagger_flow(raw)}
    if isinstance(details.get("scheme"), str):
        details["scheme"] = details["scheme"].lower()
    if details.get("in") == "header" and isinstance(details.get("name"), str):
        details["name"] = details["name"].lower()
    return SecurityScheme(name, kind, details, target.place)


def _swagger_flow(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the one flow of a Swagger 2.0 scheme as OpenAPI 3 writes it."""
    kept = {key: raw[key] for key in ("authorizationUrl", "tokenUrl", "scopes") if key in raw}
    flow = raw.get("flow")
    return {_FLOWS.get(flow, flow): kept} if isinstance(flow, str) else {}
