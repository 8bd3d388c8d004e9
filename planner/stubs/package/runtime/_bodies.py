"""Bodies of requests and answers, by media type."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import httpx
from pydantic import TypeAdapter
from pydantic_core import to_json

from ._styles import Parameter, deep_fields, in_query, plain, text

Encoding = Mapping[str, Mapping[str, Any]]
Part = tuple[str, tuple[str | None, bytes, str | None]]


class UnknownMediaTypeError(ValueError):
    """An answer of a media type that the contract does not give."""


def essence(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Return whether a media type is JSON's."""
    kind = essence(media_type)
    return kind.endswith(("/json", "+json", "/x-json"))


def body_of(media_type: str, value: Any, encoding: Encoding) -> dict[str, Any]:
    """Return how httpx is told of the body of a request."""
    kind = essence(media_type)
    if kind == "multipart/form-data":
        return {"files": list(_parts(value, encoding))}
    return {"content": _content(kind, value, encoding), "headers": {"Content-Type": media_type}}


def _content(kind: str, value: Any, encoding: Encoding) -> bytes:
    if is_json(kind):
        return to_json(value, by_alias=True)
    if kind == "application/x-www-form-urlencoded":
        return "&".join(_fields(value, encoding)).encode()
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else to_json(value, by_alias=True)


def _fields(value: Any, encoding: Encoding) -> Iterator[str]:
    for name, item in plain(value).items():
        how = encoding.get(name, {})
        style = str(how.get("style", "form"))
        explode = bool(how.get("explode", style == "form"))
        if style == "deepObject":
            yield from deep_fields(name, item)
        elif isinstance(item, Mapping) and not how:
            whole = Parameter(name, "query", style, explode, media_type="application/json")
            yield from in_query(whole, item)
        else:
            reserved = bool(how.get("allowReserved", False))
            yield from in_query(Parameter(name, "query", style, explode, reserved), item)


def _parts(value: Any, encoding: Encoding) -> Iterator[Part]:
    for name, item in _members(value):
        kind = encoding.get(name, {}).get("contentType")
        for one in item if isinstance(item, list | tuple) else [item]:
            yield name, _part(name, one, kind)


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the members of a form: bytes stay what they are."""
    if isinstance(value, Mapping):
        yield from value.items()
        return
    fields = type(value).__pydantic_fields__
    for name in fields:
        if name in value.__pydantic_fields_set__:
            yield fields[name].alias or name, value.__dict__[name]
    yield from (value.__pydantic_extra__ or {}).items()


def _part(name: str, value: Any, kind: str | None) -> tuple[str | None, bytes, str | None]:
    if isinstance(value, bytes):
        return name, value, kind or "application/octet-stream"
    value = plain(value)
    if isinstance(value, Mapping | list):
        return None, to_json(value), kind or "application/json"
    return None, text(value).encode(), kind


def read_body(declared: Mapping[str, Any], response: httpx.Response) -> Any:
    """Return the value of an answer's body.

    Args:
        declared: media type -> the Python type of what it holds; empty: there is no body.
        response: with its body read.

    Raises:
        UnknownMediaTypeError: the contract does not give the media type.
        ValueError: it is not what the contract says.
    """
    if not declared or response.request.method == "HEAD":
        return None
    kind = essence(response.headers.get("content-type", ""))
    expected = declared[_declared_for(kind, declared)]
    if expected is bytes and not is_json(kind):
        return response.content
    if expected is str and not is_json(kind):
        return response.text
    return _adapter(expected).validate_json(response.content, strict=True)


def _declared_for(kind: str, declared: Mapping[str, Any]) -> str:
    """Return the declared media type that an answer has."""
    if not kind and len(declared) == 1:
        return next(iter(declared))
    by_kind = {essence(name): name for name in declared}
    ranges = (kind, kind.partition("/")[0] + "/*", "*/*")
    found = [by_kind[name] for name in ranges if name in by_kind]
    found += [name for name in declared if is_json(name) and is_json(kind)]
    if not found:
        raise UnknownMediaTypeError(f"`{kind}`, and not {', '.join(map(repr, declared))}")
    return found[0]


@cache
def _adapter(expected: Any) -> TypeAdapter[Any]:
    return TypeAdapter(expected)
