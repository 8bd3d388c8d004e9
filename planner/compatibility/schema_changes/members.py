"""Facets of objects: members, whether they are required, and those that nobody declares."""

from collections.abc import Iterator
from typing import Any

from planner.compatibility.evaluate import UnsureError, member_schemas
from planner.compatibility.schema_changes.change import OTHER_MEMBER, Change, Pair, Step
from planner.compatibility.schema_changes.flat import Flat
from planner.compatibility.schemas import Node, Schema
from planner.model.finding import Polarity, Severity


def member_steps(pair: Pair) -> Iterator[Step]:
    """Yield the members that both sides declare, and what both say about all others."""
    for name, old in pair.old.members.items():
        new = pair.new.members.get(name)
        if new is not None:
            yield Step(
                (name,),
                _joined(pair.old, f"member {name}", old),
                _joined(pair.new, f"member {name}", new),
            )
    for pattern, old in pair.old.patterns.items():
        new = pair.new.patterns.get(pattern)
        if new is not None:
            key = f"pattern {pattern}"
            yield Step((OTHER_MEMBER,), _joined(pair.old, key, old), _joined(pair.new, key, new))
    if _both_say_something(pair):
        yield Step(
            (OTHER_MEMBER,),
            _joined(pair.old, "additional", pair.old.additional),
            _joined(pair.new, "additional", pair.new.additional),
        )


def member_changes(pair: Pair) -> Iterator[Change]:
    """Yield what differs between the members of two objects."""
    for name in _names(pair.old) | _names(pair.new):
        yield from _one_member(pair, name)
    yield from _additional_changes(pair)
    yield from _pattern_changes(pair)


def _names(flat: Flat) -> dict[str, None]:
    return dict.fromkeys([*flat.members, *flat.required])


def _joined(flat: Flat, key: str, parts: list[Schema]) -> Schema:
    """Return one schema for several that hold at once."""
    if len(parts) == 1:
        return parts[0]
    node: Node = {"allOf": [part.node for part in parts]}
    return flat.schema.space.made(flat.schema.node, key, lambda: node)


def _one_member(pair: Pair, name: str) -> Iterator[Change]:
    in_old, in_new = name in pair.old.members, name in pair.new.members
    was, is_ = name in pair.old.required, name in pair.new.required
    if in_old is in_new:
        if was is not is_:
            yield _requiredness(pair, name, becomes=is_)
        return
    if in_new:
        yield _presence(pair, name, "required-added" if is_ else "optional-added")
    else:
        yield _presence(pair, name, "required-removed" if was else "optional-removed")


def _requiredness(pair: Pair, name: str, *, becomes: bool) -> Change:
    return Change(
        "property",
        "became-required" if becomes else "became-optional",
        (_required_demand(pair.old, name), _required_demand(pair.new, name)),
        "optional" if becomes else "required",
        "required" if becomes else "optional",
        pair.old.required.get(name) or _place(pair.old, name),
        pair.new.required.get(name) or _place(pair.new, name),
        (name,),
        narrows=becomes,
    )


def _required_demand(flat: Flat, name: str) -> Schema | None:
    if name not in flat.required:
        return None
    node: Node = {"required": [name]}
    return flat.schema.space.made(flat.schema.node, f"required {name}", lambda: node)


def _place(flat: Flat, name: str) -> Schema | None:
    found = flat.members.get(name)
    return found[0] if found else None


def _presence(pair: Pair, name: str, verb: str) -> Change:
    is_removed = verb.endswith("removed")
    return Change(
        "property",
        verb,
        (_member_demand(pair.old, name), _member_demand(pair.new, name)),
        name if is_removed else "",
        "" if is_removed else name,
        _place(pair.old, name),
        _place(pair.new, name),
        (name,),
        if_harmless=Severity.RISKY if is_removed else Severity.SAFE,
        reason=_why_risky(pair) if is_removed else "",
    )


def _why_risky(pair: Pair) -> str:
    if pair.polarity is Polarity.CONSUMER_SENDS:
        return "what is still sent there is no longer looked at"
    return "whoever reads it finds it missing"


def _member_demand(flat: Flat, name: str) -> Schema | None:
    """Return what a side says about a member, as a schema of the whole object."""
    parts = list(flat.members.get(name, ()))
    if not parts:
        owner: dict[str, Any] = {"patternProperties": dict.fromkeys(flat.patterns, True)}
        try:
            is_matched = next(member_schemas(flat.schema.child(owner), name), None) is not None
        except UnsureError:
            is_matched = True
        parts = [s for found in flat.patterns.values() for s in found] if is_matched else []
        parts = parts or list(flat.additional)
    node: dict[str, Any] = {}
    if parts:
        node["properties"] = {name: {"allOf": [part.node for part in parts]}}
    if name in flat.required:
        node["required"] = [name]
    if not node:
        return None
    return flat.schema.space.made(flat.schema.node, f"demand {name}", lambda: node)


def _both_say_something(pair: Pair) -> bool:
    sides = (pair.old.additional, pair.new.additional)
    return all(
        side and all(not isinstance(schema.followed().node, bool) for schema in side)
        for side in sides
    )


def _additional_changes(pair: Pair) -> Iterator[Change]:
    """Yield what differs for members that neither side declares."""
    if _both_say_something(pair):
        return
    before, after = _openness(pair.old), _openness(pair.new)
    if before == after:
        return
    verb = {"closed": "closed", "constrained": "constrained"}.get(after, "opened")
    if (before, after) == ("constrained", "open"):
        verb = "unconstrained"
    yield Change(
        "additional-properties",
        verb,
        (_others_demand(pair.old, pair), _others_demand(pair.new, pair)),
        before,
        after,
        pair.old.additional[0] if pair.old.additional else pair.old.schema,
        pair.new.additional[0] if pair.new.additional else pair.new.schema,
        narrows=after == "closed" or before == "open",
    )


def _others_demand(flat: Flat, pair: Pair) -> Schema | None:
    """Return what a side says about the members that neither side declares."""
    if not flat.additional:
        return None
    sides = (pair.old, pair.new)
    node: Node = {
        "properties": {name: True for side in sides for name in side.members},
        "patternProperties": {pattern: True for side in sides for pattern in side.patterns},
        "additionalProperties": {"allOf": [part.node for part in flat.additional]},
    }
    return flat.schema.space.made(
        flat.schema.node,
        f"others beside {id(pair.old.schema.node)} {id(pair.new.schema.node)}",
        lambda: node,
    )


def _openness(flat: Flat) -> str:
    if flat.is_closed:
        return "closed"
    is_open = all(schema.followed().node in (True, {}) for schema in flat.additional)
    return "open" if is_open else "constrained"


def _pattern_changes(pair: Pair) -> Iterator[Change]:
    for pattern in dict.fromkeys([*pair.old.patterns, *pair.new.patterns]):
        in_old, in_new = pattern in pair.old.patterns, pattern in pair.new.patterns
        if in_old is in_new:
            continue
        yield Change(
            "pattern-property",
            "added" if in_new else "removed",
            (_pattern_demand(pair.old, pattern), _pattern_demand(pair.new, pattern)),
            pattern if in_old else "",
            pattern if in_new else "",
            pair.old.patterns[pattern][0] if in_old else pair.old.schema,
            pair.new.patterns[pattern][0] if in_new else pair.new.schema,
            narrows=in_new,
        )


def _pattern_demand(flat: Flat, pattern: str) -> Schema | None:
    """Return what a side says about matching members; if it has no such pattern, as of others."""
    schemas = flat.patterns.get(pattern, flat.additional)
    if not schemas:
        return None
    parts = [schema.node for schema in schemas]
    node: Node = {"patternProperties": {pattern: {"allOf": parts}}}
    return flat.schema.space.made(flat.schema.node, f"pattern {pattern}", lambda: node)
