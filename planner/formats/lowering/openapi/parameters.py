"""Parameters of operations, those of their path item included.

Sources: OpenAPI 3.2.0, "Parameter Object" and "Style Values"; Swagger 2.0, "Parameter Object".
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast, get_args

from planner.formats._tree import Target, shortened
from planner.formats.lowering.openapi.content import read_content
from planner.formats.lowering.openapi.source import Source
from planner.formats.lowering.schemas.reading import child, items, mapping, text, unexpected
from planner.model.errors import InputError
from planner.model.http import Location, Parameter

_LOCATIONS: tuple[str, ...] = get_args(Location)
_IN_BODY = ("body", "formData")
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_STYLES = {"path": "simple", "header": "simple"}
"""Default style by location; that of all others is `form`."""
_EXPLODED = frozenset({"form", "cookie"})
"""Styles whose `explode` is true unless it says otherwise."""
_COLLECTIONS = {
    "ssv": ("spaceDelimited", False),
    "tsv": ("tabDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}
"""`collectionFormat` of Swagger 2.0 -> style and explode; `csv` is the location's own style."""


def read_parameters(
    source: Source, holders: Sequence[Target], template: str
) -> tuple[Parameter, ...]:
    """Return the parameters that an operation has outside its body.

    Args:
        source: the document.
        holders: path items and then the operation; the later one replaces what has the same
            location and name.
        template: path with variables in braces.
    """
    positions = {name: i for i, name in enumerate(_VARIABLE.findall(template))}
    merged: dict[tuple[str, str], Target] = {}
    for target in _settled(source, holders):
        location = _location(source, target)
        if location in _IN_BODY:
            continue
        name = text(child(target, "name"))
        if location == "header":
            name = name.lower()
            if name in _IGNORED_HEADERS and not source.is_swagger:
                continue
        merged[location, name] = target
    return tuple(
        _parameter(source, target, name, location, positions.get(name))
        for (location, name), target in merged.items()
    )


def body_parameters(source: Source, holders: Sequence[Target]) -> list[Target]:
    """Return the parameters that Swagger 2.0 puts into the body; a later one replaces another."""
    if not source.is_swagger:
        return []
    merged: dict[tuple[str, str], Target] = {}
    for target in _settled(source, holders):
        location = _location(source, target)
        if location in _IN_BODY:
            name = "" if location == "body" else text(child(target, "name"))
            merged[location, name] = target
    return list(merged.values())


def _settled(source: Source, holders: Sequence[Target]) -> Iterator[Target]:
    for holder in holders:
        for item in items(child(holder, "parameters")):
            target = source.documents.settle(item)
            mapping(target)
            yield target


def _location(source: Source, target: Target) -> str:
    where = child(target, "in")
    known = (*_LOCATIONS[:3], *_IN_BODY) if source.is_swagger else _LOCATIONS
    if isinstance(where.node, str) and where.node in known:
        return where.node
    if where.node is None:
        raise unexpected(where, "text", f"write one of `{'`, `'.join(known)}`")
    raise InputError.single(
        "openapi",
        f"`in: {shortened(where.node)}` is no place of a parameter",
        place=where.place,
        hint=f"write one of `{'`, `'.join(known)}`",
    )


def _parameter(
    source: Source, target: Target, name: str, location: str, position: int | None
) -> Parameter:
    if location != "path":
        position = None
    key = (target.file, target.path, position)
    if key not in source.parameters:
        raw = target.node
        style, explode = serialisation(source, raw, location)
        source.parameters[key] = Parameter(
            name,
            cast("Location", location),
            raw.get("required") is True or location == "path",
            source.schema(target if source.is_swagger else child(target, "schema")),
            target.place,
            style,
            explode,
            raw.get("allowReserved") is True,
            raw.get("allowEmptyValue") is True,
            raw.get("deprecated") is True,
            read_content(source, child(target, "content")) if "content" in raw else {},
            position,
        )
    return source.parameters[key]


def serialisation(source: Source, raw: dict[str, Any], location: str) -> tuple[str, bool]:
    """Return style and explode of a parameter, defaults filled in.

    Args:
        source: the document.
        raw: the parameter as it is written.
        location: where it is sent; `formData` is sent as `query` is.
    """
    default = _STYLES.get(location, "form")
    if not source.is_swagger:
        style = raw.get("style") if isinstance(raw.get("style"), str) else default
        explode = raw.get("explode")
        return str(style), explode if isinstance(explode, bool) else style in _EXPLODED
    if raw.get("type") != "array":
        return default, default in _EXPLODED
    return _COLLECTIONS.get(str(raw.get("collectionFormat")), (default, False))
