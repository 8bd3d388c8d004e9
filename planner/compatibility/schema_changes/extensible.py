"""Listed values of which there may be more one day: `x-extensible-enum`.

The keyword lists the values that are known today, or is `true` beside an `enum`. It forbids
nothing: readers must be ready for others. Source: Zalando RESTful API Guidelines, rule 112.
"""

from collections.abc import Iterator
from typing import Any

from planner.compatibility.schema_changes.change import NO_DEMANDS, Change, Pair
from planner.compatibility.schema_changes.flat import Flat
from planner.compatibility.schemas import Schema
from planner.compatibility.values import json_key
from planner.model.finding import Effect, Polarity, Severity

_KEYWORD = "x-extensible-enum"
_FACET = "extensible-enum"


def is_extensible(flat: Flat) -> bool:
    """Return whether readers were told that more values than the listed ones may come."""
    return any(value is True or isinstance(value, list) for value, _ in flat.said.get(_KEYWORD, ()))


def extensible_changes(pair: Pair) -> Iterator[Change]:
    """Yield what differs between the known values of both sides."""
    (old, owner), (new, new_owner) = _known(pair.old), _known(pair.new)
    if old is None and new is None:
        return
    if old is None or new is None:
        verb = "added" if old is None else "removed"
        yield _change(
            verb, list((old or {}).values()), list((new or {}).values()), owner, new_owner
        )
        return
    gone = [value for key, value in old.items() if key not in new]
    come = [value for key, value in new.items() if key not in old]
    if gone:
        yield _removed(pair, gone, owner, new_owner)
    if come:
        yield _change("value-added", [], come, owner, new_owner)


def _known(flat: Flat) -> tuple[dict[Any, Any] | None, Schema | None]:
    lists = [said for said in flat.said.get(_KEYWORD, ()) if isinstance(said.value, list)]
    if not lists:
        return None, None
    return {json_key(value): value for value in lists[-1].value}, lists[-1].owner


def _change(
    verb: str, before: list[Any], after: list[Any], old: Schema | None, new: Schema | None
) -> Change:
    return Change(
        _FACET, verb, NO_DEMANDS, before or None, after or None, old, new, effect=Effect.ANNOTATION
    )


def _removed(pair: Pair, gone: list[Any], old: Schema | None, new: Schema | None) -> Change:
    is_sent = pair.polarity is Polarity.CONSUMER_SENDS
    return Change(
        _FACET,
        "value-removed",
        NO_DEMANDS,
        gone,
        None,
        old,
        new,
        if_harmless=Severity.BREAKING if is_sent else Severity.SAFE,
        narrows=True,
        effect=Effect.NARROWED,
    )
