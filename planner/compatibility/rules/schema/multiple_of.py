"""Rules about `multipleOf`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="multiple-of",
    title="`multipleOf`",
    why="Numbers between the steps are refused by whoever checks them.",
    source="JSON Schema Validation 2020-12, section 6.2.1",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} must now be a multiple of `{after}`",
            "{type: number}",
            "{type: number, multipleOf: 2}",
            "removed",
            peers=(("{site}-multiple-of-set", PLAIN),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "{it} need no longer be a multiple of `{before}`",
            "{type: number, multipleOf: 2}",
            "{type: number}",
            "added",
            peers=(("{site}-multiple-of-unset", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "{it} must now be a multiple of `{after}` instead of `{before}`",
            "{type: number, multipleOf: 2}",
            "{type: number, multipleOf: 3}",
            "changed",
            peers=(
                ("{site}-multiple-of-changed", (*PLAIN, *RECEIVED)),
                ("{site}-multiple-of-generalized", PLAIN),
                ("{site}-multiple-of-specialized", RECEIVED),
            ),
        ),
    ),
)
