"""A contract's documents as one graph: references are edges, wherever their targets stand.

What only carries others stands apart: a component, a definition. It has no place of its own in
the form, so that it may move into a file of its own. Its name counts where it means something: a
discriminator's value, a message without a name, or a part that nothing else refers to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.formats._references import References
from planner.formats._tree import LITERALS, NAME_MAPS, Target, shortened
from planner.formats.canonical.classes import Graph
from planner.formats.canonical.containers import Containers, is_address_of_dialect
from planner.formats.canonical.scalars import Scalar, escaped, scalar_of
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import DocumentPath

_DATA, _NAMES, _PART = "data", "names", "part"
_PLACE_NAMES = frozenset({"$id", "$anchor"})
"""Say where a part is found: nothing is left to say once references have been followed."""
_MOST_HOPS = 1000


@dataclass(frozen=True, slots=True)
class Carried:
    """An entry of a container such as `components/schemas`.

    Args:
        container: what it stands in, `schemas` for example.
        node: its number in the graph.
        counts: its name means something.
    """

    container: str
    name: str
    node: int
    counts: bool


@dataclass(slots=True)
class DocumentGraph:
    """All documents of a contract.

    Args:
        roots: nodes by the name of the document.
        carried: entries of containers, in no order that means anything.
        scalars: what the negative numbers of `graph` stand for; -1 is the first.
    """

    graph: Graph = field(default_factory=Graph)
    roots: dict[str, int] = field(default_factory=dict)
    carried: list[Carried] = field(default_factory=list)
    scalars: list[Scalar] = field(default_factory=list)


def read_graph(references: References, mains: Mapping[str, str]) -> DocumentGraph:
    """Return the graph of a contract.

    Args:
        references: all of its files.
        mains: name of each document that no other one carries -> its file.

    Raises:
        InputError: a reference leads nowhere, or out of the contract's folder: what it leads to
            can't be ratified.
    """
    return _Reader(references, mains).read()


class _Reader:
    """Makes nodes of all that is met, without recursion."""

    def __init__(self, references: References, mains: Mapping[str, str]) -> None:
        self._references = references
        self._mains = mains
        self._containers = Containers(references, mains.values())
        self._found = DocumentGraph()
        self._numbers: dict[tuple[str, DocumentPath, str], int] = {}
        self._scalars: dict[Scalar, int] = {}
        self._waiting: list[tuple[int, Target, str]] = []
        self._problems: dict[Problem, None] = {}

    def read(self) -> DocumentGraph:
        for name, file in self._mains.items():
            self._found.roots[name] = self._node(self._references.top(file), _PART)
        while self._waiting:
            number, target, mode = self._waiting.pop()
            self._fill(number, target, mode)
        if self._problems:
            raise InputError(self._problems)
        return self._found

    # ------------------------------------------------------------------ nodes

    def _node(self, target: Target, mode: str) -> int:
        """Return the number of what stands at a place, made later if it is new."""
        if mode == _PART:
            target = self._settled(target)
        if not isinstance(target.node, dict | list):
            return self._scalar(target.node)
        key = (target.file, target.path, mode)
        if key not in self._numbers:
            self._numbers[key] = self._fresh()
            self._waiting.append((self._numbers[key], target, mode))
        return self._numbers[key]

    def _fresh(self) -> int:
        self._found.graph.labels.append(None)
        self._found.graph.children.append(())
        return len(self._found.graph.labels) - 1

    def _scalar(self, value: object) -> int:
        scalar = scalar_of(value)
        if scalar not in self._scalars:
            self._found.scalars.append(scalar)
            self._scalars[scalar] = -len(self._found.scalars)
        return self._scalars[scalar]

    def _fill(self, number: int, target: Target, mode: str) -> None:
        if isinstance(target.node, list):
            children = [self._node(item, mode) for item in _items(target)]
            self._put(number, ("list", len(children)), children)
            return
        pairs = sorted(self._pairs(target, mode))
        self._put(number, tuple(key for key, _ in pairs), [child for _, child in pairs])

    def _put(self, number: int, label: tuple[Any, ...], children: Sequence[int]) -> None:
        self._found.graph.labels[number] = label
        self._found.graph.children[number] = tuple(children)

    def _made(self, pairs: Mapping[str, int]) -> int:
        """Return a node that stands in no document."""
        number = self._fresh()
        keys = sorted(pairs)
        self._put(number, tuple(keys), [pairs[key] for key in keys])
        return number

    # ------------------------------------------------------------------ references

    def _settled(self, target: Target) -> Target:
        """Return what a node stands for that is nothing but a reference."""
        for _ in range(_MOST_HOPS):
            if not _is_reference(target.node) or is_address_of_dialect(target.node["$ref"]):
                return target
            found = self._references.follow(target.place.at("$ref"), target.node["$ref"])
            if isinstance(found, Problem):
                self._problems[found] = None
                return Target(target.file, target.path, None)
            target = found
        reference = shortened(target.node["$ref"])
        message = f"`$ref` leads back to itself: `{reference}`"
        hint = "let one of the references in the circle name the content itself"
        place = target.place.at("$ref")
        self._problems[Problem("reference-circle", message, place, hint)] = None
        return Target(target.file, target.path, None)

    # ------------------------------------------------------------------ members

    def _pairs(self, target: Target, mode: str) -> Iterator[tuple[str, int]]:
        """Yield the keys of a mapping with what stands there."""
        carriers = self._containers.below(target) if mode == _PART else {}
        for key, value in target.node.items():
            child = Target(target.file, (*target.path, key), value)
            if key in carriers:
                self._carry(key, child)
            elif mode != _PART:
                yield escaped(key), self._node(child, _PART if mode == _NAMES else _DATA)
            elif not self._is_place_name(target, key):
                kept = self._member(target, key, child)
                if kept is not None:
                    yield escaped(key), kept
        if mode == _PART:
            names = self._containers.implied_names(target)
            if names:
                yield "$names", self._made({at: self._scalar(n) for at, n in names.items()})

    def _member(self, target: Target, key: str, child: Target) -> int | None:
        value = child.node
        if key == "components" and self._containers.is_main(target):
            return self._components(child)
        if key == "$ref" and isinstance(value, str):
            return self._beside_reference(target, value)
        if key == "operationRef" and isinstance(value, str):
            found = self._references.follow(child.place, value)
            return self._scalar(value) if isinstance(found, Problem) else self._node(found, _PART)
        if key == "discriminator" and isinstance(value, dict):
            return self._discriminator(child)
        if key in LITERALS or key.startswith("x-") or (key == "examples" and _is_list(value)):
            return self._node(child, _DATA)
        return self._node(child, _NAMES if key in NAME_MAPS and _is_dict(value) else _PART)

    def _beside_reference(self, target: Target, reference: str) -> int:
        """Return what a reference leads to that has other keys beside it."""
        if is_address_of_dialect(reference):
            return self._scalar(reference)
        alone = Target(target.file, target.path, {"$ref": reference})
        return self._node(alone, _PART)

    def _discriminator(self, child: Target) -> int:
        pairs = {}
        for key, value in child.node.items():
            below = Target(child.file, (*child.path, key), value)
            if key == "mapping" and isinstance(value, dict):
                pairs[key] = self._mapping(below)
            else:
                pairs[key] = self._node(below, _DATA)
        return self._made(pairs)

    def _mapping(self, mapping: Target) -> int:
        pairs = {}
        for name, reference in mapping.node.items():
            place = Target(mapping.file, (*mapping.path, name), reference)
            found = self._containers.mapped(place)
            pairs[name] = self._node(found, _PART) if found else self._node(place, _DATA)
        return self._made(pairs)

    def _is_place_name(self, target: Target, key: str) -> bool:
        if key in _PLACE_NAMES:
            return bool(target.path) or not self._containers.is_main(target)
        return key == "$schema" and not self._containers.has_other_dialect(target)

    # ------------------------------------------------------------------ containers

    def _components(self, child: Target) -> int | None:
        """Return what is left of `components` without what only carries others."""
        if not isinstance(child.node, dict):
            return self._node(child, _DATA)
        pairs = {}
        carriers = self._containers.below(child)
        for key, value in child.node.items():
            below = Target(child.file, (*child.path, key), value)
            if key in carriers:
                self._carry(key, below)
            else:
                pairs[key] = self._node(below, _NAMES if _is_dict(value) else _DATA)
        return self._made(pairs) if pairs else None

    def _carry(self, container: str, entries: Target) -> None:
        for name, value in entries.node.items():
            entry = Target(entries.file, (*entries.path, name), value)
            counts = self._containers.name_counts(container, entry)
            self._found.carried.append(
                Carried(container, name, self._node(entry, _PART), counts=counts)
            )


def _items(target: Target) -> Iterator[Target]:
    for index, item in enumerate(target.node):
        yield Target(target.file, (*target.path, index), item)


def _is_reference(node: object) -> bool:
    return isinstance(node, dict) and len(node) == 1 and isinstance(node.get("$ref"), str)


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)


def _is_list(value: object) -> bool:
    return isinstance(value, list)
