"""Path templates: their shape, what they match, and which of two comes first."""

import re
from functools import cache

_VARIABLE = re.compile(r"\{[^{}]*\}")


@cache
def shape_of(path: str) -> str:
    """Return a template without the names of its variables: what requests can tell apart."""
    return _VARIABLE.sub("{}", path)


def variables_of(path: str) -> list[str]:
    """Return the names of the variables in their order."""
    return [name[1:-1] for name in _VARIABLE.findall(path)]


def filled(path: str, values: list[str]) -> str:
    """Return a template with values in the places of its variables, in their order."""
    left = iter(values)
    return _VARIABLE.sub(lambda _: next(left), path)


@cache
def _segments(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))


@cache
def _pattern(segment: str) -> re.Pattern[str]:
    """Return what matches the texts that a segment of a template stands for."""
    parts = (re.escape(part) for part in _VARIABLE.split(segment))
    return re.compile("([^/]+?)".join(parts), re.DOTALL)


def caught(literal: str, template: str) -> list[str] | None:
    """Return the values that the variables of a template take for a more concrete path.

    None: the two can't stand for the same request, or the first is not more concrete everywhere.
    Where both have a variable, its value is the variable itself, in braces.
    """
    ours, theirs = _segments(literal), _segments(template)
    if len(ours) != len(theirs):
        return None
    values: list[str] = []
    for own, other in zip(ours, theirs, strict=True):
        found = _caught_segment(own, other)
        if found is None:
            return None
        values += found
    return values


def _caught_segment(own: str, other: str) -> list[str] | None:
    if shape_of(own) == shape_of(other):
        return _VARIABLE.findall(own)
    if _VARIABLE.search(own) or not _VARIABLE.search(other):
        return None
    found = _pattern(other).fullmatch(own)
    return list(found.groups()) if found else None


def crossing(one: str, other: str) -> tuple[list[str | None], list[str | None]] | None:
    """Return what the variables of two templates take from each other, if neither comes first.

    They must match a common path, and each must have a text where the other has a variable. For
    each variable, the text that the other template has there; None where that is a variable too.

    Source: OpenAPI 3.1, section 4.8.8 "Path Templating Matching".
    """
    ours, theirs = _segments(one), _segments(other)
    if len(ours) != len(theirs) or shape_of(one) == shape_of(other):
        return None
    taken: tuple[list[str | None], list[str | None]] = ([], [])
    for own, their in zip(ours, theirs, strict=True):
        same = shape_of(own) == shape_of(their)
        by_own, by_their = _caught_segment(their, own), _caught_segment(own, their)
        if by_own is None and by_their is None:
            return None
        for side, segment, found in ((0, own, by_own), (1, their, by_their)):
            count = len(_VARIABLE.findall(segment))
            taken[side].extend([None] * count if same or found is None else found)
    return taken if any(taken[0]) and any(taken[1]) else None
