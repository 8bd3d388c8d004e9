"""Rules about `maxProperties`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, bound

FACET = bound(
    "max-properties",
    "maxProperties",
    "object",
    2,
    4,
    "JSON Schema Validation 2020-12, section 6.5.1",
    {
        "added": (("{site}-max-properties-set", PLAIN),),
        "increased": (("{site}-max-properties-increased", (*PLAIN, *RECEIVED)),),
        "decreased": (("{site}-max-properties-decreased", PLAIN),),
    },
)
