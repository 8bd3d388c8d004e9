"""Rules about `maxItems`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, SENT, bound

FACET = bound(
    "max-items",
    "maxItems",
    "array",
    2,
    4,
    "JSON Schema Validation 2020-12, section 6.4.1",
    {
        "added": (("{site}-max-items-set", PLAIN),),
        "increased": (("{site}-max-items-increased", (*SENT, *RECEIVED)),),
        "decreased": (("{site}-max-items-decreased", SENT),),
    },
)
