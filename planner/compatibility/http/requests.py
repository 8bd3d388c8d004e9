"""Requests that used to work: the old operation filled in with small valid values."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from planner.compatibility.evaluate import UnsureError, accepts
from planner.compatibility.rules.matching import parameters_of
from planner.compatibility.rules.pairs import Wish
from planner.compatibility.rules.templates import filled, variables_of
from planner.compatibility.schemas import Schema, Space
from planner.compatibility.search import Found, Goal, Search
from planner.compatibility.values import Json
from planner.model.http import HttpOperation, Media, Parameter, SchemaNode


class Requests:
    """Makes requests for operations of one contract.

    Args:
        space: the schemas of what consumers send there.
    """

    def __init__(self, space: Space) -> None:
        """Start without knowledge."""
        self._space = space
        self._search = Search()

    def request(self, operation: HttpOperation, wish: Wish) -> Mapping[str, Any]:
        """Return a request that the contract allows: what is required, and what is wished for.

        A value that can't be made is left out; the request then shows the rest.
        """
        wanted = [p for p in parameters_of(operation).values() if _is_wanted(p, wish)]
        found: dict[str, Any] = {
            "method": operation.method,
            "path": wish.path or self._path(operation, wish),
        }
        headers = dict(self._values(wanted, "header", wish))
        body = self._body(operation, wish)
        if body is not None:
            headers = {"content-type": body.name, **headers}
        found |= {
            "query": dict(self._values(wanted, "query", wish)),
            "headers": {name: _header_text(value) for name, value in headers.items()},
            "cookies": dict(self._values(wanted, "cookie", wish)),
        }
        found = {name: value for name, value in found.items() if value}
        if body is not None:
            found |= self._content(body, wish)
        if wish.url:
            found["server"] = wish.url
        if wish.security is not None:
            found["credentials"] = list(wish.security) or "none"
        return found

    def _path(self, operation: HttpOperation, wish: Wish) -> str:
        by_position = {p.position: p for p in operation.parameters if p.location == "path"}
        values = []
        for index, name in enumerate(variables_of(operation.path)):
            parameter = by_position.get(index)
            made = list(self._in_path(parameter, wish)) if parameter else []
            values.append(_path_text(made[0] if made else name))
        return filled(operation.path, values)

    def _in_path(self, parameter: Parameter, wish: Wish) -> Iterator[Json]:
        """Yield the value of a variable of a path: an empty text would make another path."""
        for value in self._value(parameter, wish):
            if value != "":
                yield value
                return
        filled_in = self._space.schema({"minLength": 1})
        own = self._space.schema(True if parameter.schema is None else parameter.schema)
        answer = self._search.find(Goal((own, filled_in)))
        if isinstance(answer, Found):
            yield answer.value

    def _values(
        self, parameters: list[Parameter], location: str, wish: Wish
    ) -> Iterator[tuple[str, Json]]:
        for parameter in parameters:
            if parameter.location == location:
                for value in self._value(parameter, wish):
                    yield parameter.name, value

    def _value(self, parameter: Parameter, wish: Wish) -> Iterator[Json]:
        """Yield the value of a parameter, if one can be made."""
        given = (parameter.location, parameter.name)
        if given in wish.values:
            yield wish.values[given]
            return
        media = next(iter(parameter.media.values()), None)
        yield from self.example(media.schema if media else parameter.schema)

    def _body(self, operation: HttpOperation, wish: Wish) -> Media | None:
        if operation.body is None or not operation.body.media or wish.has_body is False:
            return None
        if wish.has_body is None and not operation.body.is_required:
            return None
        media = operation.body.media
        return media[wish.media] if wish.media in media else next(iter(media.values()))

    def _content(self, media: Media, wish: Wish) -> Mapping[str, Json]:
        given = ("body", "")
        values = [wish.values[given]] if given in wish.values else [*self.example(media.schema)]
        return {"body": values[0]} if values else {}

    def example(self, node: SchemaNode | None) -> Iterator[Json]:
        """Yield a valid value: one that the schema names as an example, else a small one."""
        if node is None:
            yield {}
            return
        schema = self._space.schema(node).followed()
        named = next((value for value in _named(schema) if _is_valid(schema, value)), None)
        if named is not None:
            yield named
            return
        answer = self._search.find(Goal((schema,)))
        if isinstance(answer, Found):
            yield answer.value


def _is_wanted(parameter: Parameter, wish: Wish) -> bool:
    key = (parameter.location, parameter.name)
    return parameter.is_required or key in wish.parameters or key in wish.values


def _named(schema: Schema) -> Iterator[Json]:
    if not isinstance(schema.node, Mapping):
        return
    examples = schema.get("examples")
    for value in (schema.get("example"), *(examples if isinstance(examples, list) else ())):
        if value is not None:
            yield value


def _is_valid(schema: Schema, value: Json) -> bool:
    try:
        return accepts(schema, value)
    except UnsureError:
        return False


def _path_text(value: Json) -> str:
    text = value if isinstance(value, str) else str(value).lower()
    return quote(text, safe="") or "x"


def _header_text(value: Json) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value)
