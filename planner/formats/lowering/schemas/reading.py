"""Steps from one raw node of a document to another, and errors that say where."""

from collections.abc import Iterator
from typing import Any

from planner.formats._tree import Target, shortened
from planner.model.errors import InputError

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def child(target: Target, *steps: str | int) -> Target:
    """Return a node below a mapping or list; its content is None if it is not there."""
    node = target.node
    for step in steps:
        node = _content(node, step)
    return Target(target.file, (*target.path, *steps), node)


def _content(node: Any, step: str | int) -> Any:  # noqa: ANN401  raw document
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def mapping(target: Target) -> dict[str, Any]:
    """Return a mapping; what is left out is empty.

    Raises:
        InputError: it is something else.
    """
    if target.node is None:
        return {}
    if isinstance(target.node, dict):
        return target.node
    raise unexpected(target, "a mapping", "write keys and values below it")


def entries(target: Target) -> Iterator[tuple[str, Target]]:
    """Yield what stands below a mapping, extensions left out.

    Raises:
        InputError: it is no mapping.
    """
    yield from ((key, below) for key, below in named(target) if not key.startswith("x-"))


def named(target: Target) -> Iterator[tuple[str, Target]]:
    """Yield what stands below a mapping whose keys are free names, such as those of headers.

    Raises:
        InputError: it is no mapping.
    """
    for key, node in mapping(target).items():
        yield key, Target(target.file, (*target.path, key), node)


def items(target: Target) -> list[Target]:
    """Return the items of a list; one that is left out has none.

    Raises:
        InputError: it is something else.
    """
    if target.node is None:
        return []
    if isinstance(target.node, list):
        return [
            Target(target.file, (*target.path, index), node)
            for index, node in enumerate(target.node)
        ]
    raise unexpected(target, "a list", "write its items below it, each after a `-`")


def texts(target: Target) -> list[str]:
    """Return the texts of a list; anything else in it is left out.

    Raises:
        InputError: it is no list.
    """
    return [item.node for item in items(target) if isinstance(item.node, str)]


def text(target: Target) -> str:
    """Return a text that must be there.

    Raises:
        InputError: it is left out or something else.
    """
    if isinstance(target.node, str):
        return target.node
    if isinstance(target.node, int | float) and not isinstance(target.node, bool):
        return str(target.node)  # YAML reads a name such as `404` as a number
    raise unexpected(target, "text", "write a text")


def extensions(node: dict[str, Any]) -> dict[str, Any]:
    """Return the `x-` keys of a mapping."""
    return {key: value for key, value in node.items() if key.startswith("x-")}


def unexpected(target: Target, what: str, hint: str) -> InputError:
    """Return the error that something else stands where `what` is expected."""
    name = shortened(target.path[-1]) if target.path else target.file
    if target.node is None:
        message = f"`{name}` is missing"
    else:
        message = f"`{name}` must be {what}, got `{shortened(target.node)}`"
    return InputError.single("contract", message, place=target.place, hint=hint)
