"""Rules about `maxLength`."""

from planner.compatibility.rules.facet import RECEIVED, SENT, bound

FACET = bound(
    "max-length",
    "maxLength",
    "string",
    3,
    5,
    "JSON Schema Validation 2020-12, section 6.3.1",
    {
        "added": (("{site}-max-length-set", SENT),),
        "removed": (("{site}-max-length-unset", RECEIVED),),
        "increased": (("{site}-max-length-increased", (*SENT, *RECEIVED)),),
        "decreased": (("{site}-max-length-decreased", SENT),),
    },
)
