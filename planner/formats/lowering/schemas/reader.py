"""Schemas of any dialect -> JSON Schema 2020-12.

Whatever OpenAPI version a document is of, keywords that JSON Schema knows mean what they mean
there, because validators of that version take them so; a value that a keyword can't have, such as
`maxLength: "5"`, says nothing. Two rules of OpenAPI 3.0 deserve a word:

- `nullable` adds null to `type` and to nothing else: beside an `enum` without null it allows none
  (OpenAPI 3.0.3, "Clarify Semantics of nullable"). Beside a composition without `type` it has no
  effect by the letter; authors mean null there and servers send it, so it is taken at their word,
  with a mark that it is not certain.
- What stands beside a `$ref` is ignored.

`readOnly` members don't exist in what consumers send, `writeOnly` members not in what they
receive: on that side they are left out of `properties` and of `required`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from planner.compatibility.schemas import Node
from planner.formats._tree import Target
from planner.formats.lowering.schemas.dialects import Dialect
from planner.formats.lowering.schemas.documents import Documents
from planner.formats.lowering.schemas.keywords import PLAIN_KEYWORDS
from planner.formats.lowering.schemas.reading import child, items, unexpected
from planner.model.bundle import DOUBTFUL
from planner.model.json_schema import LIST_KEYWORDS, MAP_KEYWORDS, SCHEMA_KEYWORDS

Names = frozenset[str]
_COMPOSITIONS = ("allOf", "anyOf", "oneOf")
_PERHAPS_NULL: Node = {"type": "null", DOUBTFUL: True}
_NONE: Names = frozenset()
_MOST_PARTS = 64
"""Parts of a composition in which marked members are looked for; more is an attack."""


class SchemaReader:
    """Reads the schemas of one side.

    Args:
        documents: where they stand.
        hidden: the keyword that marks members as not being there: `readOnly` or `writeOnly`.
        note: told of each node that was made and of the raw node that it was made from.
    """

    def __init__(
        self, documents: Documents, hidden: str, note: Callable[[Node, Target], None]
    ) -> None:
        """Start with nothing read."""
        self._documents = documents
        self._hidden = hidden
        self._note = note
        self._has_hidden = documents.has_mark(hidden)
        self._hidden_members: dict[int, Names] = {}
        self._known_parts: dict[int, list[Target]] = {}

    def read(self, target: Target) -> Node:
        """Return a raw schema as 2020-12; what it refers to is not read.

        Raises:
            InputError: something else than a schema stands where one is expected.
        """
        return self._read(target, self._documents.dialect(target), _NONE)

    def _read(self, target: Target, dialect: Dialect, hidden: Names) -> Node:
        raw = target.node
        if raw is None:
            return True
        if isinstance(raw, bool):
            return raw
        if not isinstance(raw, dict):
            raise unexpected(target, "a schema", "write keys and values below it")
        dialect = dialect.within(raw)
        node: dict[str, Any] = {}
        self._note(node, target)
        if "$ref" in raw and isinstance(raw["$ref"], str):
            node["$ref"] = self._reference(target, "$ref")
            if dialect.reference_stands_alone:
                return node
        self._read_keywords(target, dialect, hidden | self._hidden_in(target, dialect), node)
        _allow_null(node, raw.get(dialect.nullable) is True)
        _read_bounds(node, raw)
        _read_encoding(node)
        return node

    # ------------------------------------------------------------------ keywords

    def _read_keywords(
        self, target: Target, dialect: Dialect, hidden: Names, node: dict[str, Any]
    ) -> None:
        for keyword, value in target.node.items():
            here = Target(target.file, (*target.path, keyword), value)
            if keyword == "type" and value == "file":  # Swagger 2.0
                node |= {"type": "string", "format": "binary"}
            elif keyword in PLAIN_KEYWORDS:
                plain = PLAIN_KEYWORDS[keyword](value)
                if plain is not None:
                    node[keyword] = plain[0]
            elif keyword == "items" and isinstance(value, list):
                self._read_tuple(here, child(target, "additionalItems"), dialect, node)
            elif keyword in SCHEMA_KEYWORDS:
                inner = hidden if keyword in {"then", "else"} else _NONE
                node[keyword] = self._read(here, dialect, inner)
            elif keyword in LIST_KEYWORDS:
                inner = hidden if keyword in _COMPOSITIONS else _NONE
                node[keyword] = [self._read(item, dialect, inner) for item in items(here)]
            elif keyword in MAP_KEYWORDS:
                node[keyword] = self._members(here, dialect)
            elif keyword.startswith("x-"):
                node[keyword] = value
            else:
                self._read_special(keyword, here, dialect, node)
        self._leave_out(node, hidden)
        _drop_empty(node)

    def _members(self, target: Target, dialect: Dialect) -> dict[str, Node]:
        raw = target.node if isinstance(target.node, dict) else {}
        return {
            name: self._read(Target(target.file, (*target.path, name), value), dialect, _NONE)
            for name, value in raw.items()
        }

    def _read_special(
        self, keyword: str, target: Target, dialect: Dialect, node: dict[str, Any]
    ) -> None:
        if keyword == "discriminator":
            self._read_discriminator(target, node)
        elif keyword in {"$dynamicRef", "$recursiveRef"} and isinstance(target.node, str):
            self._add_reference(target, node)
        elif keyword == "dependencies" and dialect.is_legacy and isinstance(target.node, dict):
            self._read_dependencies(target, dialect, node)

    def _read_tuple(
        self, target: Target, rest: Target, dialect: Dialect, node: dict[str, Any]
    ) -> None:
        """Read `items` of drafts up to 2019-09, where a list means a prefix."""
        node["prefixItems"] = [self._read(item, dialect, _NONE) for item in items(target)]
        if rest.node is not None:
            node["items"] = self._read(rest, dialect, _NONE)

    def _read_dependencies(self, target: Target, dialect: Dialect, node: dict[str, Any]) -> None:
        for name, value in target.node.items():
            if isinstance(value, list):
                needed = [item for item in value if isinstance(item, str)]
                node.setdefault("dependentRequired", {})[name] = needed
            else:
                schema = self._read(child(target, name), dialect, _NONE)
                node.setdefault("dependentSchemas", {})[name] = schema

    # ------------------------------------------------------------------ references

    def _reference(self, target: Target, keyword: str) -> str:
        found = self._documents.follow(target.place.at(keyword), target.node[keyword])
        return self._documents.name(found)

    def _add_reference(self, target: Target, node: dict[str, Any]) -> None:
        """Take a dynamic reference for a static one: what it leads to without any override."""
        found = self._documents.follow(target.place, target.node)
        reference = {"$ref": self._documents.name(found)}
        if "$ref" in node:
            node["allOf"] = [*node.get("allOf", ()), reference]
        else:
            node.update(reference)

    def _read_discriminator(self, target: Target, node: dict[str, Any]) -> None:
        raw = target.node
        if isinstance(raw, str):  # Swagger 2.0
            node["discriminator"] = {"propertyName": raw}
        elif isinstance(raw, dict) and isinstance(raw.get("propertyName"), str):
            read = {key: value for key, value in raw.items() if key != "mapping"}
            if isinstance(raw.get("defaultMapping"), str):
                read["defaultMapping"] = self._mapped(target, raw["defaultMapping"])
            if isinstance(raw.get("mapping"), dict) and raw["mapping"]:
                read["mapping"] = {
                    tag: self._mapped(child(target, "mapping", tag), value)
                    for tag, value in raw["mapping"].items()
                    if isinstance(value, str)
                }
            node["discriminator"] = read

    def _mapped(self, target: Target, value: str) -> str:
        """Return what a tag of a discriminator stands for: a schema's name, or an address."""
        named = f"#/components/schemas/{value.replace('~', '~0').replace('/', '~1')}"
        # what looks like a reference nearly always is one, and to miss a name is dear
        for reference in (value, named) if value.startswith("#/") else (named, value):
            found = self._documents.find(target.place, reference)
            if found is not None:
                return self._documents.name(found)
        return value

    # ------------------------------------------------------------------ members of one side

    def _leave_out(self, node: dict[str, Any], hidden: Names) -> None:
        if not hidden:
            return
        if "properties" in node:
            kept = {n: schema for n, schema in node["properties"].items() if n not in hidden}
            node["properties"] = kept
        if "required" in node:
            node["required"] = [name for name in node["required"] if name not in hidden]

    def _hidden_in(self, target: Target, dialect: Dialect) -> Names:
        """Return the members that an object schema hides, those that it takes over included."""
        raw = target.node
        if not self._has_hidden:
            return _NONE
        if "allOf" not in raw and "$ref" not in raw:
            return self._hidden_here(target, dialect)
        parts = self._all_parts(target)
        return _NONE.union(*(self._hidden_here(part, dialect) for part in parts))

    def _hidden_here(self, target: Target, dialect: Dialect) -> Names:
        raw = target.node
        if id(raw) not in self._hidden_members:
            own = child(target, "properties")
            self._hidden_members[id(raw)] = frozenset(
                name
                for name, member in (own.node.items() if isinstance(own.node, dict) else ())
                if self._is_hidden(Target(own.file, (*own.path, name), member), dialect)
            )
        return self._hidden_members[id(raw)]

    def _is_hidden(self, member: Target, dialect: Dialect) -> bool:
        raw = member.node
        if not isinstance(raw, dict):
            return False
        if "allOf" not in raw and "$ref" not in raw:
            return raw.get(self._hidden) is True
        return any(
            part.node.get(self._hidden) is True
            and not ("$ref" in part.node and dialect.reference_stands_alone)
            for part in self._all_parts(member)
        )

    def _all_parts(self, target: Target) -> list[Target]:
        """Return a schema and what holds with it for the same value; some of it if it is a lot."""
        found = [target]
        seen = {id(target.node)}
        for part in found:
            new = [item for item in self._parts(part) if id(item.node) not in seen]
            seen.update(id(item.node) for item in new)
            found += new
            if len(found) > _MOST_PARTS:
                break
        return found

    def _parts(self, target: Target) -> list[Target]:
        """Return the schemas that hold for the same value as a schema: `$ref` and `allOf`."""
        raw = target.node
        if id(raw) not in self._known_parts:
            parts: list[Target] = []
            if isinstance(raw.get("$ref"), str):
                found = self._documents.find(target.place.at("$ref"), raw["$ref"])
                parts += [found] if found else []
            if isinstance(raw.get("allOf"), list):
                parts += items(child(target, "allOf"))
            self._known_parts[id(raw)] = [part for part in parts if isinstance(part.node, dict)]
        return self._known_parts[id(raw)]


def _allow_null(node: dict[str, Any], is_nullable: bool) -> None:  # noqa: FBT001  as it is written
    if not is_nullable:
        return
    if "type" in node:
        types = [node["type"]] if isinstance(node["type"], str) else node["type"]
        node["type"] = [*types, *(["null"] if "null" not in types else [])]
        return
    composed = {keyword: node.pop(keyword) for keyword in _COMPOSITIONS if keyword in node}
    if list(composed) == ["anyOf"]:
        node["anyOf"] = [*composed["anyOf"], _PERHAPS_NULL]
    elif composed:
        only = composed.get("allOf", []) if len(composed) == 1 else []
        node["anyOf"] = [only[0] if len(only) == 1 else composed, _PERHAPS_NULL]


def _read_bounds(node: dict[str, Any], raw: Mapping[str, Any]) -> None:
    """Read `exclusiveMinimum: true` of draft 4: it makes the bound beside it exclusive."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if raw.get(exclusive) is True and bound in node:
            node[exclusive] = node.pop(bound)


def _read_encoding(node: dict[str, Any]) -> None:
    """Read `contentEncoding: base64`, which only texts of the format `byte` have."""
    if str(node.get("contentEncoding")).lower() == "base64":
        node.setdefault("format", "byte")


def _drop_empty(node: dict[str, Any]) -> None:
    """A union of nothing, a mistake, would allow nothing."""
    for keyword in (*LIST_KEYWORDS, "type"):
        if keyword in node and not node[keyword]:
            del node[keyword]
