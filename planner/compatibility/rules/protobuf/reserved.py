"""Rules about numbers and names that may not be used again, and about extension ranges."""

from collections.abc import Iterator

from planner.compatibility.protobuf.draft import ALL, CODE, Draft
from planner.compatibility.protobuf.examples import of_proto2, of_proto3
from planner.compatibility.protobuf.pairs import EnumPair, MessagePair
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect
from planner.model.protobuf import Range, Reserved
from planner.model.source import Place

_SOURCE = "Protocol Buffers language guide, section Reserved Fields"


def _pair(what: str, back: str, old: str, new: str) -> tuple[Rule, Rule]:
    """Return the rules of a message or an enum."""
    return (
        Rule(
            id=f"protobuf-{what}-reserved-removed",
            title=f"what was reserved in {_with_article(what)} may be used again",
            effect=Effect.NARROWED,
            message="`{subject}` no longer reserves {before}",
            why="Reserved numbers and names were in use once. Who uses one again is misread by "
            "whoever still has the old definition or old data.",
            source=_SOURCE,
            hint="keep what is reserved",
            example=of_proto3(old, new, back),
            categories=ALL,
            buf=(f"RESERVED_{what.upper()}_NO_DELETE",),
        ),
        Rule(
            id=f"protobuf-{what}-reserved-added",
            title=f"{_with_article(what)} reserves more",
            effect=Effect.ANNOTATION,
            message="`{subject}` now reserves {after}",
            why="The compiler refuses to use them; messages are not concerned.",
            source=_SOURCE,
            example=of_proto3(new, old, f"protobuf-{what}-reserved-removed"),
        ),
    )


def _with_article(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


RULES = (
    *_pair(
        "message",
        "protobuf-message-reserved-added",
        'message Order { reserved 2, 5 to 9; reserved "price"; }',
        "message Order { reserved 2, 5 to 7; }",
    ),
    *_pair(
        "enum",
        "protobuf-enum-reserved-added",
        'enum State { NEW = 0; reserved 2; reserved "PAID"; }',
        "enum State { NEW = 0; }",
    ),
    Rule(
        id="protobuf-extension-range-removed",
        title="numbers are no longer free for extensions",
        effect=Effect.NARROWED,
        message="`{subject}` no longer takes extensions with the numbers {before}",
        why="Extensions that others declared with these numbers no longer compile.",
        source="Protocol Buffers proto2 language guide, section Extensions",
        hint="keep the range",
        example=of_proto2(
            "message Order { extensions 100 to 199; }",
            "message Order { extensions 100 to 149; }",
            "protobuf-extension-range-added",
        ),
        categories=CODE,
        buf=("EXTENSION_MESSAGE_NO_DELETE",),
    ),
    Rule(
        id="protobuf-extension-range-added",
        title="more numbers are free for extensions",
        effect=Effect.WIDENED,
        message="`{subject}` now takes extensions with the numbers {after}",
        why="What was written is read as before.",
        source="Protocol Buffers proto2 language guide, section Extensions",
        example=of_proto2(
            "message Order { extensions 100 to 149; }",
            "message Order { extensions 100 to 199; }",
            "protobuf-extension-range-removed",
        ),
    ),
)


def check_message(pair: MessagePair) -> Iterator[Draft]:
    """Yield what a message reserves no longer or newly, and ranges for extensions."""
    old, new = pair.old, pair.new
    yield from _reserved("message", old.name, old.reserved, new.reserved, (old.place, new.place))
    lost, won = (
        without(old.extension_ranges, new.extension_ranges),
        without(new.extension_ranges, old.extension_ranges),
    )
    if lost:
        yield Draft(
            "protobuf-extension-range-removed", old.name, shown(lost), "", old.place, new.place
        )
    if won:
        yield Draft(
            "protobuf-extension-range-added", old.name, "", shown(won), old.place, new.place
        )


def check_enum(pair: EnumPair) -> Iterator[Draft]:
    """Yield what an enum reserves no longer or newly."""
    old, new = pair.old, pair.new
    yield from _reserved("enum", old.name, old.reserved, new.reserved, (old.place, new.place))


def _reserved(
    what: str, name: str, old: Reserved, new: Reserved, places: tuple[Place, Place]
) -> Iterator[Draft]:
    lost, won = _beyond(old, new), _beyond(new, old)
    if lost:
        yield Draft(f"protobuf-{what}-reserved-removed", name, lost, "", *places, owner=name)
    if won:
        yield Draft(f"protobuf-{what}-reserved-added", name, "", won, *places)


def _beyond(one: Reserved, other: Reserved) -> str:
    """Return what one reserves and the other does not, for people."""
    names = [f"`{name}`" for name in sorted(one.names - other.names)]
    numbers = without(one.numbers, other.numbers)
    return ", ".join([*([shown(numbers)] if numbers else []), *names])


def without(ranges: tuple[Range, ...], taken: tuple[Range, ...]) -> list[Range]:
    """Return the numbers of some ranges that are in no other ones."""
    left = sorted(ranges)
    for first, last in taken:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, first - 1)), (max(start, last + 1), end))
            if part[0] <= part[1]
        ]
    return sorted(set(left))


def shown(ranges: list[Range]) -> str:
    """Return ranges for people."""
    return ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in ranges)
