"""Rules about messages as a whole; those about their schemas are the rules of schemas."""

from collections.abc import Iterator

from planner.compatibility.rules.event_examples import message, messages
from planner.compatibility.rules.event_pairs import Draft, MessagePair
from planner.compatibility.rules.rule import Example, Rule, always, when
from planner.model.events import Payload
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "AsyncAPI 3.0, Message Object; 2.6, Message Object"
_KINDS = "AsyncAPI 3.0, Operation Object (`messages`); 2.6, Operation Object (`message.oneOf`)"
_FORMATS = "AsyncAPI 3.0, Multi Format Schema Object; 2.6, Schema formats table"
_ONE = "Placed: {payload: {type: object, required: [total], properties: {total: {type: integer}}}}"
_TWO = f"{_ONE}, Lost: {{payload: {{type: object, required: [why]}}}}"
_TEXT = "schemaFormat: application/raml+yaml;version=1.0"


def _correlated(where: str) -> str:
    return message(f"correlationId: {{location: '$message.header#/{where}'}}")


def _in_raml(text: str) -> str:
    return message(f"payload: {{{_TEXT}, schema: {{type: {text}}}}}")


RULES = (
    Rule(
        id="message-added",
        title="another kind of message travels",
        effect=Effect.WIDENED,
        polarity=Polarity.PROVIDER_SENDS,
        is_by_mode=True,
        message="the message `{after}` is new",
        why="Consumers get messages that they were not told of. What they accept anyway they may "
        "take for something else. Where consumers send, nothing changes for them.",
        source=_KINDS,
        hint="send it on a channel of its own",
        example=Example(messages(_ONE), messages(_TWO), "message-removed", is_document=True),
    ),
    Rule(
        id="message-removed",
        title="a kind of message no longer travels",
        effect=Effect.NARROWED,
        polarity=Polarity.PROVIDER_SENDS,
        is_by_mode=True,
        message="the message `{before}` is gone",
        why="Consumers wait for it and it never comes; where they send it, it is refused.",
        source=_KINDS,
        hint="go on with it for a while, and announce its end",
        by_practice=when(
            Polarity.PROVIDER_SENDS,
            Severity.RISKY,
            "no message breaks anybody, but who waits for this one waits in vain",
        ),
        example=Example(messages(_TWO), messages(_ONE), "message-added", is_document=True),
    ),
    Rule(
        id="message-content-type-changed",
        title="a message is written in another format",
        effect=Effect.CROSSED,
        message="the content type of the message `{subject}` is now `{after}`, it was `{before}`",
        why="Readers take it for what it was.",
        source=f"{_SOURCE} (`contentType`); AsyncAPI Object (`defaultContentType`)",
        hint="add a message with the new content type beside the old one",
        example=Example(
            message("contentType: application/json"),
            message("contentType: application/cbor"),
            "message-content-type-changed",
            is_document=True,
        ),
    ),
    Rule(
        id="message-content-type-stated",
        title="it is said now in which format a message is written",
        effect=Effect.NARROWED,
        message="the content type of the message `{subject}` is now said: `{after}`",
        why="Readers and writers may have taken another format for granted.",
        source=f"{_SOURCE} (`contentType`)",
        by_practice=always(Severity.RISKY, "most often only the document changes"),
        hint="make sure that messages were written so before",
        example=Example(
            message("summary: x"),
            message("contentType: application/json"),
            "message-content-type-unstated",
            is_document=True,
        ),
    ),
    Rule(
        id="message-content-type-unstated",
        title="it is no longer said in which format a message is written",
        effect=Effect.WIDENED,
        message="the content type of the message `{subject}` is no longer said; it was `{before}`",
        why="It may be written in any format now.",
        source=f"{_SOURCE} (`contentType`)",
        by_practice=always(Severity.RISKY, "most often only the document changes"),
        hint="say the content type",
        example=Example(
            message("contentType: application/json"),
            message("summary: x"),
            "message-content-type-stated",
            is_document=True,
        ),
    ),
    Rule(
        id="message-schema-format-changed",
        title="a schema is written in another language",
        effect=Effect.CROSSED,
        message="the schema format of {slot} is now `{after}`, it was `{before}`",
        why="Messages are encoded and read by the schema; another language most often means "
        "another encoding. Schemas of two drafts of JSON Schema, or of OpenAPI, are compared "
        "instead.",
        source=_FORMATS,
        hint="add a message with the new schema beside the old one",
        example=Example(
            message("payload: {type: string}"),
            message("payload: {schemaFormat: application/vnd.apache.avro, schema: string}"),
            "message-schema-format-changed",
            is_document=True,
        ),
    ),
    Rule(
        id="message-schema-text-changed",
        title="a schema in a language that is not understood is another one",
        effect=Effect.UNDECIDED,
        message="the schema of {slot}, which is written as `{subject}`, is another one",
        why="It can't be told what that means for those who read the message.",
        source=_FORMATS,
        hint="compare the two schemas with a tool for their language",
        example=Example(
            _in_raml("string"),
            _in_raml("integer"),
            "message-schema-text-changed",
            is_document=True,
        ),
    ),
    Rule(
        id="message-correlation-id-moved",
        title="the correlation id stands at another place",
        effect=Effect.CROSSED,
        message="the correlation id of the message `{subject}` is now at `{after}`, it was at "
        "`{before}`",
        why="Who looks for it at the old place can't tell which messages belong together.",
        source="AsyncAPI 3.0, Correlation ID Object; 2.6, Correlation ID Object",
        hint="write it to both places for a while",
        example=Example(
            _correlated("id"),
            _correlated("trace"),
            "message-correlation-id-moved",
            is_document=True,
        ),
    ),
    Rule(
        id="message-correlation-id-removed",
        title="a message has no correlation id any more",
        effect=Effect.CROSSED,
        message="the message `{subject}` has no correlation id any more; it was at `{before}`",
        why="Who looks for it can't tell which messages belong together.",
        source="AsyncAPI 3.0, Correlation ID Object; 2.6, Correlation ID Object",
        hint="keep the correlation id",
        by_practice=always(
            Severity.RISKY, "the schema says whether the value is still there; few look for it"
        ),
        example=Example(
            _correlated("id"),
            message("summary: x"),
            "message-correlation-id-added",
            is_document=True,
        ),
    ),
    Rule(
        id="message-correlation-id-added",
        title="a message has a correlation id",
        effect=Effect.ANNOTATION,
        message="the correlation id of the message `{subject}` is at `{after}`",
        why="Nobody looks for it yet; the schema says whether it must be there.",
        source="AsyncAPI 3.0, Correlation ID Object; 2.6, Correlation ID Object",
        example=Example(
            message("summary: x"),
            _correlated("id"),
            "message-correlation-id-removed",
            is_document=True,
        ),
    ),
    Rule(
        id="message-name-changed",
        title="a message has another name",
        effect=Effect.ANNOTATION,
        message="the message `{before}` is now called `{after}`",
        why="The name is not on the wire. Generated code has another name, and manifests name it.",
        source=f"{_SOURCE} (`name`)",
        example=Example(
            message("name: Placed"), message("name: Made"), "message-name-changed", is_document=True
        ),
    ),
    Rule(
        id="message-deprecated",
        title="a message is deprecated",
        effect=Effect.ANNOTATION,
        message="the message `{subject}` is deprecated now",
        why="Nothing changes on the wire. It may end one day.",
        source=f"{_SOURCE} (an extension, `x-deprecated`)",
        example=Example(
            message("summary: x"),
            message("x-deprecated: true"),
            "message-undeprecated",
            is_document=True,
        ),
    ),
    Rule(
        id="message-undeprecated",
        title="a message is no longer deprecated",
        effect=Effect.ANNOTATION,
        message="the message `{subject}` is no longer deprecated",
        why="Nothing changes on the wire.",
        source=f"{_SOURCE} (an extension, `x-deprecated`)",
        example=Example(
            message("x-deprecated: true"),
            message("summary: x"),
            "message-deprecated",
            is_document=True,
        ),
    ),
    Rule(
        id="message-tags-changed",
        title="a message has other tags",
        effect=Effect.ANNOTATION,
        message="the tags of the message `{subject}` are now `{after}`, they were `{before}`",
        why="Nothing changes on the wire. Documentation may be grouped in another way.",
        source=f"{_SOURCE} (`tags`)",
        example=Example(
            message("tags: [{name: a}]"),
            message("tags: [{name: b}]"),
            "message-tags-changed",
            is_document=True,
        ),
    ),
)
_PARTS = (("payload", "payload"), ("headers", "headers"), ("message_key", "key"))


def check_message(pair: MessagePair) -> Iterator[Draft]:
    """Yield what differs in a message, its schemas aside."""
    old, new = pair.old, pair.new
    yield from _stated(pair, "content-type", old.content_type, new.content_type)
    yield from _correlation(pair)
    if old.declared_name and new.declared_name and old.declared_name != new.declared_name:
        yield _draft(pair, "message-name-changed", old.declared_name, new.declared_name)
    if old.deprecated is not new.deprecated:
        verb = "deprecated" if new.deprecated else "undeprecated"
        yield _draft(pair, f"message-{verb}", "", "")
    if old.tags != new.tags:
        yield _draft(pair, "message-tags-changed", ", ".join(old.tags), ", ".join(new.tags))
    for field, name in _PARTS:
        yield from _languages(pair, name, getattr(old, field), getattr(new, field))


def _stated(pair: MessagePair, what: str, before: str, after: str) -> Iterator[Draft]:
    if before == after:
        return
    verb = "changed" if before and after else "stated" if after else "unstated"
    yield _draft(pair, f"message-{what}-{verb}", before, after, what.replace("-", " "))


def _correlation(pair: MessagePair) -> Iterator[Draft]:
    before, after = pair.old.correlation, pair.new.correlation
    if before != after:
        verb = "moved" if before and after else "added" if after else "removed"
        yield _draft(pair, f"message-correlation-id-{verb}", before, after, "correlation id")


def _languages(
    pair: MessagePair, name: str, old: Payload | None, new: Payload | None
) -> Iterator[Draft]:
    if old is None or new is None:
        return
    before, after = _language(old), _language(new)
    slot = f"{pair.slot} {name}"
    called = f"the {name} of the message `{pair.old.name}`"
    if before != after:
        formats = (old.format or "AsyncAPI schema", new.format or "AsyncAPI schema")
        yield Draft(
            "message-schema-format-changed",
            called,
            *formats,
            (pair.label,),
            slot,
            old.place,
            new.place,
            said=called,
        )
    elif old.text != new.text:
        yield Draft(
            "message-schema-text-changed",
            old.format,
            "",
            "",
            (pair.label,),
            slot,
            old.place,
            new.place,
            reason=f"schemas written as `{old.format}` are compared as text only",
            said=called,
        )


def _language(payload: Payload) -> str:
    """Return what understands a schema: `json`, `avro`, or the name of its format."""
    if payload.text is not None:
        return payload.format.partition(";")[0].strip().lower()
    return "avro" if payload.avro is not None else "json"


_KEYS = {
    "message-content-type": "contentType",
    "message-correlation-id": "correlationId",
    "message-name": "name",
    "message-tags": "tags",
}


def _draft(pair: MessagePair, rule: str, before: str, after: str, part: str = "") -> Draft:
    key = _KEYS.get(rule.rpartition("-")[0])
    old, new = pair.old.place, pair.new.place
    return Draft(
        rule,
        pair.old.name,
        before,
        after,
        (pair.label,),
        f"{pair.slot} {part}".strip(),
        old.at(key) if key else old,
        new.at(key) if key else new,
    )
