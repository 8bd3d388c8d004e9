"""Rules about `unevaluatedItems`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="unevaluated-items",
    title="`unevaluatedItems`",
    why="Items that no part of the schema has looked at are refused or limited.",
    source="JSON Schema Core 2020-12, section 11.2",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} has a new `unevaluatedItems`",
            "{type: array, allOf: [{prefixItems: [{type: string}]}]}",
            "{type: array, allOf: [{prefixItems: [{type: string}]}], unevaluatedItems: false}",
            "removed",
            peers=(("{site}-unevaluated-items-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "`unevaluatedItems` of {it} is gone",
            "{type: array, allOf: [{prefixItems: [{type: string}]}], unevaluatedItems: false}",
            "{type: array, allOf: [{prefixItems: [{type: string}]}]}",
            "added",
            peers=(("{site}-unevaluated-items-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "`unevaluatedItems` of {it} is another one",
            (
                "{type: array, allOf: [{prefixItems: [{type: string}]}], "
                "unevaluatedItems: {type: string}}"
            ),
            (
                "{type: array, allOf: [{prefixItems: [{type: string}]}], "
                "unevaluatedItems: {type: boolean}}"
            ),
            "changed",
        ),
    ),
)
