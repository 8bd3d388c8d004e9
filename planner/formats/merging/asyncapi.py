"""Puts two AsyncAPI documents together, so that those who send or receive for either get along."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from planner.formats.merging.avro import merge_avro
from planner.formats.merging.schemas import SchemaMerger
from planner.formats.merging.shared import (
    BOTH,
    CannotMerge,
    MergeOptions,
    Shared,
    Way,
    deprecated_schema,
    reachable,
    refuse_references,
)
from planner.model.finding import Polarity

Node = dict[str, Any]
_ACTIONS: Mapping[str, Polarity] = {
    "send": Polarity.PROVIDER_SENDS,
    "receive": Polarity.CONSUMER_SENDS,
    # AsyncAPI 2 says what others do
    "subscribe": Polarity.PROVIDER_SENDS,
    "publish": Polarity.CONSUMER_SENDS,
}
_OTHER = {
    Polarity.PROVIDER_SENDS: Polarity.CONSUMER_SENDS,
    Polarity.CONSUMER_SENDS: Polarity.PROVIDER_SENDS,
}
_THREE = 3
_MESSAGES = "#/components/messages/"


def merge_asyncapi(
    old: Any,  # noqa: ANN401  raw document
    new: Any,  # noqa: ANN401  raw document
    options: MergeOptions,
    mode: Way | None = None,
) -> Node:
    """Return one document that holds all of both.

    What one document has alone is kept. A message that the owner receives may be what either
    describes; one that it sends is what both describe; one that goes both ways stays what it was,
    but for members that are new and that nobody has to send.

    Args:
        old: the document that is in use.
        new: the one that takes its place.
        options: `kept` are operations (`send ADDRESS`) whose channels stay as they were.
        mode: who sends, for all messages; None: as the operations say.

    Raises:
        CannotMerge: major versions of AsyncAPI differ, or a document refers to others.
    """
    majors = [_major(side) for side in (old, new)]
    if 0 in majors or majors[0] != majors[1]:
        raise CannotMerge("one side is AsyncAPI 2, the other 3; convert one of them first")
    for side in (old, new):
        refuse_references(side)
    return _Merger(old, new, options, mode, majors[0]).merged()


def _major(document: Any) -> int:  # noqa: ANN401  raw document
    said = str(document.get("asyncapi", "")) if isinstance(document, dict) else ""
    return int(said[0]) if said[:1].isdigit() else 0


class _Merger:
    def __init__(
        self, old: Node, new: Node, options: MergeOptions, mode: Way | None, major: int
    ) -> None:
        self._old, self._new = old, new
        self._options, self._mode, self._major = options, mode, major
        self._sunset = options.sunset.isoformat()
        self._shared = Shared(old, new)
        self._schemas = SchemaMerger(self._shared, self._deprecated)
        self._ways: dict[str, set[Polarity]] = {}
        for document in (old, new):
            for pointer, way in _sent(document, major):
                self._ways.setdefault(pointer, set()).add(way)

    def merged(self) -> Node:
        old, new = self._old, self._new
        found = {
            key: self._schemas.copied(value, is_old=True)
            for key, value in old.items()
            if key not in {"channels", "operations", "components"}
        }
        found["info"] = {**old.get("info", {}), "version": self._options.version}
        for key in ("servers", "channels", "operations"):
            both = self._joined(old.get(key), new.get(key), key)
            if both or key in old:
                found[key] = both
        components = {
            kind: self._joined(_part(old, kind), _part(new, kind), kind)
            for kind in dict.fromkeys([*(old.get("components") or {}),
                                       *(new.get("components") or {})])
            if kind != "schemas"
        }  # fmt: skip
        whole, schemas = self._shared.finished({**found, "components": components})
        used = reachable(whole, schemas)
        if used:
            whole["components"]["schemas"] = used
        if not whole["components"]:
            del whole["components"]
        return dict(whole)

    def _joined(self, old: Any, new: Any, kind: str) -> Node:  # noqa: ANN401  raw document
        """Return the entries of both; those of the old one first."""
        olds, news = (side if isinstance(side, dict) else {} for side in (old, new))
        found: Node = {}
        for name, entry in olds.items():
            if name in news:
                found[name] = self._both(entry, news[name], kind, name)
            else:
                found[name] = self._schemas.copied(entry, is_old=True)
        for name, entry in news.items():
            if name not in olds:
                found[name] = self._schemas.copied(entry, is_old=False)
        return found

    def _both(self, old: Node, new: Node, kind: str, name: str) -> Node:
        if kind == "messages":
            return self._message(old, new, self._way(f"{_MESSAGES}{name}"))
        is_kept = kind == "channels" and self._is_kept(old, name)
        if kind == "channels" and not is_kept and "$ref" not in old:
            return self._channel(old, new, name)
        if kind == "operations" and "$ref" not in old:
            return self._operation(old, new)
        copy: Node = self._schemas.copied(old, is_old=True)
        return copy

    def _is_kept(self, channel: Node, name: str) -> bool:
        address = str(channel.get("address") or name)
        return any(label.endswith((f" {address}", f" {name}")) for label in self._options.kept)

    # ------------------------------------------------------------------ channels

    def _channel(self, old: Node, new: Node, name: str) -> Node:
        found: Node = self._schemas.copied(old, is_old=True)
        if self._major >= _THREE:
            messages = self._messages(old.get("messages"), new.get("messages"), name)
            return {**found, "messages": messages} if messages else found
        for action in ("publish", "subscribe"):
            if action in old and action in new:
                found[action] = self._action(old[action], new[action], _ACTIONS[action])
            elif action in new:
                found[action] = self._schemas.copied(new[action], is_old=False)
        return found

    def _messages(self, old: Node | None, new: Node | None, channel: str) -> Node:
        olds, news = old or {}, new or {}
        found: Node = {}
        for name, message in olds.items():
            pointer = f"#/channels/{_escaped(channel)}/messages/{_escaped(name)}"
            if name in news and "$ref" not in message and "$ref" not in news[name]:
                found[name] = self._message(message, news[name], self._way(pointer))
            else:
                found[name] = self._schemas.copied(message, is_old=True)
        for name, message in news.items():
            pointer = f"#/channels/{_escaped(channel)}/messages/{_escaped(name)}"
            way = self._way(_final(self._new, pointer))
            if name not in olds and way is Polarity.CONSUMER_SENDS:
                found[name] = self._schemas.copied(message, is_old=False)
        return found

    def _action(self, old: Node, new: Node, way: Polarity) -> Node:
        """Return what is sent on a channel of AsyncAPI 2."""
        found: Node = self._schemas.copied(old, is_old=True)
        own: Way = BOTH if self._options.kept else self._mode or way
        olds, news = _alternatives(old.get("message")), _alternatives(new.get("message"))
        if len(olds) == len(news) == 1 and not ("$ref" in olds[0] or "$ref" in news[0]):
            found["message"] = self._message(olds[0], news[0], own)
        elif way is Polarity.CONSUMER_SENDS:
            both = [self._schemas.copied(message, is_old=True) for message in olds]
            added = [message for message in news if message not in olds]
            both += [self._schemas.copied(message, is_old=False) for message in added]
            found["message"] = both[0] if len(both) == 1 else {"oneOf": both}
        return found

    def _operation(self, old: Node, new: Node) -> Node:
        """Return an operation of AsyncAPI 3; one that receives takes the messages of both."""
        found: Node = self._schemas.copied(old, is_old=True)
        if "messages" in old and old.get("action") == "receive":
            added = [item for item in new.get("messages") or [] if item not in old["messages"]]
            found["messages"] = [*found["messages"], *deepcopy(added)]
        return found

    # ------------------------------------------------------------------ messages

    def _way(self, pointer: str) -> Way:
        if self._options.kept:
            return BOTH
        if self._mode:
            return self._mode
        ways = self._ways.get(pointer, set())
        return next(iter(ways)) if len(ways) == 1 else BOTH

    def _message(self, old: Node, new: Node, way: Way) -> Node:
        found: Node = self._schemas.copied(old, is_old=True)
        if "headers" in old and "headers" in new:
            found["headers"] = self._schemas.merged(old["headers"], new["headers"], way)
        before, after = old.get("payload"), new.get("payload")
        if before is None or after is None or before == after:
            formats = [side.get("schemaFormat") for side in (old, new)]
            if before is None or after is None or formats[0] != formats[1]:
                return found
        found["payload"] = self._payload(
            (old.get("schemaFormat"), before), (new.get("schemaFormat"), after), way
        )
        return found

    def _payload(self, old: tuple[Any, Any], new: tuple[Any, Any], way: Way) -> Any:  # noqa: ANN401  raw document
        """Return the payload of a message; each side is the format that it names, and a schema."""
        before, after = old[1], new[1]
        if _is_wrapped(before) and _is_wrapped(after):
            inner = self._payload(
                (before["schemaFormat"], before["schema"]),
                (after["schemaFormat"], after["schema"]),
                way,
            )
            return {**before, "schema": inner}
        said = [str(side[0] or "") for side in (old, new)]
        if all("avro" in name for name in said):
            return merge_avro(before, after, way, self._sunset)
        if any(name and "asyncapi" not in name and "schema" not in name for name in said):
            return deepcopy(before)
        return self._schemas.merged(before, after, way)

    def _deprecated(self, schema: Any) -> Any:  # noqa: ANN401  raw document
        return deprecated_schema(schema, self._sunset)


# ---------------------------------------------------------------------- who sends what


def _sent(document: Node, major: int) -> Iterator[tuple[str, Polarity]]:
    """Yield where messages are described, and who sends them."""
    if major >= _THREE:
        for operation in (document.get("operations") or {}).values():
            way = _ACTIONS.get(str(operation.get("action")), Polarity.PROVIDER_SENDS)
            yield from _sent_by(document, operation, way)
            reply = operation.get("reply")
            if isinstance(reply, dict):
                yield from _sent_by(document, reply, _OTHER[way])
        return
    for channel in (document.get("channels") or {}).values():
        for action in ("publish", "subscribe"):
            for message in _alternatives((channel.get(action) or {}).get("message")):
                if "$ref" in message:
                    yield _final(document, str(message["$ref"])), _ACTIONS[action]


def _sent_by(document: Node, operation: Node, way: Polarity) -> Iterator[tuple[str, Polarity]]:
    named = operation.get("messages")
    pointers = [str(item.get("$ref")) for item in named] if isinstance(named, list) else []
    channel = str((operation.get("channel") or {}).get("$ref") or "")
    if not pointers and channel:
        messages = (_at(document, channel) or {}).get("messages") or {}
        pointers = [f"{channel}/messages/{_escaped(name)}" for name in messages]
    for pointer in pointers:
        yield _final(document, pointer), way


def _final(document: Node, pointer: str) -> str:
    """Return where a chain of references ends."""
    seen: set[str] = set()
    while pointer not in seen:
        seen.add(pointer)
        node = _at(document, pointer)
        if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
            return pointer
        pointer = node["$ref"]
    raise CannotMerge(f"`{pointer}` leads back to itself")


def _at(document: Node, pointer: str) -> Any:  # noqa: ANN401  raw document
    node: Any = document
    for step in pointer.removeprefix("#/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        node = node.get(name) if isinstance(node, dict) else None
    return node


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _alternatives(message: Any) -> list[Node]:  # noqa: ANN401  raw document
    if not isinstance(message, dict):
        return []
    found = message.get("oneOf", [message])
    return [item for item in found if isinstance(item, dict)]


def _is_wrapped(payload: Any) -> bool:  # noqa: ANN401  raw document
    return isinstance(payload, dict) and {"schemaFormat", "schema"} <= payload.keys()


def _part(document: Node, kind: str) -> Any:  # noqa: ANN401  raw document
    return (document.get("components") or {}).get(kind)
