"""The corpus of schema pairs as two OpenAPI documents, one operation for each question.

Pair number 7 stands in `/c7/request` as the member `a` of a request body, and in `/c7/response` as
that of a response body.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.compatibility.corpus.cases import Case

_PREFIX = "#/$defs/"


def document(cases: Sequence[Case], *, is_new: bool, version: str = "1.0.0") -> dict[str, Any]:
    """Return the old or the new side of pairs as one document."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number, case in enumerate(cases):
        node = case.new if is_new else case.old
        definitions = case.new_definitions if is_new else case.old_definitions
        for site, wrap in (("request", _request), ("response", _response)):
            prefix = f"c{number}_{site}_"
            payload = {"type": "object", "properties": {"a": _moved(node, prefix)}}
            paths[f"/c{number}/{site}"] = {"post": wrap(payload)}
            for name, definition in definitions.items():
                schemas[prefix + name] = _moved(definition, prefix)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Corpus", "version": version},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _request(schema: object) -> dict[str, Any]:
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"204": {"description": "Taken"}},
    }


def _response(schema: object) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"responses": {"200": {"description": "Given", "content": content}}}


def _moved(node: Any, prefix: str) -> Any:  # noqa: ANN401  JSON
    """Return a schema whose references lead to components of its own question."""
    if isinstance(node, list):
        return [_moved(item, prefix) for item in node]
    if not isinstance(node, Mapping):
        return node
    copy = {key: _moved(value, prefix) for key, value in node.items()}
    if isinstance(copy.get("$ref"), str):
        copy["$ref"] = f"#/components/schemas/{prefix}{copy['$ref'].removeprefix(_PREFIX)}"
    return copy


def truth(cases: Sequence[Case]) -> dict[str, bool]:
    """Return path -> whether the change from old to new breaks somebody there."""
    found = {}
    for number, case in enumerate(cases):
        found[f"/c{number}/request"] = bool(case.only_old)
        found[f"/c{number}/response"] = bool(case.only_new)
    return found
