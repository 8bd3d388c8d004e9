"""Messages, traits merged."""

from collections.abc import Iterator

from planner.formats._tree import Target
from planner.formats.lowering.asyncapi.bindings import read_bindings
from planner.formats.lowering.asyncapi.documents import is_multi_format
from planner.formats.lowering.asyncapi.merged import Merged
from planner.formats.lowering.asyncapi.payloads import read_merged, read_payload
from planner.formats.lowering.asyncapi.source import Source
from planner.formats.lowering.openapi.content import media_name
from planner.formats.lowering.schemas.reading import child, items, mapping
from planner.model.events import UNNAMED_MESSAGE, Message, Payload
from planner.model.source import DocumentPath


def read_message(source: Source, key: str, target: Target, holder: str = "") -> Message:
    """Return one kind of message.

    Args:
        source: the document.
        key: what the channel calls it; empty in AsyncAPI 2.
        target: the message, or a reference to it.
        holder: name of the operation or channel that carries it alone.

    Raises:
        InputError: something else than a mapping stands there.
    """
    whole = source.with_traits(target)
    named = whole.text("schemaFormat") if source.major == "2" else ""
    written = whole.at("payload")
    payload = read_payload(source, written, named)
    bindings = read_bindings(source, whole, "message")
    component = _component(whole.own)
    declared, own_id = whole.text("name"), whole.text("messageId")
    names = (declared, own_id, component, whole.text("title"), key, holder)
    content = whole.text("contentType")
    return Message(
        key=key or component,
        name=next(filter(None, names), UNNAMED_MESSAGE),
        place=whole.own.place,
        payload=payload,
        headers=read_merged(source, whole, "headers"),
        message_key=bindings.schemas.get("kafka key"),
        content_type=media_name(content) if content else source.default_content_type,
        correlation=whole.below("correlationId").text("location"),
        deprecated=is_deprecated(whole),
        bindings=bindings.plain,
        declared_name=declared,
        titles=tuple(filter(None, (own_id, _title(source, written, payload)))),
        schemas={k: v for k, v in bindings.schemas.items() if k != "kafka key"},
        tags=tags_of(whole),
    )


def _component(target: Target) -> str:
    """Return the key of a message among the components; empty if it stands elsewhere."""
    is_shared = target.path[:-1] == ("components", "messages")
    is_of_file = len(target.path) == 1 and target.path[0] != "message"
    return str(target.path[-1]) if is_shared or is_of_file else ""


def _title(source: Source, target: Target, payload: Payload | None) -> str:
    """Return what a payload calls itself; nothing is read for it but its top."""
    if payload is None:
        return ""
    if payload.avro is not None:
        return str(getattr(payload.avro.root, "name", ""))
    node = source.documents.settle(target).node
    node = node["schema"] if is_multi_format(node) else node
    title = node.get("title") if isinstance(node, dict) else None
    return title if isinstance(title, str) else ""


def is_deprecated(whole: Merged) -> bool:
    """Return whether an object is deprecated; only an extension can say so."""
    return any(whole.at(name).node is True for name in ("deprecated", "x-deprecated"))


def tags_of(whole: Merged) -> tuple[str, ...]:
    """Return the names of the tags of an object, sorted."""
    tags = whole.at("tags")
    found = (source_tag.node for source_tag in map(whole.documents.settle, items(tags)))
    names = {tag.get("name") for tag in found if isinstance(tag, dict)}
    return tuple(sorted(name for name in names if isinstance(name, str)))


def alternatives(source: Source, target: Target) -> Iterator[Target]:
    """Yield the messages of an AsyncAPI 2 operation; `oneOf` may stand inside `oneOf`."""
    if target.node is None:
        return
    waiting = [target]
    seen: set[tuple[str, DocumentPath]] = set()
    while waiting:
        message = source.documents.settle(waiting.pop(0))
        if (message.file, message.path) in seen:
            continue
        seen.add((message.file, message.path))
        if isinstance(mapping(message).get("oneOf"), list):
            waiting = [*items(child(message, "oneOf")), *waiting]
        else:
            yield message


def keyed(messages: list[Message]) -> dict[str, Message]:
    """Return messages by key; those without one, or with a taken one, get a number."""
    found: dict[str, Message] = {}
    for message in messages:
        key, number = message.key or message.name, 1
        while key in found:
            number += 1
            key = f"{message.key or message.name} {number}"
        found[key] = message
    return found
