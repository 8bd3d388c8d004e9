"""Rules about `dependentRequired`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="dependent-required",
    title="`dependentRequired`",
    why="A member that asks for another one makes that one required.",
    source="JSON Schema Validation 2020-12, section 6.5.4",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} has a new `dependentRequired`",
            "{type: object, properties: {a: {}, b: {}}}",
            "{type: object, properties: {a: {}, b: {}}, dependentRequired: {a: [b]}}",
            "removed",
            peers=(("{site}-dependent-required-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "`dependentRequired` of {it} is gone",
            "{type: object, properties: {a: {}, b: {}}, dependentRequired: {a: [b]}}",
            "{type: object, properties: {a: {}, b: {}}}",
            "added",
            peers=(("{site}-dependent-required-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "`dependentRequired` of {it} is another one",
            "{type: object, properties: {a: {}, b: {}, c: {}}, dependentRequired: {a: [b]}}",
            "{type: object, properties: {a: {}, b: {}, c: {}}, dependentRequired: {a: [c]}}",
            "changed",
            peers=(("{site}-dependent-required-changed", (*PLAIN, *RECEIVED)),),
        ),
    ),
)
