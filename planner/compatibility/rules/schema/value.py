"""Rules about places where no value is valid."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

_SITES = (*PLAIN, *RECEIVED, "request-parameter", "request-parameter-property", "response-header")

FACET = Facet(
    name="value",
    title="any value at all",
    why="The schema `false` has no valid value: what was sent there is refused.",
    source="JSON Schema Core 2020-12, section 4.3.2",
    verbs=(
        Verb(
            "forbidden",
            Effect.NARROWED,
            "{it} must no longer be there",
            "{}",
            "false",
            "allowed",
            peers=(("{site}-schema-became-false", _SITES),),
        ),
        Verb(
            "allowed",
            Effect.WIDENED,
            "{it} may now be there",
            "false",
            "{}",
            "forbidden",
            peers=(("{site}-schema-became-not-false", _SITES),),
        ),
    ),
)
