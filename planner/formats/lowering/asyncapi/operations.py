"""Operations, seen from the owner of the contract, traits merged.

Sources: AsyncAPI 2.6.0, "Channel Item Object": `subscribe` holds what the application sends,
`publish` what it receives; 3.0.0, "Operation Object", "Operation Reply Object".
"""

from collections.abc import Iterator

from planner.formats._tree import Target, shortened
from planner.formats.lowering.asyncapi.access import read_requirements
from planner.formats.lowering.asyncapi.bindings import read_bindings
from planner.formats.lowering.asyncapi.channels import read_channel
from planner.formats.lowering.asyncapi.merged import Merged
from planner.formats.lowering.asyncapi.messages import (
    alternatives,
    is_deprecated,
    keyed,
    read_message,
    tags_of,
)
from planner.formats.lowering.asyncapi.source import Source
from planner.formats.lowering.schemas.reading import (
    child,
    entries,
    items,
    mapping,
    named,
    text,
    unexpected,
)
from planner.model.errors import InputError
from planner.model.events import Channel, EventOperation, Message, Reply

_ACTIONS = {"subscribe": "send", "publish": "receive"}


def read_operations(source: Source) -> Iterator[EventOperation]:
    """Yield the operations of a document, in its order; its channels were read before.

    Raises:
        InputError: something else than a mapping or a list where one is expected, an action that
            is none, a channel that is missing.
    """
    if source.major == "2":
        yield from _operations_of_channels(source)
        return
    for key, target in entries(child(source.top, "operations")):
        yield _operation(source, key, target)


# ---------------------------------------------------------------------- AsyncAPI 2


def _operations_of_channels(source: Source) -> Iterator[EventOperation]:
    for key, target in named(child(source.top, "channels")):
        if key.startswith("x-"):
            continue
        channel = source.documents.settle(target)
        for verb, action in _ACTIONS.items():
            operation = child(channel, verb)
            if operation.node is not None:
                yield _directed(source, source.channels[key], action, operation)


def _directed(source: Source, channel: Channel, action: str, target: Target) -> EventOperation:
    whole = source.with_traits(target)
    own_id = whole.text("operationId")
    found = list(alternatives(source, whole.at("message")))
    holder = (own_id or channel.key) if len(found) == 1 else ""
    messages = [read_message(source, "", message, holder) for message in found]
    return _made(source, whole, own_id, action, channel.key, keyed(messages))


# ---------------------------------------------------------------------- AsyncAPI 3


def _operation(source: Source, key: str, target: Target) -> EventOperation:
    whole = source.with_traits(target)
    action = whole.at("action")
    if action.node not in ("send", "receive"):
        raise unexpected(action, "`send` or `receive`", "say what the application does")
    channel, at = _channel(source, whole.at("channel"))
    messages = _chosen(source, channel, at, whole.at("messages"))
    return _made(source, whole, key, str(action.node), channel.key, messages)


def _channel(source: Source, target: Target) -> tuple[Channel, Target]:
    """Return a channel that is referred to, and where it is written."""
    if target.node is None:
        raise unexpected(target, "a reference", "write `$ref: '#/channels/NAME'` below it")
    mapping(target)
    reference = text(child(target, "$ref"))
    found = source.documents.follow(target.place.at("$ref"), reference)
    settled = source.documents.settle(found)
    for place in (found, settled):
        key = source.channel_keys.get((place.file, place.path))
        if key is not None:
            return source.channels[key], settled
    name = str(found.path[-1]) if found.path else found.file
    while name in source.channels:
        name += "'"
    return read_channel(source, name, found), settled


def _chosen(source: Source, channel: Channel, at: Target, target: Target) -> dict[str, Message]:
    """Return the messages of a channel that are meant; all if none are named."""
    if target.node is None:
        return dict(channel.messages)
    own = (*at.path, "messages")
    chosen: dict[str, Message] = {}
    for item in items(target):
        mapping(item)
        reference = text(child(item, "$ref"))
        found = source.documents.follow(item.place.at("$ref"), reference)
        if found.file != at.file or found.path[:-1] != own:
            found = _in_channel(source, at, found, item, reference)
        key = str(found.path[-1])
        chosen[key] = channel.messages[key]
    return chosen


def _in_channel(source: Source, at: Target, found: Target, item: Target, reference: str) -> Target:
    """Return the message of a channel that a reference past the channel means."""
    meant = source.documents.settle(found)
    for _, message in entries(child(at, "messages")):
        settled = source.documents.settle(message)
        if (settled.file, settled.path) == (meant.file, meant.path):
            return message
    raise InputError.single(
        "foreign-message",
        f"`{shortened(reference)}` is not a message of the operation's channel",
        place=item.place.at("$ref"),
        hint=f"refer to `#/{'/'.join(map(str, at.path))}/messages/…`",
    )


def _reply(source: Source, own_channel: Channel, whole: Merged) -> Reply | None:
    target = whole.at("reply")
    if target.node is None:
        return None
    reply = source.documents.settle(target)
    mapping(reply)
    address = source.documents.settle(child(reply, "address"))
    location = mapping(address).get("location")
    expression = location if isinstance(location, str) else ""
    where = child(reply, "channel")
    if where.node is None:
        named = child(reply, "messages")
        messages = _foreign(source, named) if named.node is not None else {}
        return Reply(reply.place, own_channel.key if named.node else "", expression, messages)
    channel, at = _channel(source, where)
    messages = _chosen(source, channel, at, child(reply, "messages"))
    return Reply(reply.place, channel.key, expression, messages)


def _foreign(source: Source, target: Target) -> dict[str, Message]:
    """Return messages of a reply that names no channel."""
    found: list[Message] = []
    for item in items(target):
        mapping(item)
        meant = source.documents.follow(item.place.at("$ref"), text(child(item, "$ref")))
        found.append(read_message(source, str(meant.path[-1]), meant))
    return keyed(found)


def _made(  # noqa: PLR0917  the parts of an operation
    source: Source,
    whole: Merged,
    own_id: str,
    action: str,
    channel: str,
    messages: dict[str, Message],
) -> EventOperation:
    bindings = read_bindings(source, whole, "operation")
    return EventOperation(
        own_id,
        action,
        channel,
        whole.own.place,
        messages,
        _reply(source, source.channels[channel], whole) if source.major != "2" else None,
        read_requirements(source, whole.at("security")),
        is_deprecated(whole),
        bindings.plain,
        bindings.schemas,
        tags_of(whole),
    )
