"""Where a change between two schemas is written, as near to it as is known."""

from collections.abc import Mapping

from planner.compatibility.schema_changes.scalars import BOUNDS
from planner.compatibility.schemas import Schema
from planner.compatibility.verdict import Verdict
from planner.model.source import Place

Sides = tuple[Place | None, Place | None]
"""A place of the old and one of the new contract."""

_KEYWORDS: Mapping[str, str] = {
    "null": "type",
    "property": "properties",
    **{bound.facet: keyword for keyword, bound in BOUNDS.items()},
}
"""Keywords of facets that have another name; the others are those of the facet in camel case."""


def places_of(verdict: Verdict, whole: Sides) -> Sides:
    """Return the schemas that a change is about, on both sides.

    Args:
        verdict: a judged change.
        whole: what holds the whole payload; named where no schema is known.
    """
    change, (old, new) = verdict.change, verdict.at or (None, None)
    return _first(change.old, old) or whole[0], _first(change.new, new) or whole[1]


def _first(*schemas: Schema | None) -> Place | None:
    places = (schema.space.place_of(schema.node) for schema in schemas if schema)
    return next((place for place in places if place), None)


def shown_places(verdict: Verdict, schemas: Sides) -> Sides:
    """Return the keywords that a change is about, on both sides, in place of their schemas.

    A member that only one side declares is looked for in the other one's `properties`, one that is
    required on one side in its `required`.

    Args:
        verdict: a judged change.
        schemas: where the schemas stand that it is about.
    """
    change, (old, new) = verdict.change, verdict.at or (None, None)
    return (
        _at_keyword(verdict, change.old, old, schemas[0]),
        _at_keyword(verdict, change.new, new, schemas[1]),
    )


def _at_keyword(
    verdict: Verdict, exact: Schema | None, near: Schema | None, place: Place | None
) -> Place | None:
    schema = exact or near
    if schema is None or place is None or not isinstance(schema.node, Mapping):
        return place
    if schema.space.place_of(schema.node) != place or "$ref" in schema.node:
        return place
    keyword = _keyword(verdict, exact, schema)
    return place.at(keyword) if keyword in schema.node else place


def _keyword(verdict: Verdict, exact: Schema | None, schema: Schema) -> str:
    change = verdict.change
    if change.facet == "property" and exact is not None:
        is_owner = change.verb.startswith("became") and change.path[-1] in schema.get(
            "required", ()
        )
        return "required" if is_owner else ""  # else it is the member itself
    head, *rest = change.facet.split("-")
    return _KEYWORDS.get(change.facet) or head + "".join(part.title() for part in rest)
