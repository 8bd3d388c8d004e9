"""Rules about `uniqueItems`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="unique-items",
    title="`uniqueItems`",
    why="Lists with equal items are refused by whoever checks them.",
    source="JSON Schema Validation 2020-12, section 6.4.3",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "the items of {it} must now differ",
            "{type: array}",
            "{type: array, uniqueItems: true}",
            "removed",
            peers=(("{site}-unique-items-set", PLAIN),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "the items of {it} may now be equal",
            "{type: array, uniqueItems: true}",
            "{type: array}",
            "added",
            peers=(("{site}-unique-items-unset", (*PLAIN, *RECEIVED)),),
        ),
    ),
)
