"""What of two contracts is looked at side by side: channels, operations, flows of messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.compatibility.events.index import Operations, at, messages_of
from planner.compatibility.events.matching import (
    match_channels,
    match_operations,
    match_servers,
)
from planner.compatibility.options import CompareOptions
from planner.compatibility.rules.event_pairs import (
    ChannelPair,
    ContractPair,
    Draft,
    Inclusion,
    OperationPair,
    ReplyPair,
    ServerPair,
    label_of,
)
from planner.compatibility.rules.templates import shape_of
from planner.model.events import Channel, EventContract, EventOperation, Message
from planner.model.finding import Polarity

_ACTIONS: Mapping[str, tuple[Polarity, ...]] = {
    "send": (Polarity.PROVIDER_SENDS,),
    "receive": (Polarity.CONSUMER_SENDS,),
}
"""Action of the owner -> the direction of what travels; unknown: both may be."""


def polarities_of(action: str) -> tuple[Polarity, ...]:
    """Return in which directions messages travel for consumers."""
    return _ACTIONS.get(action, tuple(Polarity))


def flipped(action: str) -> str:
    """Return the action of an answer."""
    return {"send": "receive", "receive": "send"}.get(action, "")


@dataclass(frozen=True, slots=True)
class Flow:
    """All messages that travel one way on a channel, on both sides.

    Args:
        action: `send`, `receive`, or nothing where no operation says.
    """

    label: str
    action: str
    old: tuple[Message, ...]
    new: tuple[Message, ...]
    is_other_major: bool = False


@dataclass(slots=True)
class Walk:
    """Two contracts, matched.

    Attributes:
        drafts: operations that came, went or moved.
        flows: what is compared message by message.
        replies: answers.
    """

    old: EventContract
    new: EventContract
    options: CompareOptions
    inclusion: Inclusion
    drafts: list[Draft] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    replies: list[ReplyPair] = field(default_factory=list)
    operations: list[OperationPair] = field(default_factory=list)
    _twins: dict[str, str] = field(default_factory=dict)

    known: tuple[Operations, Operations] = field(init=False)
    """Operations of the old side and of the new one, by channel."""

    def __post_init__(self) -> None:
        """Look up who does what."""
        self.known = Operations(self.old), Operations(self.new)

    def contract_pair(self) -> ContractPair:
        """Match everything and return it."""
        contracts = (self.old, self.new)
        old_channels, new_channels = (list(c.channels.values()) for c in contracts)
        found = match_channels(self.old, self.new)
        pairs = [self._channel_pair(old_channels[i], new_channels[k]) for i, k in found.pairs]
        self._twins = {pair.new.key: pair.old.key for pair in pairs}
        left = _Left()
        for pair in pairs:
            self._operations(pair, left)
        for index in found.come:
            channel = new_channels[index]
            left.come += [_Single(channel, o) for o in self.known[1].on(channel)]
        self._moved(left, pairs)
        servers = match_servers(self.old, self.new)
        old_servers, new_servers = (list(c.servers.values()) for c in contracts)
        return ContractPair(
            self.old,
            self.new,
            self.options,
            tuple(pairs),
            tuple(old_channels[index] for index in found.gone),
            tuple(new_channels[index] for index in found.come),
            tuple(ServerPair(contracts, old_servers[i], new_servers[k]) for i, k in servers.pairs),
            tuple(old_servers[index] for index in servers.gone),
            tuple(new_servers[index] for index in servers.come),
            tuple(self.operations),
            lambda contract, channel: self.known[contract is self.new].labels(channel),
        )

    def _channel_pair(self, old: Channel, new: Channel) -> ChannelPair:
        labels = self.known[0].labels(old)
        return ChannelPair((self.old, self.new), old, new, labels, self.inclusion)

    # ------------------------------------------------------------------ operations

    def _operations(self, pair: ChannelPair, left: "_Left") -> None:
        """Match what both owners do with a channel."""
        old, new = self.known[0].on(pair.old), self.known[1].on(pair.new)
        going_on: set[str] = set()
        for action in ("send", "receive"):
            mine = [operation for operation in old if operation.action == action]
            theirs = [operation for operation in new if operation.action == action]
            found = match_operations(mine, theirs)
            for one, other in found.pairs:
                self._operation(pair, mine[one], theirs[other], label_of(action, pair.old))
            goes_on = bool(found.pairs)
            if goes_on:
                going_on.add(action)
                left.flows.append((pair, action, mine, theirs))
            left.gone += [_Single(pair.old, mine[index], goes_on) for index in found.gone]
            left.come += [_Single(pair.new, theirs[index], goes_on) for index in found.come]
        self._silent_messages(pair, going_on)

    def _operation(
        self, pair: ChannelPair, old: EventOperation, new: EventOperation, label: str
    ) -> None:
        self.operations.append(OperationPair((self.old, self.new), pair, old, new, label))
        if old.reply is None and new.reply is None:
            return
        names = [
            contract.channels[reply.channel].address or reply.channel
            if reply and reply.channel in contract.channels
            else ""
            for contract, reply in ((self.old, old.reply), (self.new, new.reply))
        ]
        reply = ReplyPair(
            old.reply,
            new.reply,
            old.action,
            label,
            (old.place, new.place),
            (names[0], names[1]),
            shape_of(names[0]) == shape_of(names[1]),
        )
        self.replies.append(reply)
        if old.reply and new.reply:
            mine, theirs = (tuple(r.messages.values()) for r in (old.reply, new.reply))
            self.flows.append(Flow(f"reply to {label}", flipped(old.action), mine, theirs))

    def _flow(
        self,
        pair: ChannelPair,
        action: str,
        old: list[EventOperation],
        new: list[EventOperation],
        label: str,
    ) -> None:
        """Add what travels: how it is divided into operations is not on the wire."""
        flow = Flow(label, action, messages_of(old), messages_of(new), pair.is_other_major)
        self.flows.append(flow)

    def _silent_messages(self, pair: ChannelPair, going_on: set[str]) -> None:
        """Add the messages of a channel of which the old owner does not say what it does.

        Whoever may send them or receive them, so both directions count. They are looked for among
        all messages of the new channel but those that are compared already.
        """
        named = {at(message) for message in messages_of(self.known[0].on(pair.old))}
        named |= self.known[0].answers
        mine = tuple(m for m in pair.old.messages.values() if at(m) not in named)
        if not mine:
            return
        compared = [o for o in self.known[1].on(pair.new) if o.action in going_on]
        taken = {at(message) for message in messages_of(compared)}
        answers = {m.name for m in pair.old.messages.values() if at(m) in self.known[0].answers}
        taken |= {
            at(message)
            for message in pair.new.messages.values()
            if message.name in answers and at(message) in self.known[1].answers
        }
        theirs = tuple(m for m in pair.new.messages.values() if at(m) not in taken)
        label = label_of("", pair.old)
        self.flows.append(Flow(label, "", mine, theirs, pair.is_other_major))

    def _moved(self, left: "_Left", pairs: list[ChannelPair]) -> None:
        """Tell operations that went to another channel, or turned round, from those that ended.

        One that shared its channel and its action with others is missed by nobody: its messages
        are looked at with those of the others.
        """
        moved: list[EventOperation] = []
        for gone in left.gone:
            twin = self._twin(gone, left)
            if twin is not None:
                left.come.remove(twin)
                moved += [gone.operation, twin.operation]
                self._draft_move(gone.channel, gone.operation, twin.channel, twin.operation)
            elif not gone.goes_on:
                self.drafts.append(self._single("removed", gone, is_old=True))
        known = {pair.new.key for pair in pairs}
        self.drafts += [
            self._single("added", come, is_old=False)
            for come in left.come
            if come.channel.key in known and not come.goes_on
        ]
        for pair, action, mine, theirs in left.flows:
            stayed = [o for o in mine if o not in moved], [o for o in theirs if o not in moved]
            self._flow(pair, action, *stayed, label_of(action, pair.old))

    def _twin(self, gone: "_Single", left: "_Left") -> "_Single | None":
        """Return what has become of an operation: of the same id, or the other way round."""
        for twin in left.come:
            if gone.operation.id and twin.operation.id == gone.operation.id:
                return twin
        here = [
            twin
            for twin in left.come
            if self._twins.get(twin.channel.key) == gone.channel.key
            and twin.operation.action != gone.operation.action
            and not twin.goes_on
        ]
        others = [other for other in left.gone if other.channel is gone.channel]
        is_flipped = len(here) == len(others) == 1 and not gone.goes_on
        return here[0] if is_flipped else None

    def _draft_move(
        self,
        channel: Channel,
        operation: EventOperation,
        new_channel: Channel,
        new_operation: EventOperation,
    ) -> None:
        before, after = (
            label_of(operation.action, channel),
            label_of(new_operation.action, new_channel),
        )
        is_flipped = operation.action != new_operation.action
        verb = "action-flipped" if is_flipped else "channel-changed"
        self.drafts.append(
            Draft(
                f"event-operation-{verb}",
                operation.id or before,
                before,
                after,
                (before,),
                "operation",
                operation.place,
                new_operation.place,
            )
        )
        if not is_flipped:
            pair = self._channel_pair(channel, new_channel)
            self._operation(pair, operation, new_operation, before)
            self._flow(pair, operation.action, [operation], [new_operation], before)

    def _single(self, verb: str, single: "_Single", *, is_old: bool) -> Draft:
        label = label_of(single.operation.action, single.channel)
        place = single.operation.place
        return Draft(
            f"event-operation-{verb}",
            label,
            label if is_old else "",
            "" if is_old else label,
            (label,),
            "operation",
            place if is_old else None,
            None if is_old else place,
        )


class _Single(NamedTuple):
    """An operation that one side has alone.

    Args:
        goes_on: others of the same action on the same channel are on both sides.
    """

    channel: Channel
    operation: EventOperation
    goes_on: bool = False


@dataclass(slots=True)
class _Left:
    """Operations that one side has alone, and what both have."""

    gone: list[_Single] = field(default_factory=list)
    come: list[_Single] = field(default_factory=list)
    flows: list[tuple[ChannelPair, str, list[EventOperation], list[EventOperation]]] = field(
        default_factory=list
    )


def all_labels(walk: Walk) -> Iterator[str]:
    """Yield the labels of the old contract in its order, then those of the new one."""
    for contract, known in zip((walk.old, walk.new), walk.known, strict=True):
        for channel in contract.channels.values():
            yield from known.labels(channel)
