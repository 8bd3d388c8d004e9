"""Bundles of contracts written inside tests, and what must hold of every bundle."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema

from planner.formats.document import parse_single
from planner.formats.stub_bundle import bundle_of
from planner.model.bundle import Bundle, Media

FOLDER = "contracts/shop/order-api/1.0.0"


def bundled(main: str, name: str = "openapi.yaml", **others: str) -> Bundle:
    """Return the bundle of a contract in YAML; keywords name other files, `parts_yaml` say."""
    named = {key.replace("__", "/").replace("_yaml", ".yaml"): t for key, t in others.items()}
    texts = {name: main, **named}
    files: dict[str, Any] = {
        f"{FOLDER}/{path}": text if path.endswith(".proto") else parse_single(text, path)
        for path, text in texts.items()
    }
    bundle = bundle_of(files, FOLDER)
    check(bundle)
    return bundle


def check(bundle: Bundle) -> None:
    """Assert what holds of every bundle: plain JSON, sound schemas, references that lead on."""
    assert json.loads(json.dumps(bundle, allow_nan=False)) == bundle
    names = bundle["schemas"].keys()
    for reference in references(list(bundle["schemas"].values())):
        assert reference.startswith("#/$defs/"), reference
        assert reference.removeprefix("#/$defs/") in names, reference
    for schema in bundle["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for key, value in node.items():
            if key not in {"example", "examples", "default", "enum", "const"}:
                yield from references(value)
    elif isinstance(node, list):
        for item in node:
            yield from references(item)


def accepts(bundle: Bundle, schema: object, value: object) -> bool:
    """Return whether a schema of the bundle accepts a value."""
    whole = {"$defs": bundle["schemas"], "allOf": [schema]}
    return bool(jsonschema.Draft202012Validator(whole).is_valid(value))


def sent(bundle: Bundle, index: int = 0, name: str = "application/json") -> Media:
    """Return what an operation takes."""
    body = bundle["operations"][index]["body"]
    assert body is not None
    return body["media"][name]


def got(
    bundle: Bundle, index: int = 0, status: str = "200", name: str = "application/json"
) -> Media:
    """Return what an operation answers."""
    return bundle["operations"][index]["responses"][status]["media"][name]


def member(schema: object, name: str) -> Mapping[str, Any]:
    """Return the schema of a member."""
    assert isinstance(schema, dict)
    found: Mapping[str, Any] = schema["properties"][name]
    return found


def api(schema: str, schemas: str, version: str = "3.1.0") -> str:
    """Return a contract with one operation that takes and answers a schema."""
    return f"""\
openapi: {version}
info: {{title: T, version: "1"}}
paths:
  /things:
    put:
      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}
      responses:
        "200":
          description: Same.
          content: {{application/json: {{schema: {schema}}}}}
components:
  schemas:
{schemas}"""
