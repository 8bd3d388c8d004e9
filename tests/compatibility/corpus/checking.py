"""What two independent validators say, and which breaks the reserved names excuse."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import jsonschema_rs

Node = Any
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def with_ranges(node: Any) -> Any:
    """Return a schema in which `int32` and `int64` are written as the ranges that they mean."""
    if isinstance(node, list):
        return [with_ranges(item) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {key: with_ranges(value) for key, value in node.items()}
    if isinstance(node.get("format"), str) and node["format"] in _RANGES:
        low, high = _RANGES[node["format"]]
        ranged = {"type": "integer", "minimum": low, "maximum": high}
        either = {"anyOf": [{"not": {"type": "number"}}, ranged]}
        copy["allOf"] = [*copy.get("allOf", ()), either]
        del copy["format"]
    return copy


class Side:
    """A schema with its definitions, as an independent validator reads it."""

    def __init__(self, node: Node, definitions: Mapping[str, Node]) -> None:
        self.node = node
        self.definitions = definitions
        self._validators: dict[int, tuple[Node, Any]] = {}

    def accepts(self, value: Any, node: Node | None = None) -> bool:
        """Return whether the validator accepts a value."""
        node = self.node if node is None else node
        if id(node) not in self._validators:
            whole = {
                "$schema": _DIALECT,
                "$defs": dict(self.definitions),
                "allOf": [node],
            }
            validator = jsonschema_rs.validator_for(with_ranges(whole), validate_formats=True)
            self._validators[id(node)] = (node, validator)
        return bool(self._validators[id(node)][1].is_valid(value))

    def applied(self, node: Node, value: Any, *, only_accepting: bool) -> list[Node]:
        """Return a schema and those inside it that apply to the same value."""
        found: dict[int, Node] = {}
        todo = [node]
        while todo:
            part = todo.pop()
            if isinstance(part, bool) or id(part) in found:
                continue
            if only_accepting and not self.accepts(value, part):
                continue
            found[id(part)] = part
            todo += self._parts(part, with_negated=not only_accepting)
        return list(found.values())

    def _parts(self, node: Node, *, with_negated: bool) -> list[Node]:
        parts = [*node.get("allOf", ()), *node.get("anyOf", ()), *node.get("oneOf", ())]
        parts += [node[key] for key in ("if", "then", "else") if key in node]
        parts += list(node.get("dependentSchemas", {}).values())
        if "not" in node and with_negated:
            parts.append(node["not"])
        if "$ref" in node:
            parts.append(self.definitions[node["$ref"].rsplit("/", 1)[-1]])
        return parts


def excused(sender: Side, receiver: Side, value: Any) -> bool:
    """Return whether a value breaks only by names that its sender's schema doesn't mention.

    That is the policy of reserved names: a sender uses, where its schema leaves names open, none
    that only the receiver declares. So a break doesn't count if without some such members, or with
    other names in their place, the value is still accepted by the sender, and by the receiver too.
    """
    reserved = list(_reserved(sender, receiver, [sender.node], [receiver.node], value, ()))[:8]
    for count in range(1, len(reserved) + 1):
        for chosen in combinations(reserved, count):
            for other_name in ("", "other "):
                changed = _renamed(value, (), set(chosen), other_name)
                if sender.accepts(changed) and receiver.accepts(changed):
                    return True
    return False


_Place = tuple[str | int, ...]


def _renamed(value: Any, place: _Place, chosen: set[_Place], other_name: str) -> Any:
    """Return a value with other names for some members; without these if the name is empty."""
    if isinstance(value, dict):
        found = {}
        for name, item in value.items():
            inner = _renamed(item, (*place, name), chosen, other_name)
            if (*place, name) not in chosen:
                found[name] = inner
            elif other_name:
                found[other_name + name] = inner
        return found
    if isinstance(value, list):
        return [_renamed(item, (*place, i), chosen, other_name) for i, item in enumerate(value)]
    return value


def _reserved(  # noqa: PLR0917  two sides, twice
    sender: Side,
    receiver: Side,
    senders: list[Node],
    receivers: list[Node],
    value: Any,
    place: _Place,
) -> Iterator[_Place]:
    """Yield the places of members that the receiver declares and no accepting sender mentions."""
    sent = [n for s in senders for n in sender.applied(s, value, only_accepting=True)]
    got = [n for r in receivers for n in receiver.applied(r, value, only_accepting=False)]
    children: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
        for name in value:
            declared = any(name in node.get("properties", {}) for node in got)
            if declared and not any(_mentions(node, name) for node in sent):
                yield (*place, name)
    elif isinstance(value, list):
        children = list(enumerate(value))
    for step, item in children:
        yield from _reserved(
            sender,
            receiver,
            [inner for node in sent for inner in _inner(node, step)],
            [inner for node in got for inner in _inner(node, step)],
            item,
            (*place, step),
        )


def _mentions(node: dict[str, Any], name: str) -> bool:
    if name in node.get("properties", {}) or name in node.get("required", ()):
        return True
    others = [node[k] for k in ("additionalProperties", "unevaluatedProperties") if k in node]
    patterns = node.get("patternProperties", {})
    others += [member for pattern, member in patterns.items() if re.search(pattern, name)]
    if "const" in node or "enum" in node or "propertyNames" in node:
        return True
    return any(other not in (True, {}) for other in others)


def _inner(node: dict[str, Any], step: str | int) -> Iterator[Node]:
    """Yield the schemas that may apply to a member or item."""
    if isinstance(step, str):
        if step in node.get("properties", {}):
            yield node["properties"][step]
        yield from node.get("patternProperties", {}).values()
        yield from (node[k] for k in ("additionalProperties", "unevaluatedProperties") if k in node)
        return
    if step < len(node.get("prefixItems", ())):
        yield node["prefixItems"][step]
    yield from (node[key] for key in ("items", "contains", "unevaluatedItems") if key in node)
