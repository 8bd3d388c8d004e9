"""Rules about `enum`."""

from planner.compatibility.rules.facet import SENT, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="enum",
    title="`enum`",
    why=(
        "A value that is no longer listed is refused; a value that was never listed "
        "before falls through the readers' cases."
    ),
    source="JSON Schema Validation 2020-12, section 6.1.2",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} must now be one of {after}",
            "{type: string}",
            "{type: string, enum: [a, b]}",
            "removed",
            peers=(
                ("{site}-became-enum", (*SENT, "response-property")),
                ("response-mediatype-became-enum", ("response-body",)),
            ),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "{it} may now be any value, not only {before}",
            "{type: string, enum: [a, b]}",
            "{type: string}",
            "added",
            peers=(
                (
                    "{site}-became-not-enum",
                    (*SENT, "request-parameter-property", "response-property"),
                ),
                ("response-mediatype-became-not-enum", ("response-body",)),
            ),
        ),
        Verb(
            "value-added",
            Effect.WIDENED,
            "{it} may now be {after}",
            "{type: string, enum: [a]}",
            "{type: string, enum: [a, b]}",
            "value-removed",
            peers=(
                (
                    "{site}-enum-value-added",
                    (*SENT, "request-parameter-property", "response-property"),
                ),
                ("response-mediatype-enum-value-added", ("response-body",)),
            ),
        ),
        Verb(
            "value-removed",
            Effect.NARROWED,
            "{it} may no longer be {before}",
            "{type: string, enum: [a, b]}",
            "{type: string, enum: [a]}",
            "value-added",
            peers=(
                (
                    "{site}-enum-value-removed",
                    (*SENT, "request-parameter-property", "response-property"),
                ),
                ("response-mediatype-enum-value-removed", ("response-body",)),
            ),
        ),
    ),
)
