"""Rules about fields: removed, added, renamed, renumbered, and how many values they have."""

from collections.abc import Iterator

from planner.compatibility.protobuf.draft import ALL, CODE, JSON, Draft, Trial
from planner.compatibility.protobuf.examples import of_proto2, of_proto3
from planner.compatibility.protobuf.pairs import FieldPair, MessagePair
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect
from planner.model.protobuf import Cardinality, Presence, ProtoField

_UPDATING = "Protocol Buffers language guide, section Updating A Message Type"
_DELETING = "Protocol Buffers language guide, section Deleting Fields"
_PRESENCE = "Protocol Buffers, Application Note: Field Presence"
_JSON_NAMES = "Protocol Buffers, ProtoJSON Format"
_A = "message Order { int32 total = 1; string note = 2; }"

RULES = (
    Rule(
        id="protobuf-field-removed",
        title="a field is gone, and its number may be used again",
        effect=Effect.NARROWED,
        message="field `{subject}` ({before}) is gone, and its number is not reserved",
        why="What is written in it is not read any more. Whoever uses the number again, for "
        "something else, is misread by everybody who has the old definition.",
        source=_DELETING,
        hint="keep the field and mark it as deprecated; or reserve its number and its name",
        example=of_proto3(_A, "message Order { int32 total = 1; }", "protobuf-field-added"),
        categories=ALL,
        buf=(
            "FIELD_NO_DELETE",
            "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
            "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
        ),
    ),
    Rule(
        id="protobuf-field-removed-name-free",
        title="a field is gone, its number is reserved and its name is not",
        effect=Effect.NARROWED,
        message="field `{subject}` ({before}) is gone, and its name is not reserved",
        why="JSON has names, not numbers: a new field of the name would get what is meant for the "
        "old one.",
        source=_DELETING,
        hint="reserve the name too",
        example=of_proto3(
            _A, "message Order { int32 total = 1; reserved 2; }", "protobuf-field-added"
        ),
        categories=JSON,
        buf=("FIELD_NO_DELETE", "FIELD_NO_DELETE_UNLESS_NAME_RESERVED"),
    ),
    Rule(
        id="protobuf-field-removed-reserved",
        title="a field is gone, its number and its name are reserved",
        effect=Effect.NARROWED,
        message="field `{subject}` ({before}) is gone; number and name are reserved",
        why="Code that uses it no longer compiles. Readers skip what is still written in it.",
        source=_DELETING,
        hint="mark it as deprecated, and remove it when nobody uses it",
        example=of_proto3(
            _A,
            'message Order { int32 total = 1; reserved 2; reserved "note"; }',
            "protobuf-field-added",
        ),
        categories=CODE,
        buf=("FIELD_NO_DELETE",),
    ),
    Rule(
        id="protobuf-required-field-removed",
        title="a required field is gone",
        effect=Effect.NARROWED,
        message="required field `{subject}` ({before}) is gone",
        why="Who has the old definition refuses messages without it.",
        source="Protocol Buffers proto2 language guide, section Field Labels",
        hint="keep writing it",
        example=of_proto2(
            "message Order { required int32 total = 1; }",
            'message Order { reserved 1; reserved "total"; }',
            "protobuf-required-field-added",
        ),
        categories=ALL,
        buf=("MESSAGE_SAME_REQUIRED_FIELDS", "FIELD_NO_DELETE"),
    ),
    Rule(
        id="protobuf-field-added",
        title="a field is new",
        effect=Effect.WIDENED,
        message="field `{subject}` ({after}) is new",
        why="Readers with the old definition skip it; where it is not written, new ones read its "
        "default. Readers of JSON must be told to skip names that they don't know.",
        source=_UPDATING,
        example=of_proto3("message Order { int32 total = 1; }", _A, "protobuf-field-removed"),
    ),
    Rule(
        id="protobuf-required-field-added",
        title="a required field is new",
        effect=Effect.NARROWED,
        message="required field `{subject}` ({after}) is new",
        why="Messages that were written without it are refused.",
        source="Protocol Buffers proto2 language guide, section Field Labels",
        hint="make it optional",
        example=of_proto2(
            "message Order {}",
            "message Order { required int32 total = 1; }",
            "protobuf-required-field-removed",
        ),
        categories=ALL,
        buf=("MESSAGE_SAME_REQUIRED_FIELDS",),
    ),
    Rule(
        id="protobuf-field-renamed",
        title="a field has another name",
        effect=Effect.NARROWED,
        message="field `{subject}` is called `{after}` now",
        why="JSON has the name, and so has generated code; the bytes have the number only.",
        source=_JSON_NAMES,
        hint="keep the name, and say in a comment what it means now",
        example=of_proto3(_A, _A.replace("note", "remark"), "protobuf-field-renamed"),
        categories=JSON,
        buf=("FIELD_SAME_NAME", "FIELD_SAME_JSON_NAME"),
    ),
    Rule(
        id="protobuf-field-number-changed",
        title="a field has another number",
        effect=Effect.NARROWED,
        message="field `{subject}` has the number {after}, it had {before}",
        why="The bytes have the number only: what is written in the old one is lost, or read as "
        "another field.",
        source="Protocol Buffers language guide, section Assigning Field Numbers",
        hint="give it its old number again",
        example=of_proto3(_A, _A.replace("note = 2", "note = 3"), "protobuf-field-number-changed"),
        categories=ALL,
        buf=("FIELD_NO_DELETE", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", "FIELD_SAME_NAME"),
    ),
    Rule(
        id="protobuf-field-number-reused",
        title="a field is gone, and its number belongs to another one now",
        effect=Effect.CROSSED,
        message="field `{subject}` is gone, and its number {before} belongs to `{after}` now",
        why="What is written in the old field is read as the other one.",
        source=_DELETING,
        hint="give the other field its own number again, and reserve the one that is free",
        example=of_proto3(
            "message Order { int32 total = 1; string note = 2; string city = 3; }",
            "message Order { int32 total = 1; string city = 2; }",
            "protobuf-field-number-changed",
        ),
        categories=ALL,
        buf=("FIELD_SAME_NAME", "FIELD_SAME_JSON_NAME"),
    ),
    Rule(
        id="protobuf-field-json-name-changed",
        title="a field has another name in JSON",
        effect=Effect.NARROWED,
        message="field `{subject}` is called `{after}` in JSON, it was `{before}`",
        why="Readers of JSON find fields by this name.",
        source=_JSON_NAMES,
        hint="keep `json_name`",
        example=of_proto3(
            _A,
            _A.replace("note = 2", 'note = 2 [json_name = "n"]'),
            "protobuf-field-json-name-changed",
        ),
        categories=JSON,
        buf=("FIELD_SAME_JSON_NAME",),
    ),
    Rule(
        id="protobuf-field-cardinality-changed",
        title="a field has one value instead of many, or the other way round",
        effect=Effect.NARROWED,
        message="field `{subject}` is {after}, it was {before}",
        why="Where one value is expected, only the last of many is read, and packed numbers not at "
        "all. In JSON, a list is no value.",
        source=_UPDATING,
        hint="add a field beside it",
        example=of_proto3(
            _A,
            _A.replace("int32 total", "repeated int32 total"),
            "protobuf-field-cardinality-changed",
        ),
        categories=ALL,
        buf=(
            "FIELD_SAME_CARDINALITY",
            "FIELD_WIRE_COMPATIBLE_CARDINALITY",
            "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
        ),
    ),
    Rule(
        id="protobuf-field-map-changed",
        title="a map became a list of entries, or the other way round",
        effect=Effect.NARROWED,
        message="field `{subject}` is {after}, it was {before}",
        why="The bytes are the same; JSON has an object instead of a list, and generated code "
        "another type.",
        source="Protocol Buffers language guide, section Maps, Backward Compatibility",
        hint="add a field beside it",
        example=of_proto3(
            "message Order { map<string, string> labels = 1; }",
            "message Order { repeated LabelsEntry labels = 1; "
            "message LabelsEntry { string key = 1; string value = 2; } }",
            "protobuf-field-map-changed",
        ),
        categories=JSON,
        buf=("FIELD_SAME_CARDINALITY", "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY"),
    ),
    Rule(
        id="protobuf-field-presence-changed",
        title='a field tells "not set" from "set to its default" now, or no longer',
        effect=Effect.NARROWED,
        message="field `{subject}` has {after} presence, it had {before} presence",
        why="Generated code has other accessors. The bytes are read as before, but who writes a "
        "default on purpose may no longer be heard.",
        source=_PRESENCE,
        hint="keep, or leave out, `optional`",
        example=of_proto3(
            _A,
            _A.replace("int32 total", "optional int32 total"),
            "protobuf-field-presence-changed",
        ),
        categories=CODE,
        buf=("FIELD_SAME_CARDINALITY",),
    ),
    Rule(
        id="protobuf-field-became-required",
        title="a field is required now",
        effect=Effect.NARROWED,
        message="field `{subject}` is required now",
        why="Messages that were written without it are refused.",
        source="Protocol Buffers proto2 language guide, section Field Labels",
        hint="leave it optional",
        example=of_proto2(
            "message Order { optional int32 total = 1; }",
            "message Order { required int32 total = 1; }",
            "protobuf-field-no-longer-required",
        ),
        categories=ALL,
        buf=("MESSAGE_SAME_REQUIRED_FIELDS", "FIELD_SAME_CARDINALITY"),
    ),
    Rule(
        id="protobuf-field-no-longer-required",
        title="a field is no longer required",
        effect=Effect.NARROWED,
        message="field `{subject}` is no longer required",
        why="Who has the old definition refuses messages without it.",
        source="Protocol Buffers proto2 language guide, section Field Labels",
        hint="keep writing it; change the label when nobody has the old definition",
        example=of_proto2(
            "message Order { required int32 total = 1; }",
            "message Order { optional int32 total = 1; }",
            "protobuf-field-became-required",
        ),
        categories=ALL,
        buf=("MESSAGE_SAME_REQUIRED_FIELDS", "FIELD_SAME_CARDINALITY"),
    ),
)


def check_message(pair: MessagePair) -> Iterator[Draft]:
    """Yield fields that are gone or new; a name that has another number is neither."""
    for field in pair.removed:
        number = pair.number_after(field.name)
        yield _removed(pair, field) if number is None else _renumbered(pair, field, number)
    for shared in pair.fields():
        number = pair.number_after(shared.old.name)
        if number is not None and number != shared.old.number:
            yield _renumbered(pair, shared.old, number)
        elif number is None and shared.is_other:
            yield draft(shared, "protobuf-field-number-reused", str(shared.number), shared.new.name)
    for field in pair.added:
        if pair.number_before(field.name) is None:
            yield _added(pair, field)


def _removed(pair: MessagePair, field: ProtoField) -> Draft:
    reserved = pair.new.reserved
    if field.presence is Presence.REQUIRED:
        rule = "protobuf-required-field-removed"
    elif not reserved.has_number(field.number):
        rule = "protobuf-field-removed"
    elif field.name not in reserved.names:
        rule = "protobuf-field-removed-name-free"
    else:
        rule = "protobuf-field-removed-reserved"
    names = (pair.old.name, pair.new.name)
    is_required = field.presence is Presence.REQUIRED
    trial = Trial(*names, (), "new") if is_required else Trial(*names, (field.number,))
    return Draft(
        rule,
        f"{pair.old.name}.{field.name}",
        str(field.number),
        "",
        field.place,
        pair.new.place,
        owner=pair.old.name,
        field=field.name,
        trials=(trial,),
    )


def _renumbered(pair: MessagePair, field: ProtoField, number: int) -> Draft:
    return Draft(
        "protobuf-field-number-changed",
        f"{pair.old.name}.{field.name}",
        str(field.number),
        str(number),
        field.place,
        pair.new.by_number()[number].place,
        owner=pair.old.name,
        field=field.name,
        trials=(Trial(pair.old.name, pair.new.name, (field.number,)),),
    )


def _added(pair: MessagePair, field: ProtoField) -> Draft:
    is_required = field.presence is Presence.REQUIRED
    into = f"readers with the old definition find oneof `{field.oneof}` not set"
    is_in_old_oneof = bool(field.oneof) and field.oneof in pair.old.oneofs
    return Draft(
        "protobuf-required-field-added" if is_required else "protobuf-field-added",
        f"{pair.old.name}.{field.name}",
        "",
        str(field.number),
        pair.old.place,
        field.place,
        reason=into if is_in_old_oneof else "",
        owner=pair.old.name,
        field=field.name,
        trials=(Trial(pair.old.name, pair.new.name),) if is_required else (),
    )


def check_field(pair: FieldPair) -> Iterator[Draft]:
    """Yield other names, and another number of values."""
    old, new = pair.old, pair.new
    if pair.is_other or pair.part:
        return
    if old.name != new.name:
        yield draft(pair, "protobuf-field-renamed", old.name, new.name)
    elif old.json_name != new.json_name:
        yield draft(pair, "protobuf-field-json-name-changed", old.json_name, new.json_name)
    if old.cardinality is not new.cardinality:
        rule = f"protobuf-field-{_cardinality(pair)}-changed"
        yield draft(pair, rule, old.cardinality, new.cardinality, "new")
    elif old.presence is not new.presence:
        yield from _presence(pair)


def _cardinality(pair: FieldPair) -> str:
    """Return what another number of values is: a list of entries is written like a map."""
    both = {pair.old.cardinality, pair.new.cardinality}
    is_entry = Cardinality.SINGULAR not in both
    is_map = is_entry and pair.message.module.shapes.is_map_of(pair.old, pair.new)
    return "map" if is_map else "cardinality"


def _presence(pair: FieldPair) -> Iterator[Draft]:
    before, after = pair.old.presence, pair.new.presence
    if after is Presence.REQUIRED:
        yield _label(pair, "protobuf-field-became-required", "old")
    elif before is Presence.REQUIRED:
        yield _label(pair, "protobuf-field-no-longer-required", "new")
    elif pair.old.oneof == pair.new.oneof:
        yield draft(pair, "protobuf-field-presence-changed", before, after)


def _label(pair: FieldPair, rule: str, writer: str) -> Draft:
    message = pair.message
    return Draft(
        rule,
        pair.subject,
        "",
        "",
        pair.old.place,
        pair.new.place,
        owner=message.old.name,
        field=pair.old.name,
        trials=(Trial(message.old.name, message.new.name, (), writer),),
    )


def draft(pair: FieldPair, rule: str, before: str, after: str, *writers: str) -> Draft:
    """Return what was met at a field, with messages in which it is set.

    Args:
        pair: the field.
        rule: id of the rule.
        before: what stood there.
        after: what stands there.
        writers: sides that write such messages, after the old one.
    """
    message = pair.message
    return Draft(
        rule,
        pair.subject,
        str(before),
        str(after),
        *pair.places,
        owner=message.old.name,
        field=pair.written[0].name,
        trials=tuple(
            Trial(message.old.name, message.new.name, (pair.number,), writer)
            for writer in ("old", *writers)
        ),
    )
