"""Does a schema have a field that somebody names by the names on the way to it?"""

from collections.abc import Iterable, Iterator

from planner.model.bundle import Schema
from planner.pacts.schemas import Schemas, Spot, member_spots

_MOST = 2000
"""Schemas that are looked into for one step."""


def has_field(schemas: Schemas, schema: Schema | None, field: str) -> bool:
    """Return whether a field may be there: `items.productId`; items of lists are left out.

    Args:
        schemas: of the bundle.
        schema: of the body; None: anything may be there.
        field: names with dots between them.
    """
    spots = [Spot(True if schema is None else schema, "")]
    for name in field.split("."):
        found: list[Spot] = []
        for part in _parts(schemas, spots):
            found += member_spots(part, name)
            others = (
                part.schema.get("additionalProperties") if isinstance(part.schema, dict) else True
            )
            if others is True or (isinstance(part.schema, dict) and _is_free(part.schema)):
                return True
            if isinstance(others, dict):
                found.append(Spot(others, ""))
        spots = found
        if not spots:
            return False
    return True


def _is_free(schema: dict[str, object]) -> bool:
    """Return whether a schema says nothing at all of what is inside."""
    told = {"properties", "patternProperties", "additionalProperties", "items", "prefixItems"}
    kinds = schema.get("type", "object")
    is_object = kinds == "object" or (isinstance(kinds, list) and "object" in kinds)
    return is_object and not told & schema.keys() and "type" in schema


def _parts(schemas: Schemas, spots: Iterable[Spot]) -> Iterator[Spot]:
    """Yield all that may hold at a place: every alternative, and the items of lists."""
    waiting, seen = list(spots), set[int]()
    while waiting and len(seen) < _MOST:
        spot = waiting.pop()
        if id(spot.schema) in seen:
            continue
        seen.add(id(spot.schema))
        if spot.schema is True:
            yield spot
            continue
        view = schemas.view([spot])
        for part in view.parts:
            yield part
            schema = part.schema if isinstance(part.schema, dict) else {}
            inside = [
                *schema.get("prefixItems", ()),
                *([schema["items"]] if "items" in schema else []),
            ]
            inside += [schema[key] for key in ("then", "else") if key in schema]
            waiting += [Spot(item, "") for item in inside]
        waiting += [branch for choice in view.choices for branch in choice.branches]
