"""Rules about `minItems`."""

from planner.compatibility.rules.facet import RECEIVED, SENT, bound

FACET = bound(
    "min-items",
    "minItems",
    "array",
    2,
    4,
    "JSON Schema Validation 2020-12, section 6.4.2",
    {
        "added": (("{site}-min-items-set", SENT),),
        "removed": (("{site}-min-items-unset", RECEIVED),),
        "increased": (("{site}-min-items-increased", SENT),),
        "decreased": (("{site}-min-items-decreased", (*SENT, *RECEIVED)),),
    },
)
