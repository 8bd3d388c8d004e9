"""Declared headers of answers: examples where they are valid, generated values otherwise."""

import re
from collections.abc import Callable, Mapping
from typing import Any

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
_NOT_IN_TAG = re.compile(r"[^\x21\x23-\x7e]")
_NOT_IN_COOKIE = re.compile(r"[^0-9A-Za-z._~-]")
_DATE = "Tue, 15 Jan 2030 12:00:00 GMT"
_FORMS: Mapping[str, Callable[[str], str]] = {
    "etag": lambda text: f'"{_NOT_IN_TAG.sub("", text)}"',  # RFC 9110, 8.8.3
    "expires": lambda _: _DATE,  # RFC 9111, 5.3
    "last-modified": lambda _: _DATE,  # RFC 9110, 8.8.2
    "set-cookie": lambda text: f"stub={_NOT_IN_COOKIE.sub('', text)}",  # RFC 6265, 4.1.1
}
"""What HTTP demands of a header that contracts often call a text and no more."""

_SHORT_WAITS = (1, "1", 0, "0")
"""Values of `Retry-After` for which no test run has to wait long."""


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
            text = _text_of(name, header, kit, *place)
            if text is not None:
                made.append((name.encode(), text.encode()))
    return made


def _text_of(name: str, header: Header, kit: Kit, *place: str) -> str | None:
    validator = kit.judge.validator(header["schema"])
    for example in header["examples"]:
        if validator.is_valid(example["value"]):
            text = _written(example["value"], explode=header["explode"])
            if _VISIBLE.fullmatch(text):
                return text
    if name == "retry-after" and header["schema"] is not None:
        short = [str(wait) for wait in _SHORT_WAITS if validator.is_valid(wait)]
        if short:
            return short[0]
    for attempt in range(_TRIES):
        value = _made(header, kit, kit.seed(*place, name, str(attempt)))
        if value is NO_VALUE:
            return None
        text = _written(value, explode=header["explode"])
        formed = _FORMS[name](text) if name in _FORMS else text
        if header["schema"] is None or validator.is_valid(formed):
            text = formed
        if _VISIBLE.fullmatch(text):
            return text
    return None


def _made(header: Header, kit: Kit, seed: int) -> Any:  # noqa: ANN401  JSON value
    schema = header["schema"]
    if schema is None or schema is True:
        return "sample"
    from planner.instances.maker import NoInstance  # noqa: PLC0415  as in `Kit`

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
