"""Puts two Avro schemas together.

A field that only one of two has is read by readers that know it, and skipped by others; with a
default, it need not be written (Apache Avro 1.12, "Schema Resolution"). So a record with the fields
of both, each with a default where only one side has it, can be read and written in place of either.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.formats.merging.shared import CannotMerge, Way
from planner.model.finding import Polarity

Node = dict[str, Any]
_NAMED = frozenset({"record", "error", "enum", "fixed"})
_ZERO: Mapping[str, Any] = {
    "null": None,
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "string": "",
    "bytes": "",
}
"""What stands in for a value, by primitive type; its keys are all primitive types."""
_READS: Mapping[str, str] = {
    "long": "int",
    "float": "int long",
    "double": "int long float",
    "string": "bytes",
    "bytes": "string",
}
"""What a reader of a primitive type reads besides."""
_MARK = "deprecated"


@dataclass(frozen=True, slots=True)
class _Name:
    """A reference to a named type, by its full name."""

    full: str


def merge_avro(old: Any, new: Any, way: Way, sunset: str) -> Any:  # noqa: ANN401  raw document
    """Return one schema for what is written and read by two.

    A reader of what the other side writes (`way` is that consumers send) accepts both types where
    they differ; else a type stays what it was.

    Args:
        old: the schema that is in use.
        new: the one that takes its place.
        way: who writes.
        sunset: until when what is to go stays.

    Raises:
        CannotMerge: a type is defined in another file.
    """
    merger = _Merger(_Side(old), _Side(new), way, sunset)
    return merger.merged()


class _Side:
    """A schema with its named types in a table."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401  raw document
        self.types: dict[str, Node] = {}
        self.root = self._taken(document, "")

    def _taken(self, node: Any, namespace: str) -> Any:  # noqa: ANN401  raw document
        if isinstance(node, list):
            return [self._taken(branch, namespace) for branch in node]
        if isinstance(node, str):
            return node if node in _ZERO else _Name(_full(node, namespace))
        if not isinstance(node, dict) or "type" not in node:
            raise CannotMerge("a part of the schema is no Avro type")
        kind = node["type"]
        if kind in ("array", "map"):
            inner = "items" if kind == "array" else "values"
            return {**node, inner: self._taken(node.get(inner), namespace)}
        if kind in _NAMED if isinstance(kind, str) else False:
            return self._named(node, namespace)
        if isinstance(kind, str) and kind in _ZERO:
            return dict(node)
        return self._taken(kind, namespace)

    def _named(self, node: Node, namespace: str) -> _Name:
        own = node.get("namespace", namespace)
        full = _full(str(node.get("name")), str(own))
        found = {key: value for key, value in node.items() if key not in {"name", "namespace"}}
        self.types[full] = found
        if node["type"] in {"record", "error"}:
            inside = full.rpartition(".")[0]
            found["fields"] = [
                {**field, "type": self._taken(field.get("type"), inside)}
                for field in node.get("fields") or []
            ]
        return _Name(full)


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"


class _Merger:
    def __init__(self, old: _Side, new: _Side, way: Way, sunset: str) -> None:
        self._old, self._new = old, new
        self._way, self._sunset = way, sunset
        self._types: dict[str, Node] = {}
        self._written: set[str] = set()

    def merged(self) -> Any:  # noqa: ANN401  raw document
        return self._text(self._both(self._old.root, self._new.root), "")

    # ------------------------------------------------------------------ types

    def _both(self, old: Any, new: Any) -> Any:  # noqa: ANN401  raw document
        if isinstance(old, _Name) and old == new:
            return old
        if isinstance(old, dict) and isinstance(new, dict) and old["type"] == new["type"]:
            for inner in ("items", "values"):
                if inner in old:
                    return {**old, inner: self._both(old[inner], new[inner])}
        if _is_pair_of_unions(old, new) or old == new:
            return old
        if self._way is not Polarity.CONSUMER_SENDS:
            return old
        if isinstance(old, str) and isinstance(new, str) and old in _READS.get(new, "").split():
            return new
        return _union(old, new)

    def _type(self, full: str) -> Node:
        """Return a named type of the merged schema."""
        if full not in self._types:
            old, new = self._old.types.get(full), self._new.types.get(full)
            found = old or new
            if found is None:
                raise CannotMerge(f"`{full}` is defined in another file")
            self._types[full] = found  # a type may hold itself
            if old and new and old["type"] == new["type"]:
                self._types[full] = self._named(old, new)
        return self._types[full]

    def _named(self, old: Node, new: Node) -> Node:
        if old["type"] in {"record", "error"}:
            return {**old, "fields": self._fields(old["fields"], new["fields"])}
        if old["type"] == "enum":
            return self._enum(old, new)
        return old

    def _enum(self, old: Node, new: Node) -> Node:
        symbols = list(old["symbols"])
        if self._way is Polarity.CONSUMER_SENDS:
            symbols += [symbol for symbol in new["symbols"] if symbol not in symbols]
        default = old.get("default", new.get("default"))
        found = {**old, "symbols": symbols}
        return {**found, "default": default} if default in symbols else found

    # ------------------------------------------------------------------ fields

    def _fields(self, olds: list[Node], news: list[Node]) -> list[Node]:
        left = {field["name"]: field for field in news}
        names = {field["name"] for field in olds}
        found = []
        for field in olds:
            other = left.pop(field["name"], None)
            renamed = None if other else _renamed(field, left, names)
            if renamed:
                del left[renamed["name"]]
            found.append(self._field(field, other or renamed))
        return [*found, *(self._optional(field, set()) for field in left.values())]

    def _field(self, old: Node, new: Node | None) -> Node:
        if new is None:
            marked = {**old, _MARK: True, "x-sunset": self._sunset}
            return self._optional(marked, set())
        found = {**old, "type": self._both(old["type"], new["type"])}
        if new["name"] != old["name"]:
            found["aliases"] = [*(old.get("aliases") or []), new["name"]]
        if "default" in new and "default" not in old and old["type"] == new["type"]:
            found["default"] = new["default"]
        return found

    def _optional(self, field: Node, within: set[str]) -> Node:
        """Return a field that need not be written; as it is where nothing can stand in for it."""
        if "default" in field:
            return field
        for value in self._zero(field["type"], within):
            return {**field, "default": value}
        return field

    def _zero(self, node: Any, within: set[str]) -> Iterator[Any]:  # noqa: ANN401  raw document
        """Yield what stands in for a value of a type; nothing where nothing can."""
        if isinstance(node, list):
            yield from self._zero(node[0], within) if node else ()
        elif isinstance(node, _Name):
            yield from self._zero_of(node.full, within)
        elif isinstance(node, str):
            yield _ZERO[node]
        elif node["type"] in {"array", "map"}:
            yield [] if node["type"] == "array" else {}
        elif "logicalType" not in node:
            yield _ZERO[node["type"]]

    def _zero_of(self, full: str, within: set[str]) -> Iterator[Any]:
        found = self._type(full)
        if found["type"] == "enum":
            yield found.get("default", found["symbols"][0])
        elif found["type"] == "fixed":
            yield "\0" * found["size"]
        elif full not in within:
            fields = [self._optional(field, {*within, full}) for field in found["fields"]]
            if all("default" in field for field in fields):
                yield {field["name"]: field["default"] for field in fields}

    # ------------------------------------------------------------------ text

    def _text(self, node: Any, namespace: str) -> Any:  # noqa: ANN401  raw document
        """Return a type as it is written: a named one whole where it is met first."""
        if isinstance(node, list):
            return [self._text(branch, namespace) for branch in node]
        if isinstance(node, _Name):
            return self._name_text(node.full, namespace)
        if isinstance(node, dict):
            inner = {key: self._text(node[key], namespace) for key in ("items", "values")
                     if key in node}  # fmt: skip
            return {**node, **inner}
        return node

    def _name_text(self, full: str, namespace: str) -> Any:  # noqa: ANN401  raw document
        inside, _, name = full.rpartition(".")
        if full in self._written:
            return full if inside != namespace else name
        self._written.add(full)
        found = self._type(full)
        text = {"type": found["type"], "name": name}
        if inside != namespace:
            text["namespace"] = inside
        text |= found
        if "fields" in found:
            text["fields"] = [
                {**field, "type": self._text(field["type"], inside)} for field in found["fields"]
            ]
        return text


def _renamed(old: Node, news: Mapping[str, Node], names: set[str]) -> Node | None:
    """Return the field that an old one has become, as its aliases tell."""
    for field in news.values():
        if field["name"] not in names and old["name"] in (field.get("aliases") or []):
            return field
    return None


def _is_pair_of_unions(old: Any, new: Any) -> bool:  # noqa: ANN401  raw document
    return isinstance(old, list) and isinstance(new, list) and _kinds(old) >= _kinds(new)


def _kinds(union: list[Any]) -> set[str]:
    return {_kind(branch) for branch in union}


def _kind(branch: Any) -> str:  # noqa: ANN401  raw document
    if isinstance(branch, _Name):
        return branch.full
    return str(branch["type"]) if isinstance(branch, dict) else str(branch)


def _union(old: Any, new: Any) -> Any:  # noqa: ANN401  raw document
    """Return a union of both; a kind of type that both have is that of the old one."""
    branches = list(old) if isinstance(old, list) else [old]
    for branch in new if isinstance(new, list) else [new]:
        if _kind(branch) not in _kinds(branches):
            branches.append(branch)
    return branches if len(branches) > 1 else branches[0]


def avro_text(schema: Any) -> bytes:  # noqa: ANN401  raw document
    """Return the text of a schema."""
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
