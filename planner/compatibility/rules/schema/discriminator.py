"""Rules about `discriminator`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.compatibility.rules.rule import always
from planner.model.finding import Effect, Severity

_DEFAULT_MAPPING = (
    "{oneOf: [{type: object, title: A, properties: {t: {const: a}}}, {type: object, title: B, "
    "required: [t], properties: {t: {const: b}}}], discriminator: {propertyName: t, "
    "defaultMapping: FALLBACK}}"
)

FACET = Facet(
    name="discriminator",
    title="`discriminator`",
    why=(
        "The discriminator says which type a payload is read as. The set of valid "
        "payloads stays the same, what generated clients make of them does not."
    ),
    source="OpenAPI 3.1, section 4.8.25",
    verbs=(
        Verb(
            "added",
            Effect.MEANING,
            "{it} has a new discriminator",
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}]}"
            ),
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}], discriminator: {propertyName: t}}"
            ),
            "removed",
            peers=(("{site}-discriminator-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.MEANING,
            "the discriminator of {it} is gone",
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}], discriminator: {propertyName: t}}"
            ),
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}]}"
            ),
            "added",
            peers=(("{site}-discriminator-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "property-renamed",
            Effect.MEANING,
            "the discriminator of {it} is now `{after}`, it was `{before}`",
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}], discriminator: {propertyName: t}}"
            ),
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}], discriminator: {propertyName: kind}}"
            ),
            "property-renamed",
            by_practice=always(
                Severity.BREAKING, "generated clients pick another type for the same payload"
            ),
            peers=(("{site}-discriminator-property-name-changed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "mapping-added",
            Effect.ANNOTATION,
            "the discriminator of {it} has the new name `{after}`",
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}], discriminator: {propertyName: t, mapping: {a: "
                "'#/components/schemas/A'}}}"
            ),
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}], discriminator: {propertyName: t, mapping: {a: "
                "'#/components/schemas/A', b: '#/components/schemas/B'}}}"
            ),
            "mapping-removed",
            peers=(("{site}-discriminator-mapping-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "mapping-removed",
            Effect.MEANING,
            "the discriminator of {it} no longer has the name `{before}`",
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}], discriminator: {propertyName: t, mapping: {a: "
                "'#/components/schemas/A', b: '#/components/schemas/B'}}}"
            ),
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}], discriminator: {propertyName: t, mapping: {a: "
                "'#/components/schemas/A'}}}"
            ),
            "mapping-added",
            by_practice=always(
                Severity.BREAKING, "generated clients pick another type for the same payload"
            ),
            peers=(("{site}-discriminator-mapping-deleted", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "mapping-retargeted",
            Effect.MEANING,
            "a name of the discriminator of {it} means another type: `{after}`, it was `{before}`",
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}], discriminator: {propertyName: t, mapping: {a: "
                "'#/components/schemas/A', b: '#/components/schemas/B'}}}"
            ),
            (
                "{oneOf: [{type: object, title: A, required: [t], properties: {t: {const:"
                " a}}}, {type: object, title: B, required: [t], properties: {t: {const: "
                "b}}}], discriminator: {propertyName: t, mapping: {a: "
                "'#/components/schemas/B', b: '#/components/schemas/A'}}}"
            ),
            "mapping-retargeted",
            by_practice=always(
                Severity.BREAKING, "generated clients pick another type for the same payload"
            ),
            peers=(("{site}-discriminator-mapping-changed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "default-mapping-changed",
            Effect.MEANING,
            "without a known name {it} is now read as `{after}`, it was `{before}`",
            _DEFAULT_MAPPING.replace("FALLBACK", "A"),
            _DEFAULT_MAPPING.replace("FALLBACK", "B"),
            "default-mapping-changed",
            by_practice=always(
                Severity.BREAKING, "generated clients pick another type for the same payload"
            ),
        ),
    ),
)
