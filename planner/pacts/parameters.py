"""Texts of paths, queries, headers and cookies -> the values that a contract speaks of.

Source: OpenAPI 3.1.1, "Style Values" and "Style Examples"; RFC 6570, section 3.2.
"""

import re
from collections.abc import Iterable, Sequence
from json import loads
from typing import Any
from urllib.parse import unquote

from planner.model.bundle import Parameter, Schema
from planner.pacts.schemas import Schemas, Spot

_NUMBER = re.compile(r"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$")
_OPENING = {"{": "object", "[": "array"}
_MOST_DIGITS = 300
_DEEPEST = 20
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|", "tsv": "\t"}


class Unreadable(Exception):  # noqa: N818  a result, not a failure
    """A text can't be taken apart as its parameter says."""


def value_of(text: str, schema: Schema | None, schemas: Schemas) -> Any:  # noqa: ANN401  a JSON value
    """Return a text as the value of a type that its schema allows; else the text itself."""
    kinds = schemas.kinds(schema)
    if kinds & {"integer", "number"} and len(text) < _MOST_DIGITS and _NUMBER.match(text):
        number = float(text)
        is_whole = number.is_integer() and "e" not in text.lower() and "." not in text
        if "string" not in kinds:
            return int(text) if is_whole else number
    if "boolean" in kinds and "string" not in kinds and text in {"true", "false"}:
        return text == "true"
    if "null" in kinds and "string" not in kinds and text in {"", "null"}:
        return None
    if text[:1] in _OPENING and _OPENING[text[0]] in kinds and "string" not in kinds:
        return _json_of(text)
    return text


def _json_of(text: str) -> Any:  # noqa: ANN401  a JSON value
    """Return a text as JSON: the default for objects in forms; OpenAPI 3.1.1, "Encoding Object"."""
    try:
        return loads(text)
    except (ValueError, RecursionError):
        return text


def path_value(parameter: Parameter, text: str, schemas: Schemas) -> Any:  # noqa: ANN401  a JSON value
    """Return the value of a path parameter from its part of the path, still encoded."""
    style = parameter["style"]
    if style == "matrix":
        if not text.startswith(";"):
            raise Unreadable("it does not begin with `;`")
        pieces = [unquote(p.partition("=")[2]) for p in text[1:].split(";")]
        return _delimited(",".join(pieces), parameter, schemas)
    if style == "label":
        if not text.startswith("."):
            raise Unreadable("it does not begin with `.`")
        text = text[1:].replace(".", ",") if parameter["explode"] else text[1:]
    return _delimited(unquote(text), parameter, schemas)


def header_value(parameter: Parameter, texts: Sequence[str], schemas: Schemas) -> Any:  # noqa: ANN401
    """Return the value of a header or a cookie."""
    return _delimited(",".join(texts), parameter, schemas)


def query_value(parameter: Parameter, texts: Sequence[str], schemas: Schemas) -> Any:  # noqa: ANN401
    """Return the value of a query parameter that stands under its own name."""
    if parameter["media_type"]:
        return _delimited(texts[0], parameter, schemas)
    kinds, schema = schemas.kinds(parameter["schema"]), parameter["schema"]
    separator = _SEPARATORS.get(parameter["style"], ",")
    if _is_only(kinds, "array"):
        pieces = list(texts) if parameter["explode"] else separator.join(texts).split(separator)
        return [value_of(piece, _items(schema, schemas), schemas) for piece in pieces]
    if _is_only(kinds, "object") and not parameter["explode"]:
        return _pairs(texts[0].split(separator), schema, schemas)
    if len(texts) > 1 and "array" in kinds:
        return [value_of(text, _items(schema, schemas), schemas) for text in texts]
    if len(texts) > 1:
        raise Unreadable(f"it stands {len(texts)} times; the contract has it once")
    return value_of(texts[0], schema, schemas)


def members_value(
    found: Iterable[tuple[str, Sequence[str]]], schema: Schema | None, schemas: Schemas
) -> dict[str, Any]:
    """Return an object from its members, as exploded forms and `deepObject` write them.

    Args:
        found: name -> texts; `address[city]`, `items[0][sku]` and `items[]` stand for what is
            inside. OpenAPI leaves that open; it is what servers and clients do.
        schema: of the object.
        schemas: of the bundle.
    """
    tree: dict[str, Any] = {}
    for name, texts in found:
        _plant(tree, _steps(name), list(texts))
    return {
        name: _grown(member, schemas.members(schema, name), schemas)
        for name, member in tree.items()
    }


def _steps(name: str) -> list[str]:
    """Return `a`, `b`, `` of `a[b][]`."""
    first, *others = name.split("[")
    if not first or not all(step.endswith("]") for step in others) or len(others) > _DEEPEST:
        return [name]
    return [first, *(step[:-1] for step in others)]


def _plant(tree: dict[str, Any], steps: Sequence[str], texts: list[str]) -> None:
    for step in steps[:-1]:
        below = tree.setdefault(step, {})
        tree = below if isinstance(below, dict) else tree
    known = tree.setdefault(steps[-1], [])
    if isinstance(known, list):
        known += texts


def _grown(node: Any, schema: Schema, schemas: Schemas) -> Any:  # noqa: ANN401  a tree of texts
    """Return the value of a node of a form: a list of texts, or what stands under names."""
    kinds = schemas.kinds(schema)
    if isinstance(node, list):
        if "array" in kinds and (len(node) > 1 or _is_only(kinds, "array")):
            item = _items(schema, schemas)
            return [value_of(text, item, schemas) for text in node]
        return value_of(node[-1], schema, schemas) if node else ""
    if "array" in kinds and all(key.isdigit() or not key for key in node):
        item = _items(schema, schemas)
        grown = [_grown(node[key], item, schemas) for key in sorted(node, key=_number)]
        plain = isinstance(node.get(""), list)
        return [value_of(text, item, schemas) for text in node[""]] if plain else grown
    return {
        name: _grown(member, schemas.members(schema, name), schemas)
        for name, member in node.items()
    }


def _number(key: str) -> int:
    return int(key) if key else -1


def _delimited(text: str, parameter: Parameter, schemas: Schemas) -> Any:  # noqa: ANN401  a JSON value
    schema = parameter["schema"]
    if parameter["media_type"]:
        try:
            return loads(text)
        except (ValueError, RecursionError):
            raise Unreadable("it is not JSON") from None
    kinds = schemas.kinds(schema)
    if _is_only(kinds, "array"):
        item = _items(schema, schemas)
        return [value_of(piece.strip(), item, schemas) for piece in text.split(",")] if text else []
    if _is_only(kinds, "object"):
        pieces = text.split(",")
        if parameter["explode"]:
            pieces = [half for piece in pieces for half in piece.split("=", 1)]
        return _pairs(pieces, schema, schemas)
    return value_of(text, schema, schemas)


def _pairs(pieces: Sequence[str], schema: Schema | None, schemas: Schemas) -> dict[str, Any]:
    if len(pieces) % 2:
        raise Unreadable("its members and values do not pair up")
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    return members_value([(name, [text]) for name, text in pairs], schema, schemas)


def _is_only(kinds: frozenset[str], kind: str) -> bool:
    """Return whether a schema asks for one type, null aside."""
    return kinds - {"null"} == {kind}


def _items(schema: Schema | None, schemas: Schemas) -> Schema:
    view = schemas.view([Spot(True if schema is None else schema, "")])
    found = [
        p.schema["items"] for p in view.parts if isinstance(p.schema, dict) and "items" in p.schema
    ]
    return {"allOf": found} if found else True
