"""Text that is safe and straight on a terminal: no control characters, aligned wide letters."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, Self

from planner.model.style import Style

Look = Literal["", "bold", "dim", "critical", "good", "warn", "head"]
"""What a piece of text means; how that looks stands in `ANSI` and in `_tables`."""

ANSI: dict[Look, str] = {
    "bold": "1",
    "dim": "2",
    "critical": "1;31",
    "good": "32",
    "warn": "33",
    "head": "1;36",
}

# C0, DEL, C1, line and paragraph separators, zero-width and bidirectional controls, lone
# surrogates: they move the cursor, change colours, or make a line read other than it is.
_RISKY = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_BREAKS = re.compile(r"[ \t]*[\r\n]+[ \t]*")


class Painted(str):
    """A table cell with a look; the text alone must carry the meaning, colour only helps."""

    __slots__ = ("look",)
    look: Look

    def __new__(cls, text: str, look: Look) -> Self:
        """Return the text with its look."""
        painted = super().__new__(cls, text)
        painted.look = look
        return painted


def clean(text: str) -> str:
    r"""Return text on one line, with control characters spelled out (`\x1b`).

    Whatever comes from a user's file passes here before it reaches a terminal.
    """
    if text.isprintable():
        return text
    return _RISKY.sub(_spell, _BREAKS.sub(" ", text.strip("\r\n")).replace("\t", " "))


def _spell(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def paint(text: str, look: Look, style: Style) -> str:
    """Return text in ANSI colours, or as it is where the style has none."""
    if not style.color or not look or not text:
        return text
    return f"\x1b[{ANSI[look]}m{text}\x1b[0m"


def text_width(text: str) -> int:
    """Return how many columns a terminal needs for text that holds no control characters."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415  lazy: plain ASCII output needs no rich

    return cell_len(text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return text filled with spaces to a width in columns; longer text stays whole."""
    space = " " * (width - text_width(text))
    return space + text if right else text + space


def cut(text: str, width: int, style: Style) -> str:
    """Return text that fits a width in columns, its end replaced by an ellipsis if need be."""
    if text_width(text) <= width:
        return text
    ellipsis = "…" if style.unicode else "..."
    room = max(0, width - len(ellipsis))
    kept = ""
    for letter in text:
        room -= text_width(letter)
        if room < 0:
            break
        kept += letter
    return (kept + ellipsis)[:width]


def plural(count: int, word: str, many: str = "") -> str:
    """Return `1 task`, `2 tasks`."""
    return f"{count} {word if count == 1 else many or word + 's'}"


def list_words(words: Iterable[str], limit: int | None = None) -> str:
    """Return `a, b, c`; beyond the limit, `a, b and 7 more`."""
    every = list(words)
    if limit is None or len(every) <= limit:
        return ", ".join(every)
    return f"{', '.join(every[:limit])} and {len(every) - limit} more"


def wrap(text: str, style: Style, indent: str = "") -> str:
    """Return text folded at the terminal's width (as it is when piped), with a final newline.

    Args:
        text: one paragraph.
        style: gives the width.
        indent: what each line after the first begins with.
    """
    if style.width is None or text_width(text) <= style.width:
        return text + "\n"
    lines: list[str] = []
    for word in _short_words(text, style.width - len(indent)):
        if lines and text_width(lines[-1]) + 1 + text_width(word) <= style.width:
            lines[-1] += " " + word
        else:
            lines.append(indent + word if lines else word)
    return "\n".join(lines) + "\n"


def _short_words(text: str, width: int) -> Iterator[str]:
    """Yield the words of a text; one that is too long for a line comes in pieces."""
    for word in text.split(" "):
        piece = ""
        for letter in word if text_width(word) > width else ():
            if text_width(piece) + text_width(letter) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece or word


def section(title: str, body: str, style: Style) -> str:
    """Return a titled block followed by an empty line, or nothing for an empty body."""
    return f"{paint(title, 'head', style)}\n{body}\n" if body else ""
