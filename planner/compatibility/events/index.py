"""The operations of a contract, found by their channels."""

from planner.compatibility.rules.event_pairs import label_of
from planner.model.events import Channel, EventContract, EventOperation, Message
from planner.model.source import DocumentPath

At = tuple[str, DocumentPath]
"""File and path of a message: what makes it the same one."""


class Operations:
    """What the owner of a contract does, by channel.

    Args:
        contract: theirs.
    """

    def __init__(self, contract: EventContract) -> None:
        """Look at each operation once."""
        self._by_channel: dict[str, list[EventOperation]] = {}
        self.answers: set[At] = set()
        """Where the messages are written that answer others."""
        for operation in contract.operations.values():
            self._by_channel.setdefault(operation.channel, []).append(operation)
            if operation.reply:
                self.answers.update(map(at, operation.reply.messages.values()))

    def on(self, channel: Channel) -> list[EventOperation]:
        """Return what the owner does with a channel."""
        return self._by_channel.get(channel.key, [])

    def labels(self, channel: Channel) -> tuple[str, ...]:
        """Return that in words; the channel itself if nothing is said."""
        labels = (label_of(operation.action, channel) for operation in self.on(channel))
        return tuple(dict.fromkeys(labels)) or (label_of("", channel),)


def at(message: Message) -> At:
    """Return where a message is written."""
    return message.place.file, message.place.path


def messages_of(operations: list[EventOperation]) -> tuple[Message, ...]:
    """Return the messages of some operations, each once."""
    found = {
        (at(message), message.key): message
        for operation in operations
        for message in operation.messages.values()
    }
    return tuple(found.values())
