"""Rules about `maximum`."""

from planner.compatibility.rules.facet import RECEIVED, SENT, bound

FACET = bound(
    "max",
    "maximum",
    "number",
    10,
    20,
    "JSON Schema Validation 2020-12, section 6.2.2",
    {
        "added": (("{site}-max-set", SENT),),
        "increased": (("{site}-max-increased", (*SENT, *RECEIVED)),),
        "decreased": (("{site}-max-decreased", SENT),),
    },
)
