"""JSON values, each as one line of text, whatever takes it for lines."""

import json
from typing import Any

_BREAKS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}
"""Line breaks to Unicode, and so to Python's `splitlines`, that JSON texts may hold as they are."""


def line_of(value: Any, *, separators: tuple[str, str] = (",", ":")) -> str:  # noqa: ANN401  JSON
    """Return a value as JSON in one line.

    Args:
        value: what to write.
        separators: what stands between two members, and between a name and its value.
    """
    return json.dumps(value, ensure_ascii=False, separators=separators).translate(_BREAKS)
