"""Rules about `minProperties`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, bound

FACET = bound(
    "min-properties",
    "minProperties",
    "object",
    2,
    4,
    "JSON Schema Validation 2020-12, section 6.5.2",
    {
        "increased": (("{site}-min-properties-increased", PLAIN),),
        "decreased": (("{site}-min-properties-decreased", RECEIVED),),
    },
)
