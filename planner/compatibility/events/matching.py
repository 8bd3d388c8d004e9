"""Which channels, operations, messages and brokers of two contracts belong together.

What is on the wire counts: addresses with variables by their position, actions, payloads. Keys of
a document are not on the wire; they help where nothing else does.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from planner.compatibility.avro import compare_avro_payloads
from planner.compatibility.rules.templates import shape_of
from planner.compatibility.schemas import Sameness, Schema, Space
from planner.model.events import (
    UNNAMED_MESSAGE,
    Channel,
    EventContract,
    EventOperation,
    EventServer,
    Message,
    Payload,
)
from planner.model.finding import Polarity
from planner.model.http import SchemaNode

Item = TypeVar("Item")
_ENOUGH = 0.5
"""Share of members that two payloads must have in common to be taken for one."""


class Matched(NamedTuple):
    """Pairs of indices, old and new, and what is left on each side."""

    pairs: tuple[tuple[int, int], ...]
    gone: tuple[int, ...]
    come: tuple[int, ...]


class _Matching:
    """Pairs up two lists, by one mark after the other."""

    def __init__(self, old: int, new: int) -> None:
        self.gone = list(range(old))
        self.come = list(range(new))
        self.pairs: list[tuple[int, int]] = []

    def pair(self, one: int, other: int) -> None:
        """Take two for one."""
        self.gone.remove(one)
        self.come.remove(other)
        self.pairs.append((one, other))

    def by(self, old: Callable[[int], Hashable], new: Callable[[int], Hashable]) -> None:
        """Pair up what has the same mark, in order; an empty mark is none."""
        for one in list(self.gone):
            mark = old(one)
            is_marked = mark not in {"", None}
            twin = next((i for i in self.come if is_marked and new(i) == mark), None)
            if twin is not None:
                self.pair(one, twin)

    def by_one_of(
        self, old: Callable[[int], Iterable[str]], new: Callable[[int], Iterable[str]]
    ) -> None:
        """Pair up what shares a mark that nothing else has."""
        for one in list(self.gone):
            marks = set(old(one))
            twins = [i for i in self.come if marks.intersection(new(i))]
            others = [i for i in self.gone if i != one and marks.intersection(old(i))]
            if len(twins) == 1 and not others:
                self.pair(one, twins[0])

    def done(self) -> Matched:
        """Return what was found, in the order of the old side."""
        return Matched(tuple(sorted(self.pairs)), tuple(self.gone), tuple(self.come))


# ---------------------------------------------------------------------- brokers and channels


def match_servers(old: EventContract, new: EventContract) -> Matched:
    """Return the brokers of both sides: at the same address, else of the same key."""
    mine, theirs = list(old.servers.values()), list(new.servers.values())
    matching = _Matching(len(mine), len(theirs))
    matching.by(
        lambda i: (*_where(mine[i]), mine[i].key), lambda i: (*_where(theirs[i]), theirs[i].key)
    )
    matching.by(lambda i: _where(mine[i]), lambda i: _where(theirs[i]))
    matching.by(lambda i: mine[i].key, lambda i: theirs[i].key)
    if len(mine) == len(theirs) == 1 and matching.gone:
        matching.pair(0, 0)
    return matching.done()


def _where(server: EventServer) -> tuple[str, str]:
    return server.protocol, shape_of(server.server.url)


def match_channels(old: EventContract, new: EventContract) -> Matched:
    """Return the channels of both sides: of one address, else of one topic, key or operation."""
    mine, theirs = list(old.channels.values()), list(new.channels.values())
    matching = _Matching(len(mine), len(theirs))
    matching.by(lambda i: _exact(mine[i]), lambda i: _exact(theirs[i]))
    matching.by(lambda i: mine[i].address, lambda i: theirs[i].address)
    matching.by(lambda i: _shape(mine[i]), lambda i: _shape(theirs[i]))
    matching.by(lambda i: _topic(mine[i]), lambda i: _topic(theirs[i]))
    matching.by(lambda i: mine[i].key, lambda i: theirs[i].key)
    matching.by_one_of(
        lambda i: _operation_ids(old, mine[i]), lambda i: _operation_ids(new, theirs[i])
    )
    return matching.done()


def _exact(channel: Channel) -> Hashable:
    return None if channel.address is None else (channel.address, channel.key)


def _topic(channel: Channel) -> str:
    return str(channel.bindings.get("kafka", {}).get("topic", ""))


def _shape(channel: Channel) -> str:
    return "" if channel.address is None else shape_of(channel.address)


def _operation_ids(contract: EventContract, channel: Channel) -> list[str]:
    return [
        f"{operation.action} {operation.id}"
        for operation in contract.operations.values()
        if operation.channel == channel.key and operation.id
    ]


# ---------------------------------------------------------------------- operations


def match_operations(old: Sequence[EventOperation], new: Sequence[EventOperation]) -> Matched:
    """Return the operations of one action on one channel: of one id, else with one message."""
    matching = _Matching(len(old), len(new))
    matching.by(lambda i: old[i].id, lambda i: new[i].id)
    matching.by_one_of(lambda i: _message_names(old[i]), lambda i: _message_names(new[i]))
    for one, other in zip(list(matching.gone), list(matching.come), strict=False):
        matching.pair(one, other)
    return matching.done()


def _message_names(operation: EventOperation) -> list[str]:
    return [message.name for message in operation.messages.values()]


# ---------------------------------------------------------------------- messages


def match_messages(
    old: Sequence[Message], new: Sequence[Message], spaces: tuple[Space, Space], same: Sameness
) -> Matched:
    """Return the messages of both sides: by name, id, title or key, else by what they look like.

    Args:
        old: all that travel one way on a channel.
        new: likewise.
        spaces: of their schemas.
        same: knows which schemas are written the same.
    """
    matching = _Matching(len(old), len(new))
    matching.by(lambda i: old[i].declared_name, lambda i: new[i].declared_name)
    matching.by_one_of(lambda i: old[i].titles, lambda i: new[i].titles)
    matching.by(lambda i: _name(old[i]), lambda i: _name(new[i]))
    matching.by(lambda i: old[i].key, lambda i: new[i].key)
    if len(old) == len(new) == 1 and matching.gone:
        matching.pair(0, 0)
    for one, other in _by_likeness(old, new, matching, spaces, same):
        if one in matching.gone and other in matching.come:
            matching.pair(one, other)
    return matching.done()


def _name(message: Message) -> str:
    """Return what a message is called, unless nothing names it."""
    is_named = message.key or message.declared_name or message.titles
    return message.name if is_named or message.name != UNNAMED_MESSAGE else ""


def _by_likeness(
    old: Sequence[Message],
    new: Sequence[Message],
    matching: _Matching,
    spaces: tuple[Space, Space],
    same: Sameness,
) -> list[tuple[int, int]]:
    """Return pairs of messages that are left over, the likest first."""
    scored = [
        (-_likeness(old[one], new[other], spaces, same), one, other)
        for one in matching.gone
        for other in matching.come
    ]
    return [(one, other) for score, one, other in sorted(scored) if score <= -_ENOUGH]


def _likeness(one: Message, other: Message, spaces: tuple[Space, Space], same: Sameness) -> float:
    """Return from 0 to 2 how like two messages are; 2 for payloads that are written the same."""
    payloads = one.payload, other.payload
    if payloads[0] is None or payloads[1] is None:
        return 2.0 if payloads[0] is payloads[1] else 0.0
    if payloads[0].schema is None or payloads[1].schema is None:
        return 2.0 if _is_same(payloads[0], payloads[1]) else 0.0
    first, second = (
        _schema(space, payload.schema)
        for space, payload in zip(spaces, payloads, strict=True)
        if payload is not None
    )
    if same.same(first, second):
        return 2.0
    names, others = _members(first), _members(second)
    if not names or not others or _constants(first, second):
        return 0.0
    return len(names & others) / len(names | others)


def _is_same(one: Payload, other: Payload) -> bool:
    """Return whether two schemas in other languages than JSON Schema are the same."""
    if one.avro is None or other.avro is None:
        return one.avro is other.avro and one.text == other.text
    return not any(compare_avro_payloads(one.avro, other.avro, tuple(Polarity)))


def _schema(space: Space, node: SchemaNode | None) -> Schema:
    return space.schema(True if node is None else node).followed()


def _members(schema: Schema) -> frozenset[str]:
    own = frozenset(schema.get("properties") or ())
    parts = (schema.child(part).followed() for part in schema.get("allOf") or ())
    return own.union(*(part.get("properties") or () for part in parts))


def _constants(first: Schema, second: Schema) -> bool:
    """Return whether a member must have one value in one schema and another in the other."""
    one, other = (side.get("properties") or {} for side in (first, second))
    for name in one.keys() & other.keys():
        values = [
            _only(side.child(node).followed())
            for side, node in ((first, one[name]), (second, other[name]))
        ]
        if None not in values and values[0] != values[1]:
            return True
    return False


def _only(schema: Schema) -> str | None:
    """Return the one value that a schema allows, as text; None if it allows several."""
    values = schema.get("enum") or ([schema.get("const")] if "const" in _keys(schema) else [])
    return repr(values[0]) if len(values) == 1 else None


def _keys(schema: Schema) -> frozenset[str]:
    return frozenset(schema.node) if not isinstance(schema.node, bool) else frozenset()
