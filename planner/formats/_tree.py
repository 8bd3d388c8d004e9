"""Raw documents: the walk over their nodes, and values as text for a message."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from planner.model.source import DocumentPath, Place

LITERALS = frozenset({"const", "default", "enum", "example", "value", "payloadExample"})
"""Keys whose value is data: a `$ref` in it refers to nothing."""
NAME_MAPS = frozenset(
    {
        "properties",
        "patternProperties",
        "definitions",
        "$defs",
        "dependentSchemas",
        "schemas",
        "responses",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "securitySchemes",
        "securityDefinitions",
        "links",
        "callbacks",
        "pathItems",
        "paths",
        "webhooks",
        "messages",
        "channels",
        "operations",
        "servers",
        "serverVariables",
        "variables",
        "replies",
        "tags",
        "correlationIds",
        "operationTraits",
        "messageTraits",
        "replyAddresses",
        "externalDocs",
        "mediaTypes",
        "serverBindings",
        "channelBindings",
        "operationBindings",
        "messageBindings",
        "content",
        "encoding",
    }
)
"""Keys below which every key is a name that the author chose, `default` for a response, say."""


class Target(NamedTuple):
    """What a reference leads to. A tuple, because reading names makes many of them."""

    file: str
    path: DocumentPath
    node: Any

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, self.path)


def child_of(node: Any, step: str | int) -> tuple[str | int, Any] | None:  # noqa: ANN401  raw
    if isinstance(node, dict):
        key = str(step)
        return (key, node[key]) if key in node else None
    if isinstance(node, list) and str(step).isascii() and str(step).isdigit():
        index = int(step) if len(str(step)) < 10 else len(node)  # noqa: PLR2004  no list is longer
        return (index, node[index]) if index < len(node) else None
    return None


def walk(top: Target) -> Iterator[Target]:
    """Yield each mapping below a node in document order; data such as examples is left out."""
    stack: list[tuple[Target, bool]] = [(top, False)]
    while stack:
        target, are_names = stack.pop()
        if isinstance(target.node, dict):
            if not are_names:
                yield target
            children = _parts(target.node, are_names=are_names)
        elif isinstance(target.node, list):
            children = [(index, item, False) for index, item in enumerate(target.node)]
        else:
            continue
        stack.extend(
            (Target(target.file, (*target.path, step), child), names)
            for step, child, names in reversed(children)
            if isinstance(child, dict | list)
        )


def _parts(node: dict[str, Any], *, are_names: bool) -> list[tuple[str | int, Any, bool]]:
    if are_names:
        return [(key, value, False) for key, value in node.items()]
    return [
        (key, value, key in NAME_MAPS and isinstance(value, dict))
        for key, value in node.items()
        if key not in LITERALS
        and not key.startswith("x-")
        and not (key == "examples" and isinstance(value, list))
    ]


def with_text_keys(node: Any) -> Any:  # noqa: ANN401  raw document
    """Return a document whose keys are all text: YAML reads a response's `200` as a number.

    Most documents are so already; they are returned as they are.
    """
    return node if _has_text_keys(node) else _copy_with_text_keys(node)


def _has_text_keys(node: object) -> bool:
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if type(item) is dict:
            for key, value in item.items():
                if type(key) is not str:
                    return False
                if type(value) is dict or type(value) is list:
                    waiting.append(value)
        elif type(item) is list:
            waiting += item
    return True


def _copy_with_text_keys(node: Any) -> Any:  # noqa: ANN401  raw document
    if isinstance(node, dict):
        return {_as_key(key): _copy_with_text_keys(value) for key, value in node.items()}
    return [_copy_with_text_keys(item) for item in node] if isinstance(node, list) else node


def _as_key(key: object) -> str:
    if isinstance(key, str):
        return key
    return (
        {True: "true", False: "false", None: "null"}.get(key, str(key))
        if (key is None or isinstance(key, bool))
        else str(key)
    )


def shortened(text: object, most: int = 80) -> str:
    """Return a value as text that fits into a message; what is not text as JSON."""
    shown = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False, default=str)
    line = " ".join(shown.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
