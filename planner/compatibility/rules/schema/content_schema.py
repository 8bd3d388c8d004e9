"""Rules about `contentSchema`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.compatibility.rules.rule import when
from planner.model.finding import Effect, Polarity, Severity

_UNCHECKED = "whether the content is checked is up to the two sides"
_JSON = "{type: string, contentMediaType: application/json%s}"

FACET = Facet(
    name="content-schema",
    title="`contentSchema`",
    why=(
        "It describes the value that a text holds. The two schemas are compared as any others; "
        "but as no validator looks into a text, there is a reason and no payload."
    ),
    source="JSON Schema Validation 2020-12, section 8.5",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "the content of {it} has a new schema",
            _JSON % "",
            _JSON % ", contentSchema: {type: integer}",
            "removed",
            by_practice=when(Polarity.CONSUMER_SENDS, Severity.RISKY, _UNCHECKED),
            peers=(("{site}-content-schema-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "the content of {it} has no schema any more",
            _JSON % ", contentSchema: {type: integer}",
            _JSON % "",
            "added",
            by_practice=when(Polarity.PROVIDER_SENDS, Severity.RISKY, _UNCHECKED),
            peers=(("{site}-content-schema-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "the content of {it} has another schema",
            _JSON % ", contentSchema: {type: integer}",
            _JSON % ", contentSchema: {type: boolean}",
            "changed",
        ),
    ),
)
