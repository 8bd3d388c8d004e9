"""Rules about logical types: what values mean."""

from collections.abc import Iterator
from dataclasses import replace

from planner.compatibility.avro.examples import field
from planner.compatibility.avro.matching import is_promoted
from planner.compatibility.avro.pairs import ANY, Draft, Shows, TypePair, Value
from planner.compatibility.rules.rule import Example, Rule, always, when
from planner.model.avro import AvroFixed, AvroNode, AvroPrimitive, Logical
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "Apache Avro 1.12.0, Logical Types"
_BACKWARD, _FORWARD = Polarity.CONSUMER_SENDS, Polarity.PROVIDER_SENDS
_OTHER_MEANING = always(Severity.BREAKING, "the same bytes are taken for another value")
_SOME_MEANING = "the bytes stay the same; whether anybody takes them for more is not said"
_MILLIS, _MICROS = (
    field(f"{{type: long, logicalType: timestamp-{unit}}}") for unit in ("millis", "micros")
)
_WIDER = "readers of the specification's letter refuse decimals that are not of the same precision"


def _decimal(precision: int, scale: int) -> str:
    logical = f"logicalType: decimal, precision: {precision}, scale: {scale}"
    return field(f"{{type: bytes, {logical}}}")


RULES = (
    Rule(
        id="avro-logical-type-changed",
        title="the `logicalType` is another one",
        effect=Effect.MEANING,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is now a `{after}`, it was a `{before}`",
        why="The bytes stay the same, and readers take them for another value.",
        source=_SOURCE,
        hint="put the value with its new meaning into a field of its own",
        by_practice=_OTHER_MEANING,
        example=Example(_MILLIS, _MICROS, "avro-logical-type-changed"),
    ),
    Rule(
        id="avro-logical-type-added",
        title="a `logicalType` was added",
        effect=Effect.MEANING,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is now a `{after}`",
        why="Generated code hands out another type of value; values that were never meant so may "
        "be none.",
        source=_SOURCE,
        hint="make sure that all values there are meant so",
        example=Example(field("long"), _MILLIS, "avro-logical-type-removed"),
    ),
    Rule(
        id="avro-logical-type-removed",
        title="a `logicalType` was removed",
        effect=Effect.MEANING,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is no longer a `{before}`",
        why="Generated code hands out another type of value.",
        source=_SOURCE,
        hint="keep the logical type",
        example=Example(_MILLIS, field("long"), "avro-logical-type-added"),
    ),
    Rule(
        id="avro-decimal-scale-changed",
        title="a decimal has another `scale`",
        effect=Effect.MEANING,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is now a `{after}`, it was a `{before}`",
        why="The scale is not written: readers put the point at another place. Decimals only match "
        "if scale and precision are the same.",
        source="Apache Avro 1.12.0, Logical Types (decimal)",
        hint="put the value with its new scale into a field of its own",
        by_practice=_OTHER_MEANING,
        example=Example(_decimal(9, 2), _decimal(9, 4), "avro-decimal-scale-changed"),
    ),
    Rule(
        id="avro-decimal-precision-increased",
        title="a decimal has a greater `precision`",
        effect=Effect.WIDENED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is now a `{after}`, it was a `{before}`",
        why="Readers with the smaller precision lose digits or refuse the value. Decimals only "
        "match if scale and precision are the same.",
        source="Apache Avro 1.12.0, Logical Types (decimal)",
        hint="keep the precision",
        by_practice=when(_BACKWARD, Severity.RISKY, _WIDER),
        example=Example(_decimal(9, 2), _decimal(12, 2), "avro-decimal-precision-decreased"),
    ),
    Rule(
        id="avro-decimal-precision-decreased",
        title="a decimal has a smaller `precision`",
        effect=Effect.NARROWED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is now a `{after}`, it was a `{before}`",
        why="Readers with the smaller precision lose digits or refuse the value. Decimals only "
        "match if scale and precision are the same.",
        source="Apache Avro 1.12.0, Logical Types (decimal)",
        hint="keep the precision",
        by_practice=when(_FORWARD, Severity.RISKY, _WIDER),
        example=Example(_decimal(12, 2), _decimal(9, 2), "avro-decimal-precision-increased"),
    ),
)


def check_type(pair: TypePair[AvroNode]) -> Iterator[Draft]:
    """Yield another meaning of values; both sides are no unions."""
    sides = (pair.old, pair.new)
    old, new = (n.logical if isinstance(n, AvroPrimitive | AvroFixed) else None for n in sides)
    if old == new or not _is_akin(pair.old.kind, pair.new.kind):
        return
    if old is None or new is None:
        verb = "removed" if new is None else "added"
        draft = _draft(f"avro-logical-type-{verb}", pair, old, new)
        yield replace(draft, reason=_SOME_MEANING)
    elif old.name != new.name:
        yield _draft("avro-logical-type-changed", pair, old, new)
    elif old.scale != new.scale:
        yield _draft("avro-decimal-scale-changed", pair, old, new)
    else:
        verb = "increased" if new.precision > old.precision else "decreased"
        yield _draft(f"avro-decimal-precision-{verb}", pair, old, new)


def _is_akin(old: str, new: str) -> bool:
    """Return whether one type is read as the other; else their change says enough."""
    return old == new or is_promoted(old, new) or is_promoted(new, old)


def _draft(rule: str, pair: TypePair[AvroNode], old: Logical | None, new: Logical | None) -> Draft:
    return Draft(
        rule,
        pair.called,
        old.text if old else "",
        new.text if new else "",
        shows=Shows.OTHER_MEANING,
        value=_telling(pair.writer),
    )


def _telling(node: AvroNode) -> Value:
    """Return a value whose meaning is easy to tell."""
    logical = node.logical if isinstance(node, AvroPrimitive | AvroFixed) else None
    if isinstance(node, AvroFixed) and node.size > _MOST_DIGITS:
        return ANY
    if logical is not None and logical.name == "decimal":
        digits = int("9" * min(logical.precision, _MOST_DIGITS))
        size = node.size if isinstance(node, AvroFixed) else digits.bit_length() // 8 + 1
        return digits.to_bytes(size, "big", signed=True)
    if isinstance(node, AvroFixed):
        return bytes(node.size)
    return {"int": 1000, "long": 1_000_000, "string": "", "bytes": b"\x02\x00"}.get(node.kind, 0)


_MOST_DIGITS = 100
