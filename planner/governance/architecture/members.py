"""Which members what is sent has, whatever it is described in: JSON Schema, Avro or Protobuf."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from planner.compatibility.schemas import Schema
from planner.model.avro import (
    AvroArray,
    AvroMap,
    AvroRecord,
    AvroReference,
    AvroSchema,
    AvroType,
    AvroUnion,
    short_name,
)
from planner.model.protobuf import ProtoModule

_INSIDE = ("allOf", "anyOf", "oneOf", "prefixItems")
_ALSO = ("items", "then", "else", "unevaluatedItems", "contains", "additionalProperties")
"""Members of any name have none in manifests: `labels.text` is the text of each label."""
_OPEN_MESSAGES = frozenset(
    f"google.protobuf.{name}" for name in ("Any", "Struct", "Value", "ListValue")
)
"""Messages that hold whatever their sender likes."""
ANYTHING: Final = "*"
"""Stands for the members of what a contract leaves open."""

Links = set[tuple[str, str]]
"""Pairs of a member and a member below it; at the top the first is empty."""


def links_of(schemas: Iterable[Schema]) -> Links | None:
    """Return the members of what schemas describe; None if some of them is not known."""
    found: Links = set()
    todo = [(schema, "") for schema in schemas]
    seen: set[tuple[tuple[int, int], str]] = set()
    while todo:
        schema, above = todo.pop()
        schema = schema.followed()
        if (schema.key, above) in seen:
            continue
        seen.add((schema.key, above))
        if not isinstance(schema.node, Mapping) or not schema.node:
            if not above:
                return None
            found.add((above, ANYTHING))
            continue
        for below, name in _below(schema, above):
            if name != above or below is None:
                found.add((above, name))
            if below is not None:
                todo.append((below, name))
    return found or None


def _below(schema: Schema, above: str) -> Iterator[tuple[Schema | None, str]]:
    """Yield what stands inside a schema, with the name of the member it belongs to."""
    node: Mapping[str, Any] = schema.node  # type: ignore[assignment]
    if "$ref" in node:
        yield schema.space.target(node["$ref"]), above
    for name, inner in node.get("properties", {}).items():
        yield None, name
        yield schema.child(inner), name
    for keyword in _INSIDE:
        yield from ((schema.child(branch), above) for branch in node.get(keyword, ()))
    for keyword in _ALSO:
        if isinstance(node.get(keyword), Mapping):
            yield schema.child(node[keyword]), above


def links_of_avro(schema: AvroSchema, names: Iterable[str] = ()) -> Links | None:
    """Return the members of the records of a schema; None if it has none.

    Args:
        schema: with all its types.
        names: full or short names of the records that are meant; none: what the schema describes.
    """
    wanted = set(names)
    todo: list[tuple[AvroType, str]] = [
        (AvroReference(name, kind.place), "")
        for name, kind in schema.types.items()
        if {name, short_name(name)} & wanted
    ] or [(schema.root, "")]
    found: Links = set()
    seen: set[tuple[str, str]] = set()
    while todo:
        part, above = todo.pop()
        if isinstance(part, AvroReference):
            if (part.name, above) in seen:
                continue
            seen.add((part.name, above))
        for below, name in _parts(schema, part):
            if name:
                found.add((above, name))
            todo.append((below, name or above))
    return found or None


def _parts(schema: AvroSchema, part: AvroType) -> Iterator[tuple[AvroType, str]]:
    """Yield the types inside a type, those of fields with the field's name."""
    node = schema.followed(part)
    if isinstance(node, AvroRecord):
        yield from ((field.type, field.name) for field in node.fields)
    elif isinstance(node, AvroUnion):
        yield from ((branch, "") for branch in node.branches)
    elif isinstance(node, AvroArray):
        yield node.items, ""
    elif isinstance(node, AvroMap):
        yield node.values, ""


def links_of_protobuf(module: ProtoModule, names: Iterable[str]) -> Links | None:
    """Return the members of messages by both of their names; None if they are not known.

    Args:
        module: the contract.
        names: full names of the messages.
    """
    found: Links = set()
    todo = [(name, "") for name in names]
    seen: set[tuple[str, str]] = set()
    while todo:
        name, above = todo.pop()
        message = module.message_named.get(name)
        if message is None or name in _OPEN_MESSAGES:
            if not above:
                return None
            found.add((above, ANYTHING))
        elif (name, above) not in seen:
            seen.add((name, above))
            for field in message.fields:
                # the entries of a map are no member of their own
                own = [above] if message.is_map_entry else [field.name, field.json_name]
                if not message.is_map_entry:
                    found.update((above, step) for step in own)
                if field.type in {"message", "group"}:
                    todo += [(field.type_name, step) for step in own]
    return found or None
