"""What is sent for each media type, and headers.

Sources: OpenAPI 3.2.0, "Media Type Object", "Encoding Object", "Header Object"; RFC 9110, section
8.3.1 (names of media types and of their parameters are the same in any case).
"""

from functools import lru_cache, partial
from typing import Any

from planner.formats._tree import Target
from planner.formats.lowering.openapi.source import Source
from planner.formats.lowering.schemas.lazy import LazyMap
from planner.formats.lowering.schemas.reading import child, entries, mapping, named
from planner.model.http import Header, Media, SchemaNode

_NO_MEANING = frozenset({"boundary", "q"})


@lru_cache(maxsize=4096)
def media_name(written: str) -> str:
    """Return a media type in lower case; `charset=utf-8`, which all text has, is left out."""
    name, *parameters = (part.strip() for part in written.split(";"))
    kept = sorted(filter(None, map(_parameter, parameters)))
    return "; ".join([name.lower(), *kept])


def _parameter(written: str) -> str:
    key, _, value = written.partition("=")
    name, content = key.strip().lower(), value.strip().strip('"')
    if not name or name in _NO_MEANING or (name == "charset" and content.lower() == "utf-8"):
        return ""
    return f"{name}={content.lower() if name == 'charset' else content}"


def read_content(source: Source, content: Target) -> LazyMap[Target, Media]:
    """Return what a `content` of OpenAPI 3 holds for each media type.

    Two names that differ only in what has no meaning keep apart by the way they are written.
    """
    found: dict[str, Target] = {}
    for written, target in entries(content):
        name = media_name(written)
        found[name if name not in found else written.lower()] = target
    return LazyMap(found, partial(_media, source))


def _media(source: Source, name: str, target: Target) -> Media:
    target = source.documents.settle(target)
    mapping(target)
    return Media(name, _content_schema(source, target), target.place, _encoding(source, target))


def _encoding(source: Source, media: Target) -> dict[str, dict[str, Any]]:
    """Return how parts are encoded, as it is written; references to headers are followed."""
    found = {}
    for part, how in named(child(media, "encoding")):
        if not isinstance(how.node, dict):
            continue
        headers = {
            name: source.documents.settle(header).node
            for name, header in named(child(how, "headers"))
        }
        found[part] = {**how.node, **({"headers": headers} if headers else {})}
    return found


def _content_schema(source: Source, target: Target) -> SchemaNode | None:
    """Return the schema of a content; of a stream of items, that of the list that they make."""
    whole = source.schema(child(target, "schema"))
    item = source.schema(child(target, "itemSchema"))
    if item is None:
        return whole
    stream: SchemaNode = {"type": "array", "items": item}
    return stream if whole is None else {"allOf": [whole, stream]}


def swagger_content(
    source: Source, names: list[str], schema: Target
) -> LazyMap[SchemaNode | None, Media]:
    """Return a body or response of Swagger 2.0: the same schema for each media type."""
    node = source.schema(schema)
    parts = {media_name(name): node for name in names}
    return LazyMap(parts, lambda name, part: Media(name, part, schema.place))


def read_headers(source: Source, headers: Target) -> LazyMap[Target, Header]:
    """Return the headers of a response; `Content-Type` has its place in the media type."""
    found = {name.lower(): target for name, target in named(headers)}
    found.pop("content-type", None)
    return LazyMap(found, partial(_header, source))


def _header(source: Source, name: str, target: Target) -> Header:
    target = source.documents.settle(target)
    raw = mapping(target)
    return Header(
        name,
        raw.get("required") is True,
        _header_schema(source, target),
        target.place,
        explode=raw.get("explode") is True,
        deprecated=raw.get("deprecated") is True,
    )


def _header_schema(source: Source, target: Target) -> SchemaNode | None:
    if source.is_swagger:  # the header is its own schema
        return source.schema(target)
    content: dict[str, Any] = mapping(child(target, "content"))
    for media_type in content:
        media = source.documents.settle(child(target, "content", media_type))
        return source.schema(child(media, "schema"))
    return source.schema(child(target, "schema"))
