"""Writes a document so that reading it gives the same document again."""

import json
from typing import Any

from planner.formats.document import parse_bytes


def written(document: Any, *, as_json: bool = False) -> tuple[bytes, str]:  # noqa: ANN401  raw document
    """Return the text of a document and the ending for its file.

    YAML 1.1, which is what can be written, and 1.2, which is what contracts are, read a few texts
    in different ways; a document that would come back otherwise is written as JSON.
    """
    if not as_json:
        import yaml  # noqa: PLC0415  lazy: few runs write

        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
        content = text.encode("utf-8")
        if parse_bytes(content, "x.yaml") == document:
            return content, ".yaml"
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8"), ".json"
