"""A bundle cut down to what a consumer uses: a large contract costs no more than that part of it.

Generated models of five operations of a description with a thousand take a twentieth of the time
to make, and of the time to import.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from planner.model.bundle import Bundle, Message, Operation

_DEFINITIONS = "#/$defs/"
_DATA = frozenset({"const", "default", "enum", "example", "examples"})
"""Keywords whose value is data: a `$ref` in it refers to nothing."""
_NAME_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})
"""Keywords below which every key is a name that the author chose."""


def pruned(
    bundle: Bundle, operations: Collection[str] | None, messages: Collection[str] | None
) -> Bundle:
    """Return a bundle with some operations and messages only, and the schemas that they need.

    Security schemes that no operation asks for any more go too. The rest is shared with the whole
    bundle, not copied.

    Args:
        bundle: the whole contract.
        operations: ids of those to keep; None: all. Ids that the contract lacks mean nothing.
        messages: names of those to keep, on whatever channel; None: all.
    """
    kept = [item for item in bundle["operations"] if operations is None or item["id"] in operations]
    sent = [item for item in bundle["messages"] if messages is None or item["name"] in messages]
    needed = needed_schemas(bundle, kept, sent)
    asked = {name for item in kept for choice in item["security"] for name in choice}
    result = bundle.copy()
    result["operations"] = kept
    result["messages"] = sent
    result["schemas"] = {name: bundle["schemas"][name] for name in sorted(needed)}
    result["schemes"] = {name: how for name, how in bundle["schemes"].items() if name in asked}
    return result


def needed_schemas(
    bundle: Bundle, operations: Iterable[Operation], messages: Iterable[Message]
) -> set[str]:
    """Return the names of the schemas that operations and messages lead to, however far."""
    waiting = [
        *(schema for operation in operations for schema in _of_operation(operation)),
        *(schema for message in messages for schema in (message["payload"], message["headers"])),
    ]
    found: set[str] = set()
    while waiting:
        for name in references_in(waiting.pop()):
            if name not in found and name in bundle["schemas"]:
                found.add(name)
                waiting.append(bundle["schemas"][name])
    return found


def references_in(schema: object) -> Iterator[str]:
    """Yield the names of the schemas that a schema refers to, tags of discriminators included."""
    waiting: list[tuple[Any, bool]] = [(schema, False)]
    while waiting:
        node, are_names = waiting.pop()
        if isinstance(node, list):
            waiting += [(item, False) for item in node]
        elif isinstance(node, dict) and are_names:
            waiting += [(item, False) for item in node.values()]
        elif isinstance(node, dict):
            yield from _own_references(node)
            waiting += [
                (value, key in _NAME_MAPS)
                for key, value in node.items()
                if isinstance(value, dict | list) and key not in _DATA
            ]


def _own_references(node: dict[str, Any]) -> Iterator[str]:
    candidates = [node.get("$ref")]
    discriminator = node.get("discriminator")
    if isinstance(discriminator, dict):
        mapping = discriminator.get("mapping")
        candidates += mapping.values() if isinstance(mapping, dict) else ()
        candidates.append(discriminator.get("defaultMapping"))
    for reference in candidates:
        if isinstance(reference, str) and reference.startswith(_DEFINITIONS):
            yield reference.removeprefix(_DEFINITIONS)


def _of_operation(operation: Operation) -> Iterator[Any]:
    yield from (parameter["schema"] for parameter in operation["parameters"])
    if operation["body"] is not None:
        yield from (media["schema"] for media in operation["body"]["media"].values())
    for response in operation["responses"].values():
        yield from (header["schema"] for header in response["headers"].values())
        yield from (media["schema"] for media in response["media"].values())
