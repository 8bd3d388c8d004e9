"""YAML 1.2 and JSON text -> plain values, and the position of any node in that text.

Values come from a fast reader that refuses duplicate keys and bounds nesting and aliases.
Positions come from a second, slower reading that only happens when something must be reported.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import DocumentPath, Place, Position

MAX_BYTES = 32 * 1024 * 1024
_LINE_COLUMN = re.compile(r"at line (\d+) column (\d+)")
_DEPTH_HINT = "nest less deeply: 128 levels are read"


def decode(content: bytes, file: str) -> str:
    """Return text from UTF-8 bytes (a byte-order mark is dropped).

    Raises:
        InputError: too large, or not UTF-8; the place names line and column of the first bad byte.
    """
    if len(content) > MAX_BYTES:
        raise InputError.single(
            "file-too-large",
            f"the file has {len(content)} bytes; at most {MAX_BYTES} are read",
            place=Place(file, position=Position(1, 1)),
            hint="split it, or leave out what no reader needs",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise InputError.single(
            "not-utf-8",
            f"byte 0x{content[error.start]:02x} is not UTF-8",
            place=Place(file, position=Position(line, column)),
            hint="save the file as UTF-8",
        ) from None


def parse_documents(text: str, file: str) -> list[Any]:
    """Return the documents of a YAML or JSON text; an empty text has none.

    Args:
        text: the whole text.
        file: its path; `.json` is read as JSON, everything else as YAML.

    Raises:
        InputError: a syntax error or a duplicate key, at its line and column.
    """
    if file.endswith(".json"):
        return [_parse_json(text, file)] if text.strip() else []
    return _parse_yaml(text, file)


def parse_single(text: str, file: str) -> Any:  # noqa: ANN401  raw document
    """Return the one document of a text.

    Raises:
        InputError: as `parse_documents`; also if there is none, or more than one.
    """
    documents = parse_documents(text, file)
    if len(documents) == 1:
        return documents[0]
    what = "the file is empty" if not documents else f"the file has {len(documents)} documents"
    raise InputError.single(
        "one-document",
        f"{what}; exactly one is expected",
        place=Place(
            file, document=min(1, len(documents)), position=None if documents else Position(1, 1)
        ),
        hint="write the content" if not documents else "remove the `---` separators",
    )


def _parse_json(text: str, file: str) -> Any:  # noqa: ANN401  raw document
    duplicates: list[str] = []

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            seen: set[str] = set()
            duplicates.extend(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return result

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        document = json.loads(text, object_pairs_hook=build, parse_constant=refuse)
    except json.JSONDecodeError as error:
        position = Position(error.lineno, error.colno)
        raise _syntax(file, f"not valid JSON: {error.msg.lower()}", position) from None
    except RecursionError:
        raise _syntax(file, "nested too deeply", Position(1, 1), _DEPTH_HINT) from None
    except ValueError as error:
        raise _constant_error(text, file, str(error)) from None
    if duplicates:
        raise _duplicate_error(text, file, duplicates[0])
    return document


def _constant_error(text: str, file: str, constant: str) -> InputError:
    if constant not in {"NaN", "Infinity", "-Infinity"}:
        return _syntax(file, "a number has too many digits", Position(1, 1))
    found = re.search(rf"(?<![\w\"-]){constant}(?![\w\"])", text)
    offset = found.start() if found else 0
    return _syntax(
        file, f"`{constant}` is not JSON", _position_of(text, offset), "use a finite number"
    )


def _position_of(text: str, offset: int) -> Position:
    line_start = text.rfind("\n", 0, offset) + 1
    return Position(text.count("\n", 0, offset) + 1, offset - line_start + 1)


def _parse_yaml(text: str, file: str) -> list[Any]:
    import ryaml  # noqa: PLC0415  lazy: JSON-only runs need no YAML reader

    try:
        return (
            list(ryaml.loads_all(text))
            if _has_separator(text)
            else [ryaml.loads(text)]
            if _has_content(text)
            else []
        )
    except (ryaml.InvalidYamlError, ValueError, TypeError) as error:
        raise _yaml_error(text, file, str(error)) from None


def _has_separator(text: str) -> bool:
    return text.startswith(("---", "%")) or "\n---" in text


def _has_content(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _yaml_error(text: str, file: str, message: str) -> InputError:
    if "duplicate entry" in message:
        key = message.partition('with key "')[2].partition('"')[0]
        return _duplicate_error(text, file, key)
    if "recursion limit" in message:
        return _syntax(file, "nested too deeply", _reported_position(message), _DEPTH_HINT)
    if "repetition limit" in message:
        hint = "write the repeated parts out, or drop them"
        return _syntax(file, "aliases multiply the document too often", Position(1, 1), hint)
    if "unhashable" in message:
        return _syntax(file, "a key is a list or a mapping", Position(1, 1), "use text as the key")
    return _mark_error(text, file) or _syntax(
        file, f"not valid YAML: {message}", _reported_position(message)
    )


def _reported_position(message: str) -> Position:
    found = _LINE_COLUMN.search(message)
    return Position(int(found[1]), int(found[2])) if found else Position(1, 1)


def _mark_error(text: str, file: str) -> InputError | None:
    """Return PyYAML's account of a syntax error, which always has a mark."""
    import yaml  # noqa: PLC0415  lazy: only errors need it

    try:
        for _ in yaml.parse(text, _loader()):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
        line = text.splitlines()[position.line - 1 : position.line]
        if line and "\t" in line[0][: position.column]:
            return _syntax(file, "a tab is used for indentation", position, "indent with spaces")
        context = f" ({error.context})" if error.context else ""
        return _syntax(file, f"not valid YAML: {error.problem}{context}", position)
    except yaml.reader.ReaderError as error:
        position = _position_of(text, error.position)
        return _syntax(
            file, f"character U+{ord(text[error.position]):04X} is not allowed", position
        )
    return None


def _loader() -> Any:  # noqa: ANN401  a PyYAML loader class
    import yaml  # noqa: PLC0415

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _syntax(file: str, message: str, position: Position, hint: str = "") -> InputError:
    place = Place(file, position=position)
    return InputError([Problem("syntax", message, place, hint)])


def _duplicate_error(text: str, file: str, key: str) -> InputError:
    for path, position in _duplicates(text, file):
        if str(path[-1]) == key:
            first = ".".join(map(str, path))
            return InputError.single(
                "duplicate-key",
                f"key `{key}` stands twice (`{first}`)",
                place=Place(file, path, position=position),
                hint="keep one of them",
            )
    return _syntax(file, f"key `{key}` stands twice", Position(1, 1), "keep one of them")


def _compose_all(text: str, file: str) -> Iterator[Any]:
    import yaml  # noqa: PLC0415

    # A tab is white space in JSON but not in YAML; inside JSON strings it can't stand bare.
    yield from yaml.compose_all(
        text.replace("\t", " ") if file.endswith(".json") else text, _loader()
    )


def _duplicates(text: str, file: str) -> Iterator[tuple[DocumentPath, Position]]:
    """Yield path and position of each key that already stands in the same mapping."""
    import yaml  # noqa: PLC0415

    stack: list[tuple[DocumentPath, Any]] = [
        ((), root) for root in _compose_all(text, file) if root
    ]
    seen_nodes: set[int] = set()
    while stack:
        path, node = stack.pop()
        if id(node) in seen_nodes:
            continue
        seen_nodes.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            stack.extend(((*path, index), item) for index, item in enumerate(node.value))
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                name = str(key.value)
                if name in seen:
                    yield (
                        (*path, name),
                        Position(key.start_mark.line + 1, key.start_mark.column + 1),
                    )
                seen.add(name)
                stack.append(((*path, name), value))


def locate(text: str, place: Place) -> Position:
    """Return the position of a place in the text of its file.

    A path that leads nowhere (a required key that is missing) gives its nearest ancestor.
    """
    if place.position:
        return place.position
    import yaml  # noqa: PLC0415

    try:
        roots = [root for root in _compose_all(text, place.file) if root]
    except (yaml.YAMLError, RecursionError):
        return Position(1, 1)
    if place.document >= len(roots):
        return Position(1, 1)
    node, mark = roots[place.document], roots[place.document].start_mark
    for depth, step in enumerate(place.path):
        child = _child(node, step)
        if child is None:
            break
        key, node = child
        is_last = depth == len(place.path) - 1
        mark = key.start_mark if key is not None and (is_last and place.on_key) else node.start_mark
    return Position(mark.line + 1, mark.column + 1)


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:  # noqa: ANN401  PyYAML nodes
    import yaml  # noqa: PLC0415

    if isinstance(node, yaml.SequenceNode):
        if isinstance(step, int) and step < len(node.value):
            return None, node.value[step]
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == str(step):
                return key, value
    return None
