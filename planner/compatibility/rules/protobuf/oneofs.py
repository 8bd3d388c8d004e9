"""Rules about oneofs: of their fields, only one is set."""

from collections.abc import Iterator, Sequence

from planner.compatibility.protobuf.draft import ALL, CODE, Draft, Trial
from planner.compatibility.protobuf.examples import of_proto3
from planner.compatibility.protobuf.pairs import FieldPair, MessagePair
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect
from planner.model.protobuf import ProtoField

_SOURCE = "Protocol Buffers language guide, section Oneof, Backwards-compatibility issues"
_PLAIN = "message Order { string card = 1; string cash = 2; }"
_ONE = "message Order { oneof pay { string card = 1; string cash = 2; } }"

RULES = (
    Rule(
        id="protobuf-oneof-removed",
        title="a oneof is gone",
        effect=Effect.NARROWED,
        message="oneof `{subject}` is gone",
        why="Code that asks which of its fields is set no longer compiles.",
        source=_SOURCE,
        hint="keep the oneof",
        example=of_proto3(_ONE, _PLAIN, "protobuf-oneof-added"),
        categories=CODE,
        buf=("ONEOF_NO_DELETE",),
    ),
    Rule(
        id="protobuf-oneof-renamed",
        title="a oneof has another name",
        effect=Effect.NARROWED,
        message="oneof `{subject}` is called `{after}` now",
        why="The name stands in generated code only.",
        source=_SOURCE,
        hint="keep the name",
        example=of_proto3(_ONE, _ONE.replace("pay", "by"), "protobuf-oneof-renamed"),
        categories=CODE,
        buf=("ONEOF_NO_DELETE", "FIELD_SAME_ONEOF"),
    ),
    Rule(
        id="protobuf-oneof-added",
        title="a oneof is new",
        effect=Effect.ANNOTATION,
        message="oneof `{subject}` is new",
        why="Fields that moved into it are reported by themselves.",
        source=_SOURCE,
        example=of_proto3(_PLAIN, _ONE, "protobuf-oneof-removed"),
    ),
    Rule(
        id="protobuf-field-moved-into-oneof",
        title="a field is in a oneof with others now",
        effect=Effect.NARROWED,
        message="field `{subject}` moved into oneof `{after}`",
        why="Where several of its fields were written, only the last one is read.",
        source=_SOURCE,
        hint="add new fields to the oneof instead",
        example=of_proto3(_PLAIN, _ONE, "protobuf-field-moved-out-of-oneof"),
        categories=ALL,
        buf=("FIELD_SAME_ONEOF",),
    ),
    Rule(
        id="protobuf-field-moved-into-oneof-alone",
        title="a field is in a oneof now, where no other old field is",
        effect=Effect.NARROWED,
        message="field `{subject}` moved into oneof `{after}`, where it is the only old one",
        why="What was written is read as before; generated code asks for it in another way.",
        source=_SOURCE,
        hint="leave the field outside",
        example=of_proto3(
            _PLAIN,
            "message Order { oneof pay { string card = 1; } string cash = 2; }",
            "protobuf-field-moved-out-of-oneof-alone",
        ),
        categories=CODE,
        buf=("FIELD_SAME_ONEOF",),
    ),
    Rule(
        id="protobuf-field-moved-out-of-oneof",
        title="a field is no longer in a oneof with others",
        effect=Effect.NARROWED,
        message="field `{subject}` moved out of oneof `{before}`",
        why="It may be written beside the other fields now; who has the old definition reads the "
        "last one only.",
        source=_SOURCE,
        hint="leave the field in the oneof",
        example=of_proto3(_ONE, _PLAIN, "protobuf-field-moved-into-oneof"),
        categories=ALL,
        buf=("FIELD_SAME_ONEOF",),
    ),
    Rule(
        id="protobuf-field-moved-out-of-oneof-alone",
        title="a field is no longer in a oneof in which it was alone",
        effect=Effect.NARROWED,
        message="field `{subject}` moved out of oneof `{before}`, in which it was alone",
        why="What is written is read as before; generated code asks for it in another way.",
        source=_SOURCE,
        hint="leave the field in the oneof",
        example=of_proto3(
            "message Order { oneof pay { string card = 1; } string cash = 2; }",
            _PLAIN,
            "protobuf-field-moved-into-oneof-alone",
        ),
        categories=CODE,
        buf=("FIELD_SAME_ONEOF",),
    ),
)


def check_message(pair: MessagePair) -> Iterator[Draft]:
    """Yield oneofs that are gone, new or renamed."""
    renamed = _renamed(pair)
    for name, place in pair.old.oneofs.items():
        if name in pair.new.oneofs:
            continue
        rule = "protobuf-oneof-renamed" if name in renamed else "protobuf-oneof-removed"
        yield Draft(
            rule,
            f"{pair.old.name}.{name}",
            name if name in renamed else "",
            renamed.get(name, ""),
            place,
            pair.new.place,
            owner=pair.old.name,
        )
    for name, place in pair.new.oneofs.items():
        if name not in pair.old.oneofs and name not in renamed.values():
            yield Draft(
                "protobuf-oneof-added", f"{pair.new.name}.{name}", "", "", pair.old.place, place
            )


def _renamed(pair: MessagePair) -> dict[str, str]:
    """Return old name -> new name of oneofs whose fields are all in one that was not there."""
    found = {}
    for name in pair.old.oneofs:
        now = {item.new.oneof for item in pair.fields() if item.old.oneof == name}
        if name not in pair.new.oneofs and len(now) == 1:
            other = now.pop()
            before = {item.old.oneof for item in pair.fields() if item.new.oneof == other}
            if other and other not in pair.old.oneofs and before == {name}:
                found[name] = other
    return found


def check_field(pair: FieldPair) -> Iterator[Draft]:
    """Yield fields that moved into a oneof, out of one, or from one to another."""
    old, new = pair.old, pair.new
    message = pair.message
    if pair.part or pair.is_other or old.oneof == new.oneof:
        return
    if _renamed(message).get(old.oneof) == new.oneof and old.oneof:
        return
    if new.oneof:
        yield _into(pair)
    else:
        yield _out_of(pair)


def _into(pair: FieldPair) -> Draft:
    """Return a field that shares a oneof with fields that could be set beside it."""
    shared = [p for p in pair.message.fields() if p.new.oneof == pair.new.oneof]
    others = [p.old for p in shared if p.old.number != pair.old.number and _beside(p.old, pair.old)]
    rule = f"protobuf-field-moved-into-oneof{'' if others else '-alone'}"
    return _draft(pair, rule, others, "old")


def _out_of(pair: FieldPair) -> Draft:
    shared = [p for p in pair.message.fields() if p.old.oneof == pair.old.oneof]
    others = [p.new for p in shared if p.new.number != pair.new.number]
    rule = f"protobuf-field-moved-out-of-oneof{'' if others else '-alone'}"
    return _draft(pair, rule, others, "new")


def _beside(one: ProtoField, other: ProtoField) -> bool:
    return not one.oneof or one.oneof != other.oneof


def _draft(pair: FieldPair, rule: str, others: Sequence[ProtoField], writer: str) -> Draft:
    names = (pair.message.old.name, pair.message.new.name)
    mine = pair.old.number
    trials = [Trial(*names, (mine, item.number), writer) for item in others[:1]]
    trials += [Trial(*names, (item.number, mine), writer) for item in others[:1]]
    return Draft(
        rule,
        pair.subject,
        pair.old.oneof,
        pair.new.oneof,
        pair.old.place,
        pair.new.place,
        owner=pair.message.old.name,
        field=pair.old.name,
        trials=tuple(trials),
    )
