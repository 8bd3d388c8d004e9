"""Rules about `format`."""

from planner.compatibility.rules.facet import Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="format",
    title="`format`",
    why=(
        "A format that both sides check forbids all other values; a number format is a "
        "range that readers rely on when they choose a type. A format that is not in the "
        "registry forbids nothing by itself: such a change is risky."
    ),
    source="OpenAPI Format Registry; JSON Schema Validation 2020-12, section 7.3",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} has the new format `{after}`",
            "{type: string}",
            "{type: string, format: date}",
            "removed",
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "the format `{before}` of {it} is gone",
            "{type: string, format: date}",
            "{type: string}",
            "added",
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "the format of {it} went from `{before}` to `{after}`",
            "{type: string, format: date}",
            "{type: string, format: uuid}",
            "changed",
        ),
    ),
)
