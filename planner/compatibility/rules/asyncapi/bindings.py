"""Rules about bindings that no other rule knows; and what finds the rule of each field."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.compatibility.rules.asyncapi.bindings_amqp import BINDINGS as AMQP
from planner.compatibility.rules.asyncapi.bindings_aws import SNS, SQS
from planner.compatibility.rules.asyncapi.bindings_kafka import BINDINGS as KAFKA
from planner.compatibility.rules.asyncapi.bindings_mqtt import BINDINGS as MQTT
from planner.compatibility.rules.asyncapi.bindings_web import HTTP, WEBSOCKETS
from planner.compatibility.rules.binding_rules import (
    Level,
    ProtocolBindings,
    bound,
    flat,
    shown,
)
from planner.compatibility.rules.event_pairs import (
    ChannelPair,
    Draft,
    MessagePair,
    OperationPair,
    ServerPair,
)
from planner.compatibility.rules.rule import Example, Rule
from planner.compatibility.values import json_key
from planner.model.events import Channel, EventContract
from planner.model.finding import Effect
from planner.model.source import Place

_SOURCE = "AsyncAPI Bindings"
_WHY = "It can't be told who relies on it."
_PULSAR = "pulsar: {namespace: staging, persistence: persistent}"
_LESS = "pulsar: {namespace: staging}"

RULES = (
    Rule(
        id="binding-changed",
        title="something that one protocol is told has another value",
        effect=Effect.MEANING,
        message="`{subject}` is now `{after}`, it was `{before}`",
        why=_WHY,
        source=_SOURCE,
        hint="tell consumers what changes for them",
        example=Example(
            bound("channel", _PULSAR),
            bound("channel", _PULSAR.replace("staging", "live")),
            "binding-changed",
            is_document=True,
        ),
    ),
    Rule(
        id="binding-unstated",
        title="something that one protocol was told is no longer said",
        effect=Effect.MEANING,
        message="`{subject}`, which was `{before}`, is no longer said",
        why=_WHY,
        source=_SOURCE,
        hint="go on saying it",
        example=Example(
            bound("channel", _PULSAR), bound("channel", _LESS), "binding-stated", is_document=True
        ),
    ),
    Rule(
        id="binding-stated",
        title="something is said to one protocol that was left open",
        effect=Effect.ANNOTATION,
        message="`{subject}` is now said to be `{after}`",
        why="Nobody could rely on it, as nothing was said.",
        source=_SOURCE,
        example=Example(
            bound("channel", _LESS), bound("channel", _PULSAR), "binding-unstated", is_document=True
        ),
    ),
)
_KNOWN: Mapping[str, ProtocolBindings] = {
    "kafka": KAFKA,
    "amqp": AMQP,
    "mqtt": MQTT,
    "mqtt5": MQTT,
    "ws": WEBSOCKETS,
    "http": HTTP,
    "sns": SNS,
    "sqs": SQS,
}
_Bindings = Mapping[str, Mapping[str, Any]]


def check_server(pair: ServerPair) -> Iterator[Draft]:
    """Yield what differs in the bindings of a broker."""
    places = (pair.old.server.place, pair.new.server.place)
    slot = f"server {pair.old.key}"
    yield from _drafts("server", pair.old.bindings, pair.new.bindings, ("",), slot, places)


def check_channel(pair: ChannelPair) -> Iterator[Draft]:
    """Yield what differs in the bindings of a channel."""
    old, new = pair.old.bindings, pair.new.bindings
    if any("topic" in bindings.get("kafka", {}) for bindings in (old, new)):
        old = _with_topic(old, kafka_topic(pair.contracts[0], pair.old))
        new = _with_topic(new, kafka_topic(pair.contracts[1], pair.new))
    places = (pair.old.place, pair.new.place)
    yield from _drafts("channel", old, new, pair.labels, "channel", places)


def kafka_topic(contract: EventContract, channel: Channel) -> str:
    """Return the topic of a channel: its address, if nothing else is said and the broker is Kafka.

    Empty if it is not known. Source: AsyncAPI Bindings, Kafka, "Channel Binding Object".
    """
    said = channel.bindings.get("kafka", {})
    if "topic" in said:
        return str(said["topic"])
    protocols = (server.protocol for server in contract.servers.values())
    is_kafka = "kafka" in channel.bindings or any(p.startswith("kafka") for p in protocols)
    address = channel.address or ""
    return address if is_kafka and "{" not in address else ""


def _with_topic(bindings: _Bindings, topic: str) -> _Bindings:
    return (
        {**bindings, "kafka": {"topic": topic, **bindings.get("kafka", {})}} if topic else bindings
    )


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield what differs in the bindings of an operation."""
    places = (pair.old.place, pair.new.place)
    old, new = pair.old.bindings, pair.new.bindings
    yield from _drafts("operation", old, new, (pair.label,), "operation", places)


def check_message(pair: MessagePair) -> Iterator[Draft]:
    """Yield what differs in the bindings of a message."""
    places = (pair.old.place, pair.new.place)
    old, new = pair.old.bindings, pair.new.bindings
    yield from _drafts("message", old, new, (pair.label,), pair.slot, places)


def _drafts(  # noqa: PLR0917  the parts of a draft
    level: Level,
    old: _Bindings,
    new: _Bindings,
    labels: tuple[str, ...],
    slot: str,
    places: tuple[Place, Place],
) -> Iterator[Draft]:
    for protocol in dict.fromkeys((*old, *new)):
        known = _KNOWN.get(protocol, ProtocolBindings(protocol, {}))
        before, after = (flat(side.get(protocol, {})) for side in (old, new))
        for field in dict.fromkeys((*before, *after)):
            if not field or (level, field) in known.silent:
                continue
            default = known.defaults.get((level, field))
            values = before.get(field, default), after.get(field, default)
            if json_key(values[0]) == json_key(values[1]):
                continue
            before_text, after_text = ("" if v is None else shown(v) for v in values)
            steps = ("bindings", protocol, *field.split("."))
            yield Draft(
                _rule(known, level, field, *values),
                f"{protocol} {field}",
                before_text,
                after_text,
                labels,
                f"{slot} {protocol} binding",
                places[0].at(*steps),
                places[1].at(*steps),
                cause=(level, protocol, field, before_text, after_text),
            )


def _rule(
    known: ProtocolBindings,
    level: Level,
    field: str,
    before: Any,  # noqa: ANN401  JSON
    after: Any,  # noqa: ANN401  JSON
) -> str:
    if before is None or after is None:
        return "binding-stated" if before is None else "binding-unstated"
    chosen = known.fields.get((level, field)) or _of_schema(known, level, field)
    return chosen if isinstance(chosen, str) else chosen(before, after)


def _of_schema(known: ProtocolBindings, level: Level, field: str) -> Any:  # noqa: ANN401  a choice
    """Return the rule of a field whose value is a schema, such as `groupId.const`."""
    return known.fields.get((level, field.partition(".")[0])) or "binding-changed"
