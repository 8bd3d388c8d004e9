"""Facets of arrays: items and the items of a prefix."""

from collections.abc import Iterator

from planner.compatibility.schema_changes.change import ITEM, Change, Pair, Step
from planner.compatibility.schema_changes.flat import Flat
from planner.compatibility.schemas import Node, Sameness, Schema


def item_steps(pair: Pair) -> Iterator[Step]:
    """Yield the items that both sides say something about."""
    if pair.old.items and pair.new.items:
        yield Step((ITEM,), _joined(pair.old), _joined(pair.new))


def item_changes(pair: Pair, sameness: Sameness) -> Iterator[Change]:
    """Yield what differs between the items of two arrays."""
    if bool(pair.old.items) is not bool(pair.new.items):
        yield _existence(pair)
    before, after = pair.old.prefix, pair.new.prefix
    if not before and not after:
        return
    if len(before) == len(after) and all(map(sameness.same, before, after)):
        return
    verb = "changed" if before and after else "added" if after else "removed"
    yield Change(
        "prefix-items",
        verb,
        (_all_of(pair.old, before, "prefixes"), _all_of(pair.new, after, "prefixes")),
        old=before[0] if before else None,
        new=after[0] if after else None,
        narrows=None if before and after else bool(after),
    )


def _existence(pair: Pair) -> Change:
    return Change(
        "items",
        "constrained" if pair.new.items else "unconstrained",
        (_items_demand(pair.old), _items_demand(pair.new)),
        old=pair.old.items[0] if pair.old.items else None,
        new=pair.new.items[0] if pair.new.items else None,
        narrows=bool(pair.new.items),
    )


def _items_demand(flat: Flat) -> Schema | None:
    if not flat.items:
        return None
    node: Node = {"items": _joined(flat).node}
    return flat.schema.space.made(flat.schema.node, "facet items", lambda: node)


def _joined(flat: Flat) -> Schema:
    found = _all_of(flat, flat.items, "all items")
    assert found is not None  # noqa: S101  there are items
    return found


def _all_of(flat: Flat, parts: list[Schema], key: str) -> Schema | None:
    if len(parts) <= 1:
        return parts[0] if parts else None
    node: Node = {"allOf": [part.node for part in parts]}
    return flat.schema.space.made(flat.schema.node, key, lambda: node)
