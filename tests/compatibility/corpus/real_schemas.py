"""The component schemas of real documents in `tests/data`, in JSON Schema 2020-12."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parents[2] / "data"
_DOCUMENTS = ("contracts/museum/openapi.yaml",)
_PREFIX = "#/components/schemas/"


@cache
def real_schemas() -> dict[str, dict[str, Any]]:
    """Return name -> all definitions of the document that it is from."""
    found = {}
    for path in _DOCUMENTS:
        document = yaml.load((_DATA / path).read_text("utf-8"), yaml.CSafeLoader)
        definitions = _in_one_dialect(document["components"]["schemas"])
        found.update(dict.fromkeys(definitions, definitions))
    return found


def _in_one_dialect(node: Any) -> Any:
    """Return schemas with references to `$defs`, without what says nothing about values."""
    if isinstance(node, list):
        return [_in_one_dialect(item) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _in_one_dialect(value) for key, value in node.items() if key != "example"}
    if isinstance(copy.get("$ref"), str):
        copy["$ref"] = copy["$ref"].replace(_PREFIX, "#/$defs/")
    return copy
