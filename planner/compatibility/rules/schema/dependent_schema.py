"""Rules about `dependentSchemas`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="dependent-schema",
    title="`dependentSchemas`",
    why="A member that brings a schema with it limits the whole object.",
    source="JSON Schema Core 2020-12, section 10.2.2.4",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} has a new `dependentSchemas`",
            "{type: object, properties: {a: {}, b: {}}}",
            "{type: object, properties: {a: {}, b: {}}, dependentSchemas: {a: {required: [b]}}}",
            "removed",
            peers=(("{site}-dependent-schema-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "`dependentSchemas` of {it} is gone",
            "{type: object, properties: {a: {}, b: {}}, dependentSchemas: {a: {required: [b]}}}",
            "{type: object, properties: {a: {}, b: {}}}",
            "added",
            peers=(("{site}-dependent-schema-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "`dependentSchemas` of {it} is another one",
            (
                "{type: object, properties: {a: {}, b: {}, c: {}}, dependentSchemas: {a: "
                "{required: [b]}}}"
            ),
            (
                "{type: object, properties: {a: {}, b: {}, c: {}}, dependentSchemas: {a: "
                "{required: [c]}}}"
            ),
            "changed",
        ),
    ),
)
