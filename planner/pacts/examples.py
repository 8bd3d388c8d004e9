"""A recorded body -> the part that a consumer reads, with rules that say what matters of it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from planner.model.bundle import Schema
from planner.pacts.schemas import Schemas, Spot, View, kind_of, member_spots, part_kinds

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
MatcherJson = dict[str, Any]


class Left(Exception):  # noqa: N818  a result, not a failure
    """Nothing of a value can be expected."""


def only_fields(value: Any, fields: Collection[str]) -> Any:  # noqa: ANN401  a JSON value
    """Return a value with no more than some fields.

    Args:
        value: of a body.
        fields: `items.productId`; a field that has parts stands for all of them.

    Raises:
        Left: none of the fields is there.
    """
    return _only(value, [tuple(field.split(".")) for field in fields if field])


def _only(value: Any, paths: Sequence[tuple[str, ...]]) -> Any:  # noqa: ANN401  a JSON value
    if () in paths:
        return value
    if isinstance(value, list):
        kept = [item for item in (_maybe(item, paths) for item in value) if item is not None]
        if not kept:
            raise Left
        return kept
    if not isinstance(value, dict):
        raise Left
    found = {}
    for name, member in value.items():
        below = [path[1:] for path in paths if path[0] == name]
        part = _maybe(member, below) if below else None
        if part is not None:
            found[name] = part
    if not found:
        raise Left
    return found


def _maybe(value: Any, paths: Sequence[tuple[str, ...]]) -> Any:  # noqa: ANN401  a JSON value
    try:
        return _only(value, paths)
    except Left:
        return None


class Example:
    """Makes an expectation of a recorded value, by its schema.

    A list becomes one item that each item must be like; what is null or an empty list says nothing
    about other answers and is left out; a member that says which alternative a value is keeps its
    value.

    Args:
        schemas: of the contract.
    """

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self.rules: dict[str, list[MatcherJson]] = {}

    def of(self, value: Any, schema: Schema | None) -> Any:  # noqa: ANN401  a JSON value
        """Return the value that is expected; `rules` says how, by JSONPath.

        Raises:
            Left: nothing can be expected of it.
        """
        return self._value(value, [Spot(True if schema is None else schema, "")], "$", "")

    def _value(self, value: Any, spots: Sequence[Spot], path: str, tag: str) -> Any:  # noqa: ANN401
        if value is None:
            raise Left
        view = self._whole(self._schemas.view(spots), value)
        if isinstance(value, list):
            return self._list(value, view, path)
        if isinstance(value, dict):
            return self._object(value, view, path)
        self.rules[path] = [_matcher(value, view.parts, is_tag=bool(tag))]
        return value

    def _whole(self, view: View, value: Any) -> View:  # noqa: ANN401  a JSON value
        """Return a view with the alternatives that a value may be of taken in."""
        parts, tags = list(view.parts), []
        waiting = list(view.choices)
        while waiting and len(parts) < 500:  # noqa: PLR2004  bounds alternatives in alternatives
            choice = waiting.pop()
            told = value.get(choice.tag) if isinstance(value, dict) and choice.tag else None
            tags += [choice] if choice.tag else []
            known = choice.tagged.get(told) if isinstance(told, str) else None
            for branch in [known] if known else choice.branches:
                inner = self._schemas.view([branch])
                parts += inner.parts
                waiting += inner.choices
        return View(parts, tags)

    def _list(self, value: list[Any], view: View, path: str) -> list[Any]:
        spots = [
            Spot(part.schema["items"], "")
            for part in view.parts
            if isinstance(part.schema, dict) and "items" in part.schema
        ]
        for item in value:
            try:
                found = self._value(item, spots, f"{path}[*]", "")
            except Left:
                continue
            self.rules[path] = [{"match": "type", "min": 1}]
            return [found]
        raise Left

    def _object(self, value: Mapping[str, Any], view: View, path: str) -> dict[str, Any]:
        tags = {choice.tag for choice in view.choices}
        found = {}
        for name, member in value.items():
            spots = [spot for part in view.parts for spot in member_spots(part, name)]
            if not spots and not _is_untold(view.parts):
                continue  # its name is an example too: other answers have others
            try:
                below = self._value(member, spots, path + step(name), name if name in tags else "")
            except Left:
                continue
            found[name] = below
        if not found:
            self.rules[path] = [{"match": "type"}]
        return found


def _is_untold(parts: Sequence[Spot]) -> bool:
    """Return whether nothing is known about members at all."""
    return not any(isinstance(part.schema, dict) for part in parts)


def step(name: str) -> str:
    """Return a member's step of a JSONPath."""
    if _PLAIN.fullmatch(name):
        return f".{name}"
    return f"['{name}']" if "'" not in name else f'["{name}"]'


def _matcher(value: Any, parts: Sequence[Spot], *, is_tag: bool) -> MatcherJson:  # noqa: ANN401
    if is_tag:
        return {"match": "equality"}
    kind = kind_of(value)
    if kind in {"integer", "number"}:
        is_whole = any("number" not in part_kinds(part.schema) for part in parts)
        return {"match": "integer" if is_whole else "number"}
    return {"match": "type"}


def named_rules(rules: Mapping[str, list[MatcherJson]]) -> dict[str, Any]:
    """Return rules as Pact files write them, by path."""
    return {path: {"combine": "AND", "matchers": rules[path]} for path in sorted(rules)}


def paths_of(value: Any, before: str = "") -> Iterator[str]:  # noqa: ANN401  a JSON value
    """Yield the names on the way to every leaf; items of lists are left out."""
    if isinstance(value, Mapping) and value:
        for name, member in value.items():
            yield from paths_of(member, f"{before}.{name}" if before else str(name))
    elif isinstance(value, list) and value:
        for item in value:
            yield from paths_of(item, before)
    else:
        yield before
