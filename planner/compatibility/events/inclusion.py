"""A quick yes to: does one schema take all that another one allows?

Schemas of one history have most of their parts in common. A schema is spread out into its places,
each with what is said there; one takes all that another allows if it does so at each place that
both have. What is said at a place is compared once for the whole history. The answer is yes or
unknown: a no is left to the search, which also knows why.

Names are taken to be reserved as in `Search`: a name that only the receiver declares is not used
otherwise by the sender, if the sender's object is open.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from planner.compatibility.schemas import Node, Schema, as_written, is_annotation
from planner.compatibility.search import NoValue, Search
from planner.compatibility.witness import bundled

Path = tuple[str, ...]
ITEM = "*"
_HERE = frozenset(
    {
        "const",
        "contentEncoding",
        "contentMediaType",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "pattern",
        "type",
        "uniqueItems",
    }
)
"""Keywords that say something about a value without looking into it."""
_SPREAD = frozenset({*_HERE, "additionalProperties", "items", "properties", "required"})
_NOTES = frozenset({"$comment", "description", "title"})
_VALUES = frozenset({"const", "default", "enum"})


class Place(NamedTuple):
    """What a schema says at one place of a value.

    Args:
        said: number of what is said there; the same number means the same.
        names: declared members; None for what is not spread out.
        is_closed: no other members are allowed.
        has_items: something is said about items.
    """

    said: int
    names: frozenset[str] | None = None
    required: frozenset[str] = frozenset()
    is_closed: bool = False
    has_items: bool = False


_Identity = tuple[int, int]
_Numbered = tuple[Path, int]
Spread = Mapping[int, int]
"""Number of a path -> number of what is said there."""


@dataclass(slots=True)
class Inclusion:
    """Compares the schemas of one history.

    What is alike has one number, so that what differs between two schemas is found at once.
    """

    _paths: dict[Path, int] = field(default_factory=dict)
    _places: dict[Place, int] = field(default_factory=dict)
    _by_number: list[Place] = field(default_factory=list)
    _known_spreads: dict[bytes, Sequence[_Numbered]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _schemas: list[Schema] = field(default_factory=list)
    _known: dict[tuple[int, int], bool] = field(default_factory=dict)
    _search: Search = field(default_factory=Search)

    def spread(self, schema: Schema) -> Spread:
        """Return a schema by its places."""
        return {
            self._paths.setdefault(path, len(self._paths)): number
            for path, number in self._spread(schema, frozenset())
        }

    def _place_number(self, place: Place) -> int:
        if place not in self._places:
            self._places[place] = len(self._by_number)
            self._by_number.append(place)
        return self._places[place]

    def place(self, spread: Spread, path: Path) -> Place | None:
        """Return what a schema says at a path; None if it says nothing there."""
        number = spread.get(self._paths.get(path, -1))
        return None if number is None else self._by_number[number]

    def holds(self, sender: Spread, receiver: Spread) -> bool:
        """Return whether it is certain that the receiver takes all that the sender allows."""
        for path, said in sender.items() - receiver.items():
            taken = receiver.get(path)
            if taken is not None and not self._takes(said, taken):
                return False
        return True

    def _takes(self, said: int, taken: int) -> bool:
        """Return whether a place of the receiver takes what the sender allows there."""
        key = (said, taken)
        if key not in self._known:
            self._known[key] = self._compared(self._by_number[said], self._by_number[taken])
        return self._known[key]

    def _compared(self, sent: Place, taken: Place) -> bool:
        if sent.names is None or taken.names is None:
            return sent.names is taken.names and self._is_within(sent.said, taken.said)
        if not taken.required <= sent.required or (taken.has_items and not sent.has_items):
            return False
        if taken.is_closed and not (sent.is_closed and sent.names <= taken.names):
            return False
        if (sent.required - sent.names) & taken.names:
            return False  # a name that is required and not described is used, with whatever value
        return self._is_within(sent.said, taken.said)

    def _is_within(self, sent: int, taken: int) -> bool:
        if sent == taken:
            return True
        self._search.refill()
        answer = self._search.counterexample(self._schemas[sent], self._schemas[taken])
        return isinstance(answer, NoValue)

    def _spread(self, schema: Schema, above: frozenset[_Identity]) -> Sequence[_Numbered]:
        """Return the numbers of all places; what is the same to the letter is spread out once."""
        schema = schema.followed()
        written = as_written(schema.node)
        if written is not None and written in self._known_spreads:
            return self._known_spreads[written]
        found = list(self._places_of(schema, above))
        if written is not None:
            self._known_spreads[written] = found
        return found

    def _places_of(self, schema: Schema, above: frozenset[_Identity]) -> Iterator[_Numbered]:
        node = schema.node
        if not _can_spread(node) or schema.key in above:
            yield (), self._place_number(Place(self._number(schema, _as_text(schema))))
            return
        assert isinstance(node, Mapping)  # noqa: S101  see `_can_spread`
        here = {keyword: node[keyword] for keyword in node if keyword in _HERE}
        members = node.get("properties", {})
        place = Place(
            self._number(schema.child(here), json.dumps(here, sort_keys=True, default=str)),
            frozenset(members),
            frozenset(node.get("required", ())),
            node.get("additionalProperties") is False,
            "items" in node,
        )
        yield (), self._place_number(place)
        inner = above | {schema.key}
        children = [(f".{name}", member) for name, member in members.items()]
        children += [(ITEM, node["items"])] if "items" in node else []
        for step, child in children:
            for path, number in self._spread(schema.child(child), inner):
                yield (step, *path), number

    def _number(self, schema: Schema, text: str) -> int:
        if text not in self._numbers:
            self._numbers[text] = len(self._schemas)
            self._schemas.append(schema)
        return self._numbers[text]


def _can_spread(node: Node) -> bool:
    if isinstance(node, bool):
        return False
    others = node.get("additionalProperties")
    if not (others is None or isinstance(others, bool) or others == {}):
        return False
    return all(
        keyword in _SPREAD or (is_annotation(keyword) and keyword != "contentSchema")
        for keyword in node
    )


def _as_text(schema: Schema) -> str:
    """Return a schema with all that it refers to, as a text that tells it from others."""
    try:
        return f"whole {json.dumps(_without_notes(bundled(schema)), sort_keys=True, default=str)}"
    except RecursionError:
        return f"whole {schema.key}"


def _without_notes(node: Any) -> Any:  # noqa: ANN401  JSON
    """Return a schema without what is written for people."""
    if isinstance(node, list):
        return [_without_notes(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        keyword: value if keyword in _VALUES else _without_notes(value)
        for keyword, value in node.items()
        if not (keyword in _NOTES and isinstance(value, str))
    }
