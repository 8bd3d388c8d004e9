# ruff: noqa: E501  a row of a table reads best on one line
"""Whatever stands in a document, reading and checking it answers or raises InputError."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.formats.contract_format import ContractFormat, contract_formats
from planner.model.errors import InputError
from planner.model.problem import Problem
from tests.depth import trials

FOLDER = "c"
HEADS: dict[str, dict[str, Any]] = {
    "openapi": {"openapi": "3.0.0", "info": {"title": "t", "version": "1"}},
    "openapi31": {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}},
    "swagger": {"swagger": "2.0", "info": {"title": "t", "version": "1"}},
    "asyncapi2": {"asyncapi": "2.6.0", "info": {"title": "t", "version": "1"}},
    "asyncapi3": {"asyncapi": "3.0.0", "info": {"title": "t", "version": "1"}},
    "schema": {"$schema": "https://json-schema.org/draft/2020-12/schema"},
    "record": {"type": "record", "name": "A", "fields": []},
}
_WORDS = (
    "paths", "/a", "/a/{id}", "get", "post", "parameters", "responses", "200", "default", "$ref",
    "components", "schemas", "properties", "items", "allOf", "type", "channels", "messages",
    "publish", "message", "oneOf", "operations", "channel", "reply", "action", "payload", "name",
    "fields", "symbols", "items", "$id", "$anchor", "webhooks", "operationId", "in", "schema",
    "required", "content", "tags", "servers", "url", "definitions", "enum", "callbacks", "info",
)  # fmt: skip
_TEXTS = (
    "#", "#/", "#/paths", "#/paths/~1a", "#/components/schemas/A", "x.yaml", "../x", "http://x",
    "#a", "path", "query", "object", "string", "record", "array", "A", "a.b", "", "receive", "%zz", "//[",
)  # fmt: skip
Keys = (
    st.sampled_from(_WORDS) | st.text(max_size=3) | st.integers(-1, 500) | st.booleans() | st.none()
)
Leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from((*_TEXTS, *_WORDS))
    | st.text(max_size=4)
)
Documents = st.recursive(
    Leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(Keys, inner, max_size=5),
    max_leaves=25,
)
Bodies = st.dictionaries(Keys, Documents, max_size=5)
_SNIPPETS = ("service S {", "rpc A(B)", "returns", "(C)", "}", "message M {", ";", "/*", '"')
Sources = st.lists(st.sampled_from(_SNIPPETS)).map(" ".join)


def answer(contract_format: ContractFormat, files: dict[str, Any]) -> None:
    for problem in contract_format.validate(files, FOLDER):
        assert isinstance(problem, Problem)
        assert problem.message
        assert problem.place
        assert problem.place.file in files
    try:
        content = contract_format.read(files, FOLDER)
    except InputError as error:
        assert error.problems  # noqa: PT017  an error is one of the two right answers
    else:
        names = [item.name for item in content.operations]
        assert names == sorted(set(names))


@pytest.mark.parametrize("head", HEADS)
@settings(max_examples=trials(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=Bodies, other=Documents)
def test_any_document(head: str, body: dict[Any, Any], other: object) -> None:
    files: dict[str, Any] = {"c/main.json": {**body, **HEADS[head]}, "c/x.yaml": other}
    for contract_format in contract_formats():
        if contract_format.recognises("c/main.json", files["c/main.json"]):
            answer(contract_format, files)


@settings(max_examples=trials(40), deadline=None)
@given(text=st.text(max_size=60) | Sources)
def test_any_protobuf_is_read(text: str) -> None:
    protobuf = next(item for item in contract_formats() if item.kind == "protobuf")
    protobuf.read({"c/a.proto": text}, FOLDER)
