"""Which operation of a contract a request means.

Literal steps of a path go before templated ones (OpenAPI 3.1.1, "Paths Object": concrete paths are
matched before templated ones). The base path of a server may stand before a path or not: pacts are
written both ways.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from planner.model.bundle import Operation

_PARAMETER = re.compile(r"\{([^{}]+)\}")


class Route(NamedTuple):
    """An operation that a path leads to, with the still encoded texts of its parameters."""

    operation: Operation
    texts: Mapping[str, str]


class Router:
    """The operations of one contract, by the number of their path's steps."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._by_length: dict[int, list[Operation]] = {}
        self._bases = sorted({base for op in operations for base in op["bases"]})
        for operation in operations:
            length = operation["path"].count("/")
            self._by_length.setdefault(length, []).append(operation)

    def routes(self, path: str) -> list[Route]:
        """Return all operations that a path leads to, whatever the method; the most exact first."""
        bare = path.partition("?")[0]
        found: dict[tuple[str, str], Route] = {}
        for base, inner in self._inner_paths(bare):
            for operation in self._by_length.get(inner.count("/"), ()):
                if base and base not in operation["bases"]:
                    continue
                texts = match_path(operation["path"], inner)
                if texts is not None:
                    key = (operation["method"], operation["path"])
                    found.setdefault(key, Route(operation, texts))
        return sorted(found.values(), key=lambda route: exactness(route.operation["path"]))

    def _inner_paths(self, path: str) -> Iterator[tuple[str, str]]:
        for base in sorted(self._bases, key=len, reverse=True):
            plain = base.rstrip("/")
            if plain and path.startswith(f"{plain}/"):
                yield base, path[len(plain) :]
        yield "", path


class _Step(NamedTuple):
    """One step of a template: what stands between its parameters, and their names."""

    literals: tuple[str, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=4096)
def _steps(template: str) -> tuple[_Step, ...]:
    steps = []
    for text in template.split("/"):
        pieces = _PARAMETER.split(text)
        steps.append(_Step(tuple(pieces[::2]), tuple(pieces[1::2])))
    return tuple(steps)


def match_path(template: str, path: str) -> Mapping[str, str] | None:
    """Return the still encoded parameters of a path; None if it does not fit the template.

    Each parameter takes at least one character of one step. The time that it takes grows with the
    path's length alone, whatever stands in the template.
    """
    if path.count("/") != template.count("/"):
        return None
    found: dict[str, str] = {}
    for step, text in zip(_steps(template), path.split("/"), strict=True):
        values = _values(step.literals, text)
        if values is None:
            return None
        found.update(zip(step.names, values, strict=True))
    return found


def _values(literals: Sequence[str], text: str) -> list[str] | None:
    """Return what stands in a text instead of the parameters between literals.

    Each takes as little as it can, the last one the rest: if that fits nowhere, nothing does.
    """
    first, *others = literals
    if not others:
        return [] if text == first else None
    last = others.pop()
    end = len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last):
        return None
    values, start = [], len(first)
    for literal in others:
        at = text.find(literal, start + 1, end)
        if at < 0:
            return None
        values.append(text[start:at])
        start = at + len(literal)
    return [*values, text[start:end]] if start < end else None


def exactness(template: str) -> tuple[int, ...]:
    """Order templates: at each step a literal goes before a mixed step, that before a parameter."""
    return tuple(
        0 if "{" not in step else 2 if _PARAMETER.fullmatch(step) else 1
        for step in template.split("/")
    )
