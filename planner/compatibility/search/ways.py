"""Keywords -> the ways in which each can hold, and the ways in which it can fail."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from planner.compatibility.formats import integer_range
from planner.compatibility.schemas import Node, Schema
from planner.compatibility.search.kinds import ALL_KINDS, Kinds, kinds_of_type
from planner.compatibility.values import Json, as_json_number


class Demand(NamedTuple):
    """One keyword that must hold (or must not).

    Args:
        holds: whether it must hold.
        keyword: its name; `members` stands for properties, patternProperties and
            additionalProperties together, `elements` for prefixItems and items.
        value: what the keyword says; where a keyword is violated at one name or index, that one.
        owner: the schema that the keyword stands in.
    """

    holds: bool
    keyword: str
    value: Any
    owner: Schema


Signed = tuple[bool, Schema]
Alternative = Sequence[Signed | Demand]

_NUMBER = kinds_of_type("number")
_OF_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_OF_TEXTS = ("minLength", "maxLength", "pattern", "format")
_OF_ARRAYS = ("minItems", "maxItems", "uniqueItems", "contains", "unevaluatedItems")
_OF_OBJECTS = ("required", "minProperties", "maxProperties", "propertyNames")
_MEMBERS = ("properties", "patternProperties", "additionalProperties")
_ELEMENTS = ("prefixItems", "items")
KINDS_OF_KEYWORD: Mapping[str, Kinds] = {
    **dict.fromkeys(_OF_NUMBERS, _NUMBER),
    **dict.fromkeys(_OF_TEXTS, kinds_of_type("string")),
    **dict.fromkeys((*_OF_ARRAYS, *_ELEMENTS), kinds_of_type("array")),
    **dict.fromkeys((*_OF_OBJECTS, *_MEMBERS, "unevaluatedProperties"), kinds_of_type("object")),
}
_OF_ANY = frozenset(
    {"$ref", "allOf", "anyOf", "const", "dependentRequired", "dependentSchemas", "enum", "if"}
    | {"not", "oneOf", "type"}
)
KNOWN = KINDS_OF_KEYWORD.keys() | _OF_ANY
UNEVALUATED = ("unevaluatedProperties", "unevaluatedItems")


def keywords(schema: Schema) -> Iterator[tuple[str, Any]]:
    """Yield the keywords of a node that say which values are valid."""
    assert not isinstance(schema.node, bool)  # noqa: S101  the caller has looked
    for keyword, value in schema.node.items():
        if keyword in KNOWN:
            yield keyword, value


def conjuncts(schema: Schema) -> list[Schema]:
    """Return schemas without `allOf` and `$ref` that together say what one says."""
    found: list[Schema] = []
    todo, seen = [schema], set()
    while todo:
        part = todo.pop().followed()
        if part.key in seen:
            continue
        seen.add(part.key)
        if isinstance(part.node, bool) or not _can_be_split(part.node):
            found.append(part)
            continue
        rest = {word: value for word, value in part.node.items() if word not in _SPLIT}
        if any(word in KNOWN for word in rest):
            found.append(part.space.made(part.node, "alone", partial(_given, rest)))
        todo += reversed([part.child(branch) for branch in part.node.get("allOf", ())])
        if "$ref" in part.node:
            todo.append(part.space.target(part.node["$ref"]))
    return found


_UNIONS = ("anyOf", "oneOf")


def has_union(schema: Schema) -> bool:
    """Return whether a schema has an `anyOf` or `oneOf` of its own."""
    return schema.get("anyOf") is not None or schema.get("oneOf") is not None


def is_single_union(schema: Schema) -> bool:
    """Return whether a schema has one union, and means the same if that is cut off and added."""
    is_single = (schema.get("anyOf") is None) is not (schema.get("oneOf") is None)
    return is_single and not any(schema.get(word) is not None for word in UNEVALUATED)


def branches_of_union(schema: Schema) -> list[Schema]:
    """Return the branches of the one union of a schema."""
    keyword = next(word for word in _UNIONS if schema.get(word) is not None)
    return [schema.child(branch) for branch in schema.get(keyword)]


def rest_beside_union(schema: Schema) -> Schema | None:
    """Return what a schema says beside its union; None if that is nothing."""
    assert not isinstance(schema.node, bool)  # noqa: S101  it has a union
    rest = {word: value for word, value in schema.node.items() if word not in _UNIONS}
    if not any(word in KNOWN for word in rest):
        return None
    return schema.space.made(schema.node, "beside union", partial(_given, rest))


_SPLIT = frozenset({"allOf", "$ref"})


def _can_be_split(node: Mapping[str, Any]) -> bool:
    return not _SPLIT.isdisjoint(node) and not any(word in node for word in UNEVALUATED)


def kinds_left(demand: Demand) -> Kinds:
    """Return the kinds of values that can fit a demand."""
    if demand.keyword == "type":
        kinds = kinds_of_type(demand.value)
        return kinds if demand.holds else ALL_KINDS - kinds
    return ALL_KINDS if demand.holds else KINDS_OF_KEYWORD.get(demand.keyword, ALL_KINDS)


def ways_to_hold(schema: Schema, keyword: str, value: Any) -> list[Alternative]:  # noqa: ANN401
    """Return alternatives; in at least one of them, all must be so for the keyword to hold."""
    child = schema.child
    match keyword:
        case "$ref":
            return [[(True, schema.space.target(value))]]
        case "allOf":
            return [[(True, child(branch)) for branch in value]]
        case "anyOf":
            return [[(True, child(branch))] for branch in value]
        case "oneOf":
            return [
                [(i == j, child(branch)) for j, branch in enumerate(value)]
                for i in range(len(value))
            ]
        case "not":
            return [[(False, child(value))]]
        case "if" | "dependentSchemas" | "dependentRequired":
            return [[(True, plain) for plain in _plain(schema, keyword, value)]]
        case "format":
            ranged = _range_of_format(schema, value)
            return [[(True, ranged)]] if ranged else [[Demand(True, keyword, value, schema)]]
        case "properties" | "patternProperties" | "additionalProperties":
            return _as_one(schema, keyword, _MEMBERS, "members")
        case "prefixItems" | "items":
            return _as_one(schema, keyword, _ELEMENTS, "elements")
        case _:
            return [[Demand(True, keyword, value, schema)]]


def _as_one(schema: Schema, keyword: str, group: Sequence[str], name: str) -> list[Alternative]:
    """Return one demand for keywords that only mean something together."""
    assert not isinstance(schema.node, bool)  # noqa: S101  it has the keyword
    if keyword != next(word for word in group if word in schema.node):
        return [[]]
    return [[Demand(True, name, None, schema)]]


def ways_to_fail(schema: Schema, keyword: str, value: Any) -> Iterator[Alternative]:  # noqa: ANN401
    """Yield alternatives; in at least one of them, all must be so for the keyword to fail."""
    child = schema.child
    match keyword:
        case "$ref":
            yield [(False, schema.space.target(value))]
        case "allOf":
            yield from ([(False, child(branch))] for branch in value)
        case "anyOf":
            yield [(False, child(branch)) for branch in value]
        case "oneOf":
            yield from _ways_to_fail_one(schema, value)
        case "not":
            yield [(True, child(value))]
        case "if" | "dependentSchemas" | "dependentRequired":
            yield from ([(False, plain)] for plain in _plain(schema, keyword, value))
        case "format":
            ranged = _range_of_format(schema, value)
            yield [(False, ranged)] if ranged else [Demand(False, keyword, value, schema)]
        case "const":
            yield [_not_constant(schema, value)]
        case "enum":
            yield [*_not_listed(schema, value)]
        case "unevaluatedProperties" | "unevaluatedItems":
            yield [(True, _without(schema, keyword)), Demand(False, keyword, value, schema)]
        case _:
            yield from ([demand] for demand in _violations(schema, keyword, value))


def _ways_to_fail_one(schema: Schema, branches: Sequence[Node]) -> Iterator[Alternative]:
    child = schema.child
    yield [(False, child(branch)) for branch in branches]
    for i, first in enumerate(branches):
        for second in branches[i + 1 :]:
            yield [(True, child(first)), (True, child(second))]


def _violations(schema: Schema, keyword: str, value: Any) -> Iterator[Demand]:  # noqa: ANN401
    if keyword == "required":
        yield from (Demand(False, keyword, name, schema) for name in value)
    elif keyword in {"properties", "patternProperties"}:
        for name, member in value.items():
            if not is_trivial(schema.child(member)):
                yield Demand(False, keyword, name, schema)
    elif keyword == "prefixItems":
        yield from (Demand(False, keyword, i, schema) for i in range(len(value)))
    elif keyword in {"additionalProperties", "items", "propertyNames"}:
        if not is_trivial(schema.child(value)):
            yield Demand(False, keyword, value, schema)
    elif keyword != "uniqueItems" or value:
        yield Demand(False, keyword, value, schema)


def is_trivial(schema: Schema) -> bool:
    """Return whether a schema accepts everything, as far as that is plain to see."""
    node = schema.followed().node
    return node is True or (node is not False and not any(word in KNOWN for word in node))


def _not_constant(schema: Schema, value: Json) -> Signed | Demand:
    if isinstance(value, dict | list):
        shape = schema.space.constant(value)
        return (False, schema.space.made(shape, "shape", partial(_shape, value)))
    return Demand(False, "const", value, schema)


_MOST_SHAPES = 40


def _not_listed(schema: Schema, values: Sequence[Json]) -> Iterator[Signed | Demand]:
    """Yield what keeps a value off a list; of very many objects the final check takes care."""
    containers = [value for value in values if isinstance(value, dict | list)]
    yield Demand(False, "enum", values, schema)
    yield from (_not_constant(schema, value) for value in containers[:_MOST_SHAPES])


def _shape(value: Json) -> Node:
    """Return a schema that accepts one object or array, by its members or items."""
    if isinstance(value, dict):
        return {
            "type": "object",
            "maxProperties": len(value),
            "required": list(value),
            "properties": {name: {"const": item} for name, item in value.items()},
        }
    return {
        "type": "array",
        "minItems": len(value),
        "maxItems": len(value),
        "prefixItems": [{"const": item} for item in value],
    }


def _without(schema: Schema, keyword: str) -> Schema:
    node = schema.node
    assert not isinstance(node, bool)  # noqa: S101  it has the keyword
    rest = {word: value for word, value in node.items() if word != keyword}
    return schema.space.made(node, f"without {keyword}", partial(_given, rest))


def condition_as_union(schema: Schema) -> Schema:
    """Return `if`, `then` and `else` as one union."""
    condition = schema.get("if")
    then, otherwise = schema.get("then", True), schema.get("else", True)
    either: Node = {
        "anyOf": [{"allOf": [condition, then]}, {"allOf": [{"not": condition}, otherwise]}]
    }
    return schema.space.made(schema.node, "if", partial(_given, either))


def dependency_as_union(schema: Schema, keyword: str, name: str) -> Schema:
    """Return one dependency as a union: the member is absent, or its consequence holds."""
    branch = schema.get(keyword)[name]
    consequence: Node = {"required": branch} if keyword == "dependentRequired" else branch
    absent: Node = {"not": {"type": "object", "required": [name]}}
    either: Node = {"anyOf": [absent, consequence]}
    return schema.space.made(schema.node, f"{keyword} {name}", partial(_given, either))


def _plain(schema: Schema, keyword: str, value: Any) -> Iterator[Schema]:  # noqa: ANN401  JSON
    """Yield schemas without the keyword that together say what it says."""
    if keyword == "if":
        yield condition_as_union(schema)
        return
    yield from (dependency_as_union(schema, keyword, name) for name in value)


def _range_of_format(schema: Schema, name: Any) -> Schema | None:  # noqa: ANN401  JSON
    """Return the numbers of a numeric format as a schema; other types pass."""
    limits = integer_range(name) if isinstance(name, str) else None
    if limits is None:
        return None
    low, high = (as_json_number(limit) for limit in limits)
    ranged = {"type": "integer", "minimum": low, "maximum": high}
    either: Node = {"anyOf": [{"not": {"type": "number"}}, ranged]}
    return schema.space.made(schema.node, "format", partial(_given, either))


def _given(node: Node) -> Node:
    return node
