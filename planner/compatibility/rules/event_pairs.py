"""What rules about messages are handed: matched pairs, and what they answer with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from planner.compatibility.options import CompareOptions
from planner.compatibility.search import Answer
from planner.model.events import Channel, EventContract, EventOperation, EventServer, Message, Reply
from planner.model.finding import Polarity, Severity, Witness
from planner.model.http import SchemaNode
from planner.model.source import Place

Inclusion = Callable[[SchemaNode | None, SchemaNode | None, bool], Answer]
"""Looks for a value of a schema of one side that a schema of the other rejects.

The first is of the old side and the second of the new one; the other way round if told so.
"""


def label_of(action: str, channel: Channel) -> str:
    """Return what people call what happens on a channel: `send order/placed`."""
    address = channel.address if channel.address is not None else channel.key
    return f"{action or 'channel'} {address}"


@dataclass(frozen=True, slots=True)
class ChannelPair:
    """A channel of both sides.

    Args:
        labels: of what the old owner does with it.
        inclusion: compares schemas.
    """

    contracts: tuple[EventContract, EventContract]
    old: Channel
    new: Channel
    labels: tuple[str, ...]
    inclusion: Inclusion

    @property
    def is_other_major(self) -> bool:
        """Whether the sides are written in AsyncAPI 2 and 3: not all can be said in both."""
        old, new = (contract.spec_version[:1] for contract in self.contracts)
        return old != new


@dataclass(frozen=True, slots=True)
class ServerPair:
    """A broker of both sides."""

    contracts: tuple[EventContract, EventContract]
    old: EventServer
    new: EventServer


@dataclass(frozen=True, slots=True)
class OperationPair:
    """An operation of both sides: the same action on the same channel."""

    contracts: tuple[EventContract, EventContract]
    channels: ChannelPair
    old: EventOperation
    new: EventOperation
    label: str


@dataclass(frozen=True, slots=True)
class ReplyPair:
    """The answers to a message, where at least one side has one.

    Args:
        action: of the operation that is answered.
        channels: of the answer, where both sides name one: whether they are the same.
    """

    old: Reply | None
    new: Reply | None
    action: str
    label: str
    places: tuple[Place, Place]
    addresses: tuple[str, str]
    is_same_channel: bool


@dataclass(frozen=True, slots=True)
class MessagePair:
    """A message of both sides.

    Args:
        label: of what the owner does with it.
        slot: `message OrderPlaced`.
        is_other_major: see `ChannelPair`.
    """

    old: Message
    new: Message
    label: str
    slot: str
    is_other_major: bool = False


@dataclass(frozen=True, slots=True)
class ContractPair:
    """Two whole contracts.

    Args:
        gone, come: what one side has alone.
    """

    old: EventContract
    new: EventContract
    options: CompareOptions
    channels: tuple[ChannelPair, ...]
    gone_channels: tuple[Channel, ...]
    come_channels: tuple[Channel, ...]
    servers: tuple[ServerPair, ...]
    gone_servers: tuple[EventServer, ...]
    come_servers: tuple[EventServer, ...]
    operations: tuple[OperationPair, ...]
    labels: Callable[[EventContract, Channel], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule has met; the registry knows the rest.

    Args:
        rule: id.
        labels: of the operations where it is met; none: it is about the whole contract.
        cause: what makes it the same wherever it is met; empty: where it stands on both sides.
        severity: where a fact is missing that the rule needs; `reason` says which.
        polarity: the direction that counts, if that is not the rule's own.
        witness: what shows it.
        said: what `{slot}` in the message stands for; empty: the slot.
    """

    rule: str
    subject: str = ""
    before: str = ""
    after: str = ""
    labels: tuple[str, ...] = ("",)
    slot: str = ""
    old: Place | None = None
    new: Place | None = None
    cause: tuple[object, ...] = ()
    severity: Severity | None = None
    reason: str = ""
    polarity: Polarity | None = None
    witness: Witness | None = None
    said: str = ""


Check = Callable[[Any], Iterator[Draft]]
