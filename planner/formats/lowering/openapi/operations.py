"""Path items -> operations, with callbacks and webhooks.

Source: OpenAPI 3.2.0, "Paths Object" to "Callback Object".
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from planner.formats._tree import Target
from planner.formats.lowering.openapi.access import own_security, read_security, read_servers
from planner.formats.lowering.openapi.bodies import read_body, read_responses
from planner.formats.lowering.openapi.parameters import read_parameters
from planner.formats.lowering.openapi.source import Source
from planner.formats.lowering.schemas.lazy import LazyMap, LazySequence
from planner.formats.lowering.schemas.reading import (
    METHODS,
    child,
    entries,
    extensions,
    mapping,
    texts,
)
from planner.model.http import HttpOperation, Requirement, Server
from planner.model.source import DocumentPath

_SUNSET, _STABILITY = "x-sunset", "x-stability-level"
_Seen = frozenset[tuple[str, DocumentPath]]


class Found(NamedTuple):
    """An operation where it stands.

    Args:
        method: upper case.
        path: template, name of a webhook, or expression of a callback.
        holders: path items, the one that is referred to first, and then the operation.
    """

    method: str
    path: str
    holders: tuple[Target, ...]

    @property
    def target(self) -> Target:
        """The operation itself."""
        return self.holders[-1]


def find_operations(source: Source, paths: Target) -> Iterator[Found]:
    """Yield the operations of a mapping of path items, in document order.

    Raises:
        InputError: something else stands where a path item or an operation is expected.
    """
    for path, item in entries(paths):
        yield from _in_item(source, path, item)


def _in_item(source: Source, path: str, item: Target) -> Iterator[Found]:
    raw = mapping(item)
    parts: tuple[Target, ...] = (item,)
    if "$ref" in raw:  # what stands beside the reference goes before what it leads to
        parts = (source.documents.settle(item), item)
    found: dict[str, Found] = {}
    for part in parts:
        for method, target in _methods(part):
            if target.node is not None:
                mapping(target)
                found[method] = Found(method, path, (*parts, target))
    yield from found.values()


def _methods(item: Target) -> Iterator[tuple[str, Target]]:
    for key in mapping(item):
        if key in METHODS:
            yield key.upper(), child(item, key)
        elif key == "additionalOperations":
            yield from entries(child(item, key))


def read_operation(source: Source, found: Found) -> HttpOperation:
    """Return an operation that a consumer calls, with all that it inherits."""
    return _operation(
        source,
        found,
        security=read_security(source, found.target),
        servers=read_servers(source, (source.top, *found.holders)),
    )


def read_provider_call(source: Source, found: Found, seen: _Seen = frozenset()) -> HttpOperation:
    """Return an operation that the provider calls: a webhook or a callback.

    What the document says of its own servers and callers is not about those.

    Args:
        source: the document.
        found: where it stands.
        seen: callbacks that this one stands in; they are not followed again.
    """
    servers = any(holder.node.get("servers") for holder in found.holders)
    return _operation(
        source,
        found,
        security=own_security(child(found.target, "security")),
        servers=read_servers(source, found.holders) if servers else (),
        seen=seen,
    )


def _operation(
    source: Source,
    found: Found,
    *,
    security: tuple[Requirement, ...],
    servers: tuple[Server, ...],
    seen: _Seen = frozenset(),
) -> HttpOperation:
    target = found.target
    raw = target.node
    others = extensions(raw)
    sunset, stability = others.pop(_SUNSET, None), others.pop(_STABILITY, None)
    name = raw.get("operationId")
    return HttpOperation(
        found.method,
        found.path,
        target.place,
        id=name if isinstance(name, str) else "",
        tags=tuple(texts(child(target, "tags"))) if "tags" in raw else (),
        deprecated=raw.get("deprecated") is True,
        sunset=None if sunset is None else str(sunset),
        stability=None if stability is None else str(stability),
        parameters=LazySequence(partial(read_parameters, source, found.holders, found.path)),
        body=read_body(source, list(found.holders)),
        responses=read_responses(source, target),
        security=security,
        servers=servers,
        callbacks=_callbacks(source, target, seen),
        extensions=others,
    )


def _callbacks(source: Source, operation: Target, seen: _Seen) -> Mapping[str, HttpOperation]:
    """Return the calls that the provider makes; a callback within itself is left out."""
    if "callbacks" not in operation.node:
        return {}
    within = seen | {(operation.file, operation.path)}
    parts: dict[str, Found] = {}
    for name, target in entries(child(operation, "callbacks")):
        for found in find_operations(source, source.documents.settle(target)):
            if (found.target.file, found.target.path) not in within:
                parts[f"{name} {found.path} {found.method}"] = found
    return LazyMap(parts, partial(_callback, source, within))


def _callback(source: Source, seen: _Seen, _: str, found: Found) -> HttpOperation:
    return read_provider_call(source, found, seen)
