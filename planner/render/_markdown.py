"""GitHub Flavored Markdown: tables, and user text that stays text."""

import re
from collections.abc import Collection, Iterable, Sequence

from planner.render._text import clean

_SPECIAL = re.compile(r"[\\`*\[\]|~$#]|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_BARE_PIPE = re.compile(r"(?<!\\)\|")


def escape(text: str) -> str:
    """Return text that Markdown shows as it is, on one line: no markup, HTML or table break."""
    escaped = _SPECIAL.sub(r"\\\g<0>", clean(text)).translate(_ENTITIES)
    return _LINE_START.sub(_guard, escaped)


def _guard(found: re.Match[str]) -> str:
    # `1.` would begin a list: the escape belongs before the full stop, but `1\.` reads the same.
    start = found[0]
    return f"\\{start}" if not start[0].isdigit() else f"{start[:-1]}&#{ord(start[-1])};"


def code(text: str) -> str:
    """Return text as inline code, whatever backticks it holds itself."""
    plain = clean(text)
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", plain)), default=0))
    gap = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{gap}{plain}{gap}{fence}"


def markdown_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[int] = ()
) -> str:
    """Return a table that ends with a newline; one without rows is empty text.

    Args:
        header: titles of the columns.
        rows: cells that are Markdown already: pass user text through `escape` or `code` first.
        right: indexes of the columns that are aligned to the right.
    """
    body = [_line(row) for row in rows]
    if not body:
        return ""
    rule = ["---:" if index in right else "---" for index in range(len(header))]
    return "".join([_line(header), _line(rule), *body])


def _line(cells: Sequence[str]) -> str:
    inner = " | ".join(_BARE_PIPE.sub(r"\|", cell.replace("\n", " ")) for cell in cells)
    return f"| {inner} |\n"
