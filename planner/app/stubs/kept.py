"""Bundles in the cache, as JSON."""

import json
from typing import Any, cast

import orjson

from planner.app.ports import Cache
from planner.model.bundle import FORM, Bundle

_FAST, _EXACT = b"\x01", b"\x02"
"""First byte: written by orjson, or, since it has numbers of more than 64 bits, by Python."""


def packed(value: Any) -> bytes:  # noqa: ANN401  JSON
    """Return a JSON value as bytes."""
    try:
        return _FAST + orjson.dumps(value)
    except TypeError:
        return _EXACT + json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(content: bytes | None) -> Any:  # noqa: ANN401  JSON
    """Return what was packed; None if it can't be read."""
    if not content:
        return None
    try:
        return (orjson.loads if content[:1] == _FAST else json.loads)(content[1:])
    except (ValueError, RecursionError):
        return None


def kept(cache: Cache | None, key: str) -> Bundle | None:
    """Return a bundle from the cache; None if it is not there, or of another form."""
    value = unpacked(cache.get(key)) if cache is not None and key else None
    if not isinstance(value, dict) or value.get("form") != FORM:
        return None
    return cast("Bundle", value)


def keep(cache: Cache | None, key: str, bundle: Bundle) -> None:
    """Put a bundle into the cache, if there is one."""
    if cache is not None:
        cache.put(key, packed(bundle))
