"""Rules about `minimum`."""

from planner.compatibility.rules.facet import RECEIVED, SENT, bound

FACET = bound(
    "min",
    "minimum",
    "number",
    10,
    20,
    "JSON Schema Validation 2020-12, section 6.2.4",
    {
        "added": (("{site}-min-set", SENT),),
        "increased": (("{site}-min-increased", SENT),),
        "decreased": (("{site}-min-decreased", (*SENT, *RECEIVED)),),
    },
)
