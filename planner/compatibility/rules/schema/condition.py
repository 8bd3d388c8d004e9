"""Rules about `if`, `then`, `else`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="if",
    title="`if`, `then`, `else`",
    why="A condition limits some values and not others; the judge decides which.",
    source="JSON Schema Core 2020-12, section 10.2.2",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} has a new `if`",
            "{type: object, properties: {a: {}, b: {}}}",
            (
                "{type: object, properties: {a: {}, b: {}}, if: {required: [a]}, then: "
                "{required: [b]}}"
            ),
            "removed",
            peers=(("{site}-if-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "`if` of {it} is gone",
            (
                "{type: object, properties: {a: {}, b: {}}, if: {required: [a]}, then: "
                "{required: [b]}}"
            ),
            "{type: object, properties: {a: {}, b: {}}}",
            "added",
            peers=(("{site}-if-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "`if` of {it} is another one",
            (
                "{type: object, properties: {a: {}, b: {}, c: {}}, if: {required: [a]}, "
                "then: {required: [b]}}"
            ),
            (
                "{type: object, properties: {a: {}, b: {}, c: {}}, if: {required: [a]}, "
                "then: {required: [c]}}"
            ),
            "changed",
            peers=tuple(
                (f"{{site}}-{part}-{verb}", (*PLAIN, *RECEIVED))
                for part in ("then", "else")
                for verb in ("added", "removed")
            ),
        ),
    ),
)
