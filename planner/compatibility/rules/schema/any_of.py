"""Rules about `anyOf`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="any-of",
    title="`anyOf`",
    why=(
        "A value must fit at least one branch. A branch less refuses what only that one "
        "took; a branch more brings values that readers never met."
    ),
    source="JSON Schema Core 2020-12, section 10.2.1.2",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} must now fit at least one of several schemas",
            "{}",
            "{anyOf: [{type: string}, {type: boolean}]}",
            "removed",
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "{it} need no longer fit one of several schemas",
            "{anyOf: [{type: string}, {type: boolean}]}",
            "{}",
            "added",
        ),
        Verb(
            "branch-added",
            Effect.WIDENED,
            "{it} may now also fit another schema",
            "{anyOf: [{type: string}, {type: boolean}]}",
            "{anyOf: [{type: string}, {type: boolean}, {type: integer}]}",
            "branch-removed",
            peers=(("{site}-any-of-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "branch-removed",
            Effect.NARROWED,
            "{it} may no longer fit one of the schemas",
            "{anyOf: [{type: string}, {type: boolean}, {type: integer}]}",
            "{anyOf: [{type: string}, {type: boolean}]}",
            "branch-added",
            peers=(("{site}-any-of-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "the schemas that {it} may fit are others",
            "{anyOf: [{type: string}, {type: boolean}]}",
            "{anyOf: [{type: string}, {type: array}]}",
            "changed",
        ),
    ),
)
