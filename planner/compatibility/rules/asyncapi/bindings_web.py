"""Rules about WebSockets and HTTP; their queries and headers have schemas, and so their rules."""

from planner.compatibility.rules.binding_rules import ProtocolBindings, binding_rule
from planner.model.finding import Effect

RULES = (
    binding_rule(
        "ws-method-changed",
        title="a WebSocket is opened with another HTTP method",
        effect=Effect.CROSSED,
        why="Consumers open the connection with the old method.",
        level="channel",
        old="ws: {method: GET}",
        new="ws: {method: POST}",
        hint="accept both methods",
    ),
    binding_rule(
        "http-method-changed",
        title="messages are sent with another HTTP method",
        effect=Effect.CROSSED,
        why="Whoever takes the request answers the old method only.",
        level="operation",
        old="http: {method: POST}",
        new="http: {method: PUT}",
        hint="keep the method",
    ),
    binding_rule(
        "http-status-code-changed",
        title="messages come with another HTTP status",
        effect=Effect.CROSSED,
        why="Consumers go by the old status.",
        level="message",
        old="http: {statusCode: 200}",
        new="http: {statusCode: 202}",
        hint="keep the status",
    ),
)
WEBSOCKETS = ProtocolBindings("ws", {("channel", "method"): "ws-method-changed"})
HTTP = ProtocolBindings(
    "http",
    {
        ("operation", "method"): "http-method-changed",
        ("message", "statusCode"): "http-status-code-changed",
    },
    silent=frozenset({("operation", "type")}),
)
"""`type` says what the action says; version 0.2.0 of the bindings dropped it."""
