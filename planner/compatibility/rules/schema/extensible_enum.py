"""Rules about `x-extensible-enum`."""

from planner.compatibility.rules.facet import Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="extensible-enum",
    title="`x-extensible-enum`",
    why=(
        "The list names the values that are known today and says that others may come. Readers "
        "must be ready for them, so a new value breaks nobody; a value that consumers may no "
        "longer send does. An `enum` beside it, or beside `x-extensible-enum: true`, is read in "
        "this way too: a new value of a response is then risky, not breaking."
    ),
    source="Zalando RESTful API and Event Guidelines, rule 112 (`x-extensible-enum`)",
    verbs=(
        Verb(
            "added",
            Effect.ANNOTATION,
            "the values of {it} that are known today are now listed: {after}",
            "{type: string}",
            "{type: string, x-extensible-enum: [a, b]}",
            "removed",
        ),
        Verb(
            "removed",
            Effect.ANNOTATION,
            "the known values of {it} are no longer listed",
            "{type: string, x-extensible-enum: [a, b]}",
            "{type: string}",
            "added",
        ),
        Verb(
            "value-added",
            Effect.ANNOTATION,
            "{it} has the new known values {after}",
            "{type: string, x-extensible-enum: [a]}",
            "{type: string, x-extensible-enum: [a, b]}",
            "value-removed",
        ),
        Verb(
            "value-removed",
            Effect.NARROWED,
            "{it} no longer has the known values {before}",
            "{type: string, x-extensible-enum: [a, b]}",
            "{type: string, x-extensible-enum: [a]}",
            "value-added",
            peers=(
                (
                    "{site}-x-extensible-enum-value-removed",
                    ("request-property", "request-parameter"),
                ),
            ),
        ),
    ),
)
