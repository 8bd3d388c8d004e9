"""Bodies and payloads of a Pact file, in the form of every version.

Source: Pact specification version 4, "Bodies": `content`, `contentType`, `encoded`.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from json import loads
from typing import Any, NamedTuple

from planner.model.pact import Content, Presence
from planner.model.source import Place
from planner.wire.media import essence, is_json

DEEPEST = 120
"""Levels of a JSON text inside a Pact file; the file itself is bounded where it is read."""


class _TooDeepError(Exception):
    """A JSON text is nested too deeply to be looked at."""


class BadContent(NamedTuple):
    """Why a body can't be read, and where."""

    place: Place
    message: str


def read_content(
    raw: Mapping[str, Any], key: str, place: Place, told: str, *, is_newest: bool
) -> Content | BadContent:
    """Return the body or payload that stands under a key.

    Args:
        raw: what it belongs to.
        key: `body`, `contents` or `content`.
        place: of `raw`.
        told: the media type that headers or metadata tell; empty: none.
        is_newest: whether it may be in the form of version 4.
    """
    if key not in raw:
        return Content(Presence.MISSING, place=place)
    where = place.at(key)
    try:
        return _read(raw[key], where, told, is_newest=is_newest)
    except _TooDeepError:
        return BadContent(where, f"the content is nested more than {DEEPEST} levels deep")


def _read(value: Any, where: Place, told: str, *, is_newest: bool) -> Content | BadContent:  # noqa: ANN401
    if is_newest and _is_wrapped(value):
        return _wrapped(value, where, told)
    if value is None or value == "":
        return Content(Presence.EMPTY, place=where)
    return _plain(value, told, where)


def _wrapped(raw: Mapping[str, Any], place: Place, told: str) -> Content | BadContent:
    where, value = place.at("content"), raw["content"]
    media_type = str(raw.get("contentType") or told)
    encoded = raw.get("encoded", False)
    if value is None or (value == "" and not encoded):
        return Content(Presence.EMPTY, media_type=media_type, place=where)
    if encoded and not isinstance(value, str):
        return BadContent(where, "encoded content is not a text")
    if str(encoded).lower() == "base64":
        return _decoded(value, media_type, where)
    return _plain(value, media_type, where)


def _decoded(value: str, media_type: str, place: Place) -> Content | BadContent:
    try:
        data = b64decode(value, validate=True)
    except (Base64Error, ValueError):
        return BadContent(place, "the content is not valid base64")
    try:
        return _plain(data.decode(), media_type, place)
    except UnicodeDecodeError:
        return Content(Presence.OPAQUE, data, media_type, place)


def _is_wrapped(body: object) -> bool:
    """Return whether a body is written as in version 4, and is not a payload that looks alike."""
    return (
        isinstance(body, dict)
        and "content" in body
        and body.keys() <= {"content", "contentType", "contentTypeHint", "encoded"}
    )


def _parsed(text: str) -> Any:  # noqa: ANN401  raw document
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        value = loads(text, parse_constant=refuse)
    except RecursionError:
        raise _TooDeepError from None
    level: list[Any] = [value] if isinstance(value, dict | list) else []
    for _ in range(DEEPEST):
        inside = [node.values() if isinstance(node, dict) else node for node in level]
        level = [node for nodes in inside for node in nodes if isinstance(node, dict | list)]
        if not level:
            return value
    raise _TooDeepError


def _plain(value: Any, media_type: str, place: Place) -> Content:  # noqa: ANN401  raw document
    """Return a body by its value; a text that says that it is JSON is read as JSON."""
    if not isinstance(value, str):
        return Content(Presence.VALUE, value, media_type, place)
    if media_type and not is_json(essence(media_type)):
        return Content(Presence.TEXT, value, media_type, place)
    if media_type or value[:1] in {"{", "["}:
        try:
            return Content(Presence.VALUE, _parsed(value), media_type, place)
        except ValueError:
            return Content(
                Presence.VALUE if media_type else Presence.TEXT, value, media_type, place
            )
    return Content(Presence.TEXT, value, media_type, place)
