"""Rules about `items`."""

from planner.compatibility.rules.facet import Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="items",
    title="`items`",
    why="Items that do not fit are refused by whoever checks them.",
    source="JSON Schema Core 2020-12, section 10.3.1.2",
    verbs=(
        Verb(
            "constrained",
            Effect.NARROWED,
            "the items of {it} are now limited",
            "{type: array}",
            "{type: array, items: {type: string}}",
            "unconstrained",
        ),
        Verb(
            "unconstrained",
            Effect.WIDENED,
            "the items of {it} may now be anything",
            "{type: array, items: {type: string}}",
            "{type: array}",
            "constrained",
        ),
    ),
)
