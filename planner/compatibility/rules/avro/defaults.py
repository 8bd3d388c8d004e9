"""Rules about the defaults of fields."""

from collections.abc import Iterator
from typing import Any

from planner.compatibility.avro.examples import field
from planner.compatibility.avro.pairs import Draft, FieldPair
from planner.compatibility.avro.wording import default_text, field_text
from planner.compatibility.rules.rule import Example, Rule, when
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "Apache Avro 1.12.0, Schema Resolution (records)"
_BACKWARD, _FORWARD = Polarity.CONSUMER_SENDS, Polarity.PROVIDER_SENDS

RULES = (
    Rule(
        id="avro-field-default-changed",
        title="the `default` of a field is another one",
        effect=Effect.MEANING,
        polarity=_FORWARD,
        is_by_mode=True,
        message="the default of field {subject} is now `{after}`, it was `{before}`",
        why="Data that lack the field are read with another value than before.",
        source=_SOURCE,
        hint="keep the default",
        by_practice=when(_FORWARD, Severity.SAFE, "old readers keep their own default"),
        example=Example(
            field("int", ", default: 0"), field("int", ", default: 1"), "avro-field-default-changed"
        ),
    ),
    Rule(
        id="avro-field-default-added",
        title="a field got a `default`",
        effect=Effect.SAME,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} got the default `{after}`",
        why="Data that lack the field can be read from now on.",
        source=_SOURCE,
        example=Example(field("int"), field("int", ", default: 0"), "avro-field-default-removed"),
    ),
    Rule(
        id="avro-field-default-removed",
        title="a field lost its `default`",
        effect=Effect.NARROWED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="field {subject} lost its default `{before}`",
        why="Data that lack the field, written before it was there, can't be read any more.",
        source=_SOURCE,
        hint="keep the default",
        by_practice=when(
            _BACKWARD,
            Severity.RISKY,
            "what this version wrote has the field; what earlier versions wrote may lack it",
        ),
        example=Example(field("int", ", default: 0"), field("int"), "avro-field-default-added"),
    ),
)


def check_field(pair: FieldPair) -> Iterator[Draft]:
    """Yield a default that came, went or is another one."""
    old, new = pair.old, pair.new
    if not old.has_default and not new.has_default:
        return
    before = default_text(old.default) if old.has_default else ""
    after = default_text(new.default) if new.has_default else ""
    verb = "removed" if not after else "changed" if before else "added"
    if verb == "changed" and _is_same(old.default, new.default):
        return
    subject = field_text(pair.record.new, new)
    yield Draft(f"avro-field-default-{verb}", subject, before, after, old.place, new.place)


def _is_same(old: Any, new: Any) -> bool:  # noqa: ANN401  JSON
    """Return whether two defaults are the same; `1` and `true` are not."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_is_same, old, new))
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_is_same(old[key], new[key]) for key in old)
    return bool(old == new)
