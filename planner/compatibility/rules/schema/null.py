"""Rules about `null` among the types."""

from planner.compatibility.rules.facet import RECEIVED, SENT, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="null",
    title="`null` among the types",
    why=(
        "A reader that never met `null` fails on it; a sender of `null` is refused where "
        "it is forbidden. `nullable`, a list of types and a union with `null` count as "
        "the same."
    ),
    source="JSON Schema Validation 2020-12, section 6.1.1",
    verbs=(
        Verb(
            "allowed",
            Effect.WIDENED,
            "{it} may now be null",
            "{type: string}",
            "{type: [string, 'null']}",
            "forbidden",
            peers=(
                (
                    "{site}-became-nullable",
                    (*SENT, *RECEIVED, "request-parameter-property", "response-header"),
                ),
            ),
        ),
        Verb(
            "forbidden",
            Effect.NARROWED,
            "{it} must no longer be null",
            "{type: [string, 'null']}",
            "{type: string}",
            "allowed",
            peers=(
                (
                    "{site}-became-not-nullable",
                    (*SENT, *RECEIVED, "request-parameter-property", "response-header"),
                ),
            ),
        ),
    ),
)
