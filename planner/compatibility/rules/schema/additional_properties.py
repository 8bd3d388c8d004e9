"""Rules about members that are not declared."""

from planner.compatibility.rules.facet import Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="additional-properties",
    title="members that are not declared",
    why=(
        "Members that nobody declared are refused by a closed object; a reader that keeps"
        " to the declared ones may fail on others."
    ),
    source="JSON Schema Core 2020-12, section 10.3.2.3",
    verbs=(
        Verb(
            "closed",
            Effect.NARROWED,
            "{it} may no longer have members that are not declared",
            "{type: object}",
            "{type: object, additionalProperties: false}",
            "opened",
        ),
        Verb(
            "opened",
            Effect.WIDENED,
            "{it} may now have members that are not declared",
            "{type: object, additionalProperties: false}",
            "{type: object}",
            "closed",
        ),
        Verb(
            "constrained",
            Effect.NARROWED,
            "members of {it} that are not declared are now limited",
            "{type: object}",
            "{type: object, additionalProperties: {type: string}}",
            "unconstrained",
        ),
        Verb(
            "unconstrained",
            Effect.WIDENED,
            "members of {it} that are not declared may now be anything",
            "{type: object, additionalProperties: {type: string}}",
            "{type: object}",
            "constrained",
        ),
    ),
)
