"""Puts two JSON Schemas that stand alone together."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from planner.formats.merging.schemas import SchemaMerger
from planner.formats.merging.shared import (
    SCHEMAS,
    CannotMerge,
    Shared,
    Way,
    deprecated_schema,
    reachable,
)

Node = dict[str, Any]
_DEFINITIONS = ("$defs", "definitions")
_ITS_OWN = ("$schema", "$id", "id")
_DYNAMIC = frozenset({"$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef"})
_MEMBERS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_VALUES = frozenset({"const", "enum", "default", "example", "examples"})


def merge_json_schema(
    old: Any,  # noqa: ANN401  raw document
    new: Any,  # noqa: ANN401  raw document
    way: Way,
    sunset: str,
) -> Node:
    """Return one schema for the messages of two.

    Args:
        old: the schema that is in use.
        new: the one that takes its place.
        way: who sends the messages.
        sunset: until when what is to go stays.

    Raises:
        CannotMerge: they are of two drafts, or refer to what is no shared schema.
    """
    if not (isinstance(old, dict) and isinstance(new, dict)):
        raise CannotMerge("one of the schemas is only `true` or `false`")
    if old.get("$schema") != new.get("$schema"):
        raise CannotMerge(
            f"one side is written in {old.get('$schema')}, the other in {new.get('$schema')}"
        )
    sides = [_as_document(side) for side in (old, new)]
    shared = Shared(sides[0], sides[1])
    deprecate = partial(deprecated_schema, sunset=sunset)
    merged = SchemaMerger(shared, deprecate).merged(sides[0]["root"], sides[1]["root"], way)
    found, schemas = shared.finished(merged)
    keyword = next((name for name in _DEFINITIONS if name in (*old, *new)), "$defs")
    return _as_schema(old, found, reachable(found, schemas), keyword)


def _as_document(schema: Node) -> Node:
    """Return a schema as a document with shared schemas, as OpenAPI has them."""
    shared: Node = {}
    for keyword in _DEFINITIONS:
        for name, definition in (schema.get(keyword) or {}).items():
            if name in shared:
                raise CannotMerge(f"`{name}` stands in `$defs` and in `definitions`")
            shared[name] = _renamed(definition, _to_shared)
    root = {k: v for k, v in schema.items() if k not in {*_DEFINITIONS, *_ITS_OWN}}
    return {"root": _renamed(root, _to_shared), "components": {"schemas": shared}}


def _as_schema(old: Node, root: Any, shared: Mapping[str, Any], keyword: str) -> Node:  # noqa: ANN401  raw document
    if not isinstance(root, dict):
        raise CannotMerge("what can be made is only `true` or `false`")

    def back(reference: str) -> str:
        name = reference.removeprefix(SCHEMAS).replace("~", "~0").replace("/", "~1")
        return f"#/{keyword}/{name}"

    head = {name: old[name] for name in _ITS_OWN if name in old}
    found = {**head, **_renamed(root, back)}
    if shared:
        found[keyword] = {name: _renamed(schema, back) for name, schema in shared.items()}
    return found


def _to_shared(reference: str) -> str:
    for keyword in _DEFINITIONS:
        name = reference.removeprefix(f"#/{keyword}/")
        if name != reference and "/" not in name and "%" not in name:
            return SCHEMAS + name.replace("~1", "/").replace("~0", "~")
    raise CannotMerge(f"it refers to `{reference}`, which is not a shared schema of its own file")


def _renamed(node: Any, rename: Callable[[str], str]) -> Any:  # noqa: ANN401  raw document
    """Return a schema with other references.

    Raises:
        CannotMerge: it is put together from parts in a way that can't be followed.
    """
    if isinstance(node, list):
        return [_renamed(item, rename) for item in node]
    if not isinstance(node, dict):
        return node
    found: Node = {}
    for key, value in node.items():
        if key in _DYNAMIC or key in {"$id", *_DEFINITIONS}:
            raise CannotMerge(f"a part of it has `{key}`")
        if key in _MEMBERS and isinstance(value, dict):
            found[key] = {name: _renamed(child, rename) for name, child in value.items()}
        elif key == "$ref" and isinstance(value, str):
            found[key] = rename(value)
        else:
            found[key] = value if key in _VALUES else _renamed(value, rename)
    return found
