"""Rules about the kind of a type."""

from collections.abc import Iterator
from dataclasses import replace

from planner.compatibility.avro.examples import field
from planner.compatibility.avro.matching import LOSSY, is_promoted
from planner.compatibility.avro.pairs import Draft, Shows, TypePair
from planner.compatibility.avro.wording import type_text
from planner.compatibility.rules.rule import Example, Rule
from planner.model.avro import AvroNode, AvroPrimitive
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "Apache Avro 1.12.0, Schema Resolution"
_FORWARD = Polarity.PROVIDER_SENDS
_HINT = "keep the type, and put the new one into a field of its own with a default"

RULES = (
    Rule(
        id="avro-type-promoted",
        title="the `type` is a wider one",
        effect=Effect.WIDENED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is now `{after}`, it was `{before}`",
        why="`int` is read as `long`, `float` or `double`, `long` as `float` or `double`, `float` "
        "as `double`; never the other way, not even where the number would fit.",
        source=_SOURCE,
        hint=_HINT,
        example=Example(field("int"), field("long"), "avro-type-narrowed"),
    ),
    Rule(
        id="avro-type-narrowed",
        title="the `type` is a narrower one",
        effect=Effect.NARROWED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is now `{after}`, it was `{before}`",
        why="`int` is read as `long`, `float` or `double`, `long` as `float` or `double`, `float` "
        "as `double`; never the other way, not even where the number would fit.",
        source=_SOURCE,
        hint=_HINT,
        example=Example(field("long"), field("int"), "avro-type-promoted"),
    ),
    Rule(
        id="avro-type-text-and-bytes",
        title="the `type` changed between text and bytes",
        effect=Effect.SAME,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is now `{after}`, it was `{before}`",
        why="Text is read as bytes and bytes as text; but not all bytes are text.",
        source=_SOURCE,
        hint=_HINT,
        example=Example(field("string"), field("bytes"), "avro-type-text-and-bytes"),
    ),
    Rule(
        id="avro-type-changed",
        title="the `type` is another one",
        effect=Effect.CROSSED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is now `{after}`, it was `{before}`",
        why="Neither type is read as the other.",
        source=_SOURCE,
        hint=_HINT,
        example=Example(field("int"), field("string"), "avro-type-changed"),
    ),
)


def check_type(pair: TypePair[AvroNode]) -> Iterator[Draft]:
    """Yield another kind of type; both sides are no unions."""
    old, new = pair.old.kind, pair.new.kind
    if old == new:
        return
    if isinstance(pair.old, AvroPrimitive) and isinstance(pair.new, AvroPrimitive):
        wider, narrower = is_promoted(old, new), is_promoted(new, old)
        if wider and narrower:
            yield _text_and_bytes(pair)
            return
        if wider or narrower:
            yield _number(pair, is_wider=wider)
            return
    yield _draft("avro-type-changed", pair)


def _number(pair: TypePair[AvroNode], *, is_wider: bool) -> Draft:
    rule = "avro-type-promoted" if is_wider else "avro-type-narrowed"
    rounded = LOSSY.get((pair.writer.kind, pair.reader.kind))
    if rounded is None:
        return _draft(rule, pair)
    reason = f"`{rounded}` and other large numbers are rounded to a `{pair.reader.kind}`"
    return _draft(rule, pair, Severity.RISKY, reason, Shows.OTHER_VALUE, rounded)


def _text_and_bytes(pair: TypePair[AvroNode]) -> Draft:
    if pair.writer.kind == "string":
        return _draft("avro-type-text-and-bytes", pair)
    reason = "bytes that are not UTF-8 are no text"
    rule = "avro-type-text-and-bytes"
    return _draft(rule, pair, Severity.RISKY, reason, Shows.FAILURE, b"\xff")


def _draft(  # noqa: PLR0917  all but the first two are left out together
    rule: str,
    pair: TypePair[AvroNode],
    severity: Severity | None = None,
    reason: str = "",
    shows: Shows | None = None,
    value: object = ...,
) -> Draft:
    draft = Draft(
        rule,
        pair.called,
        type_text(pair.schemas[0], pair.old_use),
        type_text(pair.schemas[1], pair.new_use),
        severity=severity,
        reason=reason,
        shows=shows,
    )
    return draft if value is ... else replace(draft, value=value)
