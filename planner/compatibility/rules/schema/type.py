"""Rules about `type`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, SENT, Facet, Verb
from planner.model.finding import Effect

_OF_PARAMETER = "request-parameter-property"
_INNER = (_OF_PARAMETER, "response-header")

FACET = Facet(
    name="type",
    title="`type`",
    why=(
        "A value of another type is refused when it is sent, and breaks typed readers "
        "when it is received."
    ),
    source="JSON Schema Validation 2020-12, section 6.1.1",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} must now be `{after}`",
            "{}",
            "{type: string}",
            "removed",
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "{it} may now be anything, it was `{before}`",
            "{type: string}",
            "{}",
            "added",
        ),
        Verb(
            "widened",
            Effect.WIDENED,
            "{it} may now be `{after}`, it was `{before}`",
            "{type: integer}",
            "{type: number}",
            "narrowed",
            peers=(
                ("{site}-type-generalized", (*SENT, *RECEIVED, *_INNER)),
                ("{site}-list-of-types-widened", (*SENT, *RECEIVED, _OF_PARAMETER)),
                ("{site}-type-compatible", (*PLAIN, *RECEIVED, "response-header")),
            ),
        ),
        Verb(
            "narrowed",
            Effect.NARROWED,
            "{it} must now be `{after}`, it was `{before}`",
            "{type: number}",
            "{type: integer}",
            "widened",
            peers=(
                ("{site}-type-specialized", (*RECEIVED, *_INNER)),
                ("{site}-type-changed", SENT),
                ("{site}-list-of-types-narrowed", (*SENT, *RECEIVED, _OF_PARAMETER)),
            ),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "{it} is now `{after}`, it was `{before}`",
            "{type: string}",
            "{type: boolean}",
            "changed",
            peers=(("{site}-type-changed", (*SENT, *RECEIVED, *_INNER)),),
        ),
    ),
)
