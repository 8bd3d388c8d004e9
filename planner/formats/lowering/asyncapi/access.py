"""Brokers, and how those who connect show who they are.

Sources: AsyncAPI 2.6.0, "Server Object" (a URL), "Security Requirement Object" (by name); 3.0.0,
"Server Object" (host and path name), "Security Scheme Object" (named or written in place; each is
an alternative).
"""

import re
from collections.abc import Mapping
from typing import Any

from planner.compatibility.values import json_key
from planner.formats._tree import Target
from planner.formats.lowering.asyncapi.bindings import read_bindings
from planner.formats.lowering.asyncapi.merged import merged, resolved
from planner.formats.lowering.asyncapi.source import Source
from planner.formats.lowering.openapi.access import own_security
from planner.formats.lowering.schemas.reading import child, entries, items, mapping, text, texts
from planner.model.events import EventServer
from planner.model.http import Requirement, SecurityScheme, Server

_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_OF_SCHEME = frozenset({"in", "name", "scheme", "bearerFormat", "flows", "openIdConnectUrl"})


def read_servers(source: Source) -> dict[str, EventServer]:
    """Return the brokers of a document by key.

    Raises:
        InputError: something else than a mapping or text where one is expected.
    """
    return {
        key: _server(source, key, target) for key, target in entries(child(source.top, "servers"))
    }


def _server(source: Source, key: str, target: Target) -> EventServer:
    whole = merged(source.documents, target, traits_win=False)
    own = whole.own
    version = child(own, "protocolVersion")
    variables = {
        name: _variable(source, variable) for name, variable in entries(child(own, "variables"))
    }
    return EventServer(
        key,
        text(child(own, "protocol")).lower(),
        "" if version.node is None else text(version),
        Server(_address(source, own), variables, own.place),
        read_requirements(source, child(own, "security")),
        read_bindings(source, whole, "server").plain,
    )


def _variable(source: Source, target: Target) -> Mapping[str, Any]:
    raw = mapping(source.documents.settle(target))
    return {part: raw[part] for part in ("default", "enum") if part in raw}


def _address(source: Source, own: Target) -> str:
    """Return host and path, without the scheme, which the protocol says."""
    if source.major == "2":
        return _SCHEME.sub("", text(child(own, "url"))).rstrip("/")
    path = child(own, "pathname")
    written = "" if path.node is None else text(path).strip("/")
    host = _SCHEME.sub("", text(child(own, "host"))).rstrip("/")
    return f"{host}/{written}" if written else host


# ---------------------------------------------------------------------- security


def read_requirements(source: Source, security: Target) -> tuple[Requirement, ...]:
    """Return the alternatives that are asked for; none if it is open to all."""
    if source.major == "2":
        return own_security(security)
    return tuple(_requirement(source, item) for item in items(security))


def _requirement(source: Source, target: Target) -> Requirement:
    settled = source.documents.settle(target)
    mapping(settled)
    name = _name(source, settled)
    return frozenset((name, scope) for scope in texts(child(settled, "scopes")) or [""])


def _name(source: Source, settled: Target) -> str:
    """Return what a scheme is called: its key, that of one like it, else its type."""
    if settled.path[:-1] == ("components", "securitySchemes"):
        return str(settled.path[-1])
    content = _content(read_scheme(source, "", settled))
    for name, target in _named(source):
        if _content(read_scheme(source, name, target)) == content:
            return name
    return inline_name(source, settled)


def inline_name(source: Source, settled: Target) -> str:
    """Return a name for a scheme that is written in place: its type, and what it looks like."""
    scheme = read_scheme(source, "", settled)
    more = [scheme.details[key] for key in ("scheme", "name", "in") if key in scheme.details]
    return " ".join([scheme.type, *map(str, more)])


def read_schemes(source: Source) -> dict[str, SecurityScheme]:
    """Return the security schemes of a document by name, those written in place included."""
    found = {name: read_scheme(source, name, target) for name, target in _named(source)}
    for target in _inline(source):
        name = _name(source, target)
        if name not in found:
            found[name] = read_scheme(source, name, target)
    return found


def _named(source: Source) -> list[tuple[str, Target]]:
    mapping(child(source.top, "components"))
    own = child(source.top, "components", "securitySchemes")
    return [(name, source.documents.settle(target)) for name, target in entries(own)]


def _inline(source: Source) -> list[Target]:
    """Return the schemes that servers and operations of AsyncAPI 3 write in place."""
    if source.major == "2":
        return []
    holders = [
        source.documents.settle(target)
        for part in ("servers", "operations")
        for _, target in entries(child(source.top, part))
    ]
    lists = (items(child(holder, "security")) for holder in holders)
    return [source.documents.settle(item) for listed in lists for item in listed]


def read_scheme(source: Source, name: str, target: Target) -> SecurityScheme:
    """Return one security scheme; scopes that can be had are called as in AsyncAPI 2."""
    raw = mapping(target)
    kind = text(child(target, "type"))
    details: dict[str, Any] = {
        key: resolved(source.documents, child(target, key)) for key in raw if key in _OF_SCHEME
    }
    flows = details.pop("flows", None)
    if isinstance(flows, dict):
        details["flows"] = {
            flow: _flow(said) for flow, said in flows.items() if isinstance(said, dict)
        }
    if isinstance(details.get("scheme"), str):
        details["scheme"] = details["scheme"].lower()
    return SecurityScheme(name, kind, details, target.place)


def _flow(raw: dict[str, Any]) -> dict[str, Any]:
    scopes = raw.get("availableScopes", raw.get("scopes"))
    dropped = {"availableScopes", "scopes"}
    kept = {k: v for k, v in raw.items() if not k.startswith("x-") and k not in dropped}
    return {**kept, "scopes": scopes} if isinstance(scopes, dict) else kept


def _content(scheme: SecurityScheme) -> object:
    return json_key({"type": scheme.type, **scheme.details})
