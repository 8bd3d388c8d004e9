"""Rules about the answers to messages."""

from collections.abc import Iterator

from planner.compatibility.rules.event_examples import operation
from planner.compatibility.rules.event_pairs import Draft, ReplyPair
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect, Polarity

_SOURCE = "AsyncAPI 3.0, Operation Reply Object"
_PLAIN = "summary: x"
_REPLY = "reply: {channel: {$ref: '#/channels/orders'}}"


def _at(header: str) -> str:
    return f"reply: {{address: {{location: '$message.header#/{header}'}}}}"


def _on(name: str) -> str:
    return (
        "{channels: {orders: {address: orders}, done: {address: done}, ready: {address: ready}}, "
        "operations: {place: {action: receive, channel: {$ref: '#/channels/orders'}, "
        f"reply: {{channel: {{$ref: '#/channels/{name}'}}}}}}}}}}"
    )


RULES = (
    Rule(
        id="reply-no-longer-sent",
        title="the owner no longer answers",
        effect=Effect.NARROWED,
        message="`{subject}` is no longer answered",
        why="Consumers wait for an answer that never comes.",
        source=_SOURCE,
        hint="go on answering",
        example=Example(
            operation(_REPLY, "receive"),
            operation(_PLAIN, "receive"),
            "reply-now-sent",
            is_document=True,
        ),
    ),
    Rule(
        id="reply-now-sent",
        title="the owner answers",
        effect=Effect.WIDENED,
        message="`{subject}` is now answered",
        why="Nobody waits for the answer yet.",
        source=_SOURCE,
        example=Example(
            operation(_PLAIN, "receive"),
            operation(_REPLY, "receive"),
            "reply-no-longer-sent",
            is_document=True,
        ),
    ),
    Rule(
        id="reply-now-awaited",
        title="the owner waits for an answer",
        effect=Effect.NARROWED,
        message="the owner now waits for an answer to `{subject}`",
        why="Consumers that only listened until now don't answer.",
        source=_SOURCE,
        hint="send messages that ask for an answer on a channel of their own",
        example=Example(
            operation(_PLAIN), operation(_REPLY), "reply-no-longer-awaited", is_document=True
        ),
    ),
    Rule(
        id="reply-no-longer-awaited",
        title="the owner no longer waits for an answer",
        effect=Effect.WIDENED,
        message="the owner no longer waits for an answer to `{subject}`",
        why="Consumers need not answer any more.",
        source=_SOURCE,
        example=Example(
            operation(_REPLY), operation(_PLAIN), "reply-now-awaited", is_document=True
        ),
    ),
    Rule(
        id="reply-address-changed",
        title="the address of the answer stands at another place of the message",
        effect=Effect.CROSSED,
        message="the address of the answer to `{subject}` is now found at `{after}`, it was found "
        "at `{before}`",
        why="One side writes the address to the old place and the other looks at the new one.",
        source="AsyncAPI 3.0, Operation Reply Address Object (`location`)",
        hint="look at both places for a while",
        example=Example(
            operation(_at("replyTo"), "receive"),
            operation(_at("answerTo"), "receive"),
            "reply-address-changed",
            is_document=True,
        ),
    ),
    Rule(
        id="reply-channel-changed",
        title="answers travel on another channel",
        effect=Effect.CROSSED,
        message="the answer to `{subject}` is now on `{after}`, it was on `{before}`",
        why="Answers are awaited on the old channel.",
        source=f"{_SOURCE} (`channel`)",
        hint="answer on both channels for a while",
        example=Example(_on("done"), _on("ready"), "reply-channel-changed", is_document=True),
    ),
)


def check_reply(pair: ReplyPair) -> Iterator[Draft]:
    """Yield what differs in whether and where a message is answered."""
    old, new = pair.old, pair.new
    is_sent = pair.action == "receive"
    if old is None or new is None:
        verb = ("now-" if new else "no-longer-") + ("sent" if is_sent else "awaited")
        yield _draft(pair, verb, "", "")
        return
    if old.address != new.address:
        yield _draft(pair, "address-changed", old.address, new.address)
    if not pair.is_same_channel:
        yield _draft(pair, "channel-changed", *pair.addresses)


def _draft(pair: ReplyPair, verb: str, before: str, after: str) -> Draft:
    is_sent = pair.action == "receive"
    return Draft(
        f"reply-{verb}",
        pair.label,
        before or "",
        after or "",
        (pair.label,),
        "reply",
        pair.old.place if pair.old else pair.places[0],
        pair.new.place if pair.new else pair.places[1],
        polarity=Polarity.PROVIDER_SENDS if is_sent and verb.endswith("changed") else None,
    )
