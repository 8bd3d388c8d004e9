"""Rules about messages as wholes, and about extensions."""

from collections.abc import Iterator, Mapping

from planner.compatibility.protobuf.draft import ALL, BY_FILE, CODE, JSON, Draft, Trial
from planner.compatibility.protobuf.examples import of_proto2, of_proto3
from planner.compatibility.protobuf.pairs import MessagePair, ModulePair
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect
from planner.model.protobuf import ProtoMessage

_SOURCE = "Protocol Buffers language guide, section Updating A Message Type"
_OPTIONS = "descriptor.proto, MessageOptions"
_MOVED = (
    (
        'syntax = "proto3";\npackage shop;\nmessage Order {}\n// FILE item.proto\n'
        'syntax = "proto3";\npackage shop;\nmessage Item {}\nmessage Price {}'
    ),
    (
        'syntax = "proto3";\npackage shop;\nmessage Order {}\nmessage Item {}\n// FILE item.proto\n'
        'syntax = "proto3";\npackage shop;\nmessage Price {}'
    ),
)

RULES = (
    Rule(
        id="protobuf-message-removed",
        title="a message is gone",
        effect=Effect.NARROWED,
        message="message `{subject}` is gone",
        why="Code that uses its class no longer compiles. Bytes are not concerned: what still "
        "carries it is reported there.",
        source=_SOURCE,
        hint="mark it as deprecated, and keep it until nobody uses it",
        example=of_proto3(
            "message Order {}\nmessage Item {}", "message Order {}", "protobuf-message-added"
        ),
        categories=CODE,
        buf=("MESSAGE_NO_DELETE", "PACKAGE_MESSAGE_NO_DELETE"),
    ),
    Rule(
        id="protobuf-message-added",
        title="a message is new",
        effect=Effect.WIDENED,
        message="message `{subject}` is new",
        why="Nobody uses it yet.",
        source=_SOURCE,
        example=of_proto3(
            "message Order {}", "message Order {}\nmessage Item {}", "protobuf-message-removed"
        ),
    ),
    Rule(
        id="protobuf-message-moved",
        title="a message stands in another file",
        effect=Effect.NARROWED,
        message="message `{subject}` stands in `{after}`, it stood in `{before}`",
        why="What is generated from the old file no longer has it; its full name is the same.",
        source=_SOURCE,
        hint="let the old file import the new one publicly",
        example=Example(*_MOVED, "protobuf-message-moved", is_document=True),
        categories=BY_FILE,
        buf=("MESSAGE_NO_DELETE",),
    ),
    Rule(
        id="protobuf-message-json-format-weakened",
        title="the JSON form of a message is no longer promised",
        effect=Effect.NARROWED,
        message="the JSON form of `{subject}` is {after}, it was {before}",
        why="With `LEGACY_BEST_EFFORT` names may collide, and libraries need not write JSON.",
        source="Protobuf Editions, feature json_format",
        hint="keep `json_format = ALLOW`",
        example=of_proto3(
            "message Order {}", "message Order {}", "protobuf-message-json-format-restored"
        )._replace(
            old='edition = "2023";\npackage shop;\nmessage Order {}',
            new='edition = "2023";\npackage shop;\n'
            "message Order { option features.json_format = LEGACY_BEST_EFFORT; }",
        ),
        categories=JSON,
        buf=("MESSAGE_SAME_JSON_FORMAT",),
    ),
    Rule(
        id="protobuf-message-json-format-restored",
        title="the JSON form of a message is promised now",
        effect=Effect.WIDENED,
        message="the JSON form of `{subject}` is {after}, it was {before}",
        why="All that was written is read as before.",
        source="Protobuf Editions, feature json_format",
        example=Example(
            'edition = "2023";\npackage shop;\n'
            "message Order { option features.json_format = LEGACY_BEST_EFFORT; }",
            'edition = "2023";\npackage shop;\nmessage Order {}',
            "protobuf-message-json-format-weakened",
            is_document=True,
        ),
    ),
    Rule(
        id="protobuf-message-set-changed",
        title="a message became a MessageSet, or is none any more",
        effect=Effect.NARROWED,
        message="`message_set_wire_format` of `{subject}` is {after}, it was {before}",
        why="A MessageSet is written in another encoding.",
        source=_OPTIONS,
        hint="keep the option",
        example=of_proto2(
            "message Order { extensions 4 to max; }",
            "message Order { option message_set_wire_format = true; extensions 4 to max; }",
            "protobuf-message-set-changed",
        ),
        categories=ALL,
        buf=("MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT",),
    ),
    Rule(
        id="protobuf-message-accessor-removed",
        title="generated code has no descriptor accessor any more",
        effect=Effect.NARROWED,
        message="`no_standard_descriptor_accessor` of `{subject}` is set now",
        why="Code that calls `descriptor()` no longer compiles.",
        source=_OPTIONS,
        hint="leave the option out",
        example=of_proto2(
            "message Order {}",
            "message Order { option no_standard_descriptor_accessor = true; }",
            "protobuf-message-accessor-restored",
        ),
        categories=CODE,
        buf=("MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR",),
    ),
    Rule(
        id="protobuf-message-accessor-restored",
        title="generated code has a descriptor accessor now",
        effect=Effect.WIDENED,
        message="`no_standard_descriptor_accessor` of `{subject}` is no longer set",
        why="There is one more method.",
        source=_OPTIONS,
        example=of_proto2(
            "message Order { option no_standard_descriptor_accessor = true; }",
            "message Order {}",
            "protobuf-message-accessor-removed",
        ),
    ),
)


def check_module(pair: ModulePair) -> Iterator[Draft]:
    """Yield messages that are gone, moved or new; those inside them go with them."""
    new = pair.new.message_named
    for message in pair.old.messages:
        if message.is_map_entry or message.file not in pair.old.file_named:
            continue
        name = pair.name_after(message.name)
        if name not in new:
            if _is_cause(message, pair) and pair.is_known(message.file):
                yield Draft(
                    "protobuf-message-removed", message.name, old=message.place,
                    owner=message.name,
                )  # fmt: skip
        elif not message.parent and _is_moved(message.file, new[name].file, pair):
            yield Draft(
                "protobuf-message-moved",
                message.name,
                message.file,
                new[name].file,
                message.place,
                new[name].place,
                owner=message.name,
            )
    yield from _added(pair)


def _is_cause(message: ProtoMessage, pair: ModulePair) -> bool:
    """Return whether the message around it is still there."""
    return not message.parent or pair.name_after(message.parent) in pair.new.message_named


def _is_moved(before: str, after: str, pair: ModulePair) -> bool:
    """Return whether a type left a file that is still there."""
    kept: Mapping[str, str] = pair.files_after
    return before in kept and kept[before] != after


def _added(pair: ModulePair) -> Iterator[Draft]:
    known = {pair.name_after(message.name) for message in pair.old.messages}
    for message in pair.new.messages:
        is_own = pair.was_known(message.file) and not message.is_map_entry
        is_own = is_own and message.file in pair.new.file_named
        if is_own and message.name not in known and message.parent not in _new_ones(pair, known):
            yield Draft("protobuf-message-added", message.name, new=message.place)


def _new_ones(pair: ModulePair, known: set[str]) -> set[str]:
    return {message.name for message in pair.new.messages} - known


def check_message(pair: MessagePair) -> Iterator[Draft]:
    """Yield other options of a message."""
    old, new = pair.old, pair.new
    common = (old.place, new.place)
    if old.json_format != new.json_format:
        verb = "weakened" if old.json_format == "ALLOW" else "restored"
        yield Draft(
            f"protobuf-message-json-format-{verb}",
            old.name, old.json_format, new.json_format, *common, owner=old.name,
        )  # fmt: skip
    if old.is_message_set != new.is_message_set:
        yield Draft(
            "protobuf-message-set-changed",
            old.name,
            str(old.is_message_set).lower(),
            str(new.is_message_set).lower(),
            *common,
            owner=old.name,
            trials=(Trial(old.name, new.name),),
        )
    if old.has_no_accessor != new.has_no_accessor:
        verb = "removed" if new.has_no_accessor else "restored"
        yield Draft(f"protobuf-message-accessor-{verb}", old.name, "", "", *common)
