"""Rules about `contains`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="contains",
    title="`contains`",
    why="A list without such an item is refused.",
    source="JSON Schema Core 2020-12, section 10.3.1.3",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} has a new `contains`",
            "{type: array}",
            "{type: array, contains: {type: string}}",
            "removed",
            peers=(("{site}-contains-added", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "`contains` of {it} is gone",
            "{type: array, contains: {type: string}}",
            "{type: array}",
            "added",
            peers=(("{site}-contains-removed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "`contains` of {it} is another one",
            "{type: array, contains: {type: string}}",
            "{type: array, contains: {type: boolean}}",
            "changed",
            peers=tuple(
                (f"{{site}}-{bound}-contains-{verb}", (*PLAIN, *RECEIVED))
                for bound in ("max", "min")
                for verb in ("decreased", "increased")
            ),
        ),
    ),
)
