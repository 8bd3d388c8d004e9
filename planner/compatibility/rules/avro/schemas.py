"""Rules about whole schemas."""

from collections.abc import Iterator

from planner.compatibility.avro.examples import field
from planner.compatibility.avro.pairs import Draft
from planner.compatibility.rules.rule import Example, Rule, always
from planner.model.avro import AvroContract
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "Apache Avro 1.12.0, Schema Resolution"

RULES = (
    Rule(
        id="avro-schema-removed",
        title="a schema is gone",
        effect=Effect.NARROWED,
        polarity=Polarity.PROVIDER_SENDS,
        is_by_mode=True,
        message="the schema is gone",
        why="Nothing says any more how to read what was written, and nothing new is written.",
        source=_SOURCE,
        hint="keep the schema while such data or their readers are there",
        by_practice=always(Severity.BREAKING, "both readers and writers lose it"),
        example=Example(field("int"), "", "avro-schema-added"),
    ),
    Rule(
        id="avro-schema-added",
        title="a schema is new",
        effect=Effect.SAME,
        polarity=Polarity.PROVIDER_SENDS,
        is_by_mode=True,
        message="the schema is new",
        why="Nobody has written or read by it yet.",
        source=_SOURCE,
        example=Example("", field("int"), "avro-schema-removed"),
    ),
)


def check_contract(pair: tuple[AvroContract, AvroContract]) -> Iterator[Draft]:
    """Yield a schema that came or went."""
    old, new = pair
    if old.schema and not new.schema:
        yield Draft("avro-schema-removed", "", old=old.place, new=new.place)
    elif new.schema and not old.schema:
        yield Draft("avro-schema-added", "", old=old.place, new=new.place)
