"""What was called and what was answered, for tests: the last calls, in a bounded ring."""

import re
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

import orjson

from planner.stubs.server.decoding import loaded
from planner.stubs.server.types import Answer, Call, Mount, RequestFault, header_of

MOST_CALLS = 2_000
MOST_BYTES = 16 * 1024 * 1024
LONGEST_BODY = 1024 * 1024
"""Bytes; of a longer body no more than a note of its length is kept."""
MASK = "***"
_OVERHEAD = 100
"""About what a header takes beside its value."""

_SECRET = re.compile(
    r"authorization|cookie|token|secret|password|passwd|session|credential|api[-_]?key|signature",
    re.IGNORECASE,
)


class _Entry(NamedTuple):
    """One call, as it came in and went out; read only when somebody asks.

    Of the call itself nothing is kept: its decoded values are far larger than its bytes.
    """

    mount: Mount | None
    operation: str
    method: str
    path: str
    query: str
    headers: Sequence[tuple[bytes, bytes]]
    raw: bytes
    faults: tuple[RequestFault, ...]
    answer: Answer
    weight: int


_Plain = tuple[
    Mount | None,
    str,
    str,
    str,
    str,
    Sequence[tuple[bytes, bytes]],
    bytes,
    tuple[RequestFault, ...],
    Answer,
    int,
]


class RingJournal:
    """The last calls. Appending costs less than a microsecond; memory is bounded.

    Args:
        most: how many calls are kept; 0: none.
        most_bytes: of what is kept, together.
    """

    def __init__(self, most: int = MOST_CALLS, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._entries: deque[_Plain] = deque()
        self._bytes = 0
        self._dropped = 0

    def append(self, call: Call, answer: Answer) -> None:
        """Remember one call, and forget the oldest ones that there is no room for."""
        raw = call.raw if len(call.raw) <= LONGEST_BODY else _too_long(call.raw)
        weight = len(raw) + len(answer.body) + len(call.path) + len(call.query)
        weight += sum([_OVERHEAD + len(value) for _, value in call.headers])
        # a plain tuple: to make a named one takes three times as long, and this is on every call
        self._entries.append(
            (
                call.mount,
                call.operation,
                call.method,
                call.path,
                call.query,
                call.headers,
                raw,
                call.faults,
                answer,
                weight,
            )
        )
        self._bytes += weight
        if len(self._entries) > self._most or self._bytes > self._most_bytes:
            self._forget()

    def _forget(self) -> None:
        entries = self._entries
        while entries and (len(entries) > self._most or self._bytes > self._most_bytes):
            self._bytes -= entries.popleft()[-1]
            self._dropped += 1

    def page(self) -> bytes:
        """Return the JSON of `GET /__plan__/calls`: the calls, oldest first.

        Headers and parameters that carry credentials are masked. `dropped` counts the calls that
        were forgotten because there was no room for them.
        """
        calls = [_shown(_Entry(*entry)) for entry in list(self._entries)]
        return orjson.dumps({"calls": calls, "dropped": self._dropped})

    def clear(self) -> None:
        """Forget all calls."""
        self._entries.clear()
        self._bytes = 0
        self._dropped = 0


def _too_long(raw: bytes) -> bytes:
    return b"(%d bytes)" % len(raw)


def _shown(entry: _Entry) -> dict[str, Any]:
    bundle = entry.mount.bundle if entry.mount else None
    return {
        "contract": bundle["contract"] if bundle else "",
        "version": bundle["version"] if bundle else "",
        "digest": bundle["digest"] if bundle else "",
        "operation": entry.operation,
        "variant": entry.answer.variant,
        "request": _request(entry, _secrets_of(entry.mount)),
        "response": _response(entry.answer),
        "valid": bool(entry.operation) and not entry.faults,
        "faults": [fault.as_json() for fault in entry.faults],
    }


def _request(entry: _Entry, secrets: frozenset[str]) -> dict[str, Any]:
    prefix = entry.mount.prefix if entry.mount else ""
    return {
        "method": entry.method,
        "path": entry.path.removeprefix(prefix) or "/",
        "query": _masked_query(entry.query, secrets),
        "headers": _masked(entry.headers, secrets),
        "body": _body(entry.headers, entry.raw),
    }


def _response(answer: Answer) -> dict[str, Any]:
    return {
        "status": answer.status,
        "headers": _masked(answer.headers, frozenset()),
        "body": _body(answer.headers, answer.body),
    }


def _secrets_of(mount: Mount | None) -> frozenset[str]:
    """Return the names, in lower case, of the headers and parameters that carry credentials."""
    schemes = mount.bundle["schemes"].values() if mount else ()
    return frozenset(each["parameter"].lower() for each in schemes if each["type"] == "apiKey")


def _masked(headers: Iterable[tuple[bytes, bytes]], secrets: frozenset[str]) -> dict[str, str]:
    """Return headers by name, repeated ones joined as HTTP joins them (RFC 9110, 5.2)."""
    shown: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name = raw_name.decode("latin-1").lower()
        value = raw_value.decode("latin-1")
        if _is_secret(name, secrets):
            value = _without_credential(value)
        shown[name] = f"{shown[name]}, {value}" if name in shown else value
    return shown


def _is_secret(name: str, secrets: frozenset[str]) -> bool:
    return name in secrets or bool(_SECRET.search(name))


def _without_credential(value: str) -> str:
    """Keep the name of the scheme, `Bearer` for example: it is no secret, and tests look at it."""
    scheme, _, rest = value.partition(" ")
    is_scheme = scheme.isalpha() and bool(rest)
    return f"{scheme} {MASK}" if is_scheme else MASK


def _masked_query(query: str, secrets: frozenset[str]) -> str:
    """Return a query as sent, unless a credential stands in it."""
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    if not any(_is_secret(name.lower(), secrets) for name, _ in pairs):
        return query
    masked = ((name, MASK if _is_secret(name.lower(), secrets) else value) for name, value in pairs)
    return urlencode(list(masked), safe="*")


def _body(headers: Iterable[tuple[bytes, bytes]], raw: bytes) -> Any:  # noqa: ANN401  JSON value
    """Return the JSON value of a body that is one, else its text; None: no body."""
    if not raw:
        return None
    if "json" in header_of(headers, b"content-type").lower():
        try:
            return loaded(raw)
        except ValueError:
            pass
    return raw.decode("utf-8", "replace")
