"""JSON for people and programs: keys in order, short values and each item of a list on one line."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from json.encoder import encode_basestring
from typing import Any

_WIDTH = 100
_ROW_GAP = ",\n    "
_ROWS_IN_BLOCK = 1000
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
# DEL and C1 controls steer some terminals, U+2028/9 break lines, others reorder them. None of
# them can stand outside a JSON string, so they are escaped wherever they are.
_RISKY = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class EncodedRows:
    """A list of objects that are JSON text already, as a value of the top level.

    Building a hundred thousand dictionaries first costs three times the time and memory.
    """

    __slots__ = ("blocks",)

    def __init__(self, rows: Iterable[str]) -> None:
        """Join the rows by the thousand, so that few of them are in memory at once.

        Args:
            rows: each an object as `json_text` would write it on one line; texts in it come from
                `encode_text`.
        """
        every = iter(rows)
        self.blocks: list[str] = []
        while some := list(islice(every, _ROWS_IN_BLOCK)):
            self.blocks.append(_ROW_GAP.join(some))


def json_text(payload: Mapping[str, Any]) -> str:
    """Return a payload as JSON that ends with a newline.

    The top level stands one key a line; below, a value that fits stands on one line, and so does
    each flat object of a list, however long. Letters beyond ASCII stay as they are.
    """
    parts: list[str] = []
    for key, value in payload.items():
        parts += [",\n" if parts else "{\n", f"  {_safe(_encode(key))}: "]
        if isinstance(value, EncodedRows):
            # Joined only once, with everything else: a hundred megabytes are not copied twice.
            parts += _separated(value)
        else:
            parts.append(_safe(_layout(value, 2)))
    return "".join([*parts, "\n}\n"])


def _separated(rows: EncodedRows) -> Iterator[str]:
    for number, block in enumerate(rows.blocks):
        yield _ROW_GAP if number else "[\n    "
        yield block
    yield "\n  ]" if rows.blocks else "[]"


def encode_text(text: str) -> str:
    """Return a text as a JSON string, in quotes."""
    return _safe(encode_basestring(text))


def _safe(text: str) -> str:
    return text if text.isascii() else _RISKY.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _layout(value: Any, indent: int) -> str:  # noqa: ANN401  any JSON value
    if isinstance(value, list | tuple):
        return _layout_list(value, indent)
    short = _encode(value)
    if not isinstance(value, dict) or len(short) + indent <= _WIDTH:
        return short
    pairs = [f"{_encode(key)}: {_layout(item, indent + 2)}" for key, item in value.items()]
    return _open("{", pairs, "}", indent)


def _layout_list(items: list[Any] | tuple[Any, ...], indent: int) -> str:
    if any(isinstance(item, dict) for item in items):
        rows = [_encode(item) if _is_flat(item) else _layout(item, indent + 2) for item in items]
        return _open("[", rows, "]", indent)
    short = _encode(items)
    if len(short) + indent <= _WIDTH:
        return short
    if any(isinstance(item, list | tuple) for item in items):
        return _open("[", [_layout(item, indent + 2) for item in items], "]", indent)
    return _open("[", _fill([_encode(item) for item in items], _WIDTH - indent - 3), "]", indent)


def _fill(texts: Iterable[str], width: int) -> list[str]:
    """Return lines of texts, joined as long as they fit."""
    lines: list[str] = []
    for text in texts:
        if lines and len(lines[-1]) + 2 + len(text) <= width:
            lines[-1] += f", {text}"
        else:
            lines.append(text)
    return lines


def _is_flat(item: Any) -> bool:  # noqa: ANN401  any JSON value
    """Whether a value is an object that holds no list of objects."""
    return isinstance(item, dict) and not any(
        isinstance(value, list | tuple) and value and isinstance(value[0], dict)
        for value in item.values()
    )


def _open(first: str, items: list[str], last: str, indent: int) -> str:
    if not items:
        return first + last
    gap = "\n" + " " * (indent + 2)
    return "".join((first, gap, f",{gap}".join(items), "\n", " " * indent, last))
