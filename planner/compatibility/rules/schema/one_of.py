"""Rules about `oneOf`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="one-of",
    title="`oneOf`",
    why=(
        "A value must fit exactly one branch, so that a branch more can refuse what was "
        "valid before: what fits two of them. The judge looks for such a value."
    ),
    source="JSON Schema Core 2020-12, section 10.2.1.3",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} must now fit exactly one of several schemas",
            "{}",
            "{oneOf: [{type: string}, {type: boolean}]}",
            "removed",
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "{it} need no longer fit one of several schemas",
            "{oneOf: [{type: string}, {type: boolean}]}",
            "{}",
            "added",
        ),
        Verb(
            "branch-added",
            Effect.WIDENED,
            "{it} may now also fit another schema",
            "{oneOf: [{type: string}, {type: boolean}]}",
            "{oneOf: [{type: string}, {type: boolean}, {type: integer}]}",
            "branch-removed",
            peers=(("{site}-one-of-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "branch-removed",
            Effect.NARROWED,
            "{it} may no longer fit one of the schemas",
            "{oneOf: [{type: string}, {type: boolean}, {type: integer}]}",
            "{oneOf: [{type: string}, {type: boolean}]}",
            "branch-added",
            peers=(("{site}-one-of-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "the schemas that {it} may fit are others",
            "{oneOf: [{type: string}, {type: boolean}]}",
            "{oneOf: [{type: string}, {type: array}]}",
            "changed",
        ),
    ),
)
