"""Rules about `patternProperties`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="pattern-property",
    title="`patternProperties`",
    why="Members whose names match must fit the schema.",
    source="JSON Schema Core 2020-12, section 10.3.2.2",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "members of {it} that match `{after}` are now limited",
            "{type: object}",
            "{type: object, patternProperties: {'^x-': {type: string}}}",
            "removed",
            peers=(("{site}-pattern-property-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "members of {it} that match `{before}` may now be anything",
            "{type: object, patternProperties: {'^x-': {type: string}}}",
            "{type: object}",
            "added",
            peers=(("{site}-pattern-property-removed", (*PLAIN, *RECEIVED)),),
        ),
    ),
)
