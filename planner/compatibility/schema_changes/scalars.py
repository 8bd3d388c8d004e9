"""Facets that concern one value alone: bounds, patterns, formats, types, listed values."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from planner.compatibility.formats import TEXT_FORMATS
from planner.compatibility.schema_changes.change import NO_DEMANDS, Change, Pair
from planner.compatibility.schema_changes.content import formats_of
from planner.compatibility.schema_changes.extensible import is_extensible
from planner.compatibility.schema_changes.flat import Flat, Said
from planner.compatibility.schemas import Node, Schema
from planner.compatibility.values import exact, json_key
from planner.model.finding import Polarity, Severity
from planner.model.json_schema import INTEGER_RANGES


class Bound(NamedTuple):
    """A keyword that bounds something from above or below."""

    facet: str
    is_upper: bool


BOUNDS: Mapping[str, Bound] = {
    "maximum": Bound("max", is_upper=True),
    "minimum": Bound("min", is_upper=False),
    "exclusiveMaximum": Bound("exclusive-max", is_upper=True),
    "exclusiveMinimum": Bound("exclusive-min", is_upper=False),
    "maxLength": Bound("max-length", is_upper=True),
    "minLength": Bound("min-length", is_upper=False),
    "maxItems": Bound("max-items", is_upper=True),
    "minItems": Bound("min-items", is_upper=False),
    "maxProperties": Bound("max-properties", is_upper=True),
    "minProperties": Bound("min-properties", is_upper=False),
}
_NO_MINIMUM = frozenset({"minLength", "minItems", "minProperties"})


def scalar_changes(pair: Pair) -> Iterator[Change]:
    """Yield what differs in the facets of one value."""
    for keyword, bound in BOUNDS.items():
        yield from _bound_changes(pair, keyword, bound)
    yield from _plain_changes(pair, "multipleOf", "multiple-of")
    yield from _plain_changes(pair, "pattern", "pattern")
    yield from _format_changes(pair)
    yield from _unique_changes(pair)
    yield from type_changes(pair)
    yield from _listed_changes(pair)


def demand_of(flat: Flat, keyword: str) -> Schema | None:
    """Return what a side says by a keyword, as a schema alone."""
    said = flat.said.get(keyword)
    if not said:
        return None
    parts: list[Node] = [{keyword: value} for value, _ in said]
    node: Node = parts[0] if len(parts) == 1 else {"allOf": parts}
    return flat.schema.space.made(flat.schema.node, f"facet {keyword}", lambda: node)


def _owner(said: list[Said] | None) -> Schema | None:
    return said[0].owner if said else None


def _strictest(flat: Flat, keyword: str, bound: Bound) -> Any:  # noqa: ANN401  a JSON number
    values = [value for value, _ in flat.said.get(keyword, ()) if value == value]  # noqa: PLR0124  NaN is no number
    if keyword in _NO_MINIMUM:
        values = [value for value in values if value > 0]
    if not values:
        return None
    return min(values, key=exact) if bound.is_upper else max(values, key=exact)


def _bound_changes(pair: Pair, keyword: str, bound: Bound) -> Iterator[Change]:
    before, after = (_strictest(flat, keyword, bound) for flat in (pair.old, pair.new))
    if before == after:
        return
    if before is None or after is None:
        verb = "added" if before is None else "removed"
        narrows = before is None
    else:
        grew = exact(after) > exact(before)
        verb = "increased" if grew else "decreased"
        narrows = grew is not bound.is_upper
    yield _scalar(pair, keyword, bound.facet, verb, before, after, narrows=narrows)


def _scalar(  # noqa: PLR0917  the six parts of a change
    pair: Pair,
    keyword: str,
    facet: str,
    verb: str,
    before: Any,  # noqa: ANN401  JSON
    after: Any,  # noqa: ANN401  JSON
    *,
    narrows: bool | None,
) -> Change:
    return Change(
        facet,
        verb,
        (demand_of(pair.old, keyword), demand_of(pair.new, keyword)),
        before,
        after,
        _owner(pair.old.said.get(keyword)),
        _owner(pair.new.said.get(keyword)),
        narrows=narrows,
    )


def _plain_changes(pair: Pair, keyword: str, facet: str) -> Iterator[Change]:
    before, after = (
        {str(value) for value, _ in flat.said.get(keyword, ())} for flat in (pair.old, pair.new)
    )
    if before != after:
        yield _plain_change(pair, keyword, facet, before, after)


def _plain_change(
    pair: Pair, keyword: str, facet: str, before: set[str], after: set[str]
) -> Change:
    verb = "changed" if before and after else "added" if after else "removed"
    narrows = None if before and after else bool(after)
    said = (" and ".join(sorted(texts)) for texts in (before, after))
    first, second = said
    return _scalar(pair, keyword, facet, verb, first, second, narrows=narrows)


def _format_changes(pair: Pair) -> Iterator[Change]:
    before, after = formats_of(pair.old, pair.new), formats_of(pair.new, pair.old)
    if before != after:
        change = _plain_change(pair, "format", "format", before, after)
        yield _annotation_format(change, before | after)


def _annotation_format(change: Change, names: set[str]) -> Change:
    """A format that nobody checks tells readers something; it forbids nothing by itself."""
    if names <= TEXT_FORMATS.keys() | INTEGER_RANGES.keys():
        return change
    return Change(
        change.facet,
        change.verb,
        NO_DEMANDS,
        change.before,
        change.after,
        change.old,
        change.new,
        if_harmless=Severity.RISKY,
        reason="whether the format is checked is up to the two sides",
        narrows=change.narrows,
    )


def _unique_changes(pair: Pair) -> Iterator[Change]:
    before, after = (
        any(value for value, _ in flat.said.get("uniqueItems", ())) for flat in (pair.old, pair.new)
    )
    if before is not after:
        verb = "added" if after else "removed"
        yield _scalar(pair, "uniqueItems", "unique-items", verb, before, after, narrows=after)


_ALL_TYPES = frozenset({"array", "boolean", "null", "number", "object", "string"})


def are_of_other_types(pair: Pair) -> bool:
    """Return whether no value but null can be valid on both sides, by `type` alone.

    That is one change; what either side says about its own type is not compared with the other.
    """
    old, new = pair.old.types, pair.new.types
    if not old or not new:
        return False
    return not any(_covers(new, frozenset({name})) for name in old - {"null"}) and not any(
        _covers(old, frozenset({name})) for name in new - {"null"}
    )


def type_changes(pair: Pair) -> Iterator[Change]:
    """Yield what differs in the types of one value."""
    old, new = pair.old.types, pair.new.types
    if old == new or pair.old.is_never or pair.new.is_never:
        return
    before, after = (_ALL_TYPES if types is None else types for types in (old, new))
    if (before - {"null"}) == (after - {"null"}):
        verb = "allowed" if "null" in after else "forbidden"
        yield _type_change(pair, "null", verb, before, after, narrows="null" in before)
        return
    wider, narrower = _covers(after, before), _covers(before, after)
    verb = "changed" if wider is narrower else "widened" if wider else "narrowed"
    verb = "added" if old is None else "removed" if new is None else verb
    yield _type_change(pair, "type", verb, before, after, narrows=None if wider else narrower)


def _covers(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    return all(name in wide or (name == "integer" and "number" in wide) for name in narrow)


def _type_change(
    pair: Pair,
    facet: str,
    verb: str,
    before: frozenset[str],
    after: frozenset[str],
    *,
    narrows: bool | None,
) -> Change:
    said = (", ".join(sorted(types)) if types != _ALL_TYPES else "any" for types in (before, after))
    first, second = said
    return Change(
        facet,
        verb,
        (_type_demand(pair.old), _type_demand(pair.new)),
        first,
        second,
        pair.old.type_owner,
        pair.new.type_owner,
        narrows=narrows,
    )


def _type_demand(flat: Flat) -> Schema | None:
    if flat.types is None:
        return None
    node: Node = {"type": sorted(flat.types)}
    return flat.schema.space.made(flat.schema.node, "facet type", lambda: node)


def _listed(flat: Flat) -> tuple[dict[Any, Any] | None, Schema | None]:
    """Return the values that a side lists, by `enum` or `const`, and where."""
    found: dict[Any, Any] | None = None
    owner: Schema | None = None
    for keyword, wrap in (("enum", _same), ("const", _in_list)):
        for value, place in flat.said.get(keyword, ()):
            values = {json_key(item): item for item in wrap(value)}
            found = values if found is None else {k: v for k, v in found.items() if k in values}
            owner = owner or place
    return found, owner


def _same(value: Any) -> Any:  # noqa: ANN401  JSON
    return value


def _in_list(value: Any) -> list[Any]:  # noqa: ANN401  JSON
    return [value]


_Wrap = Callable[[Any], Any]


def _listed_changes(pair: Pair) -> Iterator[Change]:
    (old, old_owner), (new, new_owner) = _listed(pair.old), _listed(pair.new)
    if old is None and new is None:
        return
    facet = "const" if _is_const(pair.old, pair.new) else "enum"
    demands = (_listed_demand(pair.old, old), _listed_demand(pair.new, new))
    if old is None or new is None:
        verb = "added" if old is None else "removed"
        listed = new if old is None else old
        said = _words(list((listed or {}).values()))
        before, after = ("", said) if old is None else (said, "")
        yield Change(facet, verb, demands, before, after, old_owner, new_owner, narrows=old is None)
        return
    if facet == "const" and len(old) == len(new) == 1:
        if old.keys() != new.keys():
            before, after = _words(list(old.values())), _words(list(new.values()))
            yield Change(facet, "changed", demands, before, after, old_owner, new_owner)
        return
    gone = [value for key, value in old.items() if key not in new]
    come = [value for key, value in new.items() if key not in old]
    # each of the two is judged as if the other had not been made
    both = (_all_listed(pair.old, pair.new, old | new), _all_listed(pair.new, pair.old, old | new))
    if gone:
        yield Change(
            "enum",
            "value-removed",
            (both[0], demands[1]),
            _words(gone),
            "",
            old_owner,
            new_owner,
            narrows=True,
        )
    if come:
        yield Change(
            "enum",
            "value-added",
            (demands[0], both[1]),
            "",
            _words(come),
            old_owner,
            new_owner,
            narrows=False,
            **_expected(pair),
        )


def _expected(pair: Pair) -> dict[str, Any]:
    """Return how bad a value is that was not listed: readers were told of more, or not."""
    is_told = pair.polarity is Polarity.PROVIDER_SENDS and is_extensible(pair.old)
    if not is_told:
        return {}
    return {"at_most": Severity.RISKY, "reason": "readers were told that further values may come"}


def _is_const(*sides: Flat) -> bool:
    return any("const" in flat.said for flat in sides) and not any(
        "enum" in flat.said for flat in sides
    )


def _listed_demand(flat: Flat, values: dict[Any, Any] | None) -> Schema | None:
    parts = [demand_of(flat, keyword) for keyword in ("enum", "const")]
    if values is None or not any(parts):
        return None
    node: Node = {"enum": list(values.values())}
    return flat.schema.space.made(flat.schema.node, "facet enum", lambda: node)


def _all_listed(flat: Flat, other: Flat, values: dict[Any, Any]) -> Schema:
    node: Node = {"enum": list(values.values())}
    key = f"facet enum with {id(other.schema.node)}"
    return flat.schema.space.made(flat.schema.node, key, lambda: node)


_MOST_NAMED = 5


def _words(values: list[Any]) -> str:
    named = ", ".join(_short(value) for value in values[:_MOST_NAMED])
    more = len(values) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named


def _short(value: Any) -> str:  # noqa: ANN401  JSON
    import json  # noqa: PLC0415

    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004  one line
