"""How parameters are written: OpenAPI 3.1, "Style Values"; RFC 6570."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pydantic_core import to_jsonable_python

_SEPARATORS = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}
_RESERVED = ":/?[]@!$'()*,;"
_MARKS = {"label": (".", ".", ""), "matrix": (";", ";", "=")}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, as the contract says it.

    Args:
        media_type: it is written as this says, and not in a style.
    """

    name: str
    location: str
    style: str
    explode: bool
    allow_reserved: bool = False
    media_type: str = ""


def in_path(parameter: Parameter, value: Any) -> str:
    """Return the text that stands in the path.

    Raises:
        ValueError: it would be empty, and so another path.
    """
    text = _in_path(parameter, plain(value))
    if not text:
        raise ValueError(f"`{parameter.name}` is part of the path and can't be empty")
    # a server may take `.` and `..` for steps of the path
    return text.replace(".", "%2E") if text in {".", ".."} else text


def _in_path(parameter: Parameter, value: Any) -> str:
    if parameter.media_type:
        return quote(_json(value), safe="")
    if parameter.style in _MARKS:
        return _marked(parameter, value)
    return _listed(value, explode=parameter.explode, separator=",", safe="")


def _marked(parameter: Parameter, value: Any) -> str:
    """Return `label` (`.a.b`) or `matrix` (`;id=a;id=b`)."""
    first, between, equals = _MARKS[parameter.style]
    name = quote(parameter.name, safe="") if equals else ""
    if isinstance(value, Mapping) and parameter.explode:
        return first + between.join(f"{_safe(key)}={_safe(item)}" for key, item in value.items())
    if isinstance(value, list) and parameter.explode:
        return first + between.join(name + equals + _safe(item) for item in value)
    return first + name + equals + _listed(value, explode=False, separator=",", safe="")


def in_header(parameter: Parameter, value: Any) -> str:
    """Return the value of a header."""
    value = plain(value)
    if parameter.media_type:
        return _json(value)
    if isinstance(value, Mapping):
        signs = "=" if parameter.explode else ","
        return ",".join(f"{key}{signs}{text(item)}" for key, item in value.items())
    return ",".join(map(text, value)) if isinstance(value, list) else text(value)


def in_query(parameter: Parameter, value: Any) -> Iterator[str]:
    """Yield the fields of a query, `name=value`, as they are sent."""
    value = plain(value)
    name, safe = quote(parameter.name, safe=""), _RESERVED if parameter.allow_reserved else ""
    if parameter.media_type:
        yield f"{name}={quote(_json(value), safe=safe)}"
    elif parameter.style == "deepObject" and isinstance(value, Mapping | list):
        yield from deep_fields(parameter.name, value)
    elif isinstance(value, list) and parameter.explode:
        yield from (f"{name}={quote(text(item), safe=safe)}" for item in value)
    elif isinstance(value, Mapping) and parameter.explode:
        for key, item in value.items():
            yield f"{quote(key, safe='')}={quote(text(item), safe=safe)}"
    else:
        separator = _SEPARATORS.get(parameter.style, ",")
        yield f"{name}={_listed(value, explode=False, separator=separator, safe=safe)}"


def deep_fields(name: str, value: Any) -> Iterator[str]:
    """Yield `name[key]=value`, however deep; of lists `name[]=value`, `name[0][key]=value`."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from deep_fields(f"{name}[{key}]", item)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            step = number if isinstance(item, Mapping | list) else ""
            yield from deep_fields(f"{name}[{step}]", item)
    else:
        yield f"{quote(name, safe='[]')}={_safe(value)}"


def in_cookie(parameter: Parameter, value: Any) -> Iterator[str]:
    """Yield cookies, `name=value`."""
    value = plain(value)
    if isinstance(value, list) and parameter.explode:
        yield from (f"{parameter.name}={_safe(item)}" for item in value)
    elif isinstance(value, Mapping) and parameter.explode:
        yield from (f"{key}={_safe(item)}" for key, item in value.items())
    else:
        yield f"{parameter.name}={_listed(value, explode=False, separator=',', safe='')}"


def _listed(value: Any, *, explode: bool, separator: str, safe: str) -> str:
    if isinstance(value, Mapping):
        signs = "=" if explode else separator
        pairs = (f"{_safe(key)}{signs}{_safe(item)}" for key, item in value.items())
        return separator.join(pairs)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return separator.join(quote(text(item), safe=safe.replace(",", "")) for item in value)
    return quote(text(value), safe=safe)


def plain(value: Any) -> Any:
    """Return a value as JSON has it: models by the names of the contract."""
    return to_jsonable_python(value, by_alias=True)


def text(value: Any) -> str:
    """Return what a scalar is written as; whatever is none, as JSON."""
    return value if isinstance(value, str) else "" if value is None else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _safe(value: Any) -> str:
    return quote(text(value), safe="")
