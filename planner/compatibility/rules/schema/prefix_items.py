"""Rules about `prefixItems`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="prefix-items",
    title="`prefixItems`",
    why="The items at fixed places mean something by their place.",
    source="JSON Schema Core 2020-12, section 10.3.1.1",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} has a new `prefixItems`",
            "{type: array}",
            "{type: array, prefixItems: [{type: string}]}",
            "removed",
            peers=(("{site}-prefix-items-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "`prefixItems` of {it} is gone",
            "{type: array, prefixItems: [{type: string}]}",
            "{type: array}",
            "added",
            peers=(("{site}-prefix-items-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "`prefixItems` of {it} is another one",
            "{type: array, prefixItems: [{type: string}]}",
            "{type: array, prefixItems: [{type: integer}]}",
            "changed",
        ),
    ),
)
