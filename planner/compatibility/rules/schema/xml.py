"""Rules about `xml`."""

from planner.compatibility.rules.facet import Facet, Verb
from planner.compatibility.rules.rule import always
from planner.model.finding import Effect, Severity

_ON_THE_WIRE = always(
    Severity.BREAKING, "it is what is sent where the media type is XML; elsewhere it is safe"
)

FACET = Facet(
    name="xml",
    title="`xml`",
    why="The names of elements and attributes are what is sent where the payload is XML.",
    source="OpenAPI 3.1, section 4.8.26",
    verbs=(
        Verb(
            "added",
            Effect.MEANING,
            "{it} has a new XML form",
            "{type: string}",
            "{type: string, xml: {name: b}}",
            "removed",
            by_practice=_ON_THE_WIRE,
        ),
        Verb(
            "removed",
            Effect.MEANING,
            "the XML form of {it} is gone",
            "{type: string, xml: {name: b}}",
            "{type: string}",
            "added",
            by_practice=_ON_THE_WIRE,
        ),
        Verb(
            "changed",
            Effect.MEANING,
            "the XML form of {it} is another one",
            "{type: string, xml: {name: b}}",
            "{type: string, xml: {name: c}}",
            "changed",
            by_practice=_ON_THE_WIRE,
        ),
    ),
)
