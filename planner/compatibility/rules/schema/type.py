"""Rules about `type`."""

from planner.compatibility.rules.facet import RECEIVED, SENT, Facet, Verb
from planner.model.finding import Effect

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
            peers=(("{site}-type-generalized", (*SENT, *RECEIVED)),),
        ),
        Verb(
            "narrowed",
            Effect.NARROWED,
            "{it} must now be `{after}`, it was `{before}`",
            "{type: number}",
            "{type: integer}",
            "widened",
            peers=(
                ("{site}-type-specialized", RECEIVED),
                ("{site}-type-changed", SENT),
            ),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "{it} is now `{after}`, it was `{before}`",
            "{type: string}",
            "{type: boolean}",
            "changed",
            peers=(("{site}-type-changed", (*SENT, *RECEIVED)),),
        ),
    ),
)
