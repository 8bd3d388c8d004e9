"""Shared parts of two documents: which pair of them is which part of the merged document."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from planner.model.finding import Polarity

SCHEMAS = "#/components/schemas/"
_SUFFIXES = ("", "Input", "Previous", "Next", "Both")
BOTH: Final = "both"
"""Both sides send it: it must be neither more nor less than it was."""
Way = Polarity | Literal["both"]
"""Who sends what two schemas describe."""


class CannotMerge(Exception):  # noqa: N818  it says what happened, not that somebody erred
    """Two documents can't be put together; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class MergeOptions:
    """How two documents are put together.

    Args:
        sunset: until which day what is deprecated stays.
        version: of the merged document.
        kept: operations (`METHOD /path`, `send ADDRESS`) that stay as the old document has them.
    """

    sunset: date
    version: str
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Key:
    """One shared schema of the merged document.

    Args:
        old, new: its names in the two documents; None: it is a copy of the other one.
        polarity: who sends it, where both are put together; None for a copy.
    """

    old: str | None
    new: str | None
    polarity: Way | None = None

    @property
    def rank(self) -> int:
        """Who gets the plain name first."""
        if self.polarity == BOTH:
            return 4
        if self.polarity is not None:
            return 0 if self.polarity is Polarity.PROVIDER_SENDS else 1
        return 2 if self.old is not None else 3

    @property
    def name(self) -> str:
        """The name that it would like to have."""
        return self.old if self.old is not None else self.new or ""


class Shared:
    """The shared schemas of two documents, and those of the one that they become."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Take two documents."""
        self.old, self.new = _schemas(old), _schemas(new)
        self._same = _same_schemas(self.old, self.new)
        self._made: dict[Key, Any] = {}
        self._marks: dict[str, Key] = {}

    def key(self, old: str | None, new: str | None, polarity: Way | None) -> Key:
        """Return which part two names are; parts that are the same need no second one."""
        if old is not None and new == old and old in self._same:
            return Key(old, None)
        if old is None and new in self._same:
            return Key(new, None)
        return Key(old, new, polarity)

    def reference(self, key: Key, make: Callable[[], Any]) -> str:
        """Return a reference to a part, for now by a mark; the part is made on first use."""
        mark = f"{SCHEMAS}{key.old or ''} {key.new or ''} {key.rank}"
        if key not in self._made:
            self._made[key] = None  # a schema may hold itself
            self._marks[mark] = key
            self._made[key] = make()
        return mark

    def finished(self, document: Any) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401  raw document
        """Return a document with names instead of marks, and its shared schemas."""
        alike = self._alike()
        names = _named([key for key in self._made if key not in alike])
        names |= {key: names[other] for key, other in alike.items()}
        final = {mark: SCHEMAS + names[key] for mark, key in self._marks.items()}
        schemas = {
            names[key]: _renamed(schema, final)
            for key, schema in self._made.items()
            if key not in alike
        }
        return _renamed(document, final), dict(sorted(schemas.items()))

    def _alike(self) -> dict[Key, Key]:
        """Return parts that say the same whoever sends them -> the one that stands for both."""
        pairs = {
            key: other
            for key in self._made
            if key.polarity is Polarity.CONSUMER_SENDS
            and (other := Key(key.old, key.new, Polarity.PROVIDER_SENDS)) in self._made
        }
        while True:
            marks = {m: f"{key.old} {key.new}" for m, key in self._marks.items() if key in pairs}
            marks |= {
                m: f"{key.old} {key.new}" for m, key in self._marks.items() if key in pairs.values()
            }
            differing = [
                key
                for key, other in pairs.items()
                if _renamed(self._made[key], marks) != _renamed(self._made[other], marks)
            ]
            if not differing:
                return pairs
            for key in differing:
                del pairs[key]


def _named(keys: list[Key]) -> dict[Key, str]:
    taken: dict[str, Key] = {}
    for key in sorted(keys, key=lambda key: (key.rank, key.name, key.new or "")):
        name = wanted = key.name
        count = 1
        while name in taken:
            suffix = _SUFFIXES[key.rank]
            name = wanted + suffix + (str(count) if count > 1 or not suffix else "")
            count += 1
        taken[name] = key
    return {key: name for name, key in taken.items()}


def _schemas(document: Mapping[str, Any]) -> Mapping[str, Any]:
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return schemas if isinstance(schemas, dict) else {}


def _same_schemas(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """Return the names that mean the same in both, with all that they refer to."""
    same = {name for name in old if name in new and old[name] == new[name]}
    while True:
        lost = {name for name in same if any(r not in same for r in _names_in(old[name]))}
        if not lost:
            return frozenset(same)
        same -= lost


def _names_in(node: Any) -> Iterator[str]:  # noqa: ANN401  raw document
    if isinstance(node, dict):
        for key, child in node.items():
            if isinstance(child, str) and child.startswith(SCHEMAS) and key != "description":
                yield child.removeprefix(SCHEMAS)
            yield from _names_in(child)
    elif isinstance(node, list):
        for child in node:
            yield from _names_in(child)


def _renamed(node: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401  raw document
    if isinstance(node, dict):
        return {key: _renamed(child, names) for key, child in node.items()}
    if isinstance(node, list):
        return [_renamed(child, names) for child in node]
    return names.get(node, node) if isinstance(node, str) else node


def reachable(document: Any, schemas: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401  raw document
    """Return the shared schemas that a document uses, directly or not."""
    used: set[str] = set()
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            name = node.removeprefix(SCHEMAS)
            if name != node and name in schemas and name not in used:
                used.add(name)
                waiting.append(schemas[name])
        elif isinstance(node, dict):
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return {name: schemas[name] for name in schemas if name in used}


def refuse_references(node: Any) -> None:  # noqa: ANN401  raw document
    """Refuse a document that refers to others.

    Raises:
        CannotMerge: it does.
    """
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and not reference.startswith("#/"):
            raise CannotMerge(
                f"the contract refers to `{reference}`; bundle it into one file first"
            )
        for child in node.values():
            refuse_references(child)
    elif isinstance(node, list):
        for child in node:
            refuse_references(child)


def deprecated_schema(schema: Any, sunset: str) -> Any:  # noqa: ANN401  raw document
    """Return a schema that says until when it is to be used."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:  # nothing may stand beside it in OpenAPI 3.0 and JSON Schema draft 7
        schema = {"allOf": [schema]}
    return {**schema, "deprecated": True, "x-sunset": sunset}
