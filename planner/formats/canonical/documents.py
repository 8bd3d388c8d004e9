"""The canonical form of YAML and JSON documents with references."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import rfc8785

from planner.formats._references import References
from planner.formats.canonical.classes import components, equal_nodes
from planner.formats.canonical.graph import Carried, DocumentGraph, read_graph
from planner.formats.canonical.scalars import json_of

Form = dict[str, Any]


def document_form(files: Mapping[str, Any], folder: str, mains: Mapping[str, str]) -> Form:
    """Return the canonical form of documents.

    A reference and what it leads to are the same, so it makes no difference in which file a part
    stands. Parts are numbered in the order in which they are met, keys sorted.

    Args:
        files: parsed documents by path.
        folder: the contract's folder.
        mains: name of each document that no other one carries -> its file.

    Raises:
        InputError: a reference leads nowhere, or out of the folder.
    """
    return _Form(read_graph(References(files, folder), mains)).make()


class _Form:
    """Writes the classes of a graph down, each once."""

    def __init__(self, found: DocumentGraph) -> None:
        self._found = found
        self._class_of = equal_nodes(found.graph)
        self._node_of = {number: node for node, number in enumerate(self._class_of)}
        self._below = [self._classes_below(number) for number in range(len(self._node_of))]

    def make(self) -> Form:
        """Return the form: the documents, the parts that count by name, and all parts."""
        roots = {name: self._class_of[node] for name, node in self._found.roots.items()}
        named = [entry for entry in self._found.carried if entry.counts]
        unused = self._unused(self._reachable(roots.values()))
        numbers: dict[int, int] = {}
        parts: list[Any] = []
        form: Form = {
            "documents": {name: self._part(roots[name], numbers, parts) for name in sorted(roots)},
            "named": self._listed(named, numbers, parts),
            "unused": self._listed(unused, numbers, parts),
        }
        return {**form, "parts": parts}

    def _listed(
        self, entries: Iterable[Carried], numbers: dict[int, int], parts: list[Any]
    ) -> list[Any]:
        """Return container, name and content of entries, each once, in an order of their own."""
        distinct = {(e.container, e.name, self._class(e.node)) for e in entries}
        names = [(container, name) for container, name, _ in distinct]
        is_clear = len(set(names)) == len(names)
        ordered = sorted(
            distinct, key=lambda item: (item[0], item[1], "" if is_clear else self._hash(item[2]))
        )
        return [[c, n, self._part(number, numbers, parts)] for c, n, number in ordered]

    def _hash(self, number: int) -> str:
        """Return what tells one class from another whatever else there is."""
        parts: list[Any] = []
        self._part(number, {}, parts)
        return sha256(rfc8785.dumps(parts)).hexdigest()

    # ------------------------------------------------------------------ classes

    def _class(self, node: int) -> int:
        """Return the class of a node; a scalar is its own."""
        return node if node < 0 else self._class_of[node]

    def _classes_below(self, number: int) -> tuple[int, ...]:
        children = self._found.graph.children[self._node_of[number]]
        return tuple(self._class(child) for child in children)

    def _reachable(self, starts: Iterable[int]) -> set[int]:
        found = set(starts)
        waiting = list(found)
        while waiting:
            number = waiting.pop()
            for below in self._below[number] if number >= 0 else ():
                if below not in found:
                    found.add(below)
                    waiting.append(below)
        return found

    def _unused(self, used: set[int]) -> list[Carried]:
        """Return the entries that nothing refers to, what only they refer to left out."""
        left = [e for e in self._found.carried if self._class(e.node) not in used]
        left = [entry for entry in left if not entry.counts]
        group = components(self._below) if left else []
        covered = {
            below
            for number in self._reachable(self._class(entry.node) for entry in left)
            for below in (self._below[number] if number >= 0 else ())
            if below >= 0 and group[below] != group[number]
        }
        return [entry for entry in left if self._class(entry.node) not in covered]

    # ------------------------------------------------------------------ writing

    def _part(self, start: int, numbers: dict[int, int], parts: list[Any]) -> Any:  # noqa: ANN401
        """Return what stands for a class, and write all parts below it that are new."""
        if start < 0:
            return json_of(self._found.scalars[-start - 1])
        waiting = [start] if start not in numbers else []
        while waiting:
            number = waiting.pop()
            if number in numbers:
                continue
            numbers[number] = len(parts)
            parts.append(number)
            below = [child for child in self._below[number] if child >= 0]
            waiting += [child for child in reversed(below) if child not in numbers]
        for index in range(numbers[start], len(parts)):
            if isinstance(parts[index], int):
                parts[index] = self._written(parts[index], numbers)
        return {"$part": numbers[start]}

    def _written(self, number: int, numbers: Mapping[int, int]) -> Any:  # noqa: ANN401  JSON
        label: Sequence[Any] = self._found.graph.labels[self._node_of[number]]  # type: ignore[assignment]  # labels of documents are tuples
        below = [
            {"$part": numbers[child]} if child >= 0 else json_of(self._found.scalars[-child - 1])
            for child in self._below[number]
        ]
        is_list = len(label) == 2 and label[0] == "list" and isinstance(label[1], int)  # noqa: PLR2004
        return below if is_list else dict(zip(label, below, strict=True))
