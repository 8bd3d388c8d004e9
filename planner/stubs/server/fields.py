"""Names and values of a query or a form, as they are written on the wire."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, unquote_plus

MOST_FIELDS = 5_000
_DEEPEST = 8

Fields = dict[str, list[str]]
"""Decoded name -> values as written, still percent-encoded."""


class UnreadableError(ValueError):
    """A text isn't written as its style or media type demands; the message says what is wrong."""


def fields_of(text: str) -> Fields:
    """Return the fields of a query string or urlencoded form.

    Raises:
        UnreadableError: there are too many of them.
    """
    fields: Fields = {}
    if not text:
        return fields
    parts = text.split("&", MOST_FIELDS)
    if len(parts) > MOST_FIELDS:
        raise UnreadableError(f"has more than {MOST_FIELDS} fields")
    for part in parts:
        if part:
            name, _, value = part.partition("=")
            fields.setdefault(unquote_plus(name), []).append(value)
    return fields


def decoded(value: str) -> str:
    """Return the text of a value: percent-decoded, `+` as a space.

    What is no UTF-8 is replaced (WHATWG URL, "application/x-www-form-urlencoded parsing").
    """
    return unquote_plus(value) if "%" in value or "+" in value else value


def split_list(value: str, separator: str) -> list[str]:
    """Return the items of a delimited list.

    A comma that is percent-encoded is part of an item, unless all commas are: many clients encode
    them all. No text is one empty item if that is valid, else no item: clients write both so.
    """
    if separator == "," and "," in value:
        return [unquote_plus(part) for part in value.split(",")]
    return decoded(value).split(separator)


def cookies_of(header: str) -> dict[str, str]:
    """Return the cookies of a Cookie header (RFC 6265, section 5.4); the first of a name holds."""
    cookies: dict[str, str] = {}
    for part in header.split(";")[:MOST_FIELDS]:
        name, separator, value = part.strip().partition("=")
        if separator:
            cookies.setdefault(name, unquote(value.strip('"')))
    return cookies


def has_brackets(fields: Mapping[str, list[str]], name: str) -> bool:
    """Return whether there are fields such as `name[member]`."""
    start = f"{name}["
    return any(key.startswith(start) for key in fields)


Tree = dict[str, Any]
"""Member -> list of raw values, or a tree of the members below."""


def bracket_tree(fields: Mapping[str, list[str]], name: str) -> Tree:
    """Return what fields such as `name[a][b]=1` and `name[]=1` make together (`deepObject`).

    Raises:
        UnreadableError: a name has unbalanced or too many brackets, or is value and object at once.
    """
    tree: Tree = {}
    start = len(name) + 1
    for key, values in fields.items():
        if key.startswith(f"{name}["):
            if not key.endswith("]"):
                raise UnreadableError(f"has unbalanced brackets in `{key[:80]}`")
            _plant(tree, key[start:-1].split("]["), values, key)
    return tree


def _plant(tree: Tree, steps: list[str], values: list[str], key: str) -> None:
    if len(steps) > _DEEPEST:
        raise UnreadableError(f"is nested more than {_DEEPEST} levels deep")
    for step in steps[:-1]:
        below = tree.setdefault(step, {})
        if not isinstance(below, dict):
            raise UnreadableError(f"is both a value and an object in `{key[:80]}`")
        tree = below
    if steps[-1] in tree:
        raise UnreadableError(f"is both a value and an object in `{key[:80]}`")
    tree[steps[-1]] = values
