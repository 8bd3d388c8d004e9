"""Rules about the aliases of fields and of named types."""

from collections.abc import Iterator, Sequence

from planner.compatibility.avro.examples import field, record
from planner.compatibility.avro.matching import Fields
from planner.compatibility.avro.pairs import Draft, FieldPair, TypePair
from planner.compatibility.avro.wording import field_text, names_text
from planner.compatibility.rules.rule import Example, Rule, when
from planner.model.avro import AvroNamed, AvroRecord
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "Apache Avro 1.12.0, Aliases"
_BACKWARD, _FORWARD = Polarity.CONSUMER_SENDS, Polarity.PROVIDER_SENDS

RULES = (
    Rule(
        id="avro-field-alias-ambiguous",
        title="two written fields are meant for one",
        effect=Effect.NARROWED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} takes {after} for its own: it can't be told which one is meant",
        why="A reader renames fields by its aliases; two fields can't get one name.",
        source="Apache Avro 1.12.0, Aliases",
        hint="remove the alias of the field that is not meant",
        example=Example(
            record("sum, type: int", "total, type: int"),
            record("sum, type: int, aliases: [total]"),
            "avro-field-alias-ambiguous",
        ),
    ),
    Rule(
        id="avro-field-alias-added",
        title="a field got an alias",
        effect=Effect.SAME,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} is also found as {after}",
        why="Readers find the field under one name more.",
        source="Apache Avro 1.12.0, Aliases",
        example=Example(field("int"), field("int", ", aliases: [sum]"), "avro-field-alias-removed"),
    ),
    Rule(
        id="avro-field-alias-removed",
        title="a field lost an alias",
        effect=Effect.NARROWED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} is no longer found as {before}",
        why="Data that were written under that name can't be read any more.",
        source="Apache Avro 1.12.0, Aliases",
        hint="keep the alias while such data are there",
        by_practice=when(
            _BACKWARD,
            Severity.RISKY,
            "this version wrote the field under its name; earlier versions may have used the alias",
        ),
        example=Example(field("int", ", aliases: [sum]"), field("int"), "avro-field-alias-added"),
    ),
    Rule(
        id="avro-type-alias-added",
        title="a named type got an alias",
        effect=Effect.SAME,
        polarity=_FORWARD,
        is_by_mode=True,
        message="type {subject} also reads {after}",
        why="Readers take data of one more name for their own.",
        source=_SOURCE,
        example=Example(record(), record(more="aliases: [Sale], "), "avro-type-alias-removed"),
    ),
    Rule(
        id="avro-type-alias-removed",
        title="a named type lost an alias",
        effect=Effect.NARROWED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="type {subject} no longer reads {before}",
        why="Data that were written under that name can't be read any more.",
        source=_SOURCE,
        hint="keep the alias while such data are there",
        by_practice=when(
            _BACKWARD,
            Severity.RISKY,
            "this version wrote the type under its name; earlier versions may have used the alias",
        ),
        example=Example(record(more="aliases: [Sale], "), record(), "avro-type-alias-added"),
    ),
)


def check_field(pair: FieldPair) -> Iterator[Draft]:
    """Yield aliases of a field that came or went."""
    old, new = pair.old, pair.new
    added = _lone((*new.aliases,), (*old.aliases, old.name))
    removed = _lone((*old.aliases,), (*new.aliases, new.name))
    subject, places = field_text(pair.record.new, new), (old.place, new.place)
    if added:
        yield Draft("avro-field-alias-added", subject, "", names_text(added), *places)
    if removed:
        yield Draft("avro-field-alias-removed", subject, names_text(removed), "", *places)


def check_named(pair: TypePair[AvroNamed]) -> Iterator[Draft]:
    """Yield aliases of a named type that came or went."""
    old, new = pair.old, pair.new
    added = _lone(new.aliases, (*old.aliases, old.name))
    removed = _lone(old.aliases, (*new.aliases, new.name))
    subject, places = f"`{new.name}`", (old.place, new.place)
    if added:
        yield Draft("avro-type-alias-added", subject, "", names_text(added), *places)
    if removed:
        yield Draft("avro-type-alias-removed", subject, names_text(removed), "", *places)


def _lone(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in some if name not in others)


def check_record(pair: TypePair[AvroRecord]) -> Iterator[Draft]:
    """Yield fields of the reader for which more than one written field is meant."""
    writer, reader = Fields(pair.writer), Fields(pair.reader)
    owners: dict[str, str] = {}
    for own in reader.by_name.values():
        found = writer.written(reader, own)
        names = [field.name for field in found]
        taken = next((name for name in names if owners.setdefault(name, own.name) != own.name), "")
        if len(found) < 2 and not taken:  # noqa: PLR2004  one field for each
            continue
        side = "new" if pair.is_backward else "old"
        yield Draft(
            "avro-field-alias-ambiguous",
            field_text(pair.reader, own),
            after=names_text(tuple(names)),
            severity=Severity.BREAKING,
            reason=f"readers of the {side} schema rename fields by its aliases",
            told_apart=own.name,
            old=None if pair.is_backward else own.place,
            new=own.place if pair.is_backward else None,
        )
