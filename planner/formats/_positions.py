"""Where the nodes of a YAML or JSON text stand.

Works on a stream of events, never on a tree: deep or endless input costs no stack, and a look-up
stops at the last place that was asked for.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from planner.formats._json_offsets import find_offsets
from planner.formats._lines import Lines
from planner.model.source import DocumentPath, Place, Position

_MAX_DEPTH = 160
_JSON_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]|[^\s{}\[\],:"]+', re.DOTALL)
_JSON_SUFFIXES = (".json", ".avsc")


class Node(NamedTuple):
    """One value of a document.

    Args:
        document: index of the document in its file.
        path: keys and indexes from the top, all as text.
        key: position of the key that leads to it; None in a list or at the top.
        value: position of the value.
        is_repeated: the same key already stood in the same mapping.
    """

    document: int
    path: tuple[str, ...]
    key: Position | None
    value: Position
    is_repeated: bool


_Wanted = dict[tuple[int, tuple[str, ...]], Node | None]
"""Document and path -> the node, once it is found."""


class _Event(NamedTuple):
    kind: Literal["document", "map", "list", "scalar", "end"]
    position: Position
    text: str = ""


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is open while the events go by."""

    path: tuple[str, ...]
    seen: set[str] | None
    step: str = ""
    index: int = 0
    key: Position | None = None
    is_repeated: bool = False

    def take_key(self, event: _Event) -> None:
        if self.seen is not None:
            self.is_repeated = event.text in self.seen
            self.seen.add(event.text)
        self.step, self.key = event.text, event.position

    def next_node(self, document: int, position: Position) -> Node:
        if self.seen is None:
            self.step, self.index = str(self.index), self.index + 1
        node = Node(document, (*self.path, self.step), self.key, position, self.is_repeated)
        self.key = None
        return node


def is_json(file: str) -> bool:
    """Return whether a file is read as JSON; everything else is YAML."""
    return file.endswith(_JSON_SUFFIXES)


def nodes(text: str, file: str) -> Iterator[Node]:
    """Yield every value of a text in the order in which they stand; stops at a syntax error."""
    document = -1
    stack: list[_Frame] = []
    for event in _json_events(text) if is_json(file) else _yaml_events(text):
        if event.kind == "document":
            document += 1
            stack.clear()
        elif event.kind == "end":
            del stack[-1:]
        elif stack and stack[-1].seen is not None and stack[-1].key is None:
            stack[-1].take_key(event)
            _open(stack, (*stack[-1].path, event.text), event)
        else:
            node = (
                stack[-1].next_node(document, event.position)
                if stack
                else Node(document, (), None, event.position, is_repeated=False)
            )
            yield node
            _open(stack, node.path, event)
        if len(stack) > _MAX_DEPTH:
            return


def _open(stack: list[_Frame], path: tuple[str, ...], event: _Event) -> None:
    if event.kind in ("map", "list"):
        stack.append(_Frame(path, set() if event.kind == "map" else None))


def find_positions(text: str, file: str, places: Sequence[Place]) -> list[Position]:
    """Return the position of each place, all found in one pass over the text.

    A path that leads nowhere (a required key that is missing) gives its nearest ancestor.
    """
    wanted = _wanted(places)
    if not (is_json(file) and _fill_from_json(text, wanted)):
        _fill_from_nodes(text, file, wanted)
    last_line = _last_line(text)
    return [_up_to(last_line, place.position or _position_in(wanted, place)) for place in places]


def find_in_json(content: bytes, lines: Lines, places: Sequence[Place]) -> list[Position] | None:
    """Return the position of each place of a JSON file, without making text of all its bytes.

    Args:
        content: UTF-8 without a byte-order mark.
        lines: of that content.
        places: places in the file.

    Returns:
        None if that can't be done; then `find_positions` has to do it.
    """
    wanted = _wanted(places)
    if content.isascii():
        is_found = _fill_from_text(content.decode("ascii"), wanted, lines.position)
    elif b"\\u" not in content:
        # All that JSON is made of is ASCII, so that each byte may stand for a character.
        names = {_as_bytes(path): (document, path) for document, path in wanted}
        found: _Wanted = dict.fromkeys((0, path) for path in names)
        is_found = _fill_from_text(content.decode("latin-1"), found, lines.position)
        wanted.update((names[path], node) for (_, path), node in found.items() if path in names)
    else:
        return None
    if not is_found:
        return None
    return [
        _up_to(max(lines.count, 1), place.position or _position_in(wanted, place))
        for place in places
    ]


def _as_bytes(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a path as it looks where each byte of its UTF-8 is taken for a character."""
    return tuple(step.encode("utf-8", "replace").decode("latin-1") for step in path)


def _wanted(places: Sequence[Place]) -> _Wanted:
    """Return the places and all that they stand in, not found yet."""
    wanted: _Wanted = {}
    for place in places:
        steps = _as_text(place.path)
        wanted.update(((place.document, steps[:end]), None) for end in range(len(steps) + 1))
    return wanted


def _fill_from_nodes(text: str, file: str, wanted: _Wanted) -> None:
    open_count = len(wanted)
    for node in nodes(text, file) if wanted else ():
        if wanted.get((node.document, node.path), node) is None:
            wanted[node.document, node.path] = node
            open_count -= 1
            if not open_count:
                break


def _fill_from_json(text: str, wanted: _Wanted) -> bool:
    """Fill in what is wanted of a JSON text; return whether it is one."""
    line_starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def position(offset: int) -> Position:
        line = bisect_right(line_starts, offset)
        return Position(line, offset - line_starts[line - 1] + 1)

    return _fill_from_text(text, wanted, position)


def _fill_from_text(text: str, wanted: _Wanted, position: Callable[[int], Position]) -> bool:
    offsets = find_offsets(text, [path for document, path in wanted if not document])
    if offsets is None:
        return False
    for path, (key, value) in offsets.items():
        at = None if key is None else position(key)
        wanted[0, path] = Node(0, path, at, position(value), is_repeated=False)
    return True


def _position_in(found: _Wanted, place: Place) -> Position:
    steps = _as_text(place.path)
    for end in range(len(steps), -1, -1):
        node = found[place.document, steps[:end]]
        if node:
            on_key = place.on_key and end == len(steps)
            return node.key if node.key and on_key else node.value
    return Position(1, 1)


def inside(text: str, position: Position) -> Position:
    """Return a position, moved into the text: readers place what is missing behind its end."""
    return _up_to(_last_line(text), position)


def _last_line(text: str) -> int:
    return max(text.count("\n") + 1, len(text.splitlines()))


def _up_to(last_line: int, position: Position) -> Position:
    return position if position.line <= last_line else Position(last_line, 1)


def _as_text(path: DocumentPath) -> tuple[str, ...]:
    return tuple(map(str, path))


def position_of(text: str, offset: int) -> Position:
    """Return the line and column of a character of a text."""
    line_start = text.rfind("\n", 0, offset) + 1
    return Position(text.count("\n", 0, offset) + 1, offset - line_start + 1)


def yaml_loader() -> Any:  # noqa: ANN401  a PyYAML loader class
    """Return PyYAML's fast loader, or the slow one where its C part is missing."""
    import yaml  # noqa: PLC0415  lazy: only errors need it

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _yaml_events(text: str) -> Iterator[_Event]:
    import yaml  # noqa: PLC0415  lazy: only errors need it

    kinds: dict[type, Literal["document", "map", "list", "scalar", "end"]] = {
        yaml.DocumentStartEvent: "document",
        yaml.MappingStartEvent: "map",
        yaml.SequenceStartEvent: "list",
        yaml.MappingEndEvent: "end",
        yaml.SequenceEndEvent: "end",
        yaml.ScalarEvent: "scalar",
        yaml.AliasEvent: "scalar",
    }
    try:
        for event in yaml.parse(text, yaml_loader()):
            kind = kinds.get(type(event))
            if kind:
                mark: Any = event.start_mark
                position = Position(mark.line + 1, mark.column + 1)
                yield _Event(kind, position, getattr(event, "value", ""))
    except (yaml.YAMLError, RecursionError):
        return


def _json_events(text: str) -> Iterator[_Event]:
    line_starts = [0, *(found.end() for found in re.finditer("\n", text))]
    yield _Event("document", Position(1, 1))
    for token in _JSON_TOKEN.finditer(text):
        line = bisect_right(line_starts, token.start())
        position = Position(line, token.start() - line_starts[line - 1] + 1)
        yield _json_event(token.group(), position)


def _json_event(text: str, position: Position) -> _Event:
    if text in "}]":
        return _Event("end", position)
    if text in "{[":
        return _Event("map" if text == "{" else "list", position)
    return _Event("scalar", position, _unquoted(text))


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text, strict=False)) if text.startswith('"') else text
    except ValueError:
        return text


def repeated_keys(text: str, file: str) -> Iterable[Node]:
    """Yield each value whose key already stands in the same mapping."""
    return (node for node in nodes(text, file) if node.is_repeated)
