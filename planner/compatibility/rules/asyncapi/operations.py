"""Rules about operations: what the owner of a contract does with its channels."""

from collections.abc import Iterator

from planner.compatibility.rules.event_examples import operation, second
from planner.compatibility.rules.event_pairs import Draft, OperationPair
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect

_SOURCE = "AsyncAPI 3.0, Operation Object; 2.6, Operation Object"
_RETURNS = "channel: {$ref: '#/channels/returns'}"
_ORDERS = "channel: {$ref: '#/channels/orders'}"
_WHY_ID = "Nothing changes on the wire. Generated code has another name."

RULES = (
    Rule(
        id="event-operation-removed",
        title="the owner no longer sends or receives on a channel",
        effect=Effect.NARROWED,
        message="the owner no longer does `{before}`",
        why="Consumers wait for messages that never come, or send messages that nobody reads.",
        source=_SOURCE,
        hint="go on with it for a while, and announce its end",
        example=Example(second(_RETURNS), second(""), "event-operation-added", is_document=True),
    ),
    Rule(
        id="event-operation-added",
        title="the owner sends or receives on another channel",
        effect=Effect.WIDENED,
        message="the owner now does `{after}` too",
        why="Nobody relies on it yet.",
        source=_SOURCE,
        example=Example(second(""), second(_RETURNS), "event-operation-removed", is_document=True),
    ),
    Rule(
        id="event-operation-action-flipped",
        title="the owner receives what it sent, or sends what it received",
        effect=Effect.CROSSED,
        message="the owner now does `{after}`, it did `{before}`",
        why="Consumers that listened hear nothing; those that sent are not heard.",
        source=f"{_SOURCE} (`action`); 2.6, Channel Item Object: `publish` is what others send, "
        "`subscribe` what they receive",
        hint="add the other direction as an operation of its own",
        example=Example(
            second(_RETURNS),
            second(_RETURNS, "receive"),
            "event-operation-action-flipped",
            is_document=True,
        ),
    ),
    Rule(
        id="event-operation-channel-changed",
        title="an operation uses another channel",
        effect=Effect.CROSSED,
        message="the operation `{subject}` is now `{after}`, it was `{before}`",
        why="Consumers listen on the old channel, or send to it.",
        source=f"{_SOURCE} (`channel`)",
        hint="use both channels for a while",
        example=Example(
            second(_RETURNS), second(_ORDERS), "event-operation-channel-changed", is_document=True
        ),
    ),
    Rule(
        id="event-operation-id-changed",
        title="an operation has another id",
        effect=Effect.ANNOTATION,
        message="the operation `{before}` is now called `{after}`",
        why=_WHY_ID,
        source=_SOURCE,
        example=Example(
            operation("summary: x").replace("place:", "buy:"),
            operation("summary: x"),
            "event-operation-id-changed",
            is_document=True,
        ),
    ),
    Rule(
        id="event-operation-deprecated",
        title="an operation is deprecated",
        effect=Effect.ANNOTATION,
        message="`{subject}` is deprecated now",
        why="Nothing changes on the wire. It may end one day.",
        source=f"{_SOURCE} (an extension, `x-deprecated`)",
        example=Example(
            operation("summary: x"),
            operation("x-deprecated: true"),
            "event-operation-undeprecated",
            is_document=True,
        ),
    ),
    Rule(
        id="event-operation-undeprecated",
        title="an operation is no longer deprecated",
        effect=Effect.ANNOTATION,
        message="`{subject}` is no longer deprecated",
        why="Nothing changes on the wire.",
        source=f"{_SOURCE} (an extension, `x-deprecated`)",
        example=Example(
            operation("x-deprecated: true"),
            operation("summary: x"),
            "event-operation-deprecated",
            is_document=True,
        ),
    ),
    Rule(
        id="event-operation-tags-changed",
        title="an operation has other tags",
        effect=Effect.ANNOTATION,
        message="the tags of `{subject}` are now `{after}`, they were `{before}`",
        why="Nothing changes on the wire. Documentation may be grouped in another way.",
        source=f"{_SOURCE} (`tags`)",
        example=Example(
            operation("tags: [{name: a}]"),
            operation("tags: [{name: b}]"),
            "event-operation-tags-changed",
            is_document=True,
        ),
    ),
)


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield what differs in what people know an operation by."""
    old, new = pair.old, pair.new
    if old.id and new.id and old.id != new.id:
        yield _draft(pair, "id-changed", old.id, new.id)
    if old.deprecated is not new.deprecated:
        yield _draft(pair, "deprecated" if new.deprecated else "undeprecated", "", "")
    if old.tags != new.tags:
        yield _draft(pair, "tags-changed", ", ".join(old.tags), ", ".join(new.tags))


def _draft(pair: OperationPair, verb: str, before: str, after: str) -> Draft:
    old, new = pair.old.place, pair.new.place
    is_listed = verb.startswith("tags")
    return Draft(
        f"event-operation-{verb}",
        pair.label,
        before,
        after,
        (pair.label,),
        "operation",
        old.at("tags") if is_listed else old,
        new.at("tags") if is_listed else new,
    )
