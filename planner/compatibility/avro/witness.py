"""Shows a break: a datum that is written with one schema, and what the other makes of it.

The datum is made here and checked by fastavro. What fastavro is known to let pass:

- a fixed type is read as a record or an enum of the same name;
- an empty list is read whatever the types of the items are, if one of them is a union;
- a field that gets its default is given it as the schema spells it, whatever the type;
- a logical type is taken for what the writer's schema says, never the reader's;
- an alias without a namespace leads to a type of any namespace.

And what it fails to read though it should: a type that the reader defines in a union and the writer
has defined before; in a union, a record beside an enum of the same name in another namespace. Here
all types are handed over by name, so that the first does not matter.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from planner.compatibility.avro.codec import Codec, Read
from planner.compatibility.avro.data import NoDatum, Smallest, as_json, tagged
from planner.compatibility.avro.pairs import ANY, Shows, TypePair, Value
from planner.compatibility.avro.walk import Encounter, Step, Trail
from planner.compatibility.findings import Verified
from planner.compatibility.schema_changes.change import ITEM, OTHER_MEMBER
from planner.model.avro import AvroNode, AvroRecord, AvroSchema, AvroUnion
from planner.model.finding import Proof, Severity, Witness

_KEY = "key"
_MOST_WORK = 500_000
"""Types and fields that are gone through to show the breaks of one pair of schemas."""
_ENOUGH = "it is not shown: many other changes are"


class _Shown(NamedTuple):
    """A datum: the whole, and the part that shows the change."""

    whole: Value
    part: Value


class Verifier:
    """Makes data and has them checked; schemas are made ready once."""

    def __init__(self) -> None:
        """Start without any schema."""
        self._codec = Codec()
        self._meaning = Codec(with_meaning=True)
        self._smallest: dict[int, Smallest] = {}
        self._work_left = _MOST_WORK
        self._kept: list[AvroSchema] = []  # identities stay taken while we remember them

    def verified(self, encounter: Encounter, severity: Severity, reason: str) -> Verified:
        """Return a severity with the datum that shows it, if there is one."""
        law = Verified(severity, Proof.LAW, reason, None)
        shows = encounter.draft.shows
        if shows is None:
            shows = Shows.FAILURE if severity is Severity.BREAKING else None
        if shows is None or severity is Severity.SAFE:
            return law
        pair = _top(encounter.trail)
        if self._work_left < 0:
            return _without(law, _ENOUGH)
        self._work_left -= _size(pair.writes) + _size(pair.reads)
        try:
            shown = self._shown(encounter)
            problem = _CHECKS[shows](self, encounter.trail, shown)
            if problem:
                return law if severity is Severity.RISKY else _without(law, problem)
            return Verified(severity, Proof.WITNESS, reason, self._witness(encounter, shown))
        except NoDatum as error:
            return _without(law, f"there is nothing to show it with: {error}")
        except Exception as error:  # noqa: BLE001  whatever it raises, the law holds
            return _without(law, f"fastavro can't write the datum: {type(error).__name__}")

    # ------------------------------------------------------------------ making

    def _shown(self, encounter: Encounter) -> _Shown:
        draft, pair = encounter.draft, encounter.trail.pair
        schema = pair.writes
        part = draft.value
        if draft.branch is not None:
            part = tagged(schema, draft.branch, self._least(schema).of(draft.branch))
        elif part is ANY:
            part = self._least(schema).of(schema.root)
        return _Shown(self._whole(encounter.trail, part), part)

    def _least(self, schema: AvroSchema) -> Smallest:
        key = id(schema.types)
        if key not in self._smallest:
            self._kept.append(schema)
            self._smallest[key] = Smallest(schema)
        return self._smallest[key]

    def _whole(self, trail: Trail, part: Value) -> Value:
        """Return the datum at the top that holds a part."""
        while trail.above is not None:
            part = self._holder(trail.above.pair, trail.step, part)
            trail = trail.above
        return part

    def _holder(self, pair: TypePair[AvroNode], step: Step, part: Value) -> Value:
        if step.branch is not None:
            return tagged(pair.writes, step.branch, part)
        if step.name is ITEM:
            return [part]
        if step.name is OTHER_MEMBER:
            return {_KEY: part}
        if not isinstance(pair.writer, AvroRecord):
            return part
        least = self._least(pair.writes)
        return {
            field.name: part if field.name == step.name else least.of(field.type)
            for field in pair.writer.fields
        }

    def _witness(self, encounter: Encounter, shown: _Shown) -> Witness:
        top = _top(encounter.trail)
        wire = self._codec.write(top.writes, shown.whole).hex()
        side = "old" if top.is_backward else "new"
        return Witness(side, as_json(shown.whole), as_json(shown.part), wire=wire)

    # ------------------------------------------------------------------ checking

    def fails(self, trail: Trail, shown: _Shown) -> str:
        """Return why a datum does not show a failure; empty if it does."""
        top = _top(trail)
        for pair, value in ((trail.pair, shown.part), (top, shown.whole)):
            if not self._read(pair, value).failure:
                return "fastavro reads it all the same"
        return ""

    def reads_other(self, trail: Trail, shown: _Shown) -> str:
        """Return why a datum does not show that another value is read; empty if it does."""
        found = self._read(trail.pair, shown.part)
        if found.failure or found.value == shown.part:
            return "fastavro reads the same value"
        return ""

    def means_other(self, trail: Trail, shown: _Shown) -> str:
        """Return why a datum does not show that it is taken for another value; empty if it does.

        Each side takes the bytes for what its own schema says.
        """
        pair = trail.pair
        content = self._codec.write(pair.writes, shown.part)
        own, other = (self._meaning.read(content, schema) for schema in (pair.writes, pair.reads))
        if own.failure or other.failure:
            return "fastavro knows no values of that meaning"
        is_told = type(own.value) is type(other.value) and own.value != other.value
        return "" if is_told else "fastavro does not tell the meanings apart"

    def _read(self, pair: TypePair[AvroNode], value: Value) -> Read:
        content = self._codec.write(pair.writes, value)
        return self._codec.read(content, pair.writes, pair.reads)


_CHECKS: dict[Shows, Callable[[Verifier, Trail, Any], str]] = {
    Shows.FAILURE: Verifier.fails,
    Shows.OTHER_VALUE: Verifier.reads_other,
    Shows.OTHER_MEANING: Verifier.means_other,
}


def _top(trail: Trail) -> TypePair[AvroNode]:
    while trail.above is not None:
        trail = trail.above
    return trail.pair


def _size(schema: AvroSchema) -> int:
    """Return how much there is to go through to write a datum."""
    records = (node for node in schema.types.values() if isinstance(node, AvroRecord))
    branches = len(schema.root.branches) if isinstance(schema.root, AvroUnion) else 1
    return branches + len(schema.types) + sum(len(record.fields) for record in records)


def _without(law: Verified, problem: str) -> Verified:
    reason = "; ".join(part for part in (law.reason, problem) if part)
    return Verified(law.severity, law.proof, reason, None)
