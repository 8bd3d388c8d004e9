"""The walk over two schemas in one direction: every pair of types that meet, each once.

It is coinductive: two named types that have met are taken to be readable while their parts are
looked at, so that schemas may use themselves. What the parts hide is found there.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from planner.compatibility.avro.matching import (
    Branches,
    Fields,
    Side,
    align_fields,
    is_named_alike,
    partners,
)
from planner.compatibility.avro.pairs import Draft, FieldPair, TypePair, UnionPair
from planner.compatibility.rules.registry import subject_checks
from planner.compatibility.schema_changes.change import ITEM, OTHER_MEMBER
from planner.model.avro import (
    AvroArray,
    AvroMap,
    AvroNamed,
    AvroNode,
    AvroRecord,
    AvroReference,
    AvroSchema,
    AvroType,
    AvroUnion,
    short_name,
)
from planner.model.finding import Polarity


class Step(NamedTuple):
    """How a datum holds the datum of a part.

    Args:
        name: of a field as the writer calls it; `ITEM` or `OTHER_MEMBER`; empty for a branch.
        shown: the name of the field in the path of a finding.
        branch: of the writer's union.
    """

    name: str = ""
    shown: str = ""
    branch: AvroType | None = None


_TOP = Step()


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """A pair of types and the way to it.

    Args:
        pair: the types.
        above: the types that they are a part of; None at the top.
        step: from there to here.
    """

    pair: TypePair[AvroNode]
    above: "Trail | None" = None
    step: Step = _TOP

    @property
    def path(self) -> tuple[str, ...]:
        """The way from the top of the payload, as findings name it."""
        steps: list[str] = []
        here: Trail | None = self
        while here is not None:
            if here.step.shown:
                steps.append(here.step.shown)
            here = here.above
        return tuple(reversed(steps))


class Encounter(NamedTuple):
    """Something that a rule has met."""

    draft: Draft
    trail: Trail


class Walk:
    """Meets every pair of types of two schemas in one direction.

    Args:
        old, new: the schemas.
        polarity: which of them writes; see `TypePair`.
        whole: the whole in a sentence.
        parts: see `TypePair`.
    """

    def __init__(
        self,
        old: AvroSchema,
        new: AvroSchema,
        polarity: Polarity,
        whole: str = "the schema",
        parts: frozenset[str] = frozenset(),
    ) -> None:
        """Start at the top."""
        self._old, self._new, self._polarity, self._whole = old, new, polarity, whole
        self._seen: set[tuple[object, object]] = set()
        self._waiting: deque[Trail] = deque()
        self._push(replace(self._pair(old.root, new.root, ""), parts=parts))

    def run(self) -> Iterator[Encounter]:
        """Yield what the rules meet, near the top first."""
        while self._waiting:
            yield from self._visit(self._waiting.popleft())

    def _pair(self, old: AvroType, new: AvroType, subject: str) -> TypePair[AvroNode]:
        nodes = (self._old.followed(old), self._new.followed(new))
        return TypePair(
            *nodes, old, new, self._polarity, subject, (self._old, self._new), self._whole
        )

    def _push(
        self, pair: TypePair[AvroNode], above: Trail | None = None, step: Step = _TOP
    ) -> None:
        key = (_key(pair.old_use), _key(pair.new_use))
        if key not in self._seen:
            self._seen.add(key)
            self._waiting.append(Trail(pair, above, step))

    def _visit(self, trail: Trail) -> Iterator[Encounter]:
        pair = trail.pair
        old, new = pair.old, pair.new
        if isinstance(old, AvroUnion) or isinstance(new, AvroUnion):
            yield from self._union(trail)
            return
        yield from _met(trail, "type", pair)
        if isinstance(old, AvroArray) and isinstance(new, AvroArray):
            inner = self._pair(old.items, new.items, f"{pair.subject}[]")
            self._push(inner, trail, Step(ITEM, ITEM))
        elif isinstance(old, AvroMap) and isinstance(new, AvroMap):
            inner = self._pair(old.values, new.values, f"{pair.subject}{{}}")
            self._push(inner, trail, Step(OTHER_MEMBER, OTHER_MEMBER))
        elif old.kind == new.kind and isinstance(old, AvroNamed):
            yield from self._named(trail)

    def _named(self, trail: Trail) -> Iterator[Encounter]:
        """Look at two records, two enums or two fixed types."""
        pair = cast("TypePair[AvroNamed]", trail.pair)
        yield from _met(trail, "named", pair)
        if not is_named_alike(pair.writer, pair.reader):
            return
        if isinstance(pair.old, AvroRecord):
            yield from self._record(trail)
        else:
            yield from _met(trail, pair.old.kind, pair)

    def _record(self, trail: Trail) -> Iterator[Encounter]:
        pair = cast("TypePair[AvroRecord]", trail.pair)
        yield from _met(trail, "record", pair)
        old, new = Fields(pair.old), Fields(pair.new)
        writer, reader = (old, new) if pair.is_backward else (new, old)
        for aligned in align_fields(old, new):
            if aligned.old is None or aligned.new is None:
                continue
            own = aligned.new if pair.is_backward else aligned.old
            written = aligned.old if pair.is_backward else aligned.new
            found = writer.written(reader, own)
            is_read = len(found) == 1 and found[0] is written
            fields = FieldPair(pair, aligned.old, aligned.new, is_read)
            yield from _met(trail, "field", fields, aligned.new.name)
            if fields.is_read:
                subject = f"{short_name(pair.new.name)}.{aligned.new.name}"
                inner = self._pair(aligned.old.type, aligned.new.type, subject)
                self._push(inner, trail, Step(written.name, aligned.new.name))

    def _union(self, trail: Trail) -> Iterator[Encounter]:
        pair = trail.pair
        old, new = Branches(self._old, pair.old_use), Branches(self._new, pair.new_use)
        union = UnionPair(pair, old, new, tuple(partners(old, new)))
        yield from _met(trail, "union", union)
        is_tagged = isinstance(pair.writer, AvroUnion)
        for branch in union.writer.all:
            taker = _taker(branch, union)
            if taker is not None:
                both = (branch, taker) if pair.is_backward else (taker, branch)
                step = Step(branch=branch) if is_tagged else _TOP
                self._push(self._pair(*both, pair.subject), trail, step)


def _taker(branch: AvroType, union: UnionPair) -> AvroType | None:
    """Return the branch of the reader that a written branch is compared with.

    Where none matches it is the one that belongs to it: what keeps it from being read is found
    there.
    """
    written = Side(union.writer.schema, branch)
    found = union.reader.takers(written)
    return union.reader.best(written, found) if found else union.partner(branch)


def _met(trail: Trail, kind: str, handed: object, member: str = "") -> Iterator[Encounter]:
    for check in subject_checks("avro", kind):
        for draft in check(handed):
            yield Encounter(replace(draft, member=draft.member or member), trail)


def _key(use: AvroType) -> object:
    """Return what a type is known by: by its name, or by itself."""
    return use.name if isinstance(use, AvroReference) else id(use)
