"""Examples without the members that exist on the other side only.

An example of a whole schema has a password that no response holds, and an id that no request does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.compatibility.schemas import Node, Space

_DEEPEST = 64
_MOST_PARTS = 64
_COMPOSITIONS = ("allOf", "anyOf", "oneOf")
_Nodes = tuple[Node, ...]


@dataclass(slots=True)
class _Parts:
    """All schemas that may say something about a value, on both sides.

    Args:
        own, other: of this side and of the other one.
        hidden: members that only the other side knows.
        items: schemas of items, on both sides.
        members: name -> schemas of a member, on both sides; filled when it is asked for.
    """

    own: list[Mapping[str, Any]]
    other: list[Mapping[str, Any]]
    hidden: frozenset[str]
    items: tuple[_Nodes, _Nodes]
    members: dict[str, tuple[_Nodes, _Nodes]] = field(default_factory=dict)

    def member(self, name: str) -> tuple[_Nodes, _Nodes]:
        """Return the schemas of a member, on both sides."""
        if name not in self.members:
            self.members[name] = _members(self.own, name), _members(self.other, name)
        return self.members[name]


class Stripper:
    """Leaves out members that are known on the other side and not on this one.

    Args:
        own: the schemas of the side that values are for.
        other: those of the other side.
    """

    def __init__(self, own: Space, other: Space) -> None:
        """Start with nothing known."""
        self._own = own
        self._other = other
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[Any, _Parts]] = {}

    def strip(self, value: Any, schema: Node) -> Any:  # noqa: ANN401  JSON
        """Return a value as it is on this side.

        Args:
            value: it.
            schema: its schema, as lowering gives it for both sides.
        """
        return self._strip(value, ((schema,), (schema,)), 0)

    def _strip(self, value: Any, nodes: tuple[_Nodes, _Nodes], depth: int) -> Any:  # noqa: ANN401
        if depth > _DEEPEST or not isinstance(value, dict | list):
            return value
        parts = self._parts(nodes)
        if isinstance(value, list):
            return [self._strip(item, parts.items, depth + 1) for item in value]
        return {
            name: self._strip(item, parts.member(name), depth + 1)
            for name, item in value.items()
            if name not in parts.hidden
        }

    def _parts(self, nodes: tuple[_Nodes, _Nodes]) -> _Parts:
        key = (tuple(map(id, nodes[0])), tuple(map(id, nodes[1])))
        if key not in self._known:
            own, other = _all_parts(self._own, nodes[0]), _all_parts(self._other, nodes[1])
            hidden = frozenset(_named(other) - _named(own))
            items = tuple(node["items"] for node in own if "items" in node)
            others = tuple(node["items"] for node in other if "items" in node)
            # the nodes are kept, so that no other one gets the identity of one of them
            self._known[key] = (nodes, _Parts(own, other, hidden, (items, others)))
        return self._known[key][1]


def _named(nodes: Iterable[Mapping[str, Any]]) -> set[str]:
    return {name for node in nodes for name in node.get("properties", ())}


def _members(nodes: Iterable[Mapping[str, Any]], name: str) -> _Nodes:
    return tuple(node["properties"][name] for node in nodes if name in node.get("properties", ()))


def _all_parts(space: Space, nodes: _Nodes) -> list[Mapping[str, Any]]:
    """Return schemas and what holds with them for the same value, or may; references followed."""
    found: list[Mapping[str, Any]] = []
    waiting = list(nodes)
    seen: set[int] = set()
    while waiting and len(found) < _MOST_PARTS:
        node = waiting.pop(0)
        if isinstance(node, bool) or id(node) in seen:
            continue
        seen.add(id(node))
        found.append(node)
        if "$ref" in node:
            waiting.append(space.target(node["$ref"]).node)
        for keyword in _COMPOSITIONS:
            waiting += node.get(keyword, ())
    return found
