"""How changes of schemas are said."""

import json
from typing import Any

from planner.compatibility.schema_changes.change import ITEM, OTHER_MEMBER

_LONGEST = 80


def text_of(value: Any) -> str:  # noqa: ANN401  JSON
    """Return what stands at a place, short."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def path_text(path: tuple[str, ...]) -> str:
    """Return a path in a payload as people write it: `items[].name`."""
    text = ""
    for step in path:
        if step is ITEM:
            text += "[]"
        else:
            name = "*" if step is OTHER_MEMBER else step
            text += f".{name}" if text else name
    return text
