"""Schemas as they stand in a bundle: references, marks, equality of values."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from planner.model.bundle import DOUBTFUL, Schema

_PREFIX = "#/$defs/"


def name_in(reference: str, schemas: Mapping[str, Schema]) -> str | None:
    """Return the name that a reference of a bundle leads to; None if it leads nowhere."""
    if not reference.startswith(_PREFIX):
        return None
    name = reference[len(_PREFIX) :]
    if name in schemas:
        return name
    name = unquote(name).replace("~1", "/").replace("~0", "~")
    return name if name in schemas else None


def is_doubtful(node: object) -> bool:
    """Return whether readers of the contract differ on what a schema accepts; see `DOUBTFUL`."""
    return isinstance(node, dict) and node.get(DOUBTFUL) is True


def same(one: Any, other: Any) -> bool:  # noqa: ANN401  JSON
    """Return whether two JSON values are equal: 1 is 1.0, and true is not 1."""
    return bool(key_of(one) == key_of(other))


def key_of(value: Any) -> Any:  # noqa: ANN401  something hashable
    """Return a hashable key that equal JSON values share, and no others."""
    if isinstance(value, bool) or value is None:
        return (0, value)
    if isinstance(value, dict):
        return (2, frozenset((name, key_of(item)) for name, item in value.items()))
    if isinstance(value, list):
        return (3, tuple(map(key_of, value)))
    return (1, value)
