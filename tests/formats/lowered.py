"""OpenAPI contracts written inside tests, lowered; and everything that a contract holds."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from planner.compatibility.schemas import Node, Space
from planner.formats.document import locate, parse_single
from planner.formats.lowering.openapi import lower_openapi
from planner.model.errors import InputError
from planner.model.http import HttpContract, HttpOperation, Media, Parameter
from planner.model.json_schema import LIST_KEYWORDS, MAP_KEYWORDS, SCHEMA_KEYWORDS

FOLDER = "contracts/shop/order-api/1.0.0"
HEADS: Mapping[str, Mapping[str, Any]] = {
    "2.0": {"swagger": "2.0"},
    "3.0": {"openapi": "3.0.3"},
    "3.1": {"openapi": "3.1.0"},
    "3.2": {"openapi": "3.2.0"},
}


def lowered(main: str, **others: str) -> HttpContract:
    """Lower a contract from YAML text; keywords name other files, `parts_yaml` say."""
    return lower_openapi({f: parse_single(t, f) for f, t in texts(main, others).items()}, FOLDER)


def texts(main: str, others: Mapping[str, str]) -> dict[str, str]:
    """Return path -> text."""
    named = {name.replace("__", "/").replace("_yaml", ".yaml"): t for name, t in others.items()}
    return {f"{FOLDER}/{name}": t for name, t in {"openapi.yaml": main, **named}.items()}


def refused(main: str, **others: str) -> list[str]:
    """Return what keeps a contract from being lowered, as `file:line:column message`."""
    try:
        list(all_schemas(lowered(main, **others)))
    except InputError as error:
        lines = []
        for problem in error.problems:
            assert problem.place
            position = locate(texts(main, others)[problem.place.file], problem.place)
            name = problem.place.file.removeprefix(f"{FOLDER}/")
            lines.append(f"{name}:{position.line}:{position.column} {problem.message}")
        return lines
    raise AssertionError("the contract was lowered")


def document(version: str, **parts: Any) -> dict[str, Any]:
    """Return a document of a version with parts at its top."""
    return {**HEADS[version], "info": {"title": "t", "version": "1"}, "paths": {}, **parts}


def lowered_document(raw: Mapping[str, Any], **others: Any) -> HttpContract:
    """Lower a contract from plain values."""
    files = {f"{FOLDER}/{n.replace('_json', '.json')}": other for n, other in others.items()}
    return lower_openapi({f"{FOLDER}/openapi.json": raw, **files}, FOLDER)


def operation(contract: HttpContract, label: str = "") -> HttpOperation:
    """Return the operation with a label; without one, the only one."""
    found = [item for item in contract.operations if label in {"", item.label}]
    assert len(found) == 1, [item.label for item in contract.operations]
    return found[0]


def schema(version: str, raw: Any, *, side: str = "request", **parts: Any) -> Node:
    """Return a raw schema as one side of a document of a version sees it."""
    where = "definitions" if version == "2.0" else "components"
    named = parts.pop("named", {})
    schemas = {"It": raw, **named}
    kept = {where: schemas if version == "2.0" else {"schemas": schemas}}
    contract = lowered_document(document(version, **kept, **parts))
    space = contract.request_side if side == "request" else contract.response_side
    found: Node = space.target(f"#/{where}/{'' if version == '2.0' else 'schemas/'}It").node
    return found


def inlined(space: Space, node: Node) -> Node:
    """Return a schema that is not recursive with its references carried out."""
    if isinstance(node, bool):
        return node
    if set(node) == {"$ref"}:
        return inlined(space, space.target(node["$ref"]).node)
    kept: dict[str, Any] = dict(node)
    for keyword, value in node.items():
        if keyword in SCHEMA_KEYWORDS:
            kept[keyword] = inlined(space, value)
        elif keyword in LIST_KEYWORDS:
            kept[keyword] = [inlined(space, item) for item in value]
        elif keyword in MAP_KEYWORDS:
            kept[keyword] = {name: inlined(space, item) for name, item in value.items()}
    return kept


# ---------------------------------------------------------------------- everything


def all_schemas(contract: HttpContract) -> Iterator[tuple[Space, Node]]:
    """Yield every schema of a contract on the side where it is met, once; reads all of it."""
    sides = (contract.request_side, contract.response_side)
    seen: set[int] = set()
    for each in contract.operations:
        for space, node in _of_operation(each, *sides):
            yield from _with_all_below(space, node, seen)
    for each in contract.webhooks.values():
        for space, node in _of_operation(each, *reversed(sides)):
            yield from _with_all_below(space, node, seen)


def _of_operation(
    item: HttpOperation, sent: Space, received: Space
) -> Iterator[tuple[Space, Node]]:
    for parameter in item.parameters:
        yield from ((sent, node) for node in _of_parameter(parameter))
    if item.body:
        yield from ((sent, node) for node in _of_media(item.body.media.values()))
    for response in item.responses.values():
        nodes = [header.schema for header in response.headers.values() if header.schema is not None]
        yield from ((received, node) for node in chain(nodes, _of_media(response.media.values())))
        assert all(link.name for link in response.links.values())
    for callback in item.callbacks.values():
        yield from _of_operation(callback, received, sent)


def _of_parameter(parameter: Parameter) -> Iterator[Node]:
    if parameter.schema is not None:
        yield parameter.schema
    yield from _of_media(parameter.media.values())


def _of_media(media: Iterable[Media]) -> Iterator[Node]:
    return (item.schema for item in media if item.schema is not None)


def _with_all_below(space: Space, top: Node, seen: set[int]) -> Iterator[tuple[Space, Node]]:
    todo = [top]
    while todo:
        node = todo.pop()
        if isinstance(node, bool) or id(node) in seen:
            continue
        seen.add(id(node))
        yield space, node
        if "$ref" in node:
            todo.append(space.target(node["$ref"]).node)
        for keyword, value in node.items():
            if keyword in SCHEMA_KEYWORDS:
                todo.append(value)
            elif keyword in LIST_KEYWORDS:
                todo.extend(value)
            elif keyword in MAP_KEYWORDS:
                todo.extend(value.values())
