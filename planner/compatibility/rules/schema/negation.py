"""Rules about `not`."""

from planner.compatibility.rules.facet import Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="not",
    title="`not`",
    why="Values that fit the negated schema are refused.",
    source="JSON Schema Core 2020-12, section 10.2.1.4",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} has a new `not`",
            "{type: string}",
            "{type: string, not: {enum: [a]}}",
            "removed",
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "`not` of {it} is gone",
            "{type: string, not: {enum: [a]}}",
            "{type: string}",
            "added",
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "`not` of {it} is another one",
            "{type: string, not: {enum: [a]}}",
            "{type: string, not: {enum: [b]}}",
            "changed",
        ),
    ),
)
