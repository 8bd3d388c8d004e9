"""Rules about the size of fixed types."""

from collections.abc import Iterator

from planner.compatibility.avro.pairs import Draft, TypePair
from planner.compatibility.rules.rule import Example, Rule
from planner.model.avro import AvroFixed
from planner.model.finding import Effect, Polarity

RULES = (
    Rule(
        id="avro-fixed-size-changed",
        title="a fixed type has another `size`",
        effect=Effect.CROSSED,
        polarity=Polarity.PROVIDER_SENDS,
        is_by_mode=True,
        message="fixed {subject} now has {after} bytes, it had {before}",
        why="A fixed type is only read as one of the same size.",
        source="Apache Avro 1.12.0, Schema Resolution",
        hint="add a fixed type with another name, in a field of its own",
        example=Example(
            "{type: fixed, name: Hash, size: 16}",
            "{type: fixed, name: Hash, size: 32}",
            "avro-fixed-size-changed",
        ),
    ),
)


def check_fixed(pair: TypePair[AvroFixed]) -> Iterator[Draft]:
    """Yield another size."""
    old, new = pair.old, pair.new
    if old.size != new.size:
        sizes = (str(old.size), str(new.size))
        yield Draft("avro-fixed-size-changed", f"`{new.name}`", *sizes, old.place, new.place)
