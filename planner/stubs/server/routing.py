"""From method and path to the operations that a contract has there.

A trie of path segments: the time of a look-up depends on the depth of the path, not on the number
of operations. Concrete paths come before templated ones (OpenAPI 3.1, "Paths Object"), and hide
them: a method that `/pets/mine` lacks isn't looked for at `/pets/{id}`. Of templated segments those
with more literal text come first; one that lacks the method leaves it to the next.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from planner.model.bundle import Operation

_UNNAMED = "\0"
"""Stands for an empty segment, which no parameter takes."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Route(NamedTuple):
    """A way to an operation.

    Args:
        operation: its place in the bundle.
        names: of the parameters in the path, in order.
        bases: base paths under which it answers.
    """

    operation: int
    names: tuple[str, ...]
    bases: frozenset[str]


class Found(NamedTuple):
    """The routes that a path leads to; more than one where templates are of the same shape."""

    routes: list[Route]
    captured: tuple[str, ...]


class Mixed:
    """A segment of literal text and parameters, such as `{sid}.json` or `{base}...{head}`."""

    __slots__ = ("_first", "_last", "_middle", "weight")

    def __init__(self, literals: Sequence[str]) -> None:
        self._first, *self._middle, self._last = literals
        self.weight = sum(map(len, literals))

    def split(self, segment: str) -> tuple[str, ...] | None:
        """Return what stands for the parameters, none of them empty; None: it doesn't match.

        The first fitting place of each literal is enough, so that the time is linear.
        """
        if not (segment.startswith(self._first) and segment.endswith(self._last)):
            return None
        at, end, values = len(self._first), len(segment) - len(self._last), []
        for literal in self._middle:
            found = segment.find(literal, at + 1, end) if literal else at + 1
            if found < 0:
                return None
            values.append(segment[at:found])
            at = found + len(literal)
        if at >= end:
            return None
        return (*values, segment[at:end])


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    mixed: list[tuple[str, Mixed, "_Node"]] = field(default_factory=list)
    anything: "_Node | None" = None
    ends: dict[str, list[Route]] = field(default_factory=dict)
    rests: dict[str, list[Route]] = field(default_factory=dict)


class Router:
    """Finds the operations of one contract.

    Args:
        operations: those of a bundle, in its order.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        self._routes: list[Route] = []
        bases: set[str] = set()
        for index, operation in enumerate(operations):
            self._add(index, operation)
            bases.update(operation["bases"])
        self._bases = [
            (base, decoded) for base in sorted(bases - {""}) if (decoded := segments_of(base))
        ]

    def route(self, operation: int) -> Route:
        """Return the route of an operation by its place in the bundle."""
        return self._routes[operation]

    def find(self, path: str, method: str) -> tuple[Found | None, set[str]]:
        """Return where a percent-encoded path and a method lead, and the methods there.

        The path below a base path of a server counts before the path itself; both are accepted.
        The methods are complete only where nothing is found.

        Raises:
            UnicodeDecodeError: what is percent-encoded is no UTF-8.
        """
        segments, allowed = segments_of(path), set[str]()
        for base, prefix in self._bases:
            if segments[: len(prefix)] == prefix:
                found = self._below(segments[len(prefix) :] or [""], method, allowed)
                if found and (kept := [one for one in found.routes if base in one.bases]):
                    return Found(kept, found.captured), allowed
        return self._below(segments, method, allowed), allowed

    def _below(self, segments: list[str], method: str, allowed: set[str]) -> Found | None:
        found = _find(self._root, segments, 0, (), method, allowed)
        if found is None:
            found = self._nameless(segments, method, allowed)
        if found is None and segments:
            other = segments[:-1] if segments[-1] == "" else [*segments, ""]
            found = _find(self._root, other, 0, (), method, allowed)
        return found if found is not _NO_METHOD else None

    def _nameless(self, segments: list[str], method: str, allowed: set[str]) -> Found | None:
        """Return where a path leads whose last parameter was left empty.

        That is a mistake of the caller, who must not be given the list in place of an item.
        """
        if len(segments) < 2 or segments[-1]:  # noqa: PLR2004  nothing before it
            return None
        found = _find(self._root, [*segments[:-1], _UNNAMED], 0, (), method, allowed)
        if found is None or found is _NO_METHOD:
            return found
        return Found(found.routes, tuple(one.replace(_UNNAMED, "") for one in found.captured))

    def _add(self, index: int, operation: Operation) -> None:
        path = re.split("[?#]", operation["path"], maxsplit=1)[0]
        node, names = self._root, []
        segments = path.removeprefix("/").split("/")
        for segment in segments:
            names += _PLACEHOLDER.findall(segment)
            node = _child(node, segment)
        route = Route(index, tuple(names), frozenset(operation["bases"]))
        self._routes.append(route)
        node.ends.setdefault(operation["method"], []).append(route)
        if _takes_the_rest(operation, segments[-1]):
            node.rests.setdefault(operation["method"], []).append(route)


def segments_of(path: str) -> list[str]:
    """Return the segments of a path that begins with a slash, percent-decoded one by one.

    Raises:
        UnicodeDecodeError: what is percent-encoded is no UTF-8.
    """
    segments = path.removeprefix("/").split("/")
    if "%" in path:
        return [unquote(segment, errors="strict") for segment in segments]
    return segments


def _child(node: _Node, segment: str) -> _Node:
    parts = _PLACEHOLDER.split(segment)
    literals = [unquote(part) for part in parts[::2]]
    if len(literals) == 1:
        return node.literals.setdefault(literals[0], _Node())
    if len(literals) == 2 and not any(literals):  # noqa: PLR2004  `{id}`: nothing around it
        node.anything = node.anything or _Node()
        return node.anything
    key = "\0".join(literals)
    for known, _, child in node.mixed:
        if known == key:
            return child
    child = _Node()
    node.mixed.append((key, Mixed(literals), child))
    node.mixed.sort(key=lambda entry: -entry[1].weight)
    return child


def _takes_the_rest(operation: Operation, segment: str) -> bool:
    """Return whether the last parameter may hold slashes (OpenAPI 3.2, `allowReserved`)."""
    return any(
        parameter["location"] == "path"
        and parameter["allow_reserved"]
        and segment == f"{{{parameter['name']}}}"
        for parameter in operation["parameters"]
    )


_NO_METHOD = Found([], ())
"""There are operations, but none with the method."""


def _find(  # noqa: PLR0917, PLR0911  hot: one function, plain arguments
    node: _Node,
    segments: list[str],
    at: int,
    captured: tuple[str, ...],
    method: str,
    allowed: set[str],
) -> Found | None:
    if at == len(segments):
        if routes := node.ends.get(method):
            return Found(routes, captured)
        allowed.update(node.ends)
        return _NO_METHOD if node.ends else None
    segment = segments[at]
    child = node.literals.get(segment)
    if child is not None and (found := _find(child, segments, at + 1, captured, method, allowed)):
        return found
    if not segment:
        return None
    refused = None
    for _, mixed, child in node.mixed:
        if values := mixed.split(segment):
            found = _find(child, segments, at + 1, captured + values, method, allowed)
            if found is not None and found is not _NO_METHOD:
                return found
            refused = refused or found
    child = node.anything
    if child is None:
        return refused
    found = _find(child, segments, at + 1, (*captured, segment), method, allowed)
    if found is None and child.rests and (routes := child.rests.get(method)):
        return Found(routes, (*captured, "/".join(segments[at:])))
    return found or refused
