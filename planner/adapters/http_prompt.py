"""Answers without a detour: uvicorn's request cycle for those that are there at once.

Most answers of a stub take microseconds, less than it takes to make a task, to come back to it, and
to look through headers that were sent a hundred times before. So an application runs at once, where
its request was read to the end, and becomes a task only when it has to wait (what
`asyncio.eager_task_factory` does from Python 3.12 on); and an answer that comes whole is written
whole. Whatever is not that simple is left to uvicorn.
"""

from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from types import coroutine
from typing import Any, NamedTuple

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]
Headers = Sequence[tuple[bytes, bytes]]

_CONTENT_FROM = 200
_BODILESS = frozenset([204, 304])
_MOST_KNOWN = 256


class Head(NamedTuple):
    """The headers of an answer as bytes.

    Args:
        headers: what it was made of.
        default: the headers that the server adds to all answers.
        lines: both.
        length: of the content; -1: uvicorn has to look at the headers itself.
    """

    headers: Headers
    default: Headers
    lines: bytes
    length: int


class Heads:
    """Writes headers, and remembers them: most answers of a stub are sent again and again.

    What an application sends as headers it doesn't change afterwards.
    """

    def __init__(self) -> None:
        self._known: dict[int, Head] = {}

    def of(self, headers: Headers, default: Headers) -> Head:
        """Return headers as bytes."""
        known = self._known.get(id(headers))
        if known is not None and known.headers is headers and known.default is default:
            return known
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[id(headers)] = head = _head(headers, default)
        return head


def _head(headers: Headers, default: Headers) -> Head:
    lines, length = [], -1
    for name, value in (*default, *headers):
        line = b"%b: %b\r\n" % (name, value)
        is_plain = name.islower() and line.isascii() and line[:-2].decode("ascii").isprintable()
        if not is_plain or name in {b"connection", b"transfer-encoding"}:
            return Head(headers, default, b"", -1)
        if name == b"content-length":
            length = int(value)
        lines.append(line)
    return Head(headers, default, b"".join([*lines, b"\r\n"]), length)


class Prompt:
    """The application of one request: its answer is written as soon as it is there as a whole.

    Args:
        app: answers.
        cycle: uvicorn's, of the request.
        heads: of the server.
    """

    __slots__ = ("_app", "_cycle", "_heads", "_held")

    def __init__(self, app: AsgiApp, cycle: RequestResponseCycle, heads: Heads) -> None:
        self._app, self._cycle, self._heads = app, cycle, heads
        self._held: Any = None
        """The head of the answer: it waits for the body."""

    def __call__(self, scope: Any, receive: Any, _send: Any) -> Awaitable[None]:  # noqa: ANN401  ASGI
        """Answer (ASGI 3)."""
        return self._app(scope, receive, self._send)

    async def _send(self, message: Any) -> None:  # noqa: ANN401  ASGI
        held = self._held
        if held is not None:
            self._held = None
            if self._has_written(held, message):
                return
            await self._cycle.send(held)
        elif message["type"] == "http.response.start" and not self._cycle.response_started:
            self._held = message
            return
        await self._cycle.send(message)

    def _has_written(self, start: Any, message: Any) -> bool:  # noqa: ANN401  ASGI
        """Write an answer whole; return False if it isn't that simple."""
        cycle, body, status = self._cycle, message.get("body", b""), start["status"]
        if message.get("more_body") or not cycle.keep_alive or cycle.disconnected:
            return False
        if cycle.flow.write_paused or status < _CONTENT_FROM or status in _BODILESS:
            return False
        head = self._heads.of(start["headers"], cycle.default_headers)
        if head.length != len(body) or cycle.scope["method"] == "HEAD":
            return False
        cycle.transport.write(b"".join((STATUS_LINE[status], head.lines, body)))
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.message_event.set()
        cycle.on_response()
        return True


def begun(running: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None] | None:
    """Run a coroutine until it waits for something.

    Its code may not ask for its task before it has waited once: there is none.

    Returns:
        What goes on with it, for a task; None: it is through.
    """
    try:
        waits_for = running.send(None)
    except StopIteration:
        return None
    return _rest(running, waits_for)


@coroutine
def _rest(running: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:  # noqa: ANN401  a future
    """Go on with a coroutine from where it waits; what is thrown in is passed on."""
    while True:
        try:
            try:
                yield waits_for
            except BaseException as error:  # noqa: BLE001  the coroutine decides about it
                waits_for = running.throw(error)
            else:
                waits_for = running.send(None)
        except StopIteration:
            return
