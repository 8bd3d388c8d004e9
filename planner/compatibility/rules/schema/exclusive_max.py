"""Rules about `exclusiveMaximum`."""

from planner.compatibility.rules.facet import RECEIVED, SENT, bound

FACET = bound(
    "exclusive-max",
    "exclusiveMaximum",
    "number",
    10,
    20,
    "JSON Schema Validation 2020-12, section 6.2.3",
    {
        "added": (("{site}-exclusive-max-set", SENT),),
        "increased": (("{site}-exclusive-max-increased", (*SENT, *RECEIVED)),),
        "decreased": (("{site}-exclusive-max-decreased", SENT),),
    },
)
