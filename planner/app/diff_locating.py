"""Looks up line and column of findings, and the lines around them; only for what is shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.app.diff_inputs import Side
from planner.compatibility.rules import rule_of
from planner.formats._lines import Lines
from planner.formats.document import lines_of, locate_in_bytes
from planner.model.diff_view import Item, SourceLine, Spot
from planner.model.errors import InputError
from planner.model.finding import Finding
from planner.model.source import Place, Position

_BEFORE = 2
_AFTER = 30
"""Lines kept before and after the line of a finding."""
_WIDEST = 160
"""Characters of a line that are kept; more is cut around the place."""
_GAP = "…"
_IN_BACKTICKS = re.compile(r"`([A-Za-z]+)`")
_REQUIRED = ("-became-required", "-became-optional")
_BY_FAMILY: Mapping[str, tuple[str, ...]] = {
    "additional-properties": ("additionalProperties",),
    "extensible-enum": ("x-extensible-enum",),
    "identity": ("operationId", "tags"),
    "null": ("nullable", "x-nullable"),
}
"""Keywords of families whose titles don't spell them."""


def locate_findings(findings: Sequence[Finding], old: Side, new: Side) -> list[Item]:
    """Return findings with their places on both sides; each file is read once.

    A finding names the schema or operation that changed; if the keyword that it is about stands
    there, its line is the one that is shown.
    """
    olds = _spots([(finding.old, _keywords(finding)) for finding in findings], old)
    news = _spots([(finding.new, _keywords(finding)) for finding in findings], new)
    return [
        Item(finding, before, after)
        for finding, before, after in zip(findings, olds, news, strict=True)
    ]


def _keywords(finding: Finding) -> tuple[str, ...]:
    """Return the keywords that a rule is about; its title has them in backticks."""
    if finding.rule.endswith(_REQUIRED):
        return ("required",)
    rule = rule_of(finding.rule)
    return (*_BY_FAMILY.get(rule.family, ()), *_IN_BACKTICKS.findall(rule.title))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A place and the keywords that may stand right below it."""

    index: int
    place: Place
    keywords: tuple[str, ...]


def _spots(wanted: Sequence[tuple[Place | None, tuple[str, ...]]], side: Side) -> list[Spot | None]:
    by_file: dict[str, list[_Wanted]] = {}
    for index, (place, keywords) in enumerate(wanted):
        if place:
            by_file.setdefault(place.file, []).append(_Wanted(index, place, keywords))
    spots: list[Spot | None] = [None] * len(wanted)
    for file, some in sorted(by_file.items()):
        for item, spot in zip(some, _in_file(side, file, some), strict=True):
            spots[item.index] = spot
    return spots


def _in_file(side: Side, file: str, wanted: Sequence[_Wanted]) -> list[Spot]:
    # the key of a long mapping says more than its first line
    places = {place: replace(place, on_key=True) for item in wanted for place in _candidates(item)}
    known = {place: place.position for place in places if place.position}
    asked = {place: where for place, where in places.items() if place not in known}
    try:
        content = side.files.read(file)
        found = locate_in_bytes(content, file, list(asked.values())) if asked else []
    except InputError:
        return [Spot(side.shown(file), file, 1, 1) for _ in wanted]
    positions = {**known, **dict(zip(asked, found, strict=True))}
    lines = lines_of(content)
    return [_spot(side.shown(file), file, _best(item, positions, lines), lines) for item in wanted]


def _candidates(item: _Wanted) -> list[Place]:
    if item.place.position:
        return [item.place]
    return [*(item.place.at(keyword) for keyword in item.keywords), item.place]


def _best(item: _Wanted, positions: Mapping[Place, Position], lines: Lines) -> Position:
    """Return where the first keyword stands that is there; else the place itself."""
    for keyword in item.keywords if not item.place.position else ():
        position = positions[item.place.at(keyword)]
        if lines.line(position.line)[position.column - 1 :].lstrip("\"'").startswith(keyword):
            return position
    return positions[item.place]


def _spot(shown: str, path: str, position: Position, lines: Lines) -> Spot:
    start = max(0, position.column - 1 - _WIDEST // 2)
    middle = lines.line(position.line)
    start = start if len(middle) > _WIDEST else 0
    around = tuple(
        SourceLine(number, _window(line, start if number == position.line else 0))
        for number, line in lines.between(position.line - _BEFORE, position.line + _AFTER)
    )
    caret = position.column - 1 - start + (len(_GAP) if start else 0)
    return Spot(shown, path, position.line, position.column, around, caret)


def _window(line: str, start: int) -> str:
    kept = line[start : start + _WIDEST]
    before = _GAP if start else ""
    after = _GAP if start + _WIDEST < len(line) else ""
    return f"{before}{kept}{after}"
