"""Objects and lists as wholes: how many parts, which ones, which values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.model.pact import Rule
from planner.pacts.body_rules import Bounds
from planner.pacts.faults import Fault, FaultKind, Path
from planner.pacts.schemas import Spot

_FREE = frozenset({"properties", "patternProperties", "additionalProperties"})


def mapping_of(spot: Spot) -> Mapping[str, Any]:
    """Return a schema's keywords; none for `true`."""
    return spot.schema if isinstance(spot.schema, dict) else {}


# ---------------------------------------------------------------------- objects


def takes_others(parts: Sequence[Spot]) -> bool:
    """Return whether members that nothing names may come: where no part names any, or one says so.

    A schema that says nothing of other members allows them too, but nobody can count on them.
    """
    schemas = [mapping_of(part) for part in parts]
    if not any(_FREE & schema.keys() for schema in schemas):
        return True
    others = [s["additionalProperties"] for s in schemas if "additionalProperties" in s]
    others += [s["unevaluatedProperties"] for s in schemas if "unevaluatedProperties" in s]
    return any(item is not False for item in others)


def unknown_member(name: str, path: Path, parts: Sequence[Spot]) -> Fault:
    """Return the fault of a member that nothing names, with the nearest name that there is."""
    from planner.model.nearest import did_you_mean  # noqa: PLC0415  rapidfuzz: only for faults

    known = [key for part in parts for key in mapping_of(part).get("properties", ())]
    near = did_you_mean(name, known)
    message = f"the contract has no field `{name}` here"
    pointer = next((part.pointer for part in parts if "properties" in mapping_of(part)), "")
    return Fault(
        FaultKind.UNKNOWN, (*path, name), f"{message}; {near}" if near else message, pointer
    )


def faults_of_object(
    value: Mapping[str, Any],
    part: Spot,
    path: Path,
    rule: Rule | None,
    *,
    keys_vary: bool,
    is_whole: bool,
) -> Iterator[Fault]:
    """Yield what is wrong with an object, its members aside."""
    schema = mapping_of(part)
    most = schema.get("maxProperties")
    if most is not None and len(value) > most and not keys_vary:
        message = f"there are {len(value)} members; the contract allows {most}"
        yield Fault(FaultKind.VALUE, path, message, part.pointer)
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if allowed is not None and rule is None and not any(_holds(v, value) for v in allowed):
        message = "the contract has no such value in its list"
        yield Fault(FaultKind.VALUE, path, message, part.pointer)
    for name in schema.get("required", ()) if is_whole else ():
        if name not in value:
            message = f"`{name}` is missing; the contract demands it"
            yield Fault(FaultKind.MISSING, path, message, part.pointer)


def _holds(whole: object, part: object) -> bool:
    """Return whether a value has everything that a part mentions."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and _holds(whole[key], item) for key, item in part.items())
    return whole == part


# ---------------------------------------------------------------------- lists


def faults_of_list(
    value: Sequence[Any], part: Spot, path: Path, bounds: Bounds | None
) -> Iterator[Fault]:
    """Yield what is wrong with a list, its items aside.

    Args:
        value: the list.
        part: of its schema.
        path: of the list.
        bounds: how many items a rule demands; None: no rule holds, the list is meant as it is.
    """
    schema = mapping_of(part)
    fewest, most = schema.get("minItems", 0), schema.get("maxItems")
    low, high = bounds or Bounds(len(value), float(len(value)))
    kind = FaultKind.VALUE if bounds is None else FaultKind.MATCHER
    if most is not None and low > most:
        message = f"at least {low} items are expected; the contract allows {most} at most"
        yield Fault(kind, path, message, part.pointer)
    elif high < fewest:
        message = f"at most {high:g} items are expected; the contract has {fewest} at least"
        yield Fault(kind, path, message, part.pointer)
    if schema.get("uniqueItems") is True and bounds is None and _has_twins(value):
        message = "an item stands twice; the contract has each only once"
        yield Fault(FaultKind.VALUE, path, message, part.pointer)


def item_spots(part: Spot, number: int, *, has_rule: bool) -> Iterator[Spot]:
    """Yield what a part says about an item of a list."""
    schema = mapping_of(part)
    first = schema.get("prefixItems", ())
    if number < len(first):
        yield Spot(first[number], part.below("prefixItems", str(number)))
    elif "items" in schema:
        if schema["items"] is False and has_rule:
            return
        yield Spot(schema["items"], part.below("items"))


def _has_twins(items: Sequence[Any]) -> bool:
    from json import dumps  # noqa: PLC0415  rare

    written = [dumps(item, sort_keys=True) for item in items]
    return len(set(written)) < len(written)
