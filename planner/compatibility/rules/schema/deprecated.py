"""Rules about `deprecated`."""

from planner.compatibility.rules.facet import Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="deprecated",
    title="`deprecated`",
    why="Nothing changes yet: readers and senders are told to look for something else.",
    source="JSON Schema Validation 2020-12, section 9.3",
    verbs=(
        Verb(
            "added",
            Effect.ANNOTATION,
            "{it} is now deprecated",
            "{type: string}",
            "{type: string, deprecated: true}",
            "removed",
            peers=(
                (
                    "{site}-deprecated",
                    ("request-property", "request-parameter", "response-property"),
                ),
            ),
        ),
        Verb(
            "removed",
            Effect.ANNOTATION,
            "{it} is no longer deprecated",
            "{type: string, deprecated: true}",
            "{type: string}",
            "added",
            peers=(
                (
                    "{site}-reactivated",
                    ("request-property", "request-parameter", "response-property"),
                ),
            ),
        ),
    ),
)
