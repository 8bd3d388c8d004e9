"""Rules about `exclusiveMinimum`."""

from planner.compatibility.rules.facet import RECEIVED, SENT, bound

FACET = bound(
    "exclusive-min",
    "exclusiveMinimum",
    "number",
    10,
    20,
    "JSON Schema Validation 2020-12, section 6.2.5",
    {
        "added": (("{site}-exclusive-min-set", SENT),),
        "increased": (("{site}-exclusive-min-increased", SENT),),
        "decreased": (("{site}-exclusive-min-decreased", (*SENT, *RECEIVED)),),
    },
)
