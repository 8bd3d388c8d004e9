"""Where a few nodes of a large JSON text stand, without looking at all the others.

Everything that is not on the way to a wanted node is passed over by the decoder of the standard
library, which is written in C: twenty times faster than reading every token here.
"""

from collections.abc import Iterable, Mapping
from json import JSONDecoder, decoder
from typing import Any, NamedTuple

Steps = tuple[str, ...]
_STRICT = False
"""Control characters in a text are somebody else's business."""
_DECODER: Any = decoder  # its stub leaves out the functions that it is made of
_Trie = dict[str, Any]
"""Next step -> the steps after it that are wanted."""


class Offsets(NamedTuple):
    """Where a node begins; `key` is None in a list and at the top."""

    key: int | None
    value: int


def find_offsets(text: str, wanted: Iterable[Steps]) -> Mapping[Steps, Offsets] | None:
    """Return the wanted nodes that are there, and all nodes on the way to them.

    Args:
        text: a JSON text.
        wanted: paths from the top; list indexes as text.

    Returns:
        None if the text is not JSON or nested too deeply, so that it has to be read otherwise.
    """
    trie: _Trie = {}
    for steps in wanted:
        below = trie
        for step in steps:
            below = below.setdefault(step, {})
    try:
        return _Search(text).run(trie)
    except (ValueError, IndexError, StopIteration, RecursionError):
        return None


class _Search:
    def __init__(self, text: str) -> None:
        self._text = text
        self._skip = JSONDecoder(strict=_STRICT).raw_decode
        self._found: dict[Steps, Offsets] = {}

    def run(self, trie: _Trie) -> Mapping[Steps, Offsets]:
        start = self._blank(0)
        self._found[()] = Offsets(None, start)
        self._visit(start, trie, ())
        return self._found

    def _visit(self, at: int, trie: _Trie, path: Steps) -> int:
        """Look into a value for what is wanted; return where it ends."""
        first = self._text[at]
        if not trie or first not in "{[":
            return self._skip(self._text, at)[1]
        return self._object(at, trie, path) if first == "{" else self._list(at, trie, path)

    def _object(self, at: int, trie: _Trie, path: Steps) -> int:
        at = self._blank(at + 1)
        seen: set[str] = set()
        while self._text[at] != "}":
            start = at
            key, at = _DECODER.scanstring(self._text, self._expect(at, '"'), _STRICT)
            at = self._blank(self._expect(self._blank(at), ":"))
            # of a key that stands twice, the first is meant
            below = None if key in seen else trie.get(key)
            seen.add(key)
            at = self._child(at, below, (*path, key), start)
            at = self._next(at, "}")
        return at + 1

    def _list(self, at: int, trie: _Trie, path: Steps) -> int:
        at = self._blank(at + 1)
        index = 0
        while self._text[at] != "]":
            at = self._child(at, trie.get(str(index)), (*path, str(index)), None)
            at = self._next(at, "]")
            index += 1
        return at + 1

    def _child(self, at: int, trie: _Trie | None, path: Steps, key: int | None) -> int:
        if trie is None:
            return self._skip(self._text, at)[1]
        self._found[path] = Offsets(key, at)
        return self._visit(at, trie, path)

    def _next(self, at: int, end: str) -> int:
        """Return where the next item begins, or the end of the object or list stands."""
        at = self._blank(at)
        return at if self._text[at] == end else self._blank(self._expect(at, ","))

    def _expect(self, at: int, sign: str) -> int:
        if self._text[at] != sign:
            raise ValueError(f"expected {sign} at {at}")
        return at + 1

    def _blank(self, at: int) -> int:
        end: int = _DECODER.WHITESPACE.match(self._text, at).end()
        return end
