"""Rules about `propertyNames`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="property-names",
    title="`propertyNames`",
    why="Members whose names do not fit are refused.",
    source="JSON Schema Core 2020-12, section 10.3.2.4",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} has a new `propertyNames`",
            "{type: object}",
            "{type: object, propertyNames: {maxLength: 3}}",
            "removed",
            peers=(("{site}-property-names-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "`propertyNames` of {it} is gone",
            "{type: object, propertyNames: {maxLength: 3}}",
            "{type: object}",
            "added",
            peers=(("{site}-property-names-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "`propertyNames` of {it} is another one",
            "{type: object, propertyNames: {enum: [a, b]}}",
            "{type: object, propertyNames: {enum: [b, c]}}",
            "changed",
        ),
    ),
)
