"""What was found out about requests, kept for requests that are alike; bounded in memory."""

from typing import Any

_MOST_BYTES = 16_000_000
_LARGEST_KEY = 8_000
_LARGEST_VALUE = 1_000_000
_OVERHEAD = 1_500
"""About what a remembered request takes beside its own bytes."""

Key = tuple[int, tuple[str, ...], str, tuple[bytes | None, ...], bytes]
"""Operation, what stands in the path, query, headers that matter, body."""


class Memo:
    """Remembers until it is full, then begins anew: as cheap as a dict, and never larger."""

    __slots__ = ("_bytes", "_known", "get")

    def __init__(self) -> None:
        self._known: dict[Key, Any] = {}
        self._bytes = 0
        self.get = self._known.get

    def put(self, key: Key, value: Any, size: int) -> None:  # noqa: ANN401  what is remembered
        """Remember a value, unless it or its key is large.

        Args:
            key: of the request.
            value: what was found out.
            size: bytes of what it holds.
        """
        _, captured, query, headers, body = key
        length = len(query) + sum(map(len, captured)) + sum(len(v) for v in headers if v)
        length += len(body)
        if length > _LARGEST_KEY or size > _LARGEST_VALUE:
            return
        self._bytes += length + size + _OVERHEAD
        if self._bytes > _MOST_BYTES:
            self._known.clear()
            self._bytes = length + size + _OVERHEAD
        self._known[key] = value

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()
        self._bytes = 0
