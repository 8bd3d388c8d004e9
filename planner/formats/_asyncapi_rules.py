"""The rules of AsyncAPI: its own JSON Schema, references, and what no schema can say."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files as resources
from typing import Any

from planner.formats._references import References
from planner.formats._schema_errors import SchemaCheck
from planner.formats._tree import Target, shortened
from planner.model.problem import Problem
from planner.model.source import Place

_SCHEMAS = {"2": "2.6.0.json", "3": "3.1.0.json"}
"""Each covers the earlier minor versions too: they only ever added."""


def check(references: References, mains: Sequence[str]) -> Iterator[Problem]:
    """Yield what is wrong with a contract.

    Args:
        references: all files of the contract.
        mains: the AsyncAPI documents among them, of known versions.
    """
    for file in mains:
        document = references.documents[file]
        yield from _structure_check(document["asyncapi"][0]).problems(document, Place(file))
    for file in references.documents:
        yield from references.problems(file)
    for file in mains:
        yield from _repeated_ids(references.top(file))
        yield from _foreign_messages(references, file)


@cache
def _structure_check(major: str) -> SchemaCheck:
    folder = resources("planner.formats").joinpath("_asyncapi_schemas")
    schema = json.loads(folder.joinpath(_SCHEMAS[major]).read_text(encoding="utf-8"))
    return SchemaCheck(schema, "asyncapi")


def _repeated_ids(top: Target) -> Iterator[Problem]:
    """AsyncAPI 2: an `operationId` names one operation of the whole document."""
    seen: set[str] = set()
    for key, channel in _items(top.node.get("channels")):
        for direction in ("publish", "subscribe"):
            operation = channel.get(direction) if isinstance(channel, dict) else None
            own = operation.get("operationId") if isinstance(operation, dict) else None
            if isinstance(own, str) and own in seen:
                place = top.place.at("channels", key, direction, "operationId")
                message = f"operation id `{shortened(own)}` is used more than once"
                hint = "give each operation an id of its own"
                yield Problem("duplicate-operation", message, place, hint)
            if isinstance(own, str):
                seen.add(own)


def _foreign_messages(references: References, file: str) -> Iterator[Problem]:
    """AsyncAPI 3: an operation names messages of its own channel, nothing else."""
    top = references.top(file)
    for key, operation in _items(top.node.get("operations")):
        target = Target(file, ("operations", key), operation)
        yield from _foreign_in(references, target)
        if isinstance(operation, dict) and isinstance(operation.get("reply"), dict):
            reply = Target(file, (*target.path, "reply"), operation["reply"])
            yield from _foreign_in(references, reply)


def _foreign_in(references: References, operation: Target) -> Iterator[Problem]:
    channel = references.step(operation, "channel")
    settled = references.settle(channel) if channel else None
    listed = operation.node.get("messages") if isinstance(operation.node, dict) else None
    if not isinstance(settled, Target) or not isinstance(listed, list):
        return
    for index, item in enumerate(listed):
        reference = item.get("$ref") if isinstance(item, dict) else None
        place = operation.place.at("messages", index, "$ref")
        found = references.follow(place, reference) if isinstance(reference, str) else None
        expected = (*settled.path, "messages")
        if isinstance(found, Target) and (
            found.file != settled.file or found.path[: len(expected)] != expected
        ):
            yield Problem(
                "foreign-message",
                f"`{shortened(reference)}` is not a message of the operation's channel",
                place,
                f"refer to `#/{'/'.join(map(str, expected))}/…`",
            )


def _items(node: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  raw
    return list(node.items()) if isinstance(node, dict) else []
