"""Rules about MQTT: quality of service, retained messages."""

from planner.compatibility.rules.binding_rules import ProtocolBindings, binding_rule, by_size
from planner.model.finding import Effect

RULES = (
    binding_rule(
        "mqtt-qos-decreased",
        title="messages are delivered with a lower quality of service",
        effect=Effect.MEANING,
        why="Messages that always came may be lost, or may come twice.",
        level="operation",
        old="mqtt: {qos: 2}",
        new="mqtt: {qos: 0}",
        hint="keep the quality of service",
        back="mqtt-qos-increased",
    ),
    binding_rule(
        "mqtt-qos-increased",
        title="messages are delivered with a higher quality of service",
        effect=Effect.MEANING,
        why="With quality 1 messages may come twice.",
        level="operation",
        old="mqtt: {qos: 0}",
        new="mqtt: {qos: 1}",
        hint="let consumers drop messages that come twice",
        back="mqtt-qos-decreased",
    ),
    binding_rule(
        "mqtt-retain-changed",
        title="the last message is kept for those who come later, or no longer",
        effect=Effect.MEANING,
        why="Consumers that connect get the last message at once, or wait for the next one.",
        level="operation",
        old="mqtt: {retain: true}",
        new="mqtt: {retain: false}",
        hint="keep the last message as before",
    ),
    binding_rule(
        "mqtt-message-expiry-changed",
        title="messages expire after another time",
        effect=Effect.MEANING,
        why="Consumers that are away for a while miss messages, or find old ones.",
        level="operation",
        old="mqtt: {messageExpiryInterval: 3600}",
        new="mqtt: {messageExpiryInterval: 60}",
        hint="keep the time",
    ),
    binding_rule(
        "mqtt-response-topic-changed",
        title="answers go to another topic",
        effect=Effect.CROSSED,
        why="Answers are awaited on the old topic.",
        level="message",
        old="mqtt: {responseTopic: answers/a}",
        new="mqtt: {responseTopic: answers/b}",
        hint="answer on both topics for a while",
    ),
    binding_rule(
        "mqtt-payload-format-changed",
        title="the payload is marked as text, or as bytes",
        effect=Effect.MEANING,
        why="Readers that go by the mark take the payload for something else.",
        level="message",
        old="mqtt: {payloadFormatIndicator: 1}",
        new="mqtt: {payloadFormatIndicator: 0}",
        hint="keep the mark",
    ),
    binding_rule(
        "mqtt-client-changed",
        title="the owner connects in another way",
        effect=Effect.ANNOTATION,
        why="Nothing changes for others.",
        level="server",
        old="mqtt: {clientId: orders, cleanSession: true}",
        new="mqtt: {clientId: sales, cleanSession: true}",
    ),
    binding_rule(
        "mqtt-last-will-changed",
        title="another message tells that the owner is gone",
        effect=Effect.MEANING,
        why="Consumers that watch for the end of the owner look for the old message.",
        level="server",
        old="mqtt: {lastWill: {topic: /status}}",
        new="mqtt: {lastWill: {topic: /gone}}",
        hint="keep the last will",
    ),
)
_CLIENT = ("clientId", "cleanSession", "keepAlive", "sessionExpiryInterval")
_WILL = ("topic", "qos", "message", "retain")
BINDINGS = ProtocolBindings(
    "mqtt",
    {
        ("operation", "qos"): by_size("mqtt-qos"),
        ("operation", "retain"): "mqtt-retain-changed",
        ("operation", "messageExpiryInterval"): "mqtt-message-expiry-changed",
        ("message", "responseTopic"): "mqtt-response-topic-changed",
        ("message", "payloadFormatIndicator"): "mqtt-payload-format-changed",
        **{("server", name): "mqtt-client-changed" for name in _CLIENT},
        **{("server", f"lastWill.{name}"): "mqtt-last-will-changed" for name in _WILL},
    },
)
