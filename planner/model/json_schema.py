"""JSON Schema 2020-12: which keywords hold schemas, and what numeric formats allow.

Sources: JSON Schema 2020-12, "Core" sections 10 and 11, "Validation" section 8; OpenAPI Format
Registry (https://spec.openapis.org/registry/format/).
"""

SCHEMA_KEYWORDS = frozenset(
    {
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
LIST_KEYWORDS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
MAP_KEYWORDS = frozenset({"dependentSchemas", "patternProperties", "properties"})
INTEGER_RANGES = {
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}
"""Numeric formats, smallest and largest number; no validator asserts them by itself."""
INTEGER_TEXTS = {f"text-{name}": limits for name, limits in INTEGER_RANGES.items()}
"""Our own formats of texts that are integers, as ProtoJSON writes those of 64 bits."""
