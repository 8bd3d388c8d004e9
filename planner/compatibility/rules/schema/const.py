"""Rules about `const`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="const",
    title="`const`",
    why="Any other value than the constant is refused.",
    source="JSON Schema Validation 2020-12, section 6.1.3",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} must now be {after}",
            "{type: string}",
            "{type: string, const: a}",
            "removed",
            peers=(("{site}-const-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "{it} may now be any value, not only {before}",
            "{type: string, const: a}",
            "{type: string}",
            "added",
            peers=(("{site}-const-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "{it} must now be {after} instead of {before}",
            "{type: string, const: a}",
            "{type: string, const: b}",
            "changed",
            peers=(("{site}-const-changed", (*PLAIN, *RECEIVED)),),
        ),
    ),
)
