"""Declared headers of answers: examples where they are valid, generated values otherwise."""

import re
from collections.abc import Mapping
from typing import Any

from planner.instances.maker import NoInstance
from planner.model.bundle import Header
from planner.stubs.server.kit import Kit
from planner.stubs.server.types import NO_VALUE, RawHeaders

_NOT_OURS = frozenset(
    [
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
"""Those that the server itself sets by what it really sends, and those of the connection."""
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
_VISIBLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_TRIES = 8


def made_headers(headers: Mapping[str, Header], kit: Kit, *place: str) -> RawHeaders:
    """Return the declared headers of one response with valid values.

    A header that is not required is left out where no value of it can be written on one line.

    Args:
        headers: lower-case name -> header.
        kit: of the contract.
        place: names the response, for the seed.
    """
    made = []
    for name, header in headers.items():
        if name not in _NOT_OURS and _TOKEN.fullmatch(name):
            text = _text_of(header, kit, *place, name)
            if text is not None:
                made.append((name.encode(), text.encode()))
    return made


def _text_of(header: Header, kit: Kit, *place: str) -> str | None:
    validator = kit.judge.validator(header["schema"])
    for example in header["examples"]:
        if validator.is_valid(example["value"]):
            text = _written(example["value"], explode=header["explode"])
            if _VISIBLE.fullmatch(text):
                return text
    for attempt in range(_TRIES):
        value = _made(header, kit, kit.seed(*place, str(attempt)))
        if value is NO_VALUE:
            return None
        text = _written(value, explode=header["explode"])
        if _VISIBLE.fullmatch(text):
            return text
    return None


def _made(header: Header, kit: Kit, seed: int) -> Any:  # noqa: ANN401  JSON value
    schema = header["schema"]
    if schema is None or schema is True:
        return "sample"
    try:
        return kit.maker.make(schema, seed)
    except NoInstance:
        return NO_VALUE


def _written(value: Any, *, explode: bool) -> str:  # noqa: ANN401  JSON value
    """Return a value in the style `simple` (OpenAPI 3.1, "Header Object")."""
    if isinstance(value, list):
        return ",".join(_scalar(item) for item in value)
    if isinstance(value, dict):
        sign = "=" if explode else ","
        return ",".join(f"{name}{sign}{_scalar(member)}" for name, member in value.items())
    return _scalar(value)


def _scalar(value: Any) -> str:  # noqa: ANN401  JSON value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
