"""Which named types a schema file defines, and which it takes from elsewhere."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from planner.formats._avro_rules import COMPLEX, NAMED, PRIMITIVES, full_name


class _Seen(NamedTuple):
    """A schema and the namespace that it stands in."""

    schema: Any
    namespace: str


def defined_names(document: Any) -> frozenset[str]:  # noqa: ANN401  raw
    """Return the full names of the types that a document defines."""
    return frozenset(
        full_name(seen.schema, seen.namespace)[0] for seen in _walk(document) if _is_named(seen)
    )


def missing_names(document: Any) -> frozenset[tuple[str, ...]]:  # noqa: ANN401  raw
    """Return the types that a document uses and does not define, each with its possible full names.

    A name without dots stands for a type of its namespace, or else for itself.
    """
    defined = defined_names(document)
    found: set[tuple[str, ...]] = set()
    for seen in _walk(document):
        for name in _used(seen.schema):
            inside = f"{seen.namespace}.{name}" if seen.namespace and "." not in name else name
            if not defined & {inside, name}:
                found.add((inside,) if inside == name else (inside, name))
    return frozenset(found)


def _is_named(seen: _Seen) -> bool:
    schema = seen.schema
    return (
        isinstance(schema, dict)
        and schema.get("type") in NAMED
        and isinstance(schema.get("name"), str)
    )


def _used(schema: object) -> Iterator[str]:
    """Yield the names of other types that a schema is made of, none of the primitive ones."""
    name = schema if isinstance(schema, str) else None
    if isinstance(schema, dict) and isinstance(schema.get("type"), str):
        name = schema["type"]
    if name is not None and name not in PRIMITIVES and name not in COMPLEX:
        yield name


def _walk(document: Any) -> Iterator[_Seen]:  # noqa: ANN401  raw
    """Yield every schema of a document with its namespace, in no particular order."""
    waiting = [_Seen(document, "")]
    while waiting:
        seen = waiting.pop()
        yield seen
        waiting += (_Seen(part, _inner(seen)) for part in _parts(seen.schema))


def _inner(seen: _Seen) -> str:
    return full_name(seen.schema, seen.namespace)[1] if _is_named(seen) else seen.namespace


def _parts(schema: object) -> Iterator[Any]:
    if isinstance(schema, list):
        yield from schema
    if not isinstance(schema, dict):
        return
    if isinstance(schema.get("type"), dict | list):
        yield schema["type"]
    if schema.get("type") == "array" and "items" in schema:
        yield schema["items"]
    if schema.get("type") == "map" and "values" in schema:
        yield schema["values"]
    fields = schema.get("fields")
    if schema.get("type") in NAMED and isinstance(fields, list):
        yield from (field.get("type") for field in fields if isinstance(field, dict))
