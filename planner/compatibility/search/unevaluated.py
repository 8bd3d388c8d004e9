"""`unevaluatedProperties` and `unevaluatedItems` in a branch where all that matters is decided.

What a subschema evaluates counts only if it accepts the value, so a branch must say of each
subschema that applies to the same value whether it does. Then the keywords say no more than
`additionalProperties` and `items` of one object or array schema would.
Source: JSON Schema core 2020-12, section 11.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from planner.compatibility.schemas import Node, Schema
from planner.compatibility.search.ways import (
    Demand,
    condition_as_union,
    dependency_as_union,
    is_trivial,
)

Says = Callable[[Schema], bool | None]
"""Whether a value is known to be accepted (True) or rejected (False) by a schema."""
_DEEPEST = 200


class _Open(Exception):  # noqa: N818  a signal, not an error
    """A subschema about which a branch says nothing."""

    def __init__(self, schema: Schema) -> None:
        super().__init__()
        self.schema = schema


def open_question(owner: Schema, says: Says) -> Schema | None:
    """Return a subschema that must be decided first, if there is one."""
    try:
        list(_accepted_in_place(owner, says, 0))
    except _Open as signal:
        return signal.schema
    return None


def without_unevaluated(demand: Demand, says: Says) -> Demand | bool:
    """Return a demand that means the same here; True: it is met anyway, False: it can't be met."""
    parts = list(_accepted_in_place(demand.owner, says, 0))
    rewrite = _members if demand.keyword == "unevaluatedProperties" else _elements
    node = rewrite(demand, parts)
    if node is None:
        return demand.holds
    name = f"{demand.keyword} {sorted(map(id, (part.node for part in parts)))}"
    owner = demand.owner.space.made(demand.owner.node, name, partial(_given, node))
    keyword = "additionalProperties" if "additionalProperties" in node else "items"
    rest = owner.get(keyword)
    if demand.holds:
        return Demand(True, "members" if "properties" in node else "elements", None, owner)
    if is_trivial(owner.child(rest)):
        return False
    return Demand(False, keyword, rest, owner)


def _accepted_in_place(schema: Schema, says: Says, depth: int) -> Iterator[Schema]:
    """Yield a schema and all its subschemas that accept the same value."""
    schema = schema.followed()
    node = schema.node
    if isinstance(node, bool) or depth > _DEEPEST:
        return
    yield schema
    for part in _parts(schema, says):
        yield from _accepted_in_place(part, says, depth + 1)


def _parts(schema: Schema, says: Says) -> Iterator[Schema]:
    child = schema.child
    if "$ref" in schema.node:  # type: ignore[operator]
        yield schema.space.target(schema.get("$ref"))
    yield from (child(branch) for branch in schema.get("allOf", ()))
    for keyword in ("anyOf", "oneOf"):
        for branch in schema.get(keyword, ()):
            if _decided(child(branch), says):
                yield child(branch)
    yield from _conditional_parts(schema, says)


def _conditional_parts(schema: Schema, says: Says) -> Iterator[Schema]:
    child = schema.child
    condition = schema.get("if")
    if condition is not None:
        condition_as_union(schema)
        if _decided(child(condition), says):
            yield child(condition)
            yield child(schema.get("then", True))
        else:
            yield child(schema.get("else", True))
    for name, branch in schema.get("dependentSchemas", {}).items():
        absent = dependency_as_union(schema, "dependentSchemas", name).get("anyOf")[0]
        if not _decided(child(absent), says):
            yield child(branch)


def _decided(schema: Schema, says: Says) -> bool:
    answer = says(schema)
    if answer is None:
        raise _Open(schema)
    return answer


def _members(demand: Demand, parts: list[Schema]) -> dict[str, Any] | None:
    names: dict[str, Node] = {}
    patterns: dict[str, Node] = {}
    for part in parts:
        is_itself = part.node is demand.owner.followed().node
        if part.get("additionalProperties") is not None:
            return None
        if part.get("unevaluatedProperties") is not None and not is_itself:
            return None
        names.update(dict.fromkeys(part.get("properties", {}), True))
        patterns.update(dict.fromkeys(part.get("patternProperties", {}), True))
    return {
        "properties": names,
        "patternProperties": patterns,
        "additionalProperties": demand.value,
    }


def _elements(demand: Demand, parts: list[Schema]) -> dict[str, Any] | None:
    prefix = 0
    contained: list[Node] = []
    for part in parts:
        is_itself = part.node is demand.owner.followed().node
        if part.get("items") is not None:
            return None
        if part.get("unevaluatedItems") is not None and not is_itself:
            return None
        prefix = max(prefix, len(part.get("prefixItems", ())))
        if part.get("contains") is not None:
            contained.append(part.get("contains"))
    rest: Node = {"anyOf": [*contained, demand.value]} if contained else demand.value
    return {"prefixItems": [True] * prefix, "items": rest}


def _given(node: Node) -> Node:
    return node
