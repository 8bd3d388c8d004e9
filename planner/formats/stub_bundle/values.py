"""Values of documents as JSON has them."""

import math
from typing import Any

_SCALARS = (str, bool, int, type(None))


def json_or_none(value: Any) -> tuple[Any] | None:  # noqa: ANN401  raw document
    """Return a value in a tuple, or None if JSON can't hold it: YAML has `.nan` and `.inf`."""
    return measured(value)[0]


def measured(value: Any) -> tuple[tuple[Any] | None, int]:  # noqa: ANN401  raw document
    """Return what `json_or_none` does, and how many values were looked at for that."""
    waiting = [value]
    count = 0
    while waiting:
        item = waiting.pop()
        count += 1
        if isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, float):
            if not math.isfinite(item):
                return None, count
        elif not isinstance(item, _SCALARS):
            return None, count
    return (value,), count
