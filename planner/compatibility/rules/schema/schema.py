"""Rules about whole schemas."""

from planner.compatibility.rules.facet import Facet, Verb
from planner.model.finding import Effect

_APART = (
    "{type: object, allOf: [{properties: {a: {type: string}}, additionalProperties: false}, "
    "{properties: {b: {type: string}}}]}"
)
_TOGETHER = (
    "{type: object, properties: {a: {type: string}, b: {type: string}}, "
    "additionalProperties: false}"
)

FACET = Facet(
    name="schema",
    title="a whole schema",
    why="Keywords work on each other: what looks the same piece by piece narrows or widens what is "
    "valid as a whole. A closed object inside `allOf`, say, refuses what its neighbours declare.",
    source="JSON Schema Core 2020-12, section 10.2.1.1",
    whole=True,
    verbs=(
        Verb(
            "narrowed",
            Effect.NARROWED,
            "{it} no longer fits some of what was valid",
            _TOGETHER,
            _APART,
            "widened",
        ),
        Verb(
            "widened",
            Effect.WIDENED,
            "{it} now fits more than what was valid",
            _APART,
            _TOGETHER,
            "narrowed",
        ),
    ),
)
