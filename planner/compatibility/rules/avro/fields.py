"""Rules about fields that come, go, and get another name or place."""

from collections.abc import Iterator

from planner.compatibility.avro.examples import record
from planner.compatibility.avro.matching import Fields, align_fields, fits_first
from planner.compatibility.avro.pairs import Draft, FieldPair, TypePair
from planner.compatibility.avro.wording import default_text, field_text
from planner.compatibility.rules.rule import Example, Rule
from planner.model.avro import AvroField, AvroRecord
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "Apache Avro 1.12.0, Schema Resolution (records)"
_FORWARD = Polarity.PROVIDER_SENDS
_LATER_BRANCH = (
    "its default fits a later type of the union: readers of Avro before 1.12 take the first type"
)

RULES = (
    Rule(
        id="avro-field-added-without-default",
        title="a field without a default is new",
        effect=Effect.NARROWED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} is new and has no default",
        why="What was written before lacks the field, and nothing says what to read instead.",
        source=_SOURCE,
        hint="give the field a default",
        example=Example(
            record("id, type: int"),
            record("id, type: int", "total, type: int"),
            "avro-field-removed-without-default",
        ),
    ),
    Rule(
        id="avro-field-added-with-default",
        title="a field with a default is new",
        effect=Effect.SAME,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} is new; its default is `{after}`",
        why="New readers take the default where old data lack the field; old readers skip it.",
        source=_SOURCE,
        hint="put the type that the default is of first in the union",
        example=Example(
            record("id, type: int"),
            record("id, type: int", "total, type: int, default: 0"),
            "avro-field-removed-with-default",
        ),
    ),
    Rule(
        id="avro-field-removed-without-default",
        title="a field without a default is gone",
        effect=Effect.WIDENED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} is gone and had no default",
        why="Old readers look for the field in new data, and nothing says what to read instead.",
        source=_SOURCE,
        hint="first give the field a default, and remove it when all readers know the default",
        example=Example(
            record("id, type: int", "total, type: int"),
            record("id, type: int"),
            "avro-field-added-without-default",
        ),
    ),
    Rule(
        id="avro-field-removed-with-default",
        title="a field with a default is gone",
        effect=Effect.SAME,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} is gone; its default was `{before}`",
        why="Old readers take the default where new data lack the field; new readers skip it.",
        source=_SOURCE,
        hint="put the type that the default is of first in the union",
        example=Example(
            record("id, type: int", "total, type: int, default: 0"),
            record("id, type: int"),
            "avro-field-added-with-default",
        ),
    ),
    Rule(
        id="avro-field-renamed",
        title="a field has another name, and an alias says so",
        effect=Effect.WIDENED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} was called `{before}`",
        why="A reader with the alias finds the field under both names; one without it looks for "
        "the name that it knows.",
        source="Apache Avro 1.12.0, Aliases; Schema Resolution (records)",
        hint="keep the old name while readers are there that don't know the new one",
        example=Example(
            record("total, type: int"),
            record("sum, type: int, aliases: [total]"),
            "avro-field-renamed",
        ),
    ),
    Rule(
        id="avro-field-order-changed",
        title="the fields stand in another order",
        effect=Effect.SAME,
        polarity=_FORWARD,
        is_by_mode=True,
        message="the fields of {subject} stand in another order",
        why="A reader finds fields by name; only records that are sorted come in another order.",
        source=f"{_SOURCE}; Sort Order",
        example=Example(
            record("id, type: int", "total, type: int"),
            record("total, type: int", "id, type: int"),
            "avro-field-order-changed",
        ),
    ),
)


def check_record(pair: TypePair[AvroRecord]) -> Iterator[Draft]:
    """Yield fields that one side lacks, and whether the others stand in another order."""
    old, new = Fields(pair.old), Fields(pair.new)
    writer, reader = (old, new) if pair.is_backward else (new, old)
    kept: list[str] = []
    for aligned in align_fields(old, new):
        if aligned.old and aligned.new:
            kept.append(aligned.new.name)
        elif aligned.new and not (pair.is_backward and writer.written(reader, aligned.new)):
            yield _lone(pair, aligned.new, is_new=True)
        elif aligned.old and not (not pair.is_backward and writer.written(reader, aligned.old)):
            yield _lone(pair, aligned.old, is_new=False)
    shared = set(kept)
    if kept != [name for name in new.by_name if name in shared]:
        yield Draft("avro-field-order-changed", f"`{pair.new.name}`")


def _lone(pair: TypePair[AvroRecord], own: AvroField, *, is_new: bool) -> Draft:
    """Return what is said about a field that the other side lacks."""
    verb = "added" if is_new else "removed"
    text = default_text(own.default) if own.has_default else ""
    is_missed = is_new is pair.is_backward
    is_unclear = is_missed and own.has_default and not fits_first(own, pair.reads)
    return Draft(
        f"avro-field-{verb}-with{'' if own.has_default else 'out'}-default",
        field_text(pair.new if is_new else pair.old, own),
        before="" if is_new else text,
        after=text if is_new else "",
        old=None if is_new else own.place,
        new=own.place if is_new else None,
        severity=Severity.RISKY if is_unclear else None,
        reason=_LATER_BRANCH if is_unclear else "",
        told_apart=own.name,
        member=own.name,
    )


def check_field(pair: FieldPair) -> Iterator[Draft]:
    """Yield another name, where an alias of either side leads from one to the other."""
    old, new = pair.old, pair.new
    if old.name == new.name:
        return
    severity, reason = Severity.SAFE, "the reader has the alias"
    if not pair.is_read and pair.reader.has_default:
        severity = Severity.RISKY
        reason = f"what was written is lost: the reader takes the default of `{pair.reader.name}`"
    elif not pair.is_read:
        severity, reason = Severity.BREAKING, f"the reader looks for `{pair.reader.name}` alone"
    subject = field_text(pair.record.new, new)
    places = (old.place, new.place)
    yield Draft("avro-field-renamed", subject, old.name, new.name, *places, severity, reason)
