"""Rules about a member of an object."""

from planner.compatibility.rules.facet import Facet, Verb
from planner.compatibility.rules.rule import when
from planner.model.finding import Effect, Polarity, Severity

FACET = Facet(
    name="property",
    title="a member of an object",
    why=(
        "A required member that a sender does not know is missing from all that it sends;"
        " a member that a reader counts on must be there. A new optional member on an "
        "open object is taken as a name that nobody has used before."
    ),
    source=(
        "JSON Schema Validation 2020-12, section 6.5.3; JSON Schema Core 2020-12, section 10.3.2.1"
    ),
    inside=True,
    verbs=(
        Verb(
            "required-added",
            Effect.NARROWED,
            "{it} is new and required",
            "{type: object, properties: {a: {type: string}}}",
            "{type: object, properties: {a: {type: string}, b: {type: string}}, required: [b]}",
            "required-removed",
            peers=(
                ("new-required-request-property", ("request-property",)),
                ("response-required-property-added", ("response-property",)),
            ),
        ),
        Verb(
            "optional-added",
            Effect.ANNOTATION,
            "{it} is new",
            "{type: object, properties: {a: {type: string}}}",
            "{type: object, properties: {a: {type: string}, b: {type: string}}}",
            "optional-removed",
            peers=(
                ("new-optional-request-property", ("request-property",)),
                ("response-optional-property-added", ("response-property",)),
            ),
        ),
        Verb(
            "required-removed",
            Effect.WIDENED,
            "{it}, which was required, is gone",
            "{type: object, properties: {a: {type: string}, b: {type: string}}, required: [b]}",
            "{type: object, properties: {a: {type: string}}}",
            "required-added",
            by_practice=when(
                Polarity.CONSUMER_SENDS,
                Severity.RISKY,
                "what is still sent there is no longer looked at",
            ),
            peers=(
                ("request-property-removed", ("request-property",)),
                ("response-required-property-removed", ("response-property",)),
            ),
        ),
        Verb(
            "optional-removed",
            Effect.MEANING,
            "{it} is gone",
            "{type: object, properties: {a: {type: string}, b: {type: string}}}",
            "{type: object, properties: {a: {type: string}}}",
            "optional-added",
            peers=(
                ("request-property-removed", ("request-property",)),
                ("response-optional-property-removed", ("response-property",)),
            ),
        ),
        Verb(
            "became-required",
            Effect.NARROWED,
            "{it} is now required",
            "{type: object, properties: {b: {type: string}}}",
            "{type: object, properties: {b: {type: string}}, required: [b]}",
            "became-optional",
            peers=(("{site}-became-required", ("request-property", "response-property")),),
        ),
        Verb(
            "became-optional",
            Effect.WIDENED,
            "{it} is now optional",
            "{type: object, properties: {b: {type: string}}, required: [b]}",
            "{type: object, properties: {b: {type: string}}}",
            "became-required",
            peers=(("{site}-became-optional", ("request-property", "response-property")),),
        ),
    ),
)
