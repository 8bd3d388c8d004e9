"""Rules about `minLength`."""

from planner.compatibility.rules.facet import RECEIVED, SENT, bound

FACET = bound(
    "min-length",
    "minLength",
    "string",
    3,
    5,
    "JSON Schema Validation 2020-12, section 6.3.2",
    {
        "increased": (("{site}-min-length-increased", SENT),),
        "decreased": (("{site}-min-length-decreased", (*SENT, *RECEIVED)),),
    },
)
