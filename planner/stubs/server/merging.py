"""Puts what was stored into a generated body, so that the contract still allows the whole."""

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]
Entity = Mapping[str, Any]


def fitted(base: Entity, told: Entity, absent: frozenset[str], check: Check) -> Entity | None:
    """Return a body that says what was told, as far as the contract allows it.

    Args:
        base: a valid body, generated.
        told: members that it should have.
        absent: members that it should not have, because nobody has set them.
        check: whether a body may be sent.

    Returns:
        The first that may be sent of: all that was told over the rest of the generated body; the
        same with nested objects completed; either with those members that should be absent and
        have to be there; only what was told; one member after the other. None: none of them.
    """
    unset = absent - told.keys()
    lean = {name: value for name, value in base.items() if name not in unset}
    for start in (lean, base):
        for candidate in ({**start, **told}, completed(start, told)):
            if check(candidate):
                return candidate if start is lean else _without(unset, candidate, check)
    if check(dict(told)):
        return told
    return _one_by_one(base, told, check)


def _without(names: frozenset[str], body: Entity, check: Check) -> Entity:
    """Return a body without those of some members that need not be there."""
    for name in sorted(names & body.keys()):
        candidate = {other: value for other, value in body.items() if other != name}
        body = candidate if check(candidate) else body
    return body


def completed(base: Any, told: Any) -> Any:  # noqa: ANN401  JSON values
    """Return what was told, with the members that only the generated body has.

    Objects are completed member by member, each object of a list by one of the generated list.
    """
    if isinstance(base, Mapping) and isinstance(told, Mapping):
        both = {name: completed(base.get(name), value) for name, value in told.items()}
        return {**base, **both}
    if isinstance(base, list) and isinstance(told, list) and base:
        return [completed(base[at % len(base)], value) for at, value in enumerate(told)]
    return told


def _one_by_one(base: Entity, told: Entity, check: Check) -> Entity | None:
    kept = dict(base)
    if not check(kept):
        return None
    for name, value in told.items():
        for each in (value, completed(base.get(name), value)):
            candidate = {**kept, name: each}
            if check(candidate):
                kept = candidate
                break
    return kept


def merge_patched(entity: Entity, patch: Entity) -> dict[str, Any]:
    """Return an object with a JSON merge patch applied (RFC 7396): null removes a member."""
    result = dict(entity)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, Mapping):
            inner = result.get(name)
            result[name] = merge_patched(inner if isinstance(inner, Mapping) else {}, value)
        else:
            result[name] = value
    return result
