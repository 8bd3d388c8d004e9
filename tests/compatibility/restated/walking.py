"""Rebuilds an OpenAPI document and tells schemas, other objects, free names and data apart."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from planner.model.json_schema import LIST_KEYWORDS, MAP_KEYWORDS, SCHEMA_KEYWORDS

Document = dict[str, Any]


class Kind(Enum):
    """What a node is, by where it stands."""

    OBJECT = "object"
    SCHEMA = "schema"
    NAMES = "names of objects"
    SCHEMA_NAMES = "names of schemas"
    DATA = "data"


Visit = Callable[[dict[str, Any], Kind], Any]

_DATA = frozenset({"example", "examples", "default", "value", "mapping", "scopes", "enum"})
_DATA_LISTS = frozenset({"security", "required", "tags", "consumes", "produces", "schemes"})
_NAMES = frozenset(
    {
        *("additionalOperations", "callbacks", "pathItems", "paths", "webhooks"),
        *("content", "encoding", "headers", "links", "parameters", "requestBodies", "responses"),
        *("securityDefinitions", "securitySchemes", "variables"),
    }
)
_SCHEMA_MAPS = MAP_KEYWORDS | {"definitions", "$defs"}


def rebuilt(node: Any, visit: Visit, kind: Kind = Kind.OBJECT) -> Any:
    """Return a node in which every mapping is what `visit` makes of it, the innermost first."""
    if isinstance(node, list):
        inside = Kind.OBJECT if kind is Kind.NAMES else kind  # `parameters` may be a list, too
        return [rebuilt(item, visit, inside) for item in node]
    if isinstance(node, dict):
        inner = {key: rebuilt(value, visit, kind_at(kind, key)) for key, value in node.items()}
        return visit(inner, kind)
    return node


def kind_at(kind: Kind, key: str) -> Kind:
    """Return what stands below a key."""
    if kind is Kind.NAMES:
        return Kind.OBJECT
    if kind is Kind.SCHEMA_NAMES:
        return Kind.SCHEMA
    if kind is Kind.DATA or key.startswith("x-"):
        return Kind.DATA
    return _in_schema(key) if kind is Kind.SCHEMA else _in_object(key)


def _in_schema(key: str) -> Kind:
    if key in _SCHEMA_MAPS:
        return Kind.SCHEMA_NAMES
    is_schema = key in SCHEMA_KEYWORDS or key in LIST_KEYWORDS
    return Kind.SCHEMA if is_schema else Kind.DATA


def _in_object(key: str) -> Kind:
    if key in {"schema", "itemSchema"}:
        return Kind.SCHEMA
    if key in {"schemas", "definitions"}:
        return Kind.SCHEMA_NAMES
    if key in _DATA or key in _DATA_LISTS:
        return Kind.DATA
    return Kind.NAMES if key in _NAMES else Kind.OBJECT
