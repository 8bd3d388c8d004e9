# ruff: noqa: E501  a list of words reads best in few lines
"""Whatever stands in a document, lowering it and reading all of it answers or raises InputError."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from planner.formats.document import locate
from planner.formats.lowering.openapi import lower_openapi
from planner.model.errors import InputError
from tests.depth import trials
from tests.formats.lowered import HEADS, all_schemas

_KEYS = (
    "get", "post", "query", "parameters", "requestBody", "responses", "200", "default", "content", "a/b",
    "schema", "headers", "links", "callbacks", "servers", "security", "in", "name", "url", "type", "required",
    "properties", "items", "allOf", "anyOf", "oneOf", "not", "if", "nullable", "x-nullable", "readOnly", "writeOnly",
    "exclusiveMinimum", "minimum", "enum", "dependencies", "additionalItems", "discriminator", "mapping",
    "propertyName", "$ref", "$dynamicRef", "$id", "$schema", "$anchor", "additionalOperations", "itemSchema",
    "encoding", "variables", "consumes", "schemes", "collectionFormat", "examples", "x-a", "A", "",
)  # fmt: skip
_TEXTS = (
    "#", "#/", "#/paths/~1a", "#/components/schemas/A", "#/definitions/A", "x.yaml", "../x", "http://x", "#a", "%zz",
    "//[", "path", "query", "header", "body", "formData", "cookie", "object", "array", "file", "multi", "q", "",
    "http://json-schema.org/draft-07/schema#",
)  # fmt: skip
Names = st.sampled_from(_KEYS) | st.text(max_size=3)
Leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from((*_TEXTS, *_KEYS))
    | st.text(max_size=4)
)
Values = st.recursive(
    Leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(Names, inner, max_size=5),
    max_leaves=25,
)
Items = st.dictionaries(st.sampled_from(("get", "post", "parameters", "$ref")), Values, max_size=3)
Schemas = st.dictionaries(Names, Values, max_size=5)
_CHECK = Draft202012Validator(Draft202012Validator.META_SCHEMA)
_SETTINGS = settings(
    deadline=None, max_examples=trials(60), suppress_health_check=list(HealthCheck)
)


def read_all(files: dict[str, Any]) -> None:
    try:
        contract = lower_openapi(files, "c")
        for _, node in all_schemas(contract):
            assert _CHECK.is_valid(node), node
        assert contract.unchanged_operations(contract) <= {
            *(item.label for item in contract.operations),
            *contract.webhooks,
        }
    except InputError as error:
        check(error, files)


def check(error: InputError, files: dict[str, Any]) -> None:
    assert error.problems
    for problem in error.problems:
        assert problem.message
        assert problem.place
        assert problem.place.file in files
        locate("{}", problem.place)


@_SETTINGS
@given(st.sampled_from(sorted(HEADS)), Values, Values, Values)
def test_any_document(version: str, paths: Any, components: Any, other: Any) -> None:
    document = {**HEADS[version], "paths": paths, "components": components, "servers": other}
    read_all({"c/openapi.yaml": document, "c/x.yaml": other})


@_SETTINGS
@given(st.sampled_from(sorted(HEADS)), Items, Schemas)
def test_any_path_item(version: str, item: Any, schema: Any) -> None:
    named = {"components": {"schemas": {"A": schema}}, "definitions": {"A": schema}}
    read_all({"c/openapi.json": {**HEADS[version], "paths": {"/a": item}, **named}})


@_SETTINGS
@given(st.sampled_from(sorted(HEADS)), Schemas, Schemas, st.sampled_from(["query", "body"]))
def test_any_schema(version: str, schema: Any, other: Any, location: str) -> None:
    parameter = {"in": location if version == "2.0" else "query", "name": "q", "schema": schema}
    operation = {"parameters": [parameter], "responses": {"200": {"schema": schema}}}
    named = {"components": {"schemas": {"A": other}}, "definitions": {"A": other}}
    read_all({"c/openapi.json": {**HEADS[version], "paths": {"/a": {"get": operation}}, **named}})


@pytest.mark.parametrize("document", [None, 3, "text", [], {}, {"openapi": None}])
def test_any_top(document: Any) -> None:
    read_all({"c/openapi.yaml": document})
