"""The same document, written in another notation or in another order."""

import json
from typing import Any

import ryaml

from planner.formats.document import parse_single
from tests.compatibility.restated.walking import Document, Kind, rebuilt

_WITHOUT_ORDER = frozenset(
    {
        *("allOf", "anyOf", "oneOf", "enum", "required", "type"),
        *("consumes", "parameters", "produces", "schemes", "security", "tags"),
    }
)


def as_json(document: Document) -> Document:
    """Return what is read from the document written as JSON."""
    read: Document = parse_single(json.dumps(document), "openapi.json")
    return read


def as_yaml(document: Document) -> Document:
    """Return what is read from the document written as YAML."""
    read: Document = parse_single(ryaml.dumps(document), "openapi.yaml")
    return read


def reordered(document: Document) -> Document:
    """Return the document with all keys, and all lists whose order says nothing, turned round."""
    turned: Document = rebuilt(document, _turned)
    return turned


def _turned(node: dict[str, Any], kind: Kind) -> dict[str, Any]:
    has_lists = kind in {Kind.OBJECT, Kind.SCHEMA}
    return {
        key: value[::-1]
        if has_lists and key in _WITHOUT_ORDER and isinstance(value, list)
        else value
        for key, value in reversed(node.items())
    }
