"""Rules about `pattern`."""

from planner.compatibility.rules.facet import Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="pattern",
    title="`pattern`",
    why=(
        "Text that does not match is refused by whoever checks it. Whether one pattern "
        "accepts all that another one accepts is decided by comparing automata; where a "
        "pattern is outside of what automata can do, the finding is risky and says so."
    ),
    source="JSON Schema Validation 2020-12, section 6.3.3",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} must now match `{after}`",
            "{type: string}",
            "{type: string, pattern: '^[a-z]+$'}",
            "removed",
            peers=(
                (
                    "{site}-pattern-added",
                    ("request-property", "request-parameter", "response-property"),
                ),
            ),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "{it} need no longer match `{before}`",
            "{type: string, pattern: '^[a-z]+$'}",
            "{type: string}",
            "added",
            peers=(
                (
                    "{site}-pattern-removed",
                    ("request-property", "request-parameter", "response-property"),
                ),
            ),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "{it} must now match `{after}` instead of `{before}`",
            "{type: string, pattern: '^[a-m]+$'}",
            "{type: string, pattern: '^[h-z]+$'}",
            "changed",
            peers=(
                (
                    "{site}-pattern-changed",
                    ("request-property", "request-parameter", "response-property"),
                ),
                ("{site}-pattern-generalized", ("request-property", "request-parameter")),
            ),
        ),
    ),
)
