"""Rules about `default`."""

from planner.compatibility.rules.facet import RECEIVED, SENT, Facet, Verb
from planner.compatibility.rules.rule import when
from planner.model.finding import Effect, Polarity, Severity

FACET = Facet(
    name="default",
    title="`default`",
    why=(
        "A default says what it means to leave the value out. The same request then asks "
        "for something else."
    ),
    source="JSON Schema Validation 2020-12, section 9.2",
    verbs=(
        Verb(
            "added",
            Effect.MEANING,
            "leaving out {it} now means `{after}`",
            "{type: string}",
            "{type: string, default: a}",
            "removed",
            by_practice=when(
                Polarity.PROVIDER_SENDS,
                Severity.SAFE,
                "what is sent is written out; readers need no default",
            ),
            peers=(("{site}-default-value-added", (*SENT, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.MEANING,
            "leaving out {it} no longer means `{before}`",
            "{type: string, default: a}",
            "{type: string}",
            "added",
            by_practice=when(
                Polarity.PROVIDER_SENDS,
                Severity.SAFE,
                "what is sent is written out; readers need no default",
            ),
            peers=(("{site}-default-value-removed", (*SENT, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.MEANING,
            "leaving out {it} now means `{after}` instead of `{before}`",
            "{type: string, default: a}",
            "{type: string, default: b}",
            "changed",
            by_practice=when(
                Polarity.PROVIDER_SENDS,
                Severity.SAFE,
                "what is sent is written out; readers need no default",
            ),
            peers=(("{site}-default-value-changed", (*SENT, *RECEIVED)),),
        ),
    ),
)
