"""Rules about `contentMediaType`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.compatibility.rules.rule import when
from planner.model.finding import Effect, Polarity, Severity

_UNCHECKED = "whether the content is checked is up to the two sides"

FACET = Facet(
    name="content-media-type",
    title="`contentMediaType`",
    why="The media type says what a text, or the bytes that it stands for, is read as.",
    source="JSON Schema Validation 2020-12, section 8.4",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} must now hold `{after}`",
            "{type: string}",
            "{type: string, contentMediaType: application/json}",
            "removed",
            by_practice=when(Polarity.CONSUMER_SENDS, Severity.RISKY, _UNCHECKED),
            peers=(("{site}-content-media-type-changed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "{it} may now hold anything, not only `{before}`",
            "{type: string, contentMediaType: application/json}",
            "{type: string}",
            "added",
            by_practice=when(Polarity.PROVIDER_SENDS, Severity.RISKY, _UNCHECKED),
            peers=(("{site}-content-media-type-changed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "what {it} holds went from `{before}` to `{after}`",
            "{type: string, contentMediaType: image/png}",
            "{type: string, contentMediaType: image/jpeg}",
            "changed",
            peers=(("{site}-content-media-type-changed", (*PLAIN, *RECEIVED)),),
        ),
    ),
)
