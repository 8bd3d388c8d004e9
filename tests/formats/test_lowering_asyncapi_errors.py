"""AsyncAPI documents that can't be read: every mistake has a place and something to do."""

from typing import Any

import pytest
import ryaml

from planner.formats.lowering.asyncapi import lower_asyncapi
from planner.model.errors import InputError
from planner.model.problem import Problem

_INFO = {"title": "t", "version": "1"}
_OPERATION = "operations: {x: {action: send, channel: {$ref: '#/channels/orders'}%s}}"


def problem_of(text: str, version: Any = "3.0.0", files: dict[str, Any] | None = None) -> Problem:
    """Return what is wrong with a document, which must be one thing; its schemas are read."""
    document = {"asyncapi": version, "info": _INFO, **ryaml.loads(text)}
    with pytest.raises(InputError) as raised:
        _read({"api/asyncapi.yaml": document, **(files or {})})
    (problem,) = raised.value.problems
    return problem


def _read(files: dict[str, Any]) -> None:
    """Lower a contract and read the schemas of its messages."""
    contract = lower_asyncapi(files, "api")
    for operation in contract.operations.values():
        for message in operation.messages.values():
            if message.payload and message.payload.schema is not None:
                contract.space.schema(message.payload.schema).followed()


def of_channel(channel: str, operation: str = "") -> str:
    return f"{{channels: {{orders: {{address: o, {channel}}}}}, {_OPERATION % operation}}}"


_AT_O = "channel: {$ref: '#/channels/o'}"
_CASES = [
    ("{channels: []}", ("channels",), "`channels` must be a mapping"),
    ("{channels: {orders: 5}}", ("channels", "orders"), "`orders` must be a mapping, got `5`"),
    ("{channels: {}, operations: {x: {action: send}}}", ("operations", "x", "channel"), "missing"),
    (
        "{channels: {}, operations: {x: {action: shout, channel: {$ref: '#/channels/o'}}}}",
        ("operations", "x", "channel", "$ref"),
        "leads nowhere: `#/channels/o`",
    ),
    (
        f"{{channels: {{o: {{address: o}}}}, operations: {{x: {{action: shout, {_AT_O}}}}}}}",
        ("operations", "x", "action"),
        "`action` must be `send` or `receive`, got `shout`",
    ),
    (
        "{channels: {o: {address: o}}, operations: {x: {action: send, channel: '#/channels/o'}}}",
        ("operations", "x", "channel"),
        "`channel` must be a mapping",
    ),
    (
        of_channel("messages: {M: {$ref: '#/components/messages/N'}}"),
        ("channels", "orders", "messages", "M", "$ref"),
        "leads nowhere",
    ),
    (
        of_channel("messages: {M: {traits: [5]}}"),
        ("channels", "orders", "messages", "M", "traits", 0),
        "`0` must be a mapping",
    ),
    (
        of_channel("messages: {M: {traits: {a: 1}}}"),
        ("channels", "orders", "messages", "M", "traits"),
        "`traits` must be a list",
    ),
    (
        of_channel("messages: {M: {payload: 7}}"),
        ("channels", "orders", "messages", "M", "payload"),
        "`payload` must be a schema",
    ),
    (
        of_channel("messages: {M: {bindings: [kafka]}}"),
        ("channels", "orders", "messages", "M", "bindings"),
        "`bindings` must be a mapping",
    ),
    (
        "{channels: {orders: {address: o, messages: {M: {}}}}, components: {messages: {M: {}}}, "
        + _OPERATION % ", messages: [{$ref: '#/components/messages/M'}]"
        + "}",
        ("operations", "x", "messages", 0, "$ref"),
        "is not a message of the operation's channel",
    ),
    (
        of_channel("messages: {M: {payload: {$ref: 'http://a.example/x.json'}}}"),
        ("channels", "orders", "messages", "M", "payload", "$ref"),
        "leads out of the repository",
    ),
    (
        of_channel("messages: {M: {payload: {$ref: '../secret.json'}}}"),
        ("channels", "orders", "messages", "M", "payload", "$ref"),
        "leads out of the contract's folder",
    ),
    (
        of_channel("messages: {M: {payload: {$ref: 'gone.json'}}}"),
        ("channels", "orders", "messages", "M", "payload", "$ref"),
        "names a file that is not there",
    ),
    (
        "{servers: {main: {host: a.example}}, channels: {}}",
        ("servers", "main", "protocol"),
        "`protocol` is missing",
    ),
]


@pytest.mark.parametrize(("text", "path", "message"), _CASES)
def test_a_mistake_has_its_place(text: str, path: tuple[str | int, ...], message: str) -> None:
    problem = problem_of(text)
    assert problem.place is not None
    assert problem.place.path == path
    assert problem.place.file == "api/asyncapi.yaml"
    assert message in problem.message
    assert problem.hint


@pytest.mark.parametrize("version", ["1.2.0", "2.7.0", "4.0.0", 3.0, "three", None])
def test_an_unknown_version(version: Any) -> None:
    problem = problem_of("{channels: {}}", version)
    assert problem.code == "asyncapi-version"
    assert problem.place
    assert problem.place.path == ("asyncapi",)


@pytest.mark.parametrize("version", ["2.6.0", "3.0.0"])
def test_references_in_a_circle(version: str) -> None:
    document = {
        "asyncapi": version,
        "info": _INFO,
        "channels": {},
        "components": {
            "messages": {
                "A": {"$ref": "#/components/messages/B"},
                "B": {"$ref": "#/components/messages/A"},
            }
        },
    }
    with pytest.raises(InputError) as raised:
        lower_asyncapi({"asyncapi.yaml": document}, "")
    assert {problem.code for problem in raised.value.problems} == {"reference-circle"}
    assert all(problem.place for problem in raised.value.problems)


def test_a_schema_that_refers_to_itself_is_no_mistake() -> None:
    document = {
        "asyncapi": "3.0.0",
        "info": _INFO,
        "channels": {
            "o": {
                "address": "o",
                "messages": {"M": {"payload": {"$ref": "#/components/schemas/Tree"}}},
                "bindings": {"x": {"$ref": "#/components/schemas/Tree"}},
            }
        },
        "operations": {"x": {"action": "send", "channel": {"$ref": "#/channels/o"}}},
        "components": {
            "schemas": {
                "Tree": {
                    "type": "object",
                    "properties": {"child": {"$ref": "#/components/schemas/Tree"}},
                }
            }
        },
    }
    contract = lower_asyncapi({"asyncapi.yaml": document}, "")
    assert list(contract.operations) == ["x"]


def test_references_that_multiply_are_followed_within_reason() -> None:
    def twice(number: int) -> dict[str, Any]:
        reference = {"$ref": f"#/components/x/{number}"}
        return {"a": reference, "b": reference}

    document = {
        "asyncapi": "3.0.0",
        "info": _INFO,
        "channels": {"o": {"address": "o", "bindings": {"x": {"$ref": "#/components/x/0"}}}},
        "components": {"x": {**{str(n): twice(n + 1) for n in range(40)}, "40": {"c": 1}}},
    }
    contract = lower_asyncapi({"asyncapi.yaml": document}, "")
    assert set(contract.channels["o"].bindings["x"]) == {"a", "b"}


def test_no_asyncapi_document() -> None:
    with pytest.raises(InputError) as raised:
        lower_asyncapi({"api/x.yaml": {"openapi": "3.0.0"}}, "api")
    (problem,) = raised.value.problems
    assert problem.message == "no file in `api` is an AsyncAPI document"
    assert "asyncapi:" in problem.hint
