"""How types of Avro are said."""

import json
from typing import Any

from planner.model.avro import (
    AvroArray,
    AvroField,
    AvroFixed,
    AvroMap,
    AvroPrimitive,
    AvroRecord,
    AvroSchema,
    AvroType,
    AvroUnion,
)

_MOST_NAMES = 5
_LONGEST = 80


def type_text(schema: AvroSchema, use: AvroType) -> str:
    """Return a type in a few words: `array of long (timestamp-millis)`."""
    text = _type_text(schema, use)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _type_text(schema: AvroSchema, use: AvroType) -> str:
    if isinstance(use, AvroArray):
        return f"array of {type_text(schema, use.items)}"
    if isinstance(use, AvroMap):
        return f"map of {type_text(schema, use.values)}"
    if isinstance(use, AvroUnion):
        named = [type_text(schema, branch) for branch in use.branches[: _MOST_NAMES + 1]]
        return " or ".join(named)
    node = schema.followed(use)
    logical = node.logical if isinstance(node, AvroPrimitive | AvroFixed) else None
    meaning = f" ({logical.text})" if logical else ""
    name = "" if isinstance(node, AvroPrimitive) else f" {getattr(node, 'name', '')}"
    return f"{node.kind}{name}{meaning}"


def names_text(names: tuple[str, ...]) -> str:
    """Return names in a sentence, each in backticks; of many, the first."""
    shown = ", ".join(f"`{name}`" for name in names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def default_text(value: Any) -> str:  # noqa: ANN401  JSON
    """Return a default as JSON, short."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def field_text(record: AvroRecord, field: AvroField) -> str:
    """Return a field in a sentence."""
    return f"`{field.name}` of `{record.name}`"
