"""Rules about the values of enums."""

from collections.abc import Iterator
from dataclasses import replace

from planner.compatibility.options import Category
from planner.compatibility.protobuf.draft import ALL, CODE, JSON, Draft, Trial
from planner.compatibility.protobuf.examples import of_proto2, of_proto3
from planner.compatibility.protobuf.pairs import EnumPair
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect
from planner.model.source import Place

_SOURCE = "Protocol Buffers language guide, section Enumerations"
_OPEN = "Protocol Buffers, Enum Behavior"
_OLD = "enum State { NEW = 0; PAID = 1; SENT = 2; }\nmessage Order { State state = 1; }"
_LESS = _OLD.replace(" SENT = 2;", "")
_BY_NUMBER = ("ENUM_VALUE_NO_DELETE", "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED")
_BY_NAME = ("ENUM_VALUE_NO_DELETE", "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED")

RULES = (
    Rule(
        id="protobuf-enum-value-removed",
        title="a value is gone, and its number may be used again",
        effect=Effect.NARROWED,
        message="value `{subject}` ({before}) is gone, and its number is not reserved",
        why="Readers get a number without a name; if it is used again, they get another meaning.",
        source=_SOURCE,
        hint="keep the value and mark it as deprecated; or reserve its number and its name",
        example=of_proto3(_OLD, _LESS, "protobuf-enum-value-added"),
        categories=ALL,
        buf=(*_BY_NUMBER, "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED"),
    ),
    Rule(
        id="protobuf-enum-value-removed-name-free",
        title="a value is gone, its number is reserved and its name is not",
        effect=Effect.NARROWED,
        message="value `{subject}` ({before}) is gone, and its name is not reserved",
        why="JSON has names, not numbers: readers refuse a name that they don't know.",
        source=_SOURCE,
        hint="reserve the name too",
        example=of_proto3(
            _OLD, _LESS.replace("PAID = 1;", "PAID = 1; reserved 2;"), "protobuf-enum-value-added"
        ),
        categories=JSON,
        buf=_BY_NAME,
    ),
    Rule(
        id="protobuf-enum-value-removed-reserved",
        title="a value is gone, its number and its name are reserved",
        effect=Effect.NARROWED,
        message="value `{subject}` ({before}) is gone; number and name are reserved",
        why="Code that uses it no longer compiles.",
        source=_SOURCE,
        hint="mark it as deprecated, and remove it when nobody uses it",
        example=of_proto3(
            _OLD,
            _LESS.replace("PAID = 1;", 'PAID = 1; reserved 2; reserved "SENT";'),
            "protobuf-enum-value-added",
        ),
        categories=CODE,
        buf=("ENUM_VALUE_NO_DELETE",),
    ),
    Rule(
        id="protobuf-enum-value-number-changed",
        title="a value has another number",
        effect=Effect.NARROWED,
        message="value `{subject}` has the number {after}, it had {before}",
        why="The bytes have the number only: it has no name any more, or that of another value.",
        source=_SOURCE,
        hint="give it its old number again",
        example=of_proto3(
            _OLD, _OLD.replace("SENT = 2", "SENT = 3"), "protobuf-enum-value-number-changed"
        ),
        categories=ALL,
        buf=(*_BY_NUMBER, "ENUM_VALUE_SAME_NAME"),
    ),
    Rule(
        id="protobuf-enum-value-renamed",
        title="a number has another name",
        effect=Effect.NARROWED,
        message="value `{subject}` is called `{after}` now",
        why="JSON has the name, and so has generated code. If the meaning changed with the name, "
        "what is stored and sent means something else.",
        source=_SOURCE,
        hint="add the new name as an alias (`allow_alias`), and keep the old one",
        example=of_proto3(_OLD, _OLD.replace("SENT", "SHIPPED"), "protobuf-enum-value-renamed"),
        categories=JSON,
        buf=("ENUM_VALUE_SAME_NAME",),
    ),
    Rule(
        id="protobuf-enum-value-alias-removed",
        title="one of several names of a number is gone",
        effect=Effect.NARROWED,
        message="name `{subject}` of number {before} is gone",
        why="Readers of JSON refuse the name; the number still has another one.",
        source="Protocol Buffers language guide, section Enum Value Aliases",
        hint="keep the alias",
        example=of_proto3(
            "enum State { option allow_alias = true; NEW = 0; PAID = 1; PAYED = 1; }",
            "enum State { NEW = 0; PAID = 1; }",
            "protobuf-enum-value-alias-added",
        ),
        categories=JSON,
        buf=("ENUM_VALUE_SAME_NAME",),
    ),
    Rule(
        id="protobuf-enum-value-alias-added",
        title="a number has one more name",
        effect=Effect.WIDENED,
        message="number {after} has one more name: `{subject}`",
        why="The bytes have the number; JSON is written with the first name.",
        source="Protocol Buffers language guide, section Enum Value Aliases",
        example=of_proto3(
            "enum State { NEW = 0; PAID = 1; }",
            "enum State { option allow_alias = true; NEW = 0; PAID = 1; PAYED = 1; }",
            "protobuf-enum-value-alias-removed",
        ),
    ),
    Rule(
        id="protobuf-enum-value-added",
        title="a value of an open enum is new",
        effect=Effect.WIDENED,
        message="value `{subject}` ({after}) is new",
        why="Readers with the old definition keep the number; it has no name there. Readers of "
        "JSON refuse a name that they don't know.",
        source=_OPEN,
        example=of_proto3(_LESS, _OLD, "protobuf-enum-value-removed"),
    ),
    Rule(
        id="protobuf-closed-enum-value-added",
        title="a value of a closed enum is new",
        effect=Effect.MEANING,
        message="value `{subject}` ({after}) of a closed enum is new",
        why="Readers with the old definition put it aside and read the default instead.",
        source=_OPEN,
        hint="write it when all readers know it",
        example=of_proto2(
            "enum State { NEW = 0; }\nmessage Order { optional State state = 1; }",
            "enum State { NEW = 0; PAID = 1; }\nmessage Order { optional State state = 1; }",
            "protobuf-enum-value-removed",
        ),
    ),
)


def check_enum(pair: EnumPair) -> Iterator[Draft]:
    """Yield values that are gone, new, renamed or renumbered."""
    old, new = pair.old.names(), pair.new.names()
    places = {value.name: value.place for value in (*pair.new.values, *pair.old.values)}
    after = {value.name: value.number for value in pair.new.values}
    after_places = {value.name: value.place for value in pair.new.values}
    before = {value.name for value in pair.old.values}
    for number, names in old.items():
        left = new.get(number, [])
        for name in names:
            if name in left:
                continue
            common = (places[name], after_places.get(name) or _place_of(left, after_places))
            if name in after:
                yield _draft(
                    pair, "protobuf-enum-value-number-changed", str(number), str(after[name]),
                    name=name, number=number, places=common,
                )  # fmt: skip
            elif left and set(left) & set(names):
                yield _draft(
                    pair, "protobuf-enum-value-alias-removed", str(number),
                    name=name, number=number, places=common,
                )  # fmt: skip
            elif left and not set(left) <= before:
                yield _renamed(pair, name, next(n for n in left if n not in before), number, common)
            else:
                yield _removed(pair, name, number, common)
    yield from _added(pair)


def _place_of(names: list[str], places: dict[str, Place]) -> Place | None:
    return places[names[0]] if names else None


def _renamed(
    pair: EnumPair, name: str, after: str, number: int, places: tuple[Place | None, Place | None]
) -> Draft:
    found = _draft(
        pair, "protobuf-enum-value-renamed", name, after,
        name=name, number=number, places=places,
    )  # fmt: skip
    doubt = "the number has another name, and perhaps another meaning"
    return replace(found, may_break=(Category.WIRE,), doubt=doubt)


def _removed(
    pair: EnumPair, name: str, number: int, places: tuple[Place | None, Place | None]
) -> Draft:
    reserved = pair.new.reserved
    if not reserved.has_number(number):
        ending = ""
    elif name not in reserved.names:
        ending = "-name-free"
    else:
        ending = "-reserved"
    rule = f"protobuf-enum-value-removed{ending}"
    return _draft(pair, rule, str(number), name=name, number=number, places=places)


def _added(pair: EnumPair) -> Iterator[Draft]:
    old = pair.old.names()
    known = {value.name for value in pair.old.values}
    for value in pair.new.values:
        names = old.get(value.number, [])
        left = set(pair.new.names()[value.number])
        if value.name in known or (names and not set(names) & left):
            continue  # renumbered or renamed
        if names:
            rule = "protobuf-enum-value-alias-added"
        else:
            rule = f"protobuf-{'closed-' if pair.new.is_closed else ''}enum-value-added"
        yield Draft(
            rule,
            f"{pair.old.name}.{value.name}",
            "",
            str(value.number),
            pair.old.place,
            value.place,
            owner=pair.old.name,
        )


def _draft(
    pair: EnumPair,
    rule: str,
    before: str = "",
    after: str = "",
    *,
    name: str,
    number: int,
    places: tuple[Place | None, Place | None],
) -> Draft:
    return Draft(
        rule,
        f"{pair.old.name}.{name}",
        before,
        after,
        places[0] or pair.old.place,
        places[1] or pair.new.place,
        owner=pair.old.name,
        trials=tuple(_trials(pair, number)),
    )


def _trials(pair: EnumPair, number: int) -> Iterator[Trial]:
    """Yield a message that carries the number."""
    for message in pair.module.messages:
        for field in message.fields():
            if field.old.type_name == pair.old.name and field.new.type_name == pair.new.name:
                yield Trial(
                    message.old.name,
                    message.new.name,
                    (field.old.number,),
                    enum_number=number,
                )
                return
