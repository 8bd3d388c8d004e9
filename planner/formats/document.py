"""YAML 1.2 and JSON text -> plain values, and the position of any node in that text.

Values come from a fast reader that refuses duplicate keys and bounds nesting and aliases.
Positions come from a second, slower reading that only happens when something must be reported.

Of YAML 1.1 one thing is kept, because people use it everywhere: a merge key `<<`.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from planner.formats._fast_json import InDoubtError, read_fast
from planner.formats._lines import Lines
from planner.formats._positions import (
    find_in_json,
    find_positions,
    inside,
    is_json,
    position_of,
    repeated_keys,
    yaml_loader,
)
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place, Position

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 128
_LINE_COLUMN = re.compile(r"at line (\d+) column (\d+)")
_DUPLICATE = re.compile(r'duplicate entry with key "?(.*?)"?( at line \d+ column \d+)?$', re.DOTALL)
_SEPARATOR = re.compile(r"(?:^|[\r\n])(?:---|%)")
_BRACKET = re.compile(r"[\[\]{}]")
_MOST_BRACKETS = 2000
_CONTENT = re.compile(r"^[^\S\r\n]*[^\s#]", re.MULTILINE)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_START = Position(1, 1)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SYNTAX_HINT = "close what is open before this, or put text with special characters in quotes"
_DEPTH_HINT = f"nest less deeply: {MAX_DEPTH} levels are read"


def decode(content: bytes, file: str) -> str:
    """Return text from UTF-8 bytes (a byte-order mark is dropped).

    Raises:
        InputError: too large, or not UTF-8; the place names line and column of the first bad byte.
    """
    if len(content) > MAX_BYTES:
        raise InputError.single(
            "file-too-large",
            f"the file has {len(content)} bytes; at most {MAX_BYTES} are read",
            place=Place(file, position=_START),
            hint="split it, or leave out what no reader needs",
        )
    try:
        return content.removeprefix(_BYTE_ORDER_MARK).decode()
    except UnicodeDecodeError as error:
        bad, start = error.object[error.start], error.start
        before = error.object[:start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise InputError.single(
            "not-utf-8",
            f"byte 0x{bad:02x} is not UTF-8",
            place=Place(file, position=Position(line, column)),
            hint="save the file as UTF-8",
        ) from None


def parse_documents(text: str, file: str) -> list[Any]:
    """Return the documents of a YAML or JSON text; an empty text has none.

    Args:
        text: the whole text.
        file: its path; `.json` and `.avsc` are read as JSON, everything else as YAML.

    Raises:
        InputError: a syntax error or a duplicate key, at its line and column.
    """
    if is_json(file):
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
        place=Place(file, document=1) if documents else Place(file, position=_START),
        hint="remove the `---` separators" if documents else "write the content",
    )


def parse_bytes(content: bytes, file: str) -> Any:  # noqa: ANN401  raw document
    """Return the one document of a file, as `parse_single` does, but faster for large JSON.

    Args:
        content: what the file holds; UTF-8.
        file: its path; see `parse_documents`.

    Raises:
        InputError: as `decode` and `parse_single`.
    """
    if is_json(file) and len(content) <= MAX_BYTES:
        try:
            return read_fast(content, MAX_DEPTH)
        except InDoubtError:
            pass
    return parse_single(decode(content, file), file)


def locate(text: str, place: Place) -> Position:
    """Return the position of a place in the text of its file.

    A path that leads nowhere (a required key that is missing) gives its nearest ancestor.
    """
    return place.position or locate_all(text, place.file, [place])[0]


def locate_all(text: str, file: str, places: Sequence[Place]) -> list[Position]:
    """Return the position of each place of one file, with one pass over its text.

    Args:
        text: the whole text of the file.
        file: its path, which says whether it is JSON or YAML.
        places: places in that file.
    """
    return find_positions(text, file, places)


def locate_in_bytes(content: bytes, file: str, places: Sequence[Place]) -> list[Position]:
    """Return the position of each place of one file, as `locate_all` does, but faster for JSON.

    Raises:
        InputError: as `decode`.
    """
    content = content.removeprefix(_BYTE_ORDER_MARK)
    found = find_in_json(content, Lines(content), places) if is_json(file) else None
    return find_positions(decode(content, file), file, places) if found is None else found


def lines_of(content: bytes) -> Lines:
    """Return the lines of a file."""
    return Lines(content.removeprefix(_BYTE_ORDER_MARK))


def _parse_json(text: str, file: str) -> Any:  # noqa: ANN401  raw document
    duplicates: list[str] = []

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            duplicates.append(_first_repeated(key for key, _ in pairs))
        return result

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        document = json.loads(text, object_pairs_hook=build, parse_constant=refuse)
    except json.JSONDecodeError as error:
        position = Position(error.lineno, error.colno)
        message = f"not valid JSON: {error.msg.lower()}"
        raise _syntax(file, message, position, _SYNTAX_HINT) from None
    except RecursionError:
        raise _syntax(file, "nested too deeply", _START, _DEPTH_HINT) from None
    except ValueError as error:
        raise _constant_error(text, file, str(error)) from None
    if duplicates:
        raise _duplicate_error(text, file, duplicates[0])
    _refuse_deep(document, file)
    _refuse_lone_surrogate(document, text, file)
    return document


def _first_repeated(keys: Iterable[str]) -> str:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return ""


def _refuse_deep(document: object, file: str) -> None:
    """Bound the nesting, so that nothing that reads the document later runs out of stack."""
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH + 1):
        level = [
            child
            for node in level
            for child in (
                node.values() if type(node) is dict else node if type(node) is list else ()
            )
            if type(child) in (dict, list)
        ]
        if not level:
            return
    raise _syntax(file, "nested too deeply", _START, _DEPTH_HINT)


def _refuse_lone_surrogate(document: object, text: str, file: str) -> None:
    """JSON can spell half a character; no text that is written out can hold it."""
    found = _SURROGATE.search(text)
    if found is None:
        return
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        message = "an escape such as `\\ud800` stands for half a character"
        position = position_of(text, found.start())
        raise _syntax(file, message, position, "write the character itself") from None


def _constant_error(text: str, file: str, constant: str) -> InputError:
    if constant not in {"NaN", "Infinity", "-Infinity"}:
        return _syntax(file, "a number has too many digits", _START, "write it as text")
    found = re.search(rf"(?<![\w\"-]){constant}(?![\w\"])", text)
    offset = found.start() if found else 0
    return _syntax(
        file, f"`{constant}` is not JSON", position_of(text, offset), "use a finite number"
    )


def _parse_yaml(text: str, file: str) -> list[Any]:
    import ryaml  # noqa: PLC0415  lazy: JSON-only runs need no YAML reader

    if not _has_content(text):
        return []
    _refuse_open_brackets(text, file)
    try:
        # most texts hold neither, and looking for two constants is twenty times faster
        has_many = ("---" in text or "%" in text) and _SEPARATOR.search(text) is not None
        documents = list(ryaml.loads_all(text)) if has_many else [ryaml.loads(text)]
    except (ryaml.InvalidYamlError, ValueError, TypeError) as error:
        raise _yaml_error(text, file, str(error)) from None
    while documents and documents[-1] is None:  # a `---` at the end opens a document of nothing
        documents.pop()
    if "<<" in text:
        return [_merged(document) for document in documents]
    return documents


def _refuse_open_brackets(text: str, file: str) -> None:
    """Bound what the YAML reader must keep in mind: its time grows with its square."""
    if text.count("[") + text.count("{") <= _MOST_BRACKETS:
        return
    still_open = 0
    for found in _BRACKET.finditer(text):
        still_open += 1 if found.group() in "[{" else -1
        if still_open > _MOST_BRACKETS:
            position = position_of(text, found.start())
            raise _syntax(file, "nested too deeply", position, _DEPTH_HINT)


def _has_content(text: str) -> bool:
    return _CONTENT.search(text) is not None


def _merged(node: Any) -> Any:  # noqa: ANN401  raw document
    """Return a node with its merge keys carried out: own keys win, then the first mapping."""
    if isinstance(node, list):
        return [_merged(item) for item in node]
    if not isinstance(node, dict):
        return node
    result = {key: _merged(value) for key, value in node.items()}
    merge = result.get("<<")
    sources: list[Any] = merge if isinstance(merge, list) else [merge]
    if not all(isinstance(source, dict) for source in sources):
        return result
    del result["<<"]
    for source in sources:
        result |= {key: value for key, value in source.items() if key not in result}
    return result


def _yaml_error(text: str, file: str, message: str) -> InputError:
    duplicate = _DUPLICATE.search(message)
    if duplicate:
        return _duplicate_error(text, file, duplicate[1])
    position = inside(text, _reported_position(message))
    if "recursion limit" in message:
        return _syntax(file, "nested too deeply", position, _DEPTH_HINT)
    if "repetition limit" in message:
        hint = "write the repeated parts out, or drop them"
        return _syntax(file, "aliases multiply the document too often", position, hint)
    if "unhashable" in message:
        return _syntax(file, "a key is a list or a mapping", position, "use text as the key")
    if "invalid type: integer" in message:
        return _syntax(file, "a number has too many digits", position, "write it as text")
    return _mark_error(text, file) or _syntax(
        file, f"not valid YAML: {message}", position, _SYNTAX_HINT
    )


def _reported_position(message: str) -> Position:
    found = _LINE_COLUMN.search(message)
    return Position(int(found[1]), int(found[2])) if found else _START


def _mark_error(text: str, file: str) -> InputError | None:
    """Return PyYAML's account of a syntax error, which always has a mark."""
    import yaml  # noqa: PLC0415  lazy: only errors need it

    try:
        for _ in yaml.parse(text, yaml_loader()):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position = inside(text, Position(mark.line + 1, mark.column + 1)) if mark else _START
        line = text.splitlines()[position.line - 1 : position.line]
        if line and "\t" in line[0][: position.column]:
            return _syntax(file, "a tab is used for indentation", position, "indent with spaces")
        context = f" ({error.context})" if error.context else ""
        return _syntax(file, f"not valid YAML: {error.problem}{context}", position, _SYNTAX_HINT)
    except yaml.reader.ReaderError as error:
        # libyaml counts bytes
        offset = min(len(text.encode()[: error.position].decode(errors="ignore")), len(text) - 1)
        code = ord(text[offset])
        position = position_of(text, offset)
        return _syntax(file, f"character U+{code:04X} is not allowed", position, "remove it")
    return None


def _syntax(file: str, message: str, position: Position, hint: str = "") -> InputError:
    return InputError([Problem("syntax", message, Place(file, position=position), hint)])


def _duplicate_error(text: str, file: str, key: str) -> InputError:
    found = next((node for node in repeated_keys(text, file) if node.path[-1] == key), None)
    if found is None:
        return _syntax(file, f"key `{key}` stands twice", _START, "keep one of them")
    return InputError.single(
        "duplicate-key",
        f"key `{key}` stands twice (`{'.'.join(found.path)}`)",
        place=Place(file, found.path, position=found.key),
        hint="keep one of them",
    )
