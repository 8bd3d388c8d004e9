"""Lines of a large file, without a list of them all."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice

from planner.model.source import Position

_CHUNK = 1 << 12


class Lines:
    """The lines of UTF-8 bytes; a line ends with a line feed.

    Args:
        content: the bytes. Line feeds are counted once, in chunks; what is asked for is looked for
            within one of them.
    """

    def __init__(self, content: bytes) -> None:
        """Count the lines."""
        self._content = content
        starts = range(0, len(content), _CHUNK)
        counts = (content.count(b"\n", start, start + _CHUNK) for start in starts)
        self._before = [0, *accumulate(counts)]
        """How many lines end before each chunk, and in all."""

    @property
    def count(self) -> int:
        """How many lines there are; what is empty behind the last line feed is none."""
        return self._before[-1] + (self._content[-1:] not in {b"\n", b""})

    def position(self, offset: int) -> Position:
        """Return line and column of a byte."""
        chunk = min(offset // _CHUNK, len(self._before) - 1)
        ended = self._before[chunk] + self._content.count(b"\n", chunk * _CHUNK, offset)
        start = self._content.rfind(b"\n", 0, offset) + 1
        return Position(ended + 1, _characters(self._content[start:offset]) + 1)

    def line(self, number: int) -> str:
        """Return a line, counted from 1, without its end; empty where there is none."""
        return next(self._from(number), "")

    def between(self, first: int, last: int) -> list[tuple[int, str]]:
        """Return the lines of a range with their numbers, both ends included."""
        numbers = range(max(first, 1), min(last, self.count) + 1)
        return list(zip(numbers, islice(self._from(numbers.start), len(numbers)), strict=True))

    def _from(self, number: int) -> Iterator[str]:
        """Yield the lines from one on."""
        start = self._start(number) if 1 <= number <= self.count else len(self._content)
        while start < len(self._content):
            end = self._content.find(b"\n", start)
            end = len(self._content) if end < 0 else end
            yield self._content[start:end].removesuffix(b"\r").decode("utf-8", "replace")
            start = end + 1

    def _start(self, number: int) -> int:
        """Return where a line begins."""
        if number == 1:
            return 0
        chunk = bisect_right(self._before, number - 2) - 1
        at = chunk * _CHUNK - 1
        for _ in range(number - 1 - self._before[chunk]):
            at = self._content.find(b"\n", at + 1)
        return at + 1


def _characters(content: bytes) -> int:
    return len(content) if content.isascii() else len(content.decode("utf-8", "replace"))
