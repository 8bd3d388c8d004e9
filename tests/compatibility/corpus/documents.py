"""The corpus of document pairs, read from `documents.yaml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("documents.yaml")
_BASE = """
openapi: 3.1.0
info: {title: Items, version: 1.0.0}
servers: [{url: 'https://api.example.org/v1'}]
paths:
  /items:
    get: {responses: {'200': {description: ok}}}
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string}}}
      responses: {'201': {description: made}}
  /items/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: string}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    basic: {type: http, scheme: basic}
    oauth:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://login.example.org/token
          scopes: {read: to read, write: to write}
"""


@dataclass(frozen=True, slots=True)
class DocumentCase:
    """Two documents and whether the change from the first to the second breaks somebody."""

    name: str
    old: Any
    new: Any
    is_breaking: bool


@cache
def document_cases() -> tuple[DocumentCase, ...]:
    """Return all pairs, each in both directions."""
    return tuple(_cases())


def _cases() -> Iterator[DocumentCase]:
    base = yaml.load(_BASE, yaml.CSafeLoader)
    for entry in yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader):
        old, new = merged(base, entry["old"]), merged(base, entry["new"])
        yield DocumentCase(entry["name"], old, new, entry["breaks"])
        yield DocumentCase(f"{entry['name']} (back)", new, old, entry["breaks_back"])


def merged(target: Any, patch: Any) -> Any:
    """Return a document with a merge patch (RFC 7396) applied."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result
