"""Rules about the symbols of enums."""

from collections.abc import Iterator
from dataclasses import replace

from planner.compatibility.avro.pairs import Draft, Shows, TypePair
from planner.compatibility.avro.wording import names_text
from planner.compatibility.rules.rule import Example, Rule, when
from planner.model.avro import AvroEnum
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "Apache Avro 1.12.0, Schema Resolution (enums)"
_BACKWARD, _FORWARD = Polarity.CONSUMER_SENDS, Polarity.PROVIDER_SENDS
_AB = "{type: enum, name: Status, symbols: [A, B]}"
_ABC = "{type: enum, name: Status, symbols: [A, B, C]}"
_AB_A = "{type: enum, name: Status, symbols: [A, B], default: A}"
_AB_B = "{type: enum, name: Status, symbols: [A, B], default: B}"
_BA = "{type: enum, name: Status, symbols: [B, A]}"

RULES = (
    Rule(
        id="avro-enum-symbol-added",
        title="an enum has further `symbols`",
        effect=Effect.WIDENED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="enum {subject} may also be {after}",
        why="A reader that does not know a symbol takes its default for it; without one it fails.",
        source=_SOURCE,
        hint="give the enum a default, and write new symbols when all readers have it",
        example=Example(_AB, _ABC, "avro-enum-symbol-removed"),
    ),
    Rule(
        id="avro-enum-symbol-removed",
        title="an enum has fewer `symbols`",
        effect=Effect.NARROWED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="enum {subject} is no longer {before}",
        why="A reader that does not know a symbol takes its default for it; without one it fails.",
        source=_SOURCE,
        hint="keep the symbol, or give the enum a default",
        example=Example(_ABC, _AB, "avro-enum-symbol-added"),
    ),
    Rule(
        id="avro-enum-symbols-reordered",
        title="the `symbols` of an enum stand in another order",
        effect=Effect.SAME,
        polarity=_FORWARD,
        is_by_mode=True,
        message="the symbols of enum {subject} stand in another order",
        why="A reader finds a symbol by its name; only data that are sorted come in another order.",
        source=f"{_SOURCE}; Sort Order",
        example=Example(_AB, _BA, "avro-enum-symbols-reordered"),
    ),
    Rule(
        id="avro-enum-default-changed",
        title="the `default` of an enum is another one",
        effect=Effect.MEANING,
        polarity=_FORWARD,
        is_by_mode=True,
        message="enum {subject} now takes unknown symbols for `{after}`, not for `{before}`",
        why="Symbols that a reader does not know are read as another one than before.",
        source=_SOURCE,
        hint="keep the default",
        by_practice=when(_FORWARD, Severity.SAFE, "old readers keep their own default"),
        example=Example(_AB_A, _AB_B, "avro-enum-default-changed"),
    ),
    Rule(
        id="avro-enum-default-added",
        title="an enum got a `default`",
        effect=Effect.SAME,
        polarity=_FORWARD,
        is_by_mode=True,
        message="enum {subject} now takes unknown symbols for `{after}`",
        why="Readers no longer fail when they meet a symbol that they don't know.",
        source=_SOURCE,
        example=Example(_AB, _AB_A, "avro-enum-default-removed"),
    ),
    Rule(
        id="avro-enum-default-removed",
        title="an enum lost its `default`",
        effect=Effect.NARROWED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="enum {subject} no longer takes unknown symbols for `{before}`",
        why="A symbol that the reader does not know fails from now on.",
        source=_SOURCE,
        hint="keep the default",
        by_practice=when(
            _BACKWARD,
            Severity.RISKY,
            "other versions may have written symbols that this one does not know",
        ),
        example=Example(_AB_A, _AB, "avro-enum-default-added"),
    ),
)


def check_enum(pair: TypePair[AvroEnum]) -> Iterator[Draft]:
    """Yield symbols that came or went, another order and another default."""
    old, new = pair.old, pair.new
    olds, news = frozenset(old.symbols), frozenset(new.symbols)
    added = tuple(symbol for symbol in new.symbols if symbol not in olds)
    removed = tuple(symbol for symbol in old.symbols if symbol not in news)
    if added:
        yield _symbols(pair, added, is_new=True)
    if removed:
        yield _symbols(pair, removed, is_new=False)
    kept = [symbol for symbol in old.symbols if symbol in news]
    if kept != [symbol for symbol in new.symbols if symbol in olds]:
        yield _draft("avro-enum-symbols-reordered", pair)
    if old.default != new.default:
        verb = "removed" if not new.default else "changed" if old.default else "added"
        yield _draft(f"avro-enum-default-{verb}", pair, old.default or "", new.default or "")


def _symbols(pair: TypePair[AvroEnum], symbols: tuple[str, ...], *, is_new: bool) -> Draft:
    is_written = is_new is not pair.is_backward
    default = pair.reader.default
    is_softened = is_written and default is not None
    text = names_text(symbols)
    rule = f"avro-enum-symbol-{'added' if is_new else 'removed'}"
    draft = _draft(rule, pair, "" if is_new else text, text if is_new else "")
    return replace(
        draft,
        severity=Severity.RISKY if is_softened else None,
        reason=f"readers take `{default}`, their default, for it" if is_softened else "",
        told_apart=",".join(symbols),
        shows=Shows.OTHER_VALUE if is_softened else None,
        value=symbols[0],
    )


def _draft(rule: str, pair: TypePair[AvroEnum], before: str = "", after: str = "") -> Draft:
    subject = f"`{pair.new.name}`"
    return Draft(rule, subject, before, after, pair.old.place, pair.new.place)
