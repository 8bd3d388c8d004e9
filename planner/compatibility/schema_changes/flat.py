"""A schema with what holds at once laid side by side: references followed, `allOf` merged.

`anyOf` and `oneOf` with one branch count as that branch; with one branch beside `null`, as that
branch made nullable. Other unions stay as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from planner.compatibility.schemas import Node, Schema

MEANINGS = frozenset(
    {
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
        "deprecated",
        "discriminator",
        "x-extensible-enum",
        "xml",
    }
)
"""Annotations that say what a value means."""
_DEEPEST = 60
_GROUPED = frozenset({"$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"})
_SHAPES = frozenset(
    {
        "additionalProperties",
        "items",
        "patternProperties",
        "prefixItems",
        "properties",
        "required",
        "type",
    }
)


class Said(NamedTuple):
    """What a keyword says, and where."""

    value: Any
    owner: Schema


class Union(NamedTuple):
    """An `anyOf` or `oneOf` that is left."""

    keyword: str
    branches: tuple[Schema, ...]
    owner: Schema

    def node(self) -> Node:
        """Return it as a schema of its own."""
        return {self.keyword: [branch.node for branch in self.branches]}


@dataclass(slots=True)
class Flat:
    """A flattened schema.

    Args:
        schema: what was flattened.
        said: keyword -> all that is said by it, for keywords that concern one value alone.
        types: allowed JSON types; None: all.
        members: name -> its schemas. `required`, `patterns` and `additional` likewise.
        items: schemas of the items behind the prefix.
        others: `not`, conditions, dependencies and the like: keyword -> schemas of that alone.
        is_never: nothing is valid.
    """

    schema: Schema
    said: dict[str, list[Said]] = field(default_factory=dict)
    types: frozenset[str] | None = None
    type_owner: Schema | None = None
    members: dict[str, list[Schema]] = field(default_factory=dict)
    required: dict[str, Schema] = field(default_factory=dict)
    patterns: dict[str, list[Schema]] = field(default_factory=dict)
    additional: list[Schema] = field(default_factory=list)
    items: list[Schema] = field(default_factory=list)
    prefix: list[Schema] = field(default_factory=list)
    unions: list[Union] = field(default_factory=list)
    others: dict[str, list[Schema]] = field(default_factory=dict)
    is_never: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether members that are not declared are forbidden."""
        return any(schema.node is False for schema in self.additional)


def flatten(schema: Schema) -> Flat:
    """Return the flattened form of a schema."""
    flat = Flat(schema.followed(MEANINGS))
    _take(flat, flat.schema, set(), 0)
    return flat


def _take(flat: Flat, schema: Schema, seen: set[tuple[int, int]], depth: int) -> None:
    schema = schema.followed(MEANINGS)
    if schema.key in seen or depth > _DEEPEST:
        return
    seen.add(schema.key)
    node = schema.node
    if isinstance(node, bool):
        flat.is_never |= not node
        return
    if "$ref" in node:
        _take(flat, schema.space.target(node["$ref"]), seen, depth + 1)
    for branch in node.get("allOf", ()):
        _take(flat, schema.child(branch), seen, depth + 1)
    for keyword in ("anyOf", "oneOf"):
        if keyword in node:
            _take_union(flat, schema, keyword, seen, depth)
    _take_shape(flat, schema, node)
    for name, other in _others(schema, node):
        flat.others.setdefault(name, []).append(other)
    for keyword, value in node.items():
        if keyword not in _GROUPED and keyword not in _SHAPES and keyword not in _OTHERS:
            flat.said.setdefault(keyword, []).append(Said(value, schema))


def _take_union(
    flat: Flat, schema: Schema, keyword: str, seen: set[tuple[int, int]], depth: int
) -> None:
    branches = list(_branches(schema, keyword))
    real = [branch for branch in branches if not _is_null(branch)]
    if len(real) == 1 and len(real) == len(branches):
        _take(flat, real[0], seen, depth + 1)
    elif len(real) == 1 and not _can_be_null(real[0]):
        _take_nullable(flat, real[0], seen, depth)
    else:
        flat.unions.append(Union(keyword, tuple(branches), schema))


def _branches(schema: Schema, keyword: str) -> Iterator[Schema]:
    """Yield the branches of a union; an `anyOf` that is all of a branch adds its own."""
    for node in schema.get(keyword):
        branch = schema.child(node)
        if keyword == "anyOf" and isinstance(node, Mapping) and node.keys() == {"anyOf"}:
            yield from _branches(branch, keyword)
        else:
            yield branch


def _is_null(schema: Schema) -> bool:
    node = schema.followed().node
    return isinstance(node, Mapping) and (
        node.get("type") in ("null", ["null"]) or node.get("enum") == [None]
    )


def _can_be_null(schema: Schema) -> bool:
    inner = flatten(schema)
    return inner.types is None or "null" in inner.types


def _take_nullable(flat: Flat, branch: Schema, seen: set[tuple[int, int]], depth: int) -> None:
    """Merge `branch or null`: its keywords say nothing about null, but for types and values."""
    outer = Flat(flat.schema, types=flat.types)
    flat.types = None
    listed = {keyword: len(flat.said.get(keyword, ())) for keyword in ("enum", "const")}
    _take(flat, branch, seen, depth + 1)
    flat.types = _both(outer.types, _with_null(flat))
    for keyword, count in listed.items():
        for index in range(count, len(flat.said.get(keyword, ()))):
            value, owner = flat.said[keyword][index]
            values = value if keyword == "enum" else [value]
            flat.said[keyword][index] = Said(values, owner)
            if None not in values:
                flat.said[keyword][index] = Said([*values, None], owner)
    _const_as_enum(flat, listed["const"])


def _with_null(flat: Flat) -> frozenset[str] | None:
    return None if flat.types is None else flat.types | {"null"}


def _const_as_enum(flat: Flat, first: int) -> None:
    """Make the constants from an index on a list: `null` was added to each."""
    said = flat.said.get("const", [])
    if len(said) > first:
        flat.said.setdefault("enum", []).extend(said[first:])
        del said[first:]
        if not said:
            del flat.said["const"]


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    met = one & other
    if ("integer" in one and "number" in other) or ("integer" in other and "number" in one):
        met |= {"integer"}
    return met


def _take_shape(flat: Flat, schema: Schema, node: Mapping[str, Any]) -> None:
    if "type" in node:
        types = node["type"]
        named = frozenset([types] if isinstance(types, str) else types)
        flat.types = _both(flat.types, named)
        flat.type_owner = schema
    for name in node.get("required", ()):
        flat.required.setdefault(name, schema)
    for name, member in node.get("properties", {}).items():
        flat.members.setdefault(name, []).append(schema.child(member))
    for pattern, member in node.get("patternProperties", {}).items():
        flat.patterns.setdefault(pattern, []).append(schema.child(member))
    if "additionalProperties" in node:
        flat.additional.append(schema.child(node["additionalProperties"]))
    if "items" in node and "prefixItems" not in node:
        flat.items.append(schema.child(node["items"]))
    if "prefixItems" in node:
        alone = {k: node[k] for k in ("prefixItems", "items") if k in node}
        flat.prefix.append(schema.space.made(node, "prefix", lambda: alone))


_OTHERS = {
    "not": ("not",),
    "if": ("if", "then", "else"),
    "dependentSchemas": ("dependentSchemas",),
    "dependentRequired": ("dependentRequired",),
    "propertyNames": ("propertyNames",),
    "contains": ("contains", "minContains", "maxContains"),
    "unevaluatedProperties": ("unevaluatedProperties",),
    "unevaluatedItems": ("unevaluatedItems",),
    "minContains": (),
    "maxContains": (),
}


def _others(schema: Schema, node: Mapping[str, Any]) -> Iterator[tuple[str, Schema]]:
    for keyword, group in _OTHERS.items():
        if keyword in node and group:
            alone = {name: node[name] for name in group if name in node}
            if keyword.startswith("unevaluated"):
                alone = dict(node)  # it means nothing without its neighbours
            yield keyword, schema.space.made(node, f"only {keyword}", partial(dict, alone))
