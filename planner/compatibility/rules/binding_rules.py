"""How rules about the fields of bindings are written down: a table for each protocol."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from planner.compatibility.rules.rule import Example, Practice, Rule
from planner.model.finding import Effect, Polarity

Level = Literal["server", "channel", "operation", "message"]
Key = tuple[Level, str]
"""Where a binding stands, and the field: `exchange.type`."""
Chosen = str | Callable[[Any, Any], str]
"""A rule id, or what tells it from what stood and what stands there."""


class ProtocolBindings(NamedTuple):
    """What is known about the bindings of one protocol.

    Args:
        protocol: as documents name it.
        fields: what a change of a field means; all others are changed in an unknown way.
        defaults: values that hold where nothing is said.
        silent: fields that say nothing about what travels.
    """

    protocol: str
    fields: Mapping[Key, Chosen]
    defaults: Mapping[Key, Any] = {}
    silent: frozenset[Key] = frozenset()


def source_of(protocol: str) -> str:
    """Return what describes the bindings of a protocol."""
    return f"AsyncAPI Bindings, {protocol}"


def bound(level: Level, binding: str) -> str:
    """Return a document in which an object of a level has a binding."""
    said = f"bindings: {{{binding}}}"
    at_server = f", {said}" if level == "server" else ""
    at_channel = f", {said}" if level == "channel" else ""
    at_operation = f", {said}" if level == "operation" else ""
    at_message = f", {said}" if level == "message" else ""
    return (
        f"{{servers: {{main: {{host: a.example, protocol: kafka{at_server}}}}}, "
        "channels: {orders: {address: orders, messages: {Placed: {payload: {type: object}"
        f"{at_message}}}}}{at_channel}}}}}, "
        "operations: {place: {action: send, channel: {$ref: '#/channels/orders'}"
        f"{at_operation}}}}}}}"
    )


def binding_rule(
    rule_id: str,
    *,
    title: str,
    effect: Effect,
    why: str,
    level: Level,
    old: str,
    new: str,
    hint: str = "",
    back: str = "",
    by_practice: Mapping[Polarity, Practice] | None = None,
) -> Rule:
    """Return the rule of a field of a binding.

    Args:
        rule_id: begins with the protocol.
        title: what happened.
        effect: see `Rule`.
        why: see `Rule`.
        level: where the binding of the example stands.
        old: the binding before: `kafka: {topic: a}`.
        new: the binding after.
        hint: see `Rule`.
        back: what is met from `new` to `old`; empty: the same.
        by_practice: see `Rule`.
    """
    protocol = rule_id.partition("-")[0]
    return Rule(
        id=rule_id,
        title=title,
        effect=effect,
        message="`{subject}` is now `{after}`, it was `{before}`",
        why=why,
        source=source_of(protocol),
        hint=hint,
        by_practice=by_practice,
        example=Example(bound(level, old), bound(level, new), back or rule_id, is_document=True),
    )


def flat(value: Any, path: tuple[str, ...] = ()) -> dict[str, Any]:  # noqa: ANN401  JSON
    """Return the fields of a binding by their path, `exchange.type`; lists are values."""
    if not isinstance(value, Mapping):
        return {".".join(path): value}
    found: dict[str, Any] = {}
    for key, inner in value.items():
        found |= flat(inner, (*path, str(key)))
    return found


def shown(value: Any) -> str:  # noqa: ANN401  JSON
    """Return a value as a document writes it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def by_size(name: str) -> Callable[[Any, Any], str]:
    """Return what tells `NAME-increased` from `NAME-decreased`; else `NAME-changed`."""

    def chosen(before: Any, after: Any) -> str:  # noqa: ANN401  JSON
        if not _is_number(before) or not _is_number(after):
            return "binding-changed"
        return f"{name}-increased" if after > before else f"{name}-decreased"

    return chosen


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
