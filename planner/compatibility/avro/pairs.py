"""What rules about Avro are handed: matched types of two schemas, and what they answer with."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from planner.compatibility.avro.matching import Branches
from planner.model.avro import (
    AvroField,
    AvroNode,
    AvroRecord,
    AvroSchema,
    AvroType,
)
from planner.model.finding import Polarity, Severity
from planner.model.source import Place

Value = Any
"""A datum as it is handed to a writer: a value of a union is a pair of the branch's name and the
value; bytes are bytes."""

Node_co = TypeVar("Node_co", bound=AvroNode, covariant=True)


@dataclass(frozen=True, slots=True)
class TypePair(Generic[Node_co]):
    """A type of both sides, in one direction.

    Args:
        old, new: the types, references followed.
        old_use, new_use: where they are used.
        polarity: `CONSUMER_SENDS`: the old schema writes, the new one reads; else the other way.
        subject: what people call the place: `Order.lines[]`; empty for the whole.
        schemas: the old and the new one that it belongs to.
        whole: the whole in a sentence.
        parts: names of types that may be only parts of messages; see `AvroContract`.
    """

    old: Node_co
    new: Node_co
    old_use: AvroType
    new_use: AvroType
    polarity: Polarity
    subject: str
    schemas: tuple[AvroSchema, AvroSchema]
    whole: str = "the schema"
    parts: frozenset[str] = frozenset()

    @property
    def is_backward(self) -> bool:
        """Whether the new schema reads what the old one has written."""
        return self.polarity is Polarity.CONSUMER_SENDS

    @property
    def writer(self) -> Node_co:
        """The type that was written."""
        return self.old if self.is_backward else self.new

    @property
    def reader(self) -> Node_co:
        """The type that is read."""
        return self.new if self.is_backward else self.old

    @property
    def writes(self) -> AvroSchema:
        """The schema that writes, of this place."""
        schema, use = self.schemas, (self.old_use, self.new_use)
        index = 0 if self.is_backward else 1
        return schema[index].at(use[index])

    @property
    def reads(self) -> AvroSchema:
        """The schema that reads, of this place."""
        schema, use = self.schemas, (self.old_use, self.new_use)
        index = 1 if self.is_backward else 0
        return schema[index].at(use[index])

    @property
    def called(self) -> str:
        """The place in a sentence."""
        return f"`{self.subject}`" if self.subject else self.whole


@dataclass(frozen=True, slots=True)
class UnionPair:
    """A place where one side has a union, at least.

    Args:
        pair: the place.
        old, new: the branches.
        partners: branches that belong together.
    """

    pair: TypePair[AvroNode]
    old: Branches
    new: Branches
    partners: tuple[tuple[AvroType, AvroType], ...]

    @property
    def writer(self) -> Branches:
        """The branches of which one was written."""
        return self.old if self.pair.is_backward else self.new

    @property
    def reader(self) -> Branches:
        """The branches of which one is read."""
        return self.new if self.pair.is_backward else self.old

    def partner(self, branch: AvroType) -> AvroType | None:
        """Return the branch of the other side that belongs to one, if there is any."""
        for old, new in self.partners:
            if branch is old or branch is new:
                return new if branch is old else old
        return None


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field of both sides, in one direction.

    Args:
        record: the records that it belongs to.
        is_read: whether the reader takes the written field for its own; a name may have changed.
    """

    record: TypePair[AvroRecord]
    old: AvroField
    new: AvroField
    is_read: bool

    @property
    def reader(self) -> AvroField:
        """The field that is read."""
        return self.new if self.record.is_backward else self.old


class Shows(Enum):
    """What happens to a datum that shows a change."""

    FAILURE = "it can't be read"
    OTHER_VALUE = "another value is read"
    OTHER_MEANING = "the same value is read and taken for another"


ANY: Value = object()
"""The smallest value of a type."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule has met in one direction; the registry knows the rest.

    Args:
        rule: id.
        subject: what changed, for people, in backticks.
        before, after: what stood and stands there, short.
        old, new: where it is written; None: where the type is used.
        severity: where it is not what the rule says; `reason` says why.
        told_apart: what makes it another finding than those with the same rule and places.
        member: name of the field that it is about, if the pair is the record.
        shows: what a datum shows; None: a failure if it is breaking, else nothing.
        value: what the writer writes at the place of the pair.
        branch: a branch of the writer's union of which a value is written; None: of no branch.
    """

    rule: str
    subject: str
    before: str = ""
    after: str = ""
    old: Place | None = None
    new: Place | None = None
    severity: Severity | None = None
    reason: str = ""
    told_apart: str = ""
    member: str = ""
    shows: Shows | None = None
    value: Value = ANY
    branch: AvroType | None = None
