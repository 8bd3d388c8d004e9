"""Whether a value is valid against a schema: JSON Schema 2020-12, formats asserted where known.

It serves the search for witnesses. A witness that is shown to somebody is judged once more by an
independent validator.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from planner.compatibility.formats import format_accepts
from planner.compatibility.schemas import Schema
from planner.compatibility.values import Json, exact, json_key, kind_of

_DEEPEST = 200


class UnsureError(Exception):
    """The validity can't be told: an undecided pattern, or nesting without end."""


_Question = tuple[int, int, int, bool]
"""Space, schema and value, each as an object, and whether it matters what was looked at."""
Known = dict[_Question, tuple[Json, Any]]
"""What referenced schemas said about which values."""


class _Depth:
    """How deep an evaluation is, and what it has found out so far.

    Args:
        steps: below the value and schema that it began with.
        known: what referenced schemas said; without it, one that is referred to twice at each of
            many levels would be asked twice as often at each.
    """

    __slots__ = ("_next", "known", "steps")

    def __init__(self, steps: int, known: Known) -> None:
        self.steps, self.known = steps, known
        self._next: _Depth | None = None

    @property
    def next(self) -> "_Depth":
        """One step deeper."""
        if self._next is None:
            self._next = _Depth(self.steps + 1, self.known)
        return self._next


class _Seen(NamedTuple):
    """What the applicators of an object or array have looked at."""

    names: frozenset[str]
    items: int
    """Items below this index."""
    others: frozenset[int] = frozenset()
    """Further items, by `contains`."""


_NOTHING = _Seen(frozenset(), 0)
_Answer = TypeVar("_Answer")


def accepts(schema: Schema, value: Json, known: Known | None = None) -> bool:
    """Return whether a value is valid.

    Args:
        schema: by which it is judged.
        value: is not changed meanwhile.
        known: kept from one schema to the next by which the same value is judged.

    Raises:
        UnsureError: that can't be told.
    """
    try:
        return _is_valid(schema, value, _Depth(0, {} if known is None else known))
    except RecursionError:
        raise UnsureError("the schemas are nested too deeply") from None


# ---------------------------------------------------------------------- whether it is valid


def _is_valid(schema: Schema, value: Json, depth: _Depth) -> bool:
    """Return whether a value is valid; what was looked at is kept only where it is asked for."""
    node = schema.node
    if isinstance(node, bool):
        return node
    if depth.steps > _DEEPEST:
        raise UnsureError("schemas refer to each other without end")
    if "unevaluatedProperties" in node or "unevaluatedItems" in node:
        return _evaluate(schema, value, depth) is not None
    if not _fits_own_keywords(schema, node, value) or not _fits_in_place(
        schema, node, value, depth.next
    ):
        return False
    if isinstance(value, dict):
        return _fits_object(node, value) and _members_fit(schema, node, value, depth.next)
    if isinstance(value, list):
        contained = "contains" not in node or _contained(schema, value, depth) is not None
        return contained and _fits_array(schema, value, depth)
    return True


def _fits_in_place(schema: Schema, node: Mapping[str, Any], value: Json, depth: _Depth) -> bool:
    """Apply the keywords that speak about the same value."""
    if _IN_PLACE.isdisjoint(node):
        return True
    child = schema.child
    if "$ref" in node:
        target = schema.space.target(node["$ref"])
        if not _target_says(target, value, depth, _is_valid):
            return False
    return (
        all(_is_valid(child(branch), value, depth) for branch in node.get("allOf", ()))
        and ("anyOf" not in node or any(_is_valid(child(b), value, depth) for b in node["anyOf"]))
        and ("oneOf" not in node or _fits_one(schema, node["oneOf"], value, depth))
        and ("not" not in node or not _is_valid(child(node["not"]), value, depth))
        and ("if" not in node or _fits_condition(schema, value, depth))
        and ("dependentSchemas" not in node or _fits_dependent(schema, node, value, depth))
    )


def _target_says(
    target: Schema, value: Json, depth: _Depth, judge: Callable[[Schema, Json, _Depth], _Answer]
) -> _Answer:
    """Return what a referenced schema says about a value; asked again, it says the same."""
    question = (*target.key, id(value), judge is _evaluate)
    if question not in depth.known:
        depth.known[question] = value, judge(target, value, depth)  # kept, or its id is given away
    answer: _Answer = depth.known[question][1]
    return answer


_IN_PLACE = frozenset({"$ref", "allOf", "anyOf", "oneOf", "not", "if", "dependentSchemas"})


def _fits_one(schema: Schema, branches: list[Any], value: Json, depth: _Depth) -> bool:
    count = 0
    for branch in branches:
        count += _is_valid(schema.child(branch), value, depth)
        if count > 1:
            return False
    return count == 1


def _fits_condition(schema: Schema, value: Json, depth: _Depth) -> bool:
    holds = _is_valid(schema.child(schema.get("if")), value, depth)
    return _is_valid(schema.child(schema.get("then" if holds else "else", True)), value, depth)


def _fits_dependent(schema: Schema, node: Mapping[str, Any], value: Json, depth: _Depth) -> bool:
    return not isinstance(value, dict) or all(
        name not in value or _is_valid(schema.child(branch), value, depth)
        for name, branch in node["dependentSchemas"].items()
    )


def _members_fit(
    schema: Schema, node: Mapping[str, Any], value: dict[str, Json], depth: _Depth
) -> bool:
    if _OF_MEMBERS.isdisjoint(node):
        return True
    properties = node.get("properties", {})
    if "patternProperties" not in node and "propertyNames" not in node:
        rest = node.get("additionalProperties", True)
        return all(
            _is_valid(Schema(schema.space, properties.get(name, rest)), item, depth)
            for name, item in value.items()
        )
    names = schema.child(node.get("propertyNames", True))
    return all(
        _is_valid(names, name, depth)
        and all(_is_valid(member, item, depth) for member in member_schemas(schema, name))
        for name, item in value.items()
    )


_OF_MEMBERS = frozenset(
    {"properties", "patternProperties", "additionalProperties", "propertyNames"}
)


# ---------------------------------------------------------------------- what was looked at


def _evaluate(schema: Schema, value: Json, depth: _Depth) -> _Seen | None:
    """Return what was looked at if the value is valid, else None."""
    if depth.steps > _DEEPEST:
        raise UnsureError("schemas refer to each other without end")
    node = schema.node
    if isinstance(node, bool):
        return _NOTHING if node else None
    if not _fits_own_keywords(schema, node, value):
        return None
    seen = _in_place(schema, value, depth)
    if seen is None:
        return None
    if isinstance(value, dict):
        return _object(schema, value, seen, depth)
    if isinstance(value, list):
        return _array(schema, value, seen, depth)
    return seen


def _union(one: _Seen, other: _Seen) -> _Seen:
    return _Seen(one.names | other.names, max(one.items, other.items), one.others | other.others)


def _fits_own_keywords(schema: Schema, node: Mapping[str, Any], value: Json) -> bool:
    if "type" in node and not _has_type(node["type"], value):
        return False
    if "enum" in node and json_key(value) not in schema.space.value_keys(node["enum"]):
        return False
    if "const" in node and json_key(value) != json_key(node["const"]):
        return False
    kind = kind_of(value)
    if kind == "number":
        return _fits_number(node, value)
    return kind != "string" or _fits_string(node, value)


def _has_type(types: str | list[str], value: Json) -> bool:
    kind = kind_of(value)
    wanted = [types] if isinstance(types, str) else types
    if kind in wanted:
        return True
    return kind == "number" and "integer" in wanted and exact(value).denominator == 1


def _fits_number(node: Mapping[str, Any], value: float) -> bool:
    number = exact(value)
    return (
        ("minimum" not in node or number >= exact(node["minimum"]))
        and ("maximum" not in node or number <= exact(node["maximum"]))
        and ("exclusiveMinimum" not in node or number > exact(node["exclusiveMinimum"]))
        and ("exclusiveMaximum" not in node or number < exact(node["exclusiveMaximum"]))
        and ("multipleOf" not in node or (number / exact(node["multipleOf"])).denominator == 1)
        and ("format" not in node or format_accepts(node["format"], value) is not False)
    )


def _fits_string(node: Mapping[str, Any], value: str) -> bool:
    if len(value) < node.get("minLength", 0):
        return False
    if "maxLength" in node and len(value) > node["maxLength"]:
        return False
    if "pattern" in node and not _matches(node["pattern"], value):
        return False
    return "format" not in node or format_accepts(node["format"], value) is not False


def _matches(pattern: str, text: str) -> bool:
    from planner.compatibility.patterns import matches  # noqa: PLC0415  few schemas have patterns

    answer = matches(pattern, text)
    if answer is None:
        raise UnsureError(f"the pattern `{pattern[:60]}` is outside of what is decided")
    return answer


def _in_place(schema: Schema, value: Json, depth: _Depth) -> _Seen | None:
    """Apply the keywords that speak about the same value."""
    seen = _NOTHING
    for found in _applied(schema, value, depth.next):
        if found is None:
            return None
        seen = _union(seen, found)
    return seen


def _applied(schema: Schema, value: Json, depth: _Depth) -> Iterator[_Seen | None]:
    node, child = schema.node, schema.child
    assert not isinstance(node, bool)  # noqa: S101  the caller has looked
    if "$ref" in node:
        yield _target_says(schema.space.target(node["$ref"]), value, depth, _evaluate)
    for branch in node.get("allOf", ()):
        yield _evaluate(child(branch), value, depth)
    if "anyOf" in node:
        yield _any(schema, node["anyOf"], value, depth)
    if "oneOf" in node:
        yield _one(schema, node["oneOf"], value, depth)
    if "not" in node:
        yield None if _is_valid(child(node["not"]), value, depth) else _NOTHING
    if "if" in node:
        yield _conditional(schema, value, depth)
    if isinstance(value, dict):
        for name, branch in node.get("dependentSchemas", {}).items():
            if name in value:
                yield _evaluate(child(branch), value, depth)


def _any(schema: Schema, branches: list[Any], value: Json, depth: _Depth) -> _Seen | None:
    found = [_evaluate(schema.child(branch), value, depth) for branch in branches]
    valid = [seen for seen in found if seen is not None]
    if not valid:
        return None
    union = valid[0]
    for seen in valid[1:]:
        union = _union(union, seen)
    return union


def _one(schema: Schema, branches: list[Any], value: Json, depth: _Depth) -> _Seen | None:
    found = [_evaluate(schema.child(branch), value, depth) for branch in branches]
    valid = [seen for seen in found if seen is not None]
    return valid[0] if len(valid) == 1 else None


def _conditional(schema: Schema, value: Json, depth: _Depth) -> _Seen | None:
    condition = _evaluate(schema.child(schema.get("if")), value, depth)
    if condition is None:
        return _evaluate(schema.child(schema.get("else", True)), value, depth)
    then = _evaluate(schema.child(schema.get("then", True)), value, depth)
    return None if then is None else _union(condition, then)


def _object(schema: Schema, value: dict[str, Json], seen: _Seen, depth: _Depth) -> _Seen | None:
    node = schema.node
    assert not isinstance(node, bool)  # noqa: S101  the caller has looked
    if not _fits_object(node, value):
        return None
    names = set(seen.names)
    for name, item in value.items():
        subschemas = list(member_schemas(schema, name))
        if "propertyNames" in node:
            subschemas_of_name = schema.child(node["propertyNames"])
            if not _is_valid(subschemas_of_name, name, depth.next):
                return None
        if not all(_is_valid(sub, item, depth.next) for sub in subschemas):
            return None
        if subschemas:
            names.add(name)
    if "unevaluatedProperties" in node:
        rest = schema.child(node["unevaluatedProperties"])
        for name in value.keys() - names:
            if not _is_valid(rest, value[name], depth.next):
                return None
        names.update(value)
    return _Seen(frozenset(names), seen.items, seen.others)


def _fits_object(node: Mapping[str, Any], value: dict[str, Json]) -> bool:
    if any(name not in value for name in node.get("required", ())):
        return False
    if len(value) < node.get("minProperties", 0):
        return False
    if "maxProperties" in node and len(value) > node["maxProperties"]:
        return False
    return all(
        other in value
        for name, others in node.get("dependentRequired", {}).items()
        if name in value
        for other in others
    )


def member_schemas(owner: Schema, name: str) -> Iterator[Schema]:
    """Yield the schemas that an object schema itself applies to the member of that name.

    Raises:
        UnsureError: a pattern of `patternProperties` is undecided.
    """
    is_known = False
    properties = owner.get("properties", {})
    if name in properties:
        is_known = True
        yield owner.child(properties[name])
    for pattern, node in owner.get("patternProperties", {}).items():
        if _matches(pattern, name):
            is_known = True
            yield owner.child(node)
    if not is_known and owner.get("additionalProperties") is not None:
        yield owner.child(owner.get("additionalProperties"))


def item_schema(owner: Schema, index: int) -> Schema | None:
    """Return the schema that an array schema itself applies to an item, if any."""
    prefix = owner.get("prefixItems", ())
    if index < len(prefix):
        return owner.child(prefix[index])
    rest = owner.get("items")
    return None if rest is None else owner.child(rest)


def _array(schema: Schema, value: list[Json], seen: _Seen, depth: _Depth) -> _Seen | None:
    if not _fits_array(schema, value, depth):
        return None
    node = schema.node
    assert not isinstance(node, bool)  # noqa: S101  the caller has looked
    items = len(value) if "items" in node else len(node.get("prefixItems", ()))
    contained = _contained(schema, value, depth) if "contains" in node else frozenset()
    if contained is None:
        return None
    result = _Seen(seen.names, max(seen.items, items), seen.others | contained)
    if "unevaluatedItems" not in node:
        return result
    rest = schema.child(node["unevaluatedItems"])
    for index in range(result.items, len(value)):
        if index not in result.others and not _is_valid(rest, value[index], depth.next):
            return None
    return _Seen(seen.names, len(value), result.others)


def _fits_array(schema: Schema, value: list[Json], depth: _Depth) -> bool:
    fewest, most = schema.get("minItems", 0), schema.get("maxItems", len(value))
    if not fewest <= len(value) <= most:
        return False
    if schema.get("uniqueItems") and len({json_key(item) for item in value}) != len(value):
        return False
    for index, item in enumerate(value):
        own = item_schema(schema, index)
        if own is not None and not _is_valid(own, item, depth.next):
            return False
    return True


def _contained(schema: Schema, value: list[Json], depth: _Depth) -> frozenset[int] | None:
    wanted = schema.child(schema.get("contains"))
    found = frozenset(i for i, item in enumerate(value) if _is_valid(wanted, item, depth.next))
    fewest, most = schema.get("minContains", 1), schema.get("maxContains", len(value))
    return found if fewest <= len(found) <= most else None
