"""Rules about the types of fields, defaults, and options of fields."""

from collections.abc import Iterator
from dataclasses import replace

from planner.compatibility.options import Category
from planner.compatibility.protobuf.draft import ALL, CODE, JSON, Draft, Trial
from planner.compatibility.protobuf.encoding import Fit
from planner.compatibility.protobuf.examples import of_proto2, of_proto3
from planner.compatibility.protobuf.pairs import FieldPair
from planner.compatibility.rules.protobuf.fields import draft
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect
from planner.model.protobuf import Cardinality

_UPDATING = "Protocol Buffers language guide, section Updating A Message Type"
_JSON_SOURCE = "Protocol Buffers, ProtoJSON Format"
_TYPE_HINT = "add a field beside it, and remove the old one when nobody uses it"
_BUF_TYPE = (
    "FIELD_SAME_TYPE",
    "FIELD_WIRE_COMPATIBLE_TYPE",
    "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
)

_ZEROS = {"string": "", "bytes": "", "bool": "false", "message": "", "group": ""}


def _typed(old: str, new: str, back: str) -> Example:
    return of_proto3(
        f"message Order {{ {old} total = 1; }}", f"message Order {{ {new} total = 1; }}", back
    )


RULES = (
    Rule(
        id="protobuf-field-type-changed",
        title="a field has a type that is written in another way",
        effect=Effect.CROSSED,
        message="field `{subject}` is {after}, it was {before}",
        why="A reader skips what is written in another way, or takes it for something else.",
        source="Protocol Buffers, Encoding, section Message Structure",
        hint=_TYPE_HINT,
        example=_typed("int32", "string", "protobuf-field-type-changed"),
        categories=ALL,
        buf=_BUF_TYPE,
    ),
    Rule(
        id="protobuf-field-type-narrowed",
        title="a field has a type that can't hold all its values",
        effect=Effect.NARROWED,
        message="field `{subject}` is {after}, it was {before}: not all values fit",
        why="A reader cuts off what does not fit; text that is no UTF-8 is refused.",
        source=_UPDATING,
        hint=_TYPE_HINT,
        example=_typed("int64", "int32", "protobuf-field-type-widened"),
        categories=ALL,
        buf=_BUF_TYPE,
    ),
    Rule(
        id="protobuf-field-type-widened",
        title="a field has a type that holds more values",
        effect=Effect.NARROWED,
        message="field `{subject}` is {after}, it was {before}: there are more values",
        why="What was written is read as before. Who has the old definition cuts off what does not "
        "fit, once it is written.",
        source=_UPDATING,
        hint=_TYPE_HINT,
        example=_typed("uint32", "uint64", "protobuf-field-type-narrowed"),
        categories=JSON,
        buf=_BUF_TYPE,
    ),
    Rule(
        id="protobuf-field-type-json-changed",
        title="a field has a type that looks different in JSON",
        effect=Effect.NARROWED,
        message="field `{subject}` is {after}, it was {before}: JSON has another form",
        why="The bytes are read as before.",
        source=_JSON_SOURCE,
        hint=_TYPE_HINT,
        example=of_proto3(
            "message Order { int32 state = 1; }\nenum State { NEW = 0; PAID = 1; }",
            "message Order { State state = 1; }\nenum State { NEW = 0; PAID = 1; }",
            "protobuf-field-type-json-changed",
        ),
        categories=JSON,
        buf=_BUF_TYPE,
    ),
    Rule(
        id="protobuf-field-type-replaced",
        title="a field has another type that looks the same",
        effect=Effect.NARROWED,
        message="field `{subject}` is {after}, it was {before}: messages look the same",
        why="Code that names the type no longer compiles.",
        source=_UPDATING,
        hint="keep the type",
        example=of_proto3(
            "message Order { Item item = 1; }\n"
            "message Item { int32 id = 1; }\nmessage Part { int32 id = 1; }",
            "message Order { Part item = 1; }\n"
            "message Item { int32 id = 1; }\nmessage Part { int32 id = 1; }",
            "protobuf-field-type-replaced",
        ),
        categories=CODE,
        buf=_BUF_TYPE,
    ),
    Rule(
        id="protobuf-field-default-changed",
        title="a field has another default",
        effect=Effect.NARROWED,
        message="the default of `{subject}` is `{after}`, it was `{before}`",
        why="Where nothing is written, each side reads its own default.",
        source="Protocol Buffers proto2 language guide, section Optional Fields And Default Values",
        hint="keep the default",
        example=of_proto2(
            "message Order { optional int32 total = 1 [default = 1]; }",
            "message Order { optional int32 total = 1 [default = 2]; }",
            "protobuf-field-default-changed",
        ),
        categories=ALL,
        buf=("FIELD_SAME_DEFAULT",),
    ),
    Rule(
        id="protobuf-field-packing-changed",
        title="numbers of a repeated field are written together now, or one by one",
        effect=Effect.ANNOTATION,
        message="field `{subject}` is {after}, it was {before}",
        why="Readers understand both.",
        source="Protocol Buffers, Encoding, section Packed Repeated Fields",
        example=of_proto3(
            "message Order { repeated int32 totals = 1; }",
            "message Order { repeated int32 totals = 1 [packed = false]; }",
            "protobuf-field-packing-changed",
        ),
    ),
    Rule(
        id="protobuf-field-utf8-validation-changed",
        title="text is checked to be UTF-8 now, or no longer",
        effect=Effect.NARROWED,
        message="field `{subject}` is {after}, it was {before}",
        why="Generated code checks text when it reads and writes.",
        source="Protobuf Editions, feature utf8_validation",
        hint="keep the feature",
        example=Example(
            'edition = "2023";\npackage shop;\nmessage Order { string note = 1; }',
            'edition = "2023";\npackage shop;\n'
            "message Order { string note = 1 [features.utf8_validation = NONE]; }",
            "protobuf-field-utf8-validation-changed",
            is_document=True,
        ),
        categories=CODE,
        buf=("FIELD_SAME_UTF8_VALIDATION",),
    ),
    Rule(
        id="protobuf-field-jstype-changed",
        title="a field has another type in JavaScript",
        effect=Effect.NARROWED,
        message="`jstype` of `{subject}` is {after}, it was {before}",
        why="Code that takes a number gets text, or the other way round.",
        source="descriptor.proto, FieldOptions.jstype",
        hint="keep the option",
        example=of_proto3(
            "message Order { int64 total = 1; }",
            "message Order { int64 total = 1 [jstype = JS_STRING]; }",
            "protobuf-field-jstype-changed",
        ),
        categories=CODE,
        buf=("FIELD_SAME_JSTYPE",),
    ),
    Rule(
        id="protobuf-field-ctype-changed",
        title="a text field has another type in C++",
        effect=Effect.NARROWED,
        message="the C++ type of `{subject}` is {after}, it was {before}",
        why="Accessors have another type, and code no longer compiles.",
        source="descriptor.proto, FieldOptions.ctype; Protobuf Editions, feature string_type",
        hint="keep the option",
        example=of_proto3(
            "message Order { string note = 1; }",
            "message Order { string note = 1 [ctype = CORD]; }",
            "protobuf-field-ctype-changed",
        ),
        categories=CODE,
        buf=("FIELD_SAME_CPP_STRING_TYPE", "FIELD_SAME_CTYPE"),
    ),
    Rule(
        id="protobuf-field-java-utf8-changed",
        title="Java checks text to be UTF-8 now, or no longer",
        effect=Effect.NARROWED,
        message="the UTF-8 check of `{subject}` in Java is {after}, it was {before}",
        why="Java throws where it did not, or no longer does.",
        source="descriptor.proto, FileOptions.java_string_check_utf8",
        hint="keep the option",
        example=of_proto2(
            "message Order { optional string note = 1; }",
            "option java_string_check_utf8 = true;\nmessage Order { optional string note = 1; }",
            "protobuf-field-java-utf8-changed",
        ),
        categories=CODE,
        buf=("FIELD_SAME_JAVA_UTF8_VALIDATION",),
    ),
)


def check_field(pair: FieldPair) -> Iterator[Draft]:
    """Yield another type, and other options; of a map, those of its keys and values."""
    if pair.is_other:
        return
    parts = list(pair.parts())
    if parts:
        for part in parts:
            yield from check_field(part)
    elif pair.has_other_type:
        yield from _type(pair)
    elif not pair.part:
        yield from _options(pair)


def _type(pair: FieldPair) -> Iterator[Draft]:
    if Cardinality.MAP in {pair.old.cardinality, pair.new.cardinality}:
        return  # one of them is a list of entries: told as another cardinality
    shapes = pair.message.module.shapes
    back, forth = shapes.wire(pair.old, pair.new)
    is_json_same = shapes.is_json_same(pair.old, pair.new)
    rule = _type_rule(back, forth, is_json_same=is_json_same)
    found = draft(pair, rule, pair.old.shown_type, pair.new.shown_type)
    if rule == "protobuf-field-type-changed":
        yield found
        return
    promised = pair.message.module.promised(
        pair.message.old.name, backward=back > Fit.SAME, forward=forth > Fit.SAME
    )
    breaks = ALL if promised.is_broken else CODE if is_json_same else JSON
    doubtful = promised.is_doubtful
    doubts = [
        "what the new side writes is misread by whoever still has the old definition"
        if doubtful
        else "",
    ]
    if shapes.renames_numbers(pair.old, pair.new):
        doubtful = True
        doubts.append("a number has another name, and perhaps another meaning")
    yield replace(
        found,
        breaks=breaks,
        may_break=tuple(item for item in _bytes_and_json(breaks) if doubtful),
        doubt="; ".join(doubt for doubt in doubts if doubt),
        trials=_trials(pair, back, forth),
    )


def _bytes_and_json(breaks: tuple[Category, ...]) -> tuple[Category, ...]:
    return tuple(item for item in (Category.WIRE_JSON, Category.WIRE) if item not in breaks)


def _type_rule(back: Fit, forth: Fit, *, is_json_same: bool) -> str:
    if Fit.LOST in {back, forth}:
        return "protobuf-field-type-changed"
    if back is Fit.CUT:
        return "protobuf-field-type-narrowed"
    if forth is Fit.CUT:
        return "protobuf-field-type-widened"
    return f"protobuf-field-type-{'replaced' if is_json_same else 'json-changed'}"


def _trials(pair: FieldPair, back: Fit, forth: Fit) -> tuple[Trial, ...]:
    """Return messages that show it, written by the side whose values don't fit."""
    writers = ["new"] if forth > back else ["old", "new"]
    names = (pair.message.old.name, pair.message.new.name)
    return tuple(Trial(*names, (pair.number,), writer) for writer in writers)


def _options(pair: FieldPair) -> Iterator[Draft]:
    old, new = pair.old, pair.new
    if old.default != new.default and _default(pair, new=False) != _default(pair, new=True):
        found = draft(pair, "protobuf-field-default-changed", old.default or "", new.default or "")
        names = (pair.message.old.name, pair.message.new.name)
        yield replace(found, trials=(Trial(*names, (pair.number,), is_empty=True),))
    if old.is_packed != new.is_packed and old.cardinality is new.cardinality:
        words = {True: "packed", False: "not packed"}
        yield replace(
            draft(
                pair,
                "protobuf-field-packing-changed",
                words[old.is_packed],
                words[new.is_packed],
            ),
            trials=(),
        )
    if old.checks_utf8 != new.checks_utf8:
        yield _checked(pair)
    for option in ("jstype", "ctype", "java_utf8"):
        before, after = old.code.get(option, ""), new.code.get(option, "")
        if before != after and before and after:
            rule = f"protobuf-field-{option.replace('_', '-')}-changed"
            yield replace(draft(pair, rule, before, after), trials=())


def _default(pair: FieldPair, *, new: bool) -> str:
    """Return what is read where nothing is written; what is not declared is zero or empty."""
    module = pair.message.module.new if new else pair.message.module.old
    field = pair.new if new else pair.old
    if field.default is not None:
        return field.default
    if field.type == "enum":
        enum = module.enum_named.get(field.type_name)
        return "" if enum is None or not enum.values else enum.values[0].name
    return _ZEROS.get(field.type, "0")


def _checked(pair: FieldPair) -> Draft:
    """Return that text is checked; bytes that were accepted may be refused."""
    words = {True: "checked to be UTF-8", False: "not checked"}
    is_checked = pair.new.checks_utf8
    found = draft(
        pair,
        "protobuf-field-utf8-validation-changed",
        words[pair.old.checks_utf8],
        words[is_checked],
    )
    return replace(
        found,
        may_break=(Category.WIRE,) if is_checked else (),
        doubt="text that is no UTF-8 is refused now; nothing says whether there is any",
        trials=(),
    )
