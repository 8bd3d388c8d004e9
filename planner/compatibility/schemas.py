"""Schemas in one dialect, JSON Schema 2020-12, whatever the document they came from.

A `Space` is one side of a comparison: it knows what references mean there. Reading a document's
own dialect into 2020-12 is the job of the format that the document is in.
"""

import marshal
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from planner.compatibility.values import Json, Key, json_key
from planner.model.json_schema import LIST_KEYWORDS, MAP_KEYWORDS, SCHEMA_KEYWORDS
from planner.model.source import Place

Node = bool | Mapping[str, Any]
"""A 2020-12 schema. `$ref` is the only reference, and a name that its space resolves."""

_ANNOTATIONS = frozenset(
    {
        "$comment",
        "$schema",
        "$id",
        "$anchor",
        "$defs",
        "title",
        "description",
        "example",
        "examples",
        "externalDocs",
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
        "discriminator",
        "xml",
        "contentMediaType",
        "contentEncoding",
        "contentSchema",
    }
)


def is_annotation(keyword: str) -> bool:
    """Return whether a keyword says nothing about which values are valid."""
    return keyword in _ANNOTATIONS or keyword.startswith("x-")


class Space:
    """One side of a comparison.

    Args:
        resolve: reference -> its schema; `True` for one that leads nowhere.
        place_of: node -> where it was written; asked only for what is reported.
    """

    def __init__(
        self,
        resolve: Callable[[str], Node],
        place_of: Callable[[Node], Place | None] = lambda _: None,
    ) -> None:
        """Start with nothing resolved."""
        self._resolve = resolve
        self.place_of = place_of
        self._resolved: dict[str, Schema] = {}
        self._references: dict[int, str] = {}
        self._referring: dict[str, Schema] = {}
        self._made: dict[tuple[int, str], Schema] = {}
        self._kept: list[Node] = []
        self._constants: dict[Key, Node] = {}
        self._value_keys: dict[int, tuple[list[Json], frozenset[Key]]] = {}

    @classmethod
    def of(cls, definitions: Mapping[str, Node]) -> "Space":
        """Return a space over named schemas; references are `#/$defs/NAME`."""
        return cls(lambda ref: definitions.get(ref.removeprefix("#/$defs/"), True))

    def schema(self, node: Node) -> "Schema":
        """Return a node of this space."""
        return Schema(self, node)

    def referring(self, ref: str) -> "Schema":
        """Return a schema that is nothing but a reference; the same one each time."""
        if ref not in self._referring:
            self._referring[ref] = Schema(self, {"$ref": ref})
        return self._referring[ref]

    def target(self, ref: str) -> "Schema":
        """Return what a reference leads to."""
        if ref not in self._resolved:
            self._resolved[ref] = Schema(self, self._resolve(ref))
            self._references[id(self._resolved[ref].node)] = ref
        return self._resolved[ref]

    def reference_to(self, node: Node) -> str | None:
        """Return the reference that a node is known by; None if it was not asked for by one."""
        if node is True or node is False:
            return None
        if len(node) == 1 and "$ref" in node:
            return str(node["$ref"])
        return self._references.get(id(node))

    def made(self, owner: Node, name: str, make: Callable[[], Node]) -> "Schema":
        """Return a node that is derived from another one; the same one each time."""
        key = (id(owner), name)
        if key not in self._made:
            self._kept.append(owner)
            self._made[key] = Schema(self, make())
        return self._made[key]

    def constant(self, value: Json) -> Node:
        """Return the schema of one value; the same one each time."""
        key = json_key(value)
        if key not in self._constants:
            self._constants[key] = {"const": value}
        return self._constants[key]

    def listed(self, values: list[Json]) -> Node:
        """Return the schema of some values; the same one each time."""
        key = ("listed", *map(json_key, values))
        if key not in self._constants:
            self._constants[key] = {"enum": values}
        return self._constants[key]

    def value_keys(self, values: list[Json]) -> frozenset[Key]:
        """Return the keys of a list of this space's schemas, such as that of an `enum`."""
        if id(values) not in self._value_keys:
            self._value_keys[id(values)] = (values, frozenset(map(json_key, values)))
        return self._value_keys[id(values)][1]


class Schema(NamedTuple):
    """A node and the space that its references mean something in."""

    space: Space
    node: Node

    @property
    def key(self) -> tuple[int, int]:
        """Identity: nodes live as long as their space."""
        return (id(self.space), id(self.node))

    def get(self, keyword: str, default: Any = None) -> Any:  # noqa: ANN401  JSON
        """Return the value of a keyword."""
        node = self.node
        return default if node is True or node is False else node.get(keyword, default)

    def child(self, node: Node) -> "Schema":
        """Return a schema that stands inside this one."""
        return Schema(self.space, node)

    def followed(self, counting: frozenset[str] = frozenset()) -> "Schema":
        """Return the schema that bare references lead to; a circle of them gives `true`.

        Args:
            counting: annotations beside a reference that make it more than bare.
        """
        if self.node is True or self.node is False or "$ref" not in self.node:
            return self
        schema, seen = self, set()
        node: Node = self.node
        while not isinstance(node, bool) and _is_bare_reference(node, counting):
            ref = node["$ref"]
            if ref in seen:
                return Schema(self.space, True)  # noqa: FBT003  the schema `true`
            seen.add(ref)
            schema = schema.space.target(ref)
            node = schema.node
        return schema


def _is_bare_reference(node: Mapping[str, Any], counting: frozenset[str]) -> bool:
    if "$ref" not in node:
        return False
    return len(node) == 1 or all(
        key == "$ref" or (is_annotation(key) and key not in counting) for key in node
    )


IsUnchanged = Callable[[str], bool]
"""Tells of a reference whether it means the same on both sides."""


def nothing_is_known(_reference: str) -> bool:
    """Return that a reference may mean something else on the other side."""
    return False


class Sameness:
    """Whether two schemas accept the same values because they are written the same.

    Annotations don't count, and neither do the names of what is referenced: references are
    followed, and a pair that is met again while it is being compared is taken as the same
    (coinduction). Source: J. Hopcroft and R. Karp, "A linear algorithm for testing equivalence of
    finite automata", Cornell TR 71-114, 1971.

    Args:
        counting: annotations that count all the same.
        is_unchanged: tells of a reference whether it means the same on both sides, whatever counts;
            what it does not know may be the same anyway.
    """

    def __init__(
        self,
        counting: frozenset[str] = frozenset(),
        is_unchanged: IsUnchanged = nothing_is_known,
    ) -> None:
        """Start without knowledge."""
        self._counting = counting
        self._is_unchanged = is_unchanged
        self._known: dict[_PairKey, bool] = {}
        self._written: dict[tuple[int, int], bytes | None] = {}
        self._room = _MOST_WRITTEN
        self._kept: list[tuple[Schema, Schema]] = []  # identities stay taken while we remember them
        self.compared = 0
        """How many pairs of nodes were looked at so far: what sameness has cost."""

    def is_unchanged(self, one: Schema, other: Schema) -> bool:
        """Return whether both are known to be the same without a look at them."""
        reference = one.space.reference_to(one.node)
        if reference is None or reference != other.space.reference_to(other.node):
            return False
        return one.space is other.space or self._is_unchanged(reference)

    def same(self, one: Schema, other: Schema, most_pairs: int | None = None) -> bool:
        """Return whether both are written the same.

        Args:
            one: a schema.
            other: another one, of the same side or not.
            most_pairs: how many pairs of nodes are compared before the answer is no.
        """
        reached_from: dict[_PairKey, _PairKey | None] = {}
        todo: list[tuple[Schema, Schema, _PairKey | None]] = [(one, other, None)]
        while todo:
            first, second, above = todo.pop()
            if self.is_unchanged(first, second):
                continue
            first, second = first.followed(self._counting), second.followed(self._counting)
            if first.node is second.node and first.space is second.space:
                continue
            pair = (first.key, second.key)
            known = self._known.get(pair)
            if known or pair in reached_from:
                continue
            reached_from[pair] = above
            self.compared += 1
            if most_pairs is not None and len(reached_from) > most_pairs:
                return False
            inner = None if known is False else self._pairs(first, second)
            if inner is None:
                self._kept.append((first, second))
                self._note_difference(pair, reached_from)
                return False
            self._kept.append((first, second))
            todo.extend((*parts, pair) for parts in inner)
        self._known.update(dict.fromkeys(reached_from, True))
        return True

    def _pairs(self, one: Schema, other: Schema) -> "_Pairs | None":
        written = self._as_written(one)
        if written is not None and written == self._as_written(other):
            return []
        return _pairs_to_compare(one, other, self._counting)

    def _as_written(self, schema: Schema) -> bytes | None:
        """Return a node as bytes: most are the same to the letter, and that is told quickly.

        Nodes inside one another are written again and again; deep nesting soon uses up the room.
        """
        if schema.key not in self._written and self._room > 0:
            written, cost = _written(schema.node)
            self._written[schema.key] = written
            self._room -= cost
        return self._written.get(schema.key)

    def _note_difference(
        self, pair: "_PairKey", reached_from: "dict[_PairKey, _PairKey | None]"
    ) -> None:
        """Remember that a pair differs, and so all that it was reached from."""
        differing: _PairKey | None = pair
        while differing is not None:
            self._known[differing] = False
            differing = reached_from[differing]


def as_written(node: Node) -> bytes | None:
    """Return a node as bytes, the same for the same; None if it refers to others."""
    return _written(node)[0]


def _written(node: Node) -> tuple[bytes | None, int]:
    """Return a node as bytes, and how many were written for that."""
    try:
        written = marshal.dumps(cast("dict[str, Any]", node), _WRITING)
    except ValueError:
        return None, _MOST_WRITTEN // 64  # nested too deeply: found out after much was written
    return (None if b"$ref" in written else written), len(written)


_MOST_WRITTEN = 64 * 1024 * 1024
"""Bytes that nodes are written to before they are compared part by part."""
_WRITING = 2
"""Version of `marshal` that writes equal values alike, however they are shared in memory."""

_PairKey = tuple[tuple[int, int], tuple[int, int]]
_Pairs = list[tuple[Schema, Schema]]


def _pairs_to_compare(one: Schema, other: Schema, counting: frozenset[str]) -> _Pairs | None:
    """Return what must be the same for two nodes to be; None if they differ themselves."""
    first, second = _meaning(one.node, counting), _meaning(other.node, counting)
    if isinstance(first, bool) or isinstance(second, bool):
        return [] if first is second else None
    if first.keys() != second.keys():
        return None
    pairs: _Pairs = []
    for keyword in first:
        found = _pairs_of_keyword(keyword, (one, first[keyword]), (other, second[keyword]))
        if found is None:
            return None
        pairs += found
    return pairs


def _pairs_of_keyword(  # noqa: PLR0911  one case per kind of keyword
    keyword: str, one: tuple[Schema, Any], other: tuple[Schema, Any]
) -> _Pairs | None:
    (owner, value), (other_owner, other_value) = one, other
    if keyword == "$ref":
        return [(owner.space.referring(value), other_owner.space.referring(other_value))]
    if keyword in SCHEMA_KEYWORDS:
        return [(owner.child(value), other_owner.child(other_value))]
    if keyword in LIST_KEYWORDS:
        if len(value) != len(other_value):
            return None
        nodes = zip(value, _in_order_of(keyword, value, other_value), strict=True)
        return [(owner.child(a), other_owner.child(b)) for a, b in nodes]
    if keyword in MAP_KEYWORDS:
        if value.keys() != other_value.keys():
            return None
        return [(owner.child(value[k]), other_owner.child(other_value[k])) for k in value]
    return [] if _value_key(keyword, value) == _value_key(keyword, other_value) else None


def _in_order_of(keyword: str, nodes: list[Node], others: list[Node]) -> list[Node]:
    """Return the other side's branches in the order of this side's, where names tell it."""
    if keyword not in _COMPOSITIONS or len(nodes) < 2:  # noqa: PLR2004  nothing to order
        return others
    names, other_names = [_name(node) for node in nodes], [_name(node) for node in others]
    if names == other_names or sorted(names) != sorted(other_names):
        return others
    left = list(zip(other_names, others, strict=True))
    return [left.pop(_index(left, name))[1] for name in names]


def _index(named: list[tuple[str, Node]], name: str) -> int:
    return next(index for index, (other, _) in enumerate(named) if other == name)


def _name(node: Node) -> str:
    """Return what a branch can be told by, whatever it stands beside."""
    if isinstance(node, bool):
        return str(node)
    types = node.get("type", "")
    said = [types] if isinstance(types, str) else sorted(types)
    members = sorted(node.get("properties", ()))
    return " ".join([str(node.get("$ref", "")), *said, *members, *sorted(node)])


_COMPOSITIONS = frozenset({"allOf", "anyOf", "oneOf"})
_UNORDERED = frozenset({"enum", "required", "type", "x-extensible-enum"})


def _value_key(keyword: str, value: Any) -> Key:  # noqa: ANN401  JSON
    if keyword in _UNORDERED:
        values = value if isinstance(value, list) else [value]
        return ("set", frozenset(json_key(item) for item in values))
    return json_key(value)


def _meaning(node: Node, counting: frozenset[str]) -> Node:
    """Return a node without what holds anyway, and without annotations that don't count."""
    if isinstance(node, bool):
        return node
    kept = {
        keyword: value
        for keyword, value in node.items()
        if (keyword in counting or not is_annotation(keyword)) and not _holds_anyway(keyword, value)
    }
    return kept or True


_NO_MINIMUM = frozenset({"minItems", "minLength", "minProperties"})
_EMPTY_HOLDS = frozenset(
    {"allOf", "dependentRequired", "dependentSchemas", "patternProperties", "properties"}
    | {"prefixItems", "required"}
)


def _holds_anyway(keyword: str, value: Any) -> bool:  # noqa: ANN401  JSON
    if keyword in _NO_MINIMUM:
        return bool(value == 0)
    if keyword in _EMPTY_HOLDS:
        return not value
    return keyword == "uniqueItems" and not value
