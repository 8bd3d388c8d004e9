"""Rules about `unevaluatedProperties`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="unevaluated-properties",
    title="`unevaluatedProperties`",
    why="Members that no part of the schema has looked at are refused or limited.",
    source="JSON Schema Core 2020-12, section 11.3",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} has a new `unevaluatedProperties`",
            "{type: object, allOf: [{properties: {a: {type: string}}}]}",
            (
                "{type: object, allOf: [{properties: {a: {type: string}}}], "
                "unevaluatedProperties: false}"
            ),
            "removed",
            peers=(("{site}-unevaluated-properties-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "`unevaluatedProperties` of {it} is gone",
            (
                "{type: object, allOf: [{properties: {a: {type: string}}}], "
                "unevaluatedProperties: false}"
            ),
            "{type: object, allOf: [{properties: {a: {type: string}}}]}",
            "added",
            peers=(("{site}-unevaluated-properties-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "`unevaluatedProperties` of {it} is another one",
            (
                "{type: object, allOf: [{properties: {a: {type: string}}}], "
                "unevaluatedProperties: {type: string}}"
            ),
            (
                "{type: object, allOf: [{properties: {a: {type: string}}}], "
                "unevaluatedProperties: {type: boolean}}"
            ),
            "changed",
        ),
    ),
)
