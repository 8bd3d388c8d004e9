"""Contracts written to hurt are answered in bounded time."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from planner.formats.contract_format import format_of

SECONDS = 5
"""Each takes a fraction of it; unbounded, it would take minutes or never end."""


def openapi(version: str, **schemas: Any) -> dict[str, Any]:
    info = {"title": "t", "version": "1"}
    return {"openapi": version, "info": info, "paths": {}, "components": {"schemas": schemas}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def doubling(version: str) -> dict[str, Any]:
    """Return schemas of which each holds the next one twice: 2^30 ways to the last."""
    schemas = {f"S{n}": {"allOf": [ref(f"S{n + 1}")] * 2} for n in range(30)}
    return openapi(
        version, **schemas, S30={"type": "object"}, Start={"allOf": [ref("S0")], "default": {}}
    )


def circle(version: str) -> dict[str, Any]:
    return openapi(version, A={"allOf": [ref("B")], "default": {}}, B={"allOf": [ref("A")]})


def slow_pattern(version: str) -> dict[str, Any]:
    return openapi(version, A={"type": "string", "pattern": "^(a+)+$", "default": "a" * 60 + "!"})


def long_chain(version: str) -> dict[str, Any]:
    return openapi(version, **{f"S{n}": ref(f"S{n + 1}") for n in range(500)}, S500={})


def deep(version: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(60):
        schema = {"properties": {"a": schema}}
    return openapi(version, A=schema)


@pytest.mark.parametrize("version", ["3.0.0", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("make", [doubling, circle, slow_pattern, long_chain, deep])
def test_openapi(make: Callable[[str], dict[str, Any]], version: str) -> None:
    codes = answer_in_time({"c/openapi.json": make(version)})
    assert codes == ({"reference-chain", "more-problems"} if make is long_chain else set())


def test_asyncapi_with_messages_inside_messages() -> None:
    message = {"oneOf": [{"$ref": "#/components/messages/M"}] * 500}
    document = {
        "asyncapi": "2.6.0",
        "info": {"title": "t", "version": "1"},
        "channels": {"c": {"publish": {"message": message}}},
        "components": {"messages": {"M": message}},
    }
    answer_in_time({"c/asyncapi.json": document})


def test_protobuf_with_thousands_of_messages() -> None:
    messages = "".join(f"message M{n} {{ M{n * 7 % 5000} m = 1; }}\n" for n in range(5000))
    assert answer_in_time({"c/a.proto": f'syntax = "proto3";\n{messages}'}) == set()


def answer_in_time(files: dict[str, Any]) -> set[str]:
    start = time.perf_counter()
    contract_format = format_of(files, "c")
    contract_format.read(files, "c")
    problems = contract_format.validate(files, "c")
    assert time.perf_counter() - start < SECONDS
    return {problem.code for problem in problems}
