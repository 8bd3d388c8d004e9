"""Rules about the names of named types."""

from collections.abc import Iterator

from planner.compatibility.avro.examples import record
from planner.compatibility.avro.pairs import Draft, TypePair
from planner.compatibility.rules.rule import Example, Rule
from planner.model.avro import AvroNamed, short_name
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "Apache Avro 1.12.0, Names; Aliases; Schema Resolution"
_FULL_NAMES = "some readers compare full names"
_FORWARD = Polarity.PROVIDER_SENDS

RULES = (
    Rule(
        id="avro-name-changed",
        title="a named type has another `name`",
        effect=Effect.CROSSED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="type {subject} was called `{before}`",
        why="Records, enums and fixed types are only read as a type of the same name, or one that "
        "has the name as an alias.",
        source=_SOURCE,
        hint="add the old full name to `aliases`; readers of the old schema need the old name",
        example=Example(record(name="Order"), record(name="Sale"), "avro-name-changed"),
    ),
    Rule(
        id="avro-namespace-changed",
        title="a named type has another `namespace`",
        effect=Effect.MEANING,
        polarity=_FORWARD,
        is_by_mode=True,
        message="type {subject} was called `{before}`",
        why="The specification compares names without namespaces; several implementations compare "
        "full names, in unions above all.",
        source=_SOURCE,
        hint="add the old full name to `aliases`",
        example=Example(record(name="a.Order"), record(name="b.Order"), "avro-namespace-changed"),
    ),
)


def check_named(pair: TypePair[AvroNamed]) -> Iterator[Draft]:
    """Yield another name, or the same in another namespace; both sides are of one kind."""
    old, new = pair.old.name, pair.new.name
    if old == new:
        return
    is_same = short_name(old) == short_name(new)
    has_alias = pair.writer.name in pair.reader.aliases
    severity = Severity.SAFE if has_alias else None
    reason = "the reader has the alias" if has_alias else _FULL_NAMES if is_same else ""
    yield Draft(
        "avro-namespace-changed" if is_same else "avro-name-changed",
        f"`{new}`",
        old,
        new,
        pair.old.place,
        pair.new.place,
        severity,
        reason,
    )
