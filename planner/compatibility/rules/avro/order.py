"""Rules about how records are sorted."""

from collections.abc import Iterator

from planner.compatibility.avro.examples import field
from planner.compatibility.avro.pairs import Draft, FieldPair
from planner.compatibility.avro.wording import field_text
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect, Polarity

_ORDER = "Apache Avro 1.12.0, Sort Order"
_FORWARD = Polarity.PROVIDER_SENDS

RULES = (
    Rule(
        id="avro-field-sort-order-changed",
        title="records are sorted otherwise by a field (`order`)",
        effect=Effect.MEANING,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} is now sorted `{after}`, it was `{before}`",
        why="Every datum can be read, but sorted data of both versions can't be merged.",
        source=_ORDER,
        hint="keep the order",
        example=Example(
            field("int"), field("int", ", order: ignore"), "avro-field-sort-order-changed"
        ),
    ),
)


def check_field(pair: FieldPair) -> Iterator[Draft]:
    """Yield another order of a field."""
    old, new = pair.old, pair.new
    if old.order != new.order:
        subject = field_text(pair.record.new, new)
        rule = "avro-field-sort-order-changed"
        reason = "only those notice who compare encoded records"
        yield Draft(rule, subject, old.order, new.order, old.place, new.place, reason=reason)
