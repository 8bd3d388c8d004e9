"""Which kinds of values a schema can accept at all, and which schemas share no value for sure.

Cheap and rough: it serves to cut branches early; the solvers decide what is left.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from planner.compatibility.schemas import Schema
from planner.compatibility.values import Json, Key, exact, json_key, kind_of

Kinds = frozenset[str]
"""JSON types, with `number` split into `integer` and `fraction`."""

ALL_KINDS: Kinds = frozenset(
    {"array", "boolean", "fraction", "integer", "null", "object", "string"}
)
_KINDS_OF_TYPE: Mapping[str, Kinds] = {
    **{kind: frozenset({kind}) for kind in ALL_KINDS - {"fraction"}},
    "number": frozenset({"integer", "fraction"}),
}
_DEEPEST = 12
_Tags = dict[str, frozenset[Key]]


def kinds_of_type(types: str | Iterable[str]) -> Kinds:
    """Return the kinds that a `type` keyword allows."""
    names = [types] if isinstance(types, str) else types
    return frozenset().union(*(_KINDS_OF_TYPE.get(name, frozenset()) for name in names))


def kind_of_value(value: Json) -> str:
    """Return the kind of a value."""
    kind = kind_of(value)
    if kind != "number":
        return kind
    return "integer" if exact(value).denominator == 1 else "fraction"


class Overview:
    """What can be seen of schemas at a glance; remembered by node."""

    def __init__(self) -> None:
        """Start without knowledge."""
        self._kinds: dict[tuple[int, int], Kinds] = {}
        self._tags: dict[tuple[int, int], _Tags] = {}
        self._kept: list[Schema] = []
        self._apart: dict[tuple[int, int], bool] = {}

    def are_apart(self, owner: Schema) -> bool:
        """Return whether no value is accepted by two branches of the `oneOf` of a schema."""
        if owner.key not in self._apart:
            self._kept.append(owner)
            branches = [owner.child(branch) for branch in owner.get("oneOf")]
            self._apart[owner.key] = self._have_own_tags(branches) or (
                len(branches) <= _MOST_COMPARED
                and all(
                    self.are_disjoint(one, other)
                    for i, one in enumerate(branches)
                    for other in branches[i + 1 :]
                )
            )
        return self._apart[owner.key]

    def _have_own_tags(self, branches: list[Schema]) -> bool:
        if not branches or any(self.kinds(branch) != {"object"} for branch in branches):
            return False
        tags = [self.tags(branch) for branch in branches]
        shared = set(tags[0]).intersection(*tags[1:])
        for name in shared:
            values = [tag[name] for tag in tags]
            if sum(map(len, values)) == len(frozenset().union(*values)):
                return True
        return False

    def kinds(self, schema: Schema, depth: int = 0) -> Kinds:
        """Return kinds that a schema may accept; none other is accepted."""
        schema = schema.followed()
        if schema.node is False:
            return frozenset()
        if schema.node is True or depth > _DEEPEST:
            return ALL_KINDS
        if schema.key not in self._kinds:
            self._kept.append(schema)
            self._kinds[schema.key] = ALL_KINDS  # what a circle finds
            self._kinds[schema.key] = self._kinds_of_node(schema, depth + 1)
        return self._kinds[schema.key]

    def _kinds_of_node(self, schema: Schema, depth: int) -> Kinds:
        node = schema.node
        assert not isinstance(node, bool)  # noqa: S101  the caller has looked
        kinds = kinds_of_type(node["type"]) if "type" in node else ALL_KINDS
        if "const" in node:
            kinds &= {kind_of_value(node["const"])}
        if "enum" in node:
            kinds &= {kind_of_value(value) for value in node["enum"]}
        if "$ref" in node:
            kinds &= self.kinds(schema.space.target(node["$ref"]), depth)
        for branch in node.get("allOf", ()):
            kinds &= self.kinds(schema.child(branch), depth)
        for keyword in ("anyOf", "oneOf"):
            if keyword in node:
                branches = (self.kinds(schema.child(b), depth) for b in node[keyword])
                kinds &= frozenset().union(*branches)
        return kinds

    def are_disjoint(self, one: Schema, other: Schema) -> bool:
        """Return whether no value is accepted by both, as far as that is plain to see."""
        kinds = self.kinds(one) & self.kinds(other)
        if not kinds:
            return True
        first, second = self.tags(one), self.tags(other)
        if "" in first and "" in second and not first[""] & second[""]:
            return True
        return kinds == {"object"} and any(
            not first[name] & second[name] for name in first.keys() & second.keys() if name
        )

    def tags(self, schema: Schema, depth: int = 0) -> _Tags:
        """Return the required members that must have one of some listed values.

        The empty name stands for the value itself.
        """
        schema = schema.followed()
        if isinstance(schema.node, bool) or depth > _DEEPEST:
            return {}
        if schema.key not in self._tags:
            self._kept.append(schema)
            self._tags[schema.key] = {}
            self._tags[schema.key] = self._tags_of_node(schema, schema.node, depth + 1)
        return self._tags[schema.key]

    def _tags_of_node(self, schema: Schema, node: Mapping[str, Any], depth: int) -> _Tags:
        tags: _Tags = {}
        listed = _listed(schema)
        if listed is not None:
            tags[""] = listed
        for name in node.get("required", ()):
            member = node.get("properties", {}).get(name)
            found = None if member is None else _listed(schema.child(member).followed())
            if found is not None and name:
                tags[name] = found
        parts = [schema.child(branch) for branch in node.get("allOf", ())]
        if "$ref" in node:
            parts.append(schema.space.target(node["$ref"]))
        for part in parts:
            for name, values in self.tags(part, depth).items():
                tags[name] = tags[name] & values if name in tags else values
        return tags


_MOST_TAGS = 200
_MOST_COMPARED = 40


def _listed(schema: Schema) -> frozenset[Key] | None:
    if schema.get("const") is not None:
        return frozenset({json_key(schema.get("const"))})
    values = schema.get("enum")
    if isinstance(values, list) and len(values) <= _MOST_TAGS:
        return frozenset(json_key(value) for value in values)
    return None
