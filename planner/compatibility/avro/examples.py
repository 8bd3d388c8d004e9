"""Texts for the examples of rules."""


def record(*fields: str, name: str = "Order", more: str = "") -> str:
    """Return a record as YAML writes it in one line.

    Args:
        fields: each as `name: type` and what else there is to say, without braces.
        name: of the record.
        more: members of the record itself.
    """
    listed = ", ".join(f"{{name: {field}}}" for field in fields)
    return f"{{type: record, name: {name}, {more}fields: [{listed}]}}"


def field(kind: str, more: str = "") -> str:
    """Return a record with one field of a type."""
    return record(f"total, type: {kind}{more}")
