"""A recorded body -> what its contract demands of every such body.

For consumers of which nobody knows what they read: a provider that keeps its contract never fails.
So only members are expected that are required whichever alternative a body is of, and that are
always of one JSON type; lists may be empty.
"""

from collections.abc import Mapping
from typing import Any

from planner.model.bundle import Schema
from planner.pacts.examples import Left, MatcherJson, step
from planner.pacts.schemas import Schemas, Spot, View, member_spots

_DEEPEST = 8
_MOST_BRANCHES = 20_000
"""Alternatives inside alternatives; beyond that nothing is demanded."""


class Demanded:
    """Makes an expectation of a recorded value, by what its schema demands.

    Args:
        schemas: of the contract.
    """

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._left = _MOST_BRANCHES
        self.rules: dict[str, list[MatcherJson]] = {}

    def of(self, value: Any, schema: Schema | None) -> Any:  # noqa: ANN401  a JSON value
        """Return the value that is expected; `rules` says how, by JSONPath.

        Raises:
            Left: nothing can be expected of it.
        """
        return self._value(value, True if schema is None else schema, "$")

    def _value(self, value: Any, schema: Schema, path: str) -> Any:  # noqa: ANN401  a JSON value
        kind = self._only_kind(schema)
        view = self._schemas.view([Spot(schema, "")])
        match value:
            case dict() if kind == "object":
                return self._object(value, view, path)
            case list() if kind == "array":
                return self._list(value, view, path)
            case None | dict() | list():
                raise Left
        if not kind:
            raise Left
        self.rules[path] = [{"match": kind if kind in {"integer", "number"} else "type"}]
        return value

    def _only_kind(self, schema: Schema) -> str:
        """Return the one JSON type that all values of a schema have; empty if there are several."""
        kinds = self._schemas.kinds(schema)
        if "number" in kinds:
            kinds -= {"integer"}
        return next(iter(kinds)) if len(kinds) == 1 else ""

    def _object(self, value: Mapping[str, Any], view: View, path: str) -> dict[str, Any]:
        self.rules[path] = [{"match": "type"}]
        found = {}
        required = self._required(view)
        for name, member in value.items():
            if name in required:
                try:
                    found[name] = self._value(member, self._member(view, name), path + step(name))
                except Left:
                    continue
        if found:
            del self.rules[path]
        return found

    def _list(self, value: list[Any], view: View, path: str) -> list[Any]:
        items = [
            part.schema["items"]
            for part in view.parts
            if isinstance(part.schema, dict) and "items" in part.schema
        ]
        if view.choices or not items or not value:
            raise Left
        found = self._value(value[0], {"allOf": items}, f"{path}[*]")
        self.rules[path] = [{"match": "type", "min": 0}]
        return [found]

    def _required(self, view: View, depth: int = 0) -> frozenset[str]:
        """Return the members that are there whichever alternatives hold."""
        found = frozenset(
            name
            for part in view.parts
            if isinstance(part.schema, dict)
            for name in part.schema.get("required", ())
        )
        for choice in view.choices if self._may_go_on(depth) else ():
            views = (self._schemas.view([branch]) for branch in choice.branches)
            each = [self._required(inner, depth + 1) for inner in views if not inner.is_never]
            found |= frozenset.intersection(*each) if each else frozenset()
        return found

    def _member(self, view: View, name: str, depth: int = 0) -> Schema:
        """Return what holds for a member, with the alternatives that its object has."""
        found: list[Schema] = [
            spot.schema for part in view.parts for spot in member_spots(part, name)
        ]
        for choice in view.choices if self._may_go_on(depth) else ():
            views = (self._schemas.view([branch]) for branch in choice.branches)
            found.append({"anyOf": [self._member(inner, name, depth + 1) for inner in views]})
        return {"allOf": found} if found else True

    def _may_go_on(self, depth: int) -> bool:
        self._left -= 1
        return depth < _DEEPEST and self._left > 0
