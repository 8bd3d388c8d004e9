"""The smallest datum of a schema, and data as JSON."""

from collections.abc import Mapping
from math import inf
from typing import Any

from planner.compatibility.avro.matching import branch_key
from planner.compatibility.avro.pairs import Value
from planner.model.avro import (
    AvroArray,
    AvroEnum,
    AvroFixed,
    AvroMap,
    AvroNamed,
    AvroRecord,
    AvroReference,
    AvroSchema,
    AvroType,
    AvroUnion,
)

_MOST_VALUES = 20_000
"""Values in a datum, and bytes of fixed types, that are still written out."""
_PRIMITIVES: Mapping[str, Value] = {
    "null": None,
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "bytes": b"",
    "string": "",
}


class NoDatum(Exception):  # noqa: N818  no error: a schema may be so
    """A schema has no datum that can be written out; says why."""


class Smallest:
    """The smallest data of the types of one schema.

    A type that needs itself, without a way out through a union, an array or a map, has none.
    """

    def __init__(self, schema: AvroSchema) -> None:
        """Find out how large the smallest datum of each named type is."""
        self._schema = schema
        self._sizes: dict[str, float] = {}
        self._made: dict[str, Value] = {}
        self._measure()

    def of(self, use: AvroType) -> Value:
        """Return the smallest datum of a type.

        Raises:
            NoDatum: there is none, or it is too large to be written out.
        """
        size = self._size(use)
        if size > _MOST_VALUES:
            why = "no datum is finite" if size == inf else "the smallest datum is too large"
            raise NoDatum(why)
        return self._make(use)

    def _make(self, use: AvroType) -> Value:
        if isinstance(use, AvroReference):
            return self._make_named(use.name)
        if isinstance(use, AvroUnion):
            branch = min(use.branches, key=self._size)
            return tagged(self._schema, branch, self._make(branch))
        if isinstance(use, AvroArray):
            return []
        return {} if isinstance(use, AvroMap) else _PRIMITIVES[use.kind]

    def _make_named(self, name: str) -> Value:
        if name not in self._made:
            node = self._schema.types[name]
            if isinstance(node, AvroRecord):
                self._made[name] = {field.name: self._make(field.type) for field in node.fields}
            else:
                self._made[name] = _of_plain(node)
        return self._made[name]

    def _measure(self) -> None:
        """Measure each type as soon as all that it needs is measured; each is looked at once."""
        waits = _Waits(self._schema.types)
        for name in waits.ready:  # grows while it is gone through
            node = self._schema.types[name]
            self._sizes[name] = self._size_of(node)
            waits.has_come(name)

    def _size_of(self, node: AvroNamed) -> float:
        if isinstance(node, AvroRecord):
            return 1 + sum(self._size(field.type) for field in node.fields)
        return node.size + 1 if isinstance(node, AvroFixed) else 1

    def _size(self, use: AvroType) -> float:
        if isinstance(use, AvroReference):
            return self._sizes.get(use.name, inf)
        if isinstance(use, AvroUnion):
            return min(map(self._size, use.branches), default=inf)
        return 1


def _of_plain(node: AvroEnum | AvroFixed) -> Value:
    return node.symbols[0] if isinstance(node, AvroEnum) else bytes(node.size)


class _Waits:
    """Which types wait for which.

    Attributes:
        ready: types that wait for nothing more, in the order in which that came about.
    """

    def __init__(self, types: Mapping[str, AvroNamed]) -> None:
        """Look at each field once."""
        self.ready: list[str] = []
        self._left: dict[str, int] = {}
        self._users: dict[str, list[tuple[str, int]]] = {}
        self._met: set[tuple[str, int]] = set()
        for name, node in types.items():
            fields = node.fields if isinstance(node, AvroRecord) else ()
            needs = {index: needed for index, f in enumerate(fields) if (needed := _needed(f.type))}
            self._left[name] = len(needs)
            for index, needed in needs.items():
                for used in needed:
                    self._users.setdefault(used, []).append((name, index))
            if not needs:
                self.ready.append(name)

    def has_come(self, name: str) -> None:
        """Let those go on that have waited for a type; of a union one type is enough."""
        for user in self._users.get(name, ()):
            if user not in self._met:
                self._met.add(user)
                self._left[user[0]] -= 1
                if not self._left[user[0]]:
                    self.ready.append(user[0])


def _needed(use: AvroType) -> frozenset[str]:
    """Return the named types of which a datum needs one; none if it can do without."""
    branches = use.branches if isinstance(use, AvroUnion) else (use,)
    names = frozenset(branch.name for branch in branches if isinstance(branch, AvroReference))
    return names if len(names) == len(branches) else frozenset()


def tagged(schema: AvroSchema, branch: AvroType, value: Value) -> Value:
    """Return the value of a union."""
    return branch_key(schema, branch), value


def as_json(value: Value) -> Any:  # noqa: ANN401  JSON
    """Return a datum in Avro's JSON encoding.

    Source: Apache Avro 1.12.0 Specification, "JSON Encoding".
    """
    if isinstance(value, tuple):
        name, inner = value
        return None if name == "null" else {name: as_json(inner)}
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return value
