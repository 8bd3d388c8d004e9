"""Rules about enums and their values."""

from collections.abc import Iterator
from dataclasses import replace

from planner.compatibility.options import Category
from planner.compatibility.protobuf.draft import BY_FILE, CODE, JSON, Draft
from planner.compatibility.protobuf.examples import of_proto2, of_proto3
from planner.compatibility.protobuf.pairs import EnumPair, ModulePair
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect
from planner.model.protobuf import ProtoEnum

_SOURCE = "Protocol Buffers language guide, section Enumerations"
_OPEN = "Protocol Buffers, Enum Behavior"
_MOVED = (
    (
        'syntax = "proto3";\npackage shop;\nmessage Order {}\nenum State { NEW = 0; }\n'
        '// FILE item.proto\nsyntax = "proto3";\npackage shop;\nmessage Item {}'
    ),
    (
        'syntax = "proto3";\npackage shop;\nmessage Order {}\n'
        '// FILE item.proto\nsyntax = "proto3";\npackage shop;\nmessage Item {}\n'
        "enum State { NEW = 0; }"
    ),
)

RULES = (
    Rule(
        id="protobuf-enum-removed",
        title="an enum is gone",
        effect=Effect.NARROWED,
        message="enum `{subject}` is gone",
        why="Code that uses it no longer compiles. Bytes are not concerned: what still carries it "
        "is reported there.",
        source=_SOURCE,
        hint="mark it as deprecated, and keep it until nobody uses it",
        example=of_proto3(
            "message Order {}\nenum State { NEW = 0; }", "message Order {}", "protobuf-enum-added"
        ),
        categories=CODE,
        buf=("ENUM_NO_DELETE", "PACKAGE_ENUM_NO_DELETE"),
    ),
    Rule(
        id="protobuf-enum-added",
        title="an enum is new",
        effect=Effect.WIDENED,
        message="enum `{subject}` is new",
        why="Nobody uses it yet.",
        source=_SOURCE,
        example=of_proto3(
            "message Order {}",
            "message Order {}\nenum State { NEW = 0; }",
            "protobuf-enum-removed",
        ),
    ),
    Rule(
        id="protobuf-enum-moved",
        title="an enum stands in another file",
        effect=Effect.NARROWED,
        message="enum `{subject}` stands in `{after}`, it stood in `{before}`",
        why="What is generated from the old file no longer has it; its full name is the same.",
        source=_SOURCE,
        hint="let the old file import the new one publicly",
        example=Example(*_MOVED, "protobuf-enum-moved", is_document=True),
        categories=BY_FILE,
        buf=("ENUM_NO_DELETE",),
    ),
    Rule(
        id="protobuf-enum-closed",
        title="an enum is closed now",
        effect=Effect.NARROWED,
        message="enum `{subject}` is closed now",
        why="Numbers without a name are put aside when they are read, where they were kept.",
        source=_OPEN,
        hint="leave it open (`features.enum_type = OPEN`)",
        example=Example(
            'edition = "2023";\npackage shop;\nenum State { NEW = 0; }',
            'edition = "2023";\npackage shop;\n'
            "enum State { option features.enum_type = CLOSED; NEW = 0; }",
            "protobuf-enum-opened",
            is_document=True,
        ),
        categories=CODE,
        buf=("ENUM_SAME_TYPE",),
    ),
    Rule(
        id="protobuf-enum-opened",
        title="an enum is open now",
        effect=Effect.NARROWED,
        message="enum `{subject}` is open now",
        why="Generated code hands out numbers without a name, where it had the default.",
        source=_OPEN,
        hint="leave it closed",
        example=Example(
            'edition = "2023";\npackage shop;\n'
            "enum State { option features.enum_type = CLOSED; NEW = 0; }",
            'edition = "2023";\npackage shop;\nenum State { NEW = 0; }',
            "protobuf-enum-closed",
            is_document=True,
        ),
        categories=CODE,
        buf=("ENUM_SAME_TYPE",),
    ),
    Rule(
        id="protobuf-enum-default-changed",
        title="another value of a closed enum comes first",
        effect=Effect.MEANING,
        message="the first value of `{subject}` is `{after}`, it was `{before}`",
        why="The first value is read where nothing is written.",
        source=_SOURCE,
        hint="keep the first value where it is",
        example=of_proto2(
            "enum State { NEW = 0; PAID = 1; }",
            "enum State { PAID = 1; NEW = 0; }",
            "protobuf-enum-default-changed",
        ),
    ),
    Rule(
        id="protobuf-enum-json-format-weakened",
        title="the JSON form of an enum is no longer promised",
        effect=Effect.NARROWED,
        message="the JSON form of `{subject}` is {after}, it was {before}",
        why="With `LEGACY_BEST_EFFORT` names may collide, and libraries need not write JSON.",
        source="Protobuf Editions, feature json_format",
        hint="keep `json_format = ALLOW`",
        example=Example(
            'edition = "2023";\npackage shop;\nenum State { NEW = 0; }',
            'edition = "2023";\npackage shop;\n'
            "enum State { option features.json_format = LEGACY_BEST_EFFORT; NEW = 0; }",
            "protobuf-enum-json-format-restored",
            is_document=True,
        ),
        categories=JSON,
        buf=("ENUM_SAME_JSON_FORMAT",),
    ),
    Rule(
        id="protobuf-enum-json-format-restored",
        title="the JSON form of an enum is promised now",
        effect=Effect.WIDENED,
        message="the JSON form of `{subject}` is {after}, it was {before}",
        why="All that was written is read as before.",
        source="Protobuf Editions, feature json_format",
        example=Example(
            'edition = "2023";\npackage shop;\n'
            "enum State { option features.json_format = LEGACY_BEST_EFFORT; NEW = 0; }",
            'edition = "2023";\npackage shop;\nenum State { NEW = 0; }',
            "protobuf-enum-json-format-weakened",
            is_document=True,
        ),
    ),
)


def check_module(pair: ModulePair) -> Iterator[Draft]:
    """Yield enums that are gone, moved or new; those inside a message go with it."""
    new = pair.new.enum_named
    for enum in pair.old.enums:
        if enum.file not in pair.old.file_named:
            continue
        name = pair.name_after(enum.name)
        if name not in new:
            if _is_cause(enum, pair) and pair.is_known(enum.file):
                yield Draft("protobuf-enum-removed", enum.name, old=enum.place, owner=enum.name)
        elif not enum.parent and _is_moved(enum.file, new[name].file, pair):
            yield Draft(
                "protobuf-enum-moved",
                enum.name,
                enum.file,
                new[name].file,
                enum.place,
                new[name].place,
                owner=enum.name,
            )
    known = {pair.name_after(enum.name) for enum in pair.old.enums}
    messages = {pair.name_after(message.name) for message in pair.old.messages}
    for enum in pair.new.enums:
        is_seen = pair.was_known(enum.file) and (not enum.parent or enum.parent in messages)
        if enum.file in pair.new.file_named and enum.name not in known and is_seen:
            yield Draft("protobuf-enum-added", enum.name, new=enum.place)


def _is_cause(enum: ProtoEnum, pair: ModulePair) -> bool:
    """Return whether the message around it is still there."""
    return not enum.parent or pair.name_after(enum.parent) in pair.new.message_named


def _is_moved(before: str, after: str, pair: ModulePair) -> bool:
    kept = pair.files_after
    return before in kept and kept[before] != after


def check_enum(pair: EnumPair) -> Iterator[Draft]:
    """Yield other ways to treat numbers without a name, and another default."""
    old, new = pair.old, pair.new
    if old.is_closed != new.is_closed:
        found = _draft(pair, f"protobuf-enum-{'closed' if new.is_closed else 'opened'}")
        doubt = "numbers without a name are put aside now; nothing says whether there are any"
        may = (Category.WIRE_JSON, Category.WIRE) if new.is_closed else ()
        yield replace(found, may_break=may, doubt=doubt)
    first, then = _first(old), _first(new)
    if (
        old.is_closed
        and new.is_closed
        and first != then
        and any(value.name == first for value in new.values)
    ):
        yield _draft(pair, "protobuf-enum-default-changed", first, then)
    if old.json_format != new.json_format:
        verb = "weakened" if old.json_format == "ALLOW" else "restored"
        rule = f"protobuf-enum-json-format-{verb}"
        yield _draft(pair, rule, old.json_format, new.json_format)


def _first(enum: ProtoEnum) -> str:
    return enum.values[0].name if enum.values else ""


def _draft(pair: EnumPair, rule: str, before: str = "", after: str = "") -> Draft:
    return Draft(
        rule,
        pair.old.name,
        before,
        after,
        pair.old.place,
        pair.new.place,
        owner=pair.old.name,
    )
