"""A document cut into the parts that references lead to: its units.

A unit is a component, a method of a path, what a path says for all its methods, or a key at the
top. Units are small enough that a change of one says little about the others, and what a unit
refers to is found without a walk through it.
"""

import marshal
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

from planner.formats._tree import NAME_MAPS
from planner.formats.lowering.schemas.reading import METHODS
from planner.model.source import DocumentPath

_NAMED = frozenset({"definitions", "parameters", "responses", "securityDefinitions", "$defs"})
_PATHS = frozenset({"paths", "webhooks"})
_METHODS = frozenset({*METHODS, "additionalOperations"})
_WRITING = 2
"""Version of `marshal` that writes equal values alike, however they are shared in memory."""
_REFERENCE = re.compile(
    rb"u(?:\x04\0\0\0\$ref|\x0b\0\0\0\$dynamicRef|\r\0\0\0\$recursiveRef)u(.{4})", re.DOTALL
)
"""A key such as `$ref` and the length of the text that is its value."""
_MARKS = ("readOnly", "writeOnly")
_NO_MARKS: frozenset[str] = frozenset()


class Unit(NamedTuple):
    """A part of a document.

    Args:
        node: its content.
        digest: of its content; None for content that JSON can't hold. The same digest means the
            same content; the same content in another order, or with other prose, has another one.
        references: all its `$ref`s and the like, and such texts in examples too; sorted.
        marks: which of `readOnly` and `writeOnly` occur in it.
    """

    node: Any
    digest: bytes | None
    references: tuple[str, ...]
    marks: frozenset[str]


Units = dict[DocumentPath, Unit]


def units_of(document: Any) -> Units:  # noqa: ANN401  raw document
    """Return the units of a document, in document order."""
    return {path: _unit(node) for path, node in _parts(document)}


def _parts(document: Any) -> Iterator[tuple[DocumentPath, Any]]:  # noqa: ANN401  raw document
    if not isinstance(document, dict):
        yield (), document
        return
    for key, value in document.items():
        if key == "components" and isinstance(value, dict):
            for kind, named in value.items():
                yield from _below((key, kind), named)
        elif key in _PATHS and isinstance(value, dict):
            for name, item in value.items():
                yield from _path_item((key, name), item)
        elif key in _NAMED:
            yield from _below((key,), value)
        else:
            yield (key,), value


def _below(path: DocumentPath, node: Any) -> Iterator[tuple[DocumentPath, Any]]:  # noqa: ANN401
    if not isinstance(node, dict):
        yield path, node
        return
    for name, value in node.items():
        yield (*path, name), value


def _path_item(path: DocumentPath, item: Any) -> Iterator[tuple[DocumentPath, Any]]:  # noqa: ANN401
    if not isinstance(item, dict):
        yield path, item
        return
    yield path, {key: value for key, value in item.items() if key not in _METHODS}
    for key, value in item.items():
        if key in _METHODS:
            yield (*path, key), value


def is_path_item(path: DocumentPath) -> bool:
    """Return whether a unit is what a path says for all its methods, which are its parts."""
    return len(path) == 2 and path[0] in _PATHS  # noqa: PLR2004  `paths` and its name


def _unit(node: Any) -> Unit:  # noqa: ANN401  raw document
    try:
        written = marshal.dumps(node, _WRITING)
    except ValueError:
        return Unit(node, None, (), frozenset(_MARKS))
    marks = frozenset(mark for mark in _MARKS if mark.encode() in written) or _NO_MARKS
    return Unit(node, blake2b(written, digest_size=16).digest(), _references(written), marks)


def _references(written: bytes) -> tuple[str, ...]:
    """Return the references in a node: ten times faster than walking through it."""
    found = set()
    for match in _REFERENCE.finditer(written):
        length = int.from_bytes(match[1], "little")
        found.add(written[match.end() : match.end() + length])
    return tuple(sorted(item.decode("utf-8", "replace") for item in found))


def is_same(old: Unit, new: Unit) -> bool:
    """Return whether two units say the same, prose and the order of keys aside."""
    if old.digest is None or new.digest is None:
        return False
    return old.digest == new.digest or says_the_same(old.node, new.node)


def references_in(node: Any) -> tuple[str, ...]:  # noqa: ANN401  raw document
    """Return all references in a node, and such texts in examples too; sorted."""
    return _unit(node).references


# ---------------------------------------------------------------------- prose

_PROSE = frozenset(
    {"$comment", "description", "example", "examples", "externalDocs", "summary", "title"}
)
"""Keys whose content no program depends on, and no rule looks at."""
_DATA = frozenset({"const", "default", "enum", "mapping", "scopes", "security", "variables"})
"""Keys whose content is data: in it, no key has a meaning of its own."""
_NAMES = NAME_MAPS | {"callbacks", "dependencies", "dependentRequired", "flows"}


def says_the_same(old: Any, new: Any, *, are_names: bool = False) -> bool:  # noqa: ANN401  raw
    """Return whether two nodes are the same, prose and the order of keys aside.

    Args:
        old: a node.
        new: another one.
        are_names: whether their keys are names that the author chose, `description` for a member.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        prose = _NO_PROSE if are_names else _PROSE
        if old.keys() - prose != new.keys() - prose:
            return False
        return all(
            _is_exactly(value, new[key])
            if not are_names and (key in _DATA or key.startswith("x-"))
            else says_the_same(value, new[key], are_names=not are_names and key in _NAMES)
            for key, value in old.items()
            if key not in prose
        )
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(says_the_same, old, new))
    return _is_exactly(old, new)


_NO_PROSE: frozenset[str] = frozenset()


def _is_exactly(old: Any, new: Any) -> bool:  # noqa: ANN401  raw document
    """Return whether two values are equal; Python takes `true` and 1 to be."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_is_exactly(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_is_exactly, old, new))
    return isinstance(old, bool) is isinstance(new, bool) and bool(old == new)
