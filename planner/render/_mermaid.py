"""Names and labels that Mermaid reads as nothing but names and labels."""

import re

from planner.render._text import clean

_SIMPLE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_RESERVED = frozenset(
    {"call", "class", "classdef", "click", "default", "direction", "end", "flowchart", "graph"}
    | {"href", "linkstyle", "section", "style", "subgraph", "title"}
)
# Mermaid decodes `#35;` and the like wherever text is shown.
_ENTITIES = {ord(letter): f"#{ord(letter)};" for letter in "#;:\"'`<>&\\%"}


def mermaid_id(name: str) -> str:
    """Return an identifier for a name; different names give different identifiers.

    `order-api` becomes `order_api`. Letters that an identifier can't hold become two underscores
    and hexadecimal digits; a word of Mermaid's own gets an underscore at its end.
    """
    if _SIMPLE.fullmatch(name):
        plain = name.replace("-", "_")
        return f"{plain}_" if name.lower() in _RESERVED else plain
    return "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else f"__{byte:02x}"  # noqa: PLR2004  ASCII
        for byte in name.encode("utf-8", "surrogatepass")
    )


def mermaid_label(text: str) -> str:
    """Return text to stand in double quotes, or bare in a Gantt chart, with nothing to escape."""
    return clean(text).translate(_ENTITIES)
