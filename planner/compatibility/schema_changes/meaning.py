"""Facets that change what a valid value means, not which values are valid."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.compatibility.schema_changes.change import NO_DEMANDS, Change, Pair
from planner.compatibility.schema_changes.flat import Flat
from planner.compatibility.schemas import Schema
from planner.compatibility.values import json_key
from planner.model.finding import Polarity, Severity


def meaning_changes(pair: Pair) -> Iterator[Change]:
    """Yield changes of defaults, of discriminators, of XML names, of deprecation."""
    yield from _default(pair)
    yield from _discriminator(pair)
    yield from _xml(pair)
    yield from _deprecated(pair)


def never_changes(pair: Pair) -> Iterator[Change]:
    """Yield that no value is valid any more, or that some are; nothing else counts beside it."""
    is_forbidden = pair.new.is_never
    never = (pair.new if is_forbidden else pair.old).schema.child(False)  # noqa: FBT003  a schema
    yield Change(
        "value",
        "forbidden" if is_forbidden else "allowed",
        (None, never) if is_forbidden else (never, None),
        old=pair.old.schema,
        new=pair.new.schema,
        narrows=is_forbidden,
    )


def _one(flat: Flat, keyword: str) -> tuple[Any, Schema | None]:
    """Return what is said last: beside a reference, or outside of the parts of `allOf`."""
    said = flat.said.get(keyword)
    return said[-1] if said else (None, None)


def _default(pair: Pair) -> Iterator[Change]:
    (before, old), (after, new) = _one(pair.old, "default"), _one(pair.new, "default")
    if (old is None and new is None) or (
        old is not None and new is not None and json_key(before) == json_key(after)
    ):
        return
    is_sent = pair.polarity is Polarity.CONSUMER_SENDS
    yield Change(
        "default",
        "added" if old is None else "removed" if new is None else "changed",
        NO_DEMANDS,
        before,
        after,
        old,
        new,
        if_harmless=Severity.RISKY if is_sent else Severity.SAFE,
        reason="leaving the value out now means something else" if is_sent else "",
    )


def _discriminator(pair: Pair) -> Iterator[Change]:
    (before, old), (after, new) = (_one(f, "discriminator") for f in (pair.old, pair.new))
    if before == after:
        return
    if old is None or new is None:
        verb = "added" if old is None else "removed"
        yield _discriminated(verb, before, after, old, new, Severity.RISKY)
        return
    if before.get("propertyName") != after.get("propertyName"):
        yield _discriminated(
            "property-renamed",
            before.get("propertyName"),
            after.get("propertyName"),
            old,
            new,
            Severity.BREAKING,
        )
    fallbacks = [side.get("defaultMapping") for side in (before, after)]
    if _name(fallbacks[0] or "") != _name(fallbacks[1] or ""):
        first, second = (_name(side) if side else "nothing" for side in fallbacks)
        yield _discriminated("default-mapping-changed", first, second, old, new, Severity.BREAKING)
    yield from _mapping(before.get("mapping") or {}, after.get("mapping") or {}, old, new)


def _mapping(
    before: Mapping[str, str], after: Mapping[str, str], old: Schema, new: Schema
) -> Iterator[Change]:
    for tag in sorted(before.keys() | after.keys()):
        first, second = before.get(tag), after.get(tag)
        if first == second:
            continue
        if first is not None and second is not None:
            if _name(first) != _name(second):
                yield _discriminated(
                    "mapping-retargeted",
                    f"{tag}: {_name(first)}",
                    f"{tag}: {_name(second)}",
                    old,
                    new,
                    Severity.BREAKING,
                )
        elif first is None:
            yield _discriminated("mapping-added", None, tag, old, new, Severity.SAFE)
        else:
            yield _discriminated("mapping-removed", tag, None, old, new, Severity.BREAKING)


def _name(target: str) -> str:
    return target.rsplit("/", 1)[-1]


def _discriminated(  # noqa: PLR0917  the six parts of a change
    verb: str,
    before: Any,  # noqa: ANN401  JSON
    after: Any,  # noqa: ANN401  JSON
    old: Schema | None,
    new: Schema | None,
    severity: Severity,
) -> Change:
    reason = "generated clients pick another type" if severity is not Severity.SAFE else ""
    return Change(
        "discriminator",
        verb,
        NO_DEMANDS,
        before,
        after,
        old,
        new,
        if_harmless=severity,
        reason=reason,
    )


def _xml(pair: Pair) -> Iterator[Change]:
    (before, old), (after, new) = _one(pair.old, "xml"), _one(pair.new, "xml")
    if before != after:
        verb = "added" if old is None else "removed" if new is None else "changed"
        reason = "the payload looks different where it is sent as XML"
        yield Change(
            "xml",
            verb,
            NO_DEMANDS,
            before,
            after,
            old,
            new,
            if_harmless=Severity.RISKY,
            reason=reason,
        )


def _deprecated(pair: Pair) -> Iterator[Change]:
    before, after = (bool(_one(flat, "deprecated")[0]) for flat in (pair.old, pair.new))
    if before is not after:
        verb = "added" if after else "removed"
        old, new = _one(pair.old, "deprecated")[1], _one(pair.new, "deprecated")[1]
        yield Change("deprecated", verb, NO_DEMANDS, before, after, old, new)
