"""Which type, branch or field of a reader takes what a writer has written.

Source: Apache Avro 1.12.0 Specification, "Schema Resolution" and "Aliases".
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from planner.model.avro import (
    AvroArray,
    AvroEnum,
    AvroField,
    AvroFixed,
    AvroMap,
    AvroNamed,
    AvroNode,
    AvroPrimitive,
    AvroRecord,
    AvroSchema,
    AvroType,
    AvroUnion,
    short_name,
)

_PROMOTIONS: Mapping[str, frozenset[str]] = {
    "int": frozenset({"long", "float", "double"}),
    "long": frozenset({"float", "double"}),
    "float": frozenset({"double"}),
    "string": frozenset({"bytes"}),
    "bytes": frozenset({"string"}),
}
LOSSY: Mapping[tuple[str, str], int] = {
    ("int", "float"): 2**24 + 1,
    ("long", "float"): 2**24 + 1,
    ("long", "double"): 2**53 + 1,
}
"""Promotions that round large numbers -> the smallest number that is rounded."""


def is_promoted(writer: str, reader: str) -> bool:
    """Return whether a reader takes another primitive type for its own."""
    return reader in _PROMOTIONS.get(writer, ())


def is_named_alike(writer: AvroNamed, reader: AvroNamed) -> bool:
    """Return whether a reader takes a named type for its own, by name alone.

    Names are compared without their namespaces, aliases with them.
    """
    return short_name(writer.name) == short_name(reader.name) or writer.name in reader.aliases


class Side(NamedTuple):
    """A type and the schema that it belongs to."""

    schema: AvroSchema
    use: AvroType

    @property
    def node(self) -> AvroNode:
        """The type itself."""
        return self.schema.followed(self.use)


def matches(writer: Side, reader: Side) -> bool:
    """Return whether two types match, so that the reader looks closer at the value.

    Types that match may differ in their fields or symbols; that is found out afterwards.
    """
    old, new = writer.node, reader.node
    while old.kind == new.kind and isinstance(old, AvroArray | AvroMap):
        writer, reader = _inner(writer), _inner(reader)
        old, new = writer.node, reader.node
    if isinstance(old, AvroUnion) or isinstance(new, AvroUnion):
        return True
    if isinstance(old, AvroPrimitive) and isinstance(new, AvroPrimitive):
        return old.kind == new.kind or is_promoted(old.kind, new.kind)
    if old.kind != new.kind or not (isinstance(old, AvroNamed) and isinstance(new, AvroNamed)):
        return False
    is_same_size = not (isinstance(old, AvroFixed) and isinstance(new, AvroFixed)) or (
        old.size == new.size
    )
    return is_same_size and is_named_alike(old, new)


def _inner(side: Side) -> Side:
    node = side.node
    assert isinstance(node, AvroArray | AvroMap)  # noqa: S101  the caller has looked
    return Side(side.schema, node.items if isinstance(node, AvroArray) else node.values)


# ---------------------------------------------------------------------- unions


def branches_of(use: AvroType) -> tuple[AvroType, ...]:
    """Return the branches of a union; a type that is none is a union of one."""
    return use.branches if isinstance(use, AvroUnion) else (use,)


class Branches:
    """The branches of a union, looked up by what may match them.

    Attributes:
        schema: that they belong to.
        all: in their order; a type that is no union is a union of one.
    """

    def __init__(self, schema: AvroSchema, use: AvroType) -> None:
        """Look at each branch once."""
        self.schema = schema
        self.all = branches_of(use)
        self._by_name: dict[str, list[int]] = {}
        for index, branch in enumerate(self.all):
            for name in self._names(branch):
                self._by_name.setdefault(name, []).append(index)

    def _names(self, branch: AvroType) -> set[str]:
        """Return what a branch is looked up by; types without a name all by the same."""
        node = self.schema.followed(branch)
        return _names_of(node) if isinstance(node, AvroNamed) else {""}

    def near(self, other: Side) -> list[AvroType]:
        """Return the branches that may match a type, one way or the other, in their order."""
        node = other.node
        names = _names_of(node) if isinstance(node, AvroNamed) else {""}
        found = {index for name in names for index in self._by_name.get(name, ())}
        return [self.all[index] for index in sorted(found)]

    def takers(self, writer: Side) -> list[AvroType]:
        """Return the branches of this reader that match what was written, in their order."""
        return [b for b in self.near(writer) if matches(writer, Side(self.schema, b))]

    def best(self, writer: Side, found: Sequence[AvroType]) -> AvroType:
        """Return the branch that is the same type, or else the first."""
        own = branch_key(writer.schema, writer.use)
        return next((b for b in found if branch_key(self.schema, b) == own), found[0])


def _names_of(node: AvroNamed) -> set[str]:
    return {short_name(node.name), *(short_name(alias) for alias in node.aliases)}


def branch_key(schema: AvroSchema, use: AvroType) -> str:
    """Return what tells a branch apart in its union: the full name, or the kind of type."""
    node = schema.followed(use)
    return node.name if isinstance(node, AvroNamed) else node.kind


def partners(old: Branches, new: Branches) -> Iterator[tuple[AvroType, AvroType]]:
    """Yield the branches of two unions that belong together, whoever reads.

    The same type comes first, then the same name or an alias, then what can be promoted either
    way; if one branch is left on both sides, it has taken the place of the other.
    """
    keys = {branch_key(new.schema, branch): branch for branch in new.all}
    taken: set[int] = set()
    for finds in (_same, _akin):
        for branch in old.all:
            other = finds(Side(old.schema, branch), new, keys, taken)
            if other is not None and id(branch) not in taken:
                taken |= {id(branch), id(other)}
                yield branch, other
    left = [[branch for branch in side.all if id(branch) not in taken] for side in (old, new)]
    if len(left[0]) == len(left[1]) == 1:
        yield left[0][0], left[1][0]


def _same(
    old: Side, new: Branches, keys: Mapping[str, AvroType], taken: set[int]
) -> AvroType | None:
    """Return the branch that is the same type."""
    other = keys.get(branch_key(old.schema, old.use))
    if other is None or id(other) in taken:
        return None
    return other if new.schema.followed(other).kind == old.node.kind else None


def _akin(
    old: Side, new: Branches, _keys: Mapping[str, AvroType], taken: set[int]
) -> AvroType | None:
    """Return the first branch that either side takes for its own."""
    for branch in new.near(old):
        other = Side(new.schema, branch)
        if id(branch) not in taken and (
            matches(old, other) or matches(other, old) or _is_resized(old.node, other.node)
        ):
            return branch
    return None


def _is_resized(old: AvroNode, new: AvroNode) -> bool:
    if not (isinstance(old, AvroFixed) and isinstance(new, AvroFixed)):
        return False
    return short_name(old.name) == short_name(new.name)


# ---------------------------------------------------------------------- fields


class Fields:
    """The fields of a record by name and by alias.

    Attributes:
        by_name: the fields.
    """

    def __init__(self, record: AvroRecord) -> None:
        """Look at each field once."""
        self.by_name = {field.name: field for field in record.fields}

    def written(self, reader: "Fields", field: AvroField) -> list[AvroField]:
        """Return the fields of this writer that a reader takes for a field of its own.

        More than one: it can't be told which one is meant. A name that is a field of the reader
        itself is no alias of another one.
        """
        names = [field.name, *(name for name in field.aliases if name not in reader.by_name)]
        return [self.by_name[name] for name in dict.fromkeys(names) if name in self.by_name]


class Aligned(NamedTuple):
    """Fields that belong together, whoever reads; None where one side lacks it."""

    old: AvroField | None
    new: AvroField | None


def align_fields(old: Fields, new: Fields) -> Iterator[Aligned]:
    """Yield the fields of two records: those of the old one in order, then those that are new."""
    taken: set[str] = set()
    renamed = _renamed(old, new)
    for field in old.by_name.values():
        other = new.by_name.get(field.name) or renamed.get(field.name)
        if other is not None and other.name in taken:
            other = None
        if other is not None:
            taken.add(other.name)
        yield Aligned(field, other)
    for field in new.by_name.values():
        if field.name not in taken:
            yield Aligned(None, field)


def _renamed(old: Fields, new: Fields) -> dict[str, AvroField]:
    """Return names of old fields -> the new fields that they have become, by aliases."""
    found: dict[str, AvroField] = {}
    for field in new.by_name.values():
        if field.name not in old.by_name:
            for alias in field.aliases:
                if alias in old.by_name and alias not in new.by_name:
                    found.setdefault(alias, field)
    for field in old.by_name.values():
        for alias in field.aliases:
            if alias in new.by_name and alias not in old.by_name and field.name not in new.by_name:
                found.setdefault(field.name, new.by_name[alias])
    return found


def fits_first(own: AvroField, schema: AvroSchema) -> bool:
    """Return whether the default of a field may be of the first type of its union, if it is one.

    Before Avro 1.12 the specification asked for that; readers of that time still do.
    """
    if not isinstance(own.type, AvroUnion) or not own.type.branches:
        return True
    return _may_be(own.default, schema.followed(own.type.branches[0]))


_JSON_OF: Mapping[str, tuple[type, ...]] = {
    "null": (type(None),),
    "boolean": (bool,),
    "int": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "bytes": (str,),
    "string": (str,),
    "fixed": (str,),
    "enum": (str,),
    "array": (list,),
    "map": (dict,),
    "record": (dict,),
}
"""Kind of type -> how JSON spells its values."""


def _may_be(value: Any, node: AvroNode) -> bool:  # noqa: ANN401  JSON
    """Return whether a default can be of a type, by its kind."""
    if isinstance(node, AvroEnum):
        return value in node.symbols
    if isinstance(node, AvroFixed):
        return isinstance(value, str) and len(value) == node.size
    return type(value) in _JSON_OF[node.kind]
