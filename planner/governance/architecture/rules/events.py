"""Rules about what every event must say."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.compatibility.schemas import Schema
from planner.governance.architecture.members import links_of_avro
from planner.governance.architecture.rule import ArchitectureRule, Hit, Subject
from planner.model.events import EventContract, Message, Payload
from planner.model.finding import Severity

RULES = (
    ArchitectureRule(
        id="event-without-identity",
        title="an event does not say who it is, when it happened, or how it is written",
        severity=Severity.RISKY,
        why="Brokers deliver an event more than once and out of order: without an id it can't be "
        "recognised, without a time not be ordered, without a version not be read by one who "
        "knows several.",
        source="CloudEvents 1.0.2, required and optional context attributes",
        hint="add the member to the payload or the headers; `lint.event_fields` names what counts",
    ),
)

_ENVELOPES = frozenset({"context", "envelope", "header", "headers", "meta", "metadata"})
"""Members in which events carry such things."""
_DEEPEST = 20


def check(subject: Subject) -> Iterator[Hit]:
    """Yield messages that lack one of the three."""
    wanted = subject.policy.event_fields
    needs = {"id": wanted.id, "time": wanted.time, "version": wanted.version}
    for key, contract in sorted(subject.events.items()):
        for message in _messages(contract):
            names = _names_of(contract, message)
            missing = [what for what, known in needs.items() if not names.intersection(known)]
            if names and missing:
                said = " and no ".join(missing)
                text = f"message `{message.name}` of `{key}` carries no {said}"
                yield Hit("event-without-identity", f"{key} {message.name}", text, message.place)


def _messages(contract: EventContract) -> list[Message]:
    """Return the messages of a contract, each once."""
    found: dict[str, Message] = {}
    parts: list[Mapping[str, Message]] = [contract.messages]
    parts += [channel.messages for channel in contract.channels.values()]
    parts += [operation.messages for operation in contract.operations.values()]
    for messages in parts:
        for message in messages.values():
            found.setdefault(message.name, message)
    return [found[name] for name in sorted(found)]


def _names_of(contract: EventContract, message: Message) -> set[str]:
    """Return the names of what an event carries; empty if that is not known."""
    parts = [part for part in (message.payload, message.headers) if part]
    return {name for part in parts for name in _names_in(contract, part)}


def _names_in(contract: EventContract, part: Payload) -> Iterator[str]:
    if part.avro is not None:
        links = links_of_avro(part.avro) or ()
        yield from (name for above, name in links if above in {"", *_ENVELOPES})
    if part.schema is not None:
        yield from _members(contract.space.schema(part.schema), _DEEPEST, into_envelopes=True)


def _members(schema: Schema, depth: int, *, into_envelopes: bool) -> Iterator[str]:
    """Yield the names of the members of an object, those of its envelope included."""
    if depth == 0:
        return
    if "$ref" in _mapping(schema.node):
        target = schema.space.target(schema.node["$ref"])  # type: ignore[index]
        yield from _members(target, depth - 1, into_envelopes=into_envelopes)
    for name, node in _mapping(schema.get("properties", {})).items():
        yield name
        if into_envelopes and name in _ENVELOPES:
            yield from _members(schema.child(node), depth - 1, into_envelopes=False)
    for branch in schema.get("allOf", ()):
        yield from _members(schema.child(branch), depth - 1, into_envelopes=into_envelopes)


def _mapping(node: object) -> Mapping[str, Any]:
    return node if isinstance(node, Mapping) else {}
