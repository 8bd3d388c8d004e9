"""HTTP connections with bounds: on the size of a head, on time, on what nobody reads.

uvicorn reads and writes HTTP. What it leaves open is closed here, because a stub server lives in
test runs: no client, slow or hostile, may hold a connection or memory for longer than it is told.
Imported only when something is served: uvicorn takes its time.
"""

import asyncio
import socket
import struct
from dataclasses import dataclass, field
from typing import Any, Literal

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from planner.adapters.http_prompt import AsgiApp, Heads, Prompt, begun

# On close, throw away what is unsent and send RST: the client sees a connection that was reset.
_NO_LINGER = struct.pack("ii", 1, 0)
_LINGERING = 2.0
"""Seconds that a client gets to read an answer that came before it had sent everything."""
_MOST_AHEAD = 256
"""Requests sent ahead above which a client is dropped."""
_LARGE = b"431 Request Header Fields Too Large"
_MOST_HEADERS = 300
"""A small header takes far more memory than bytes on the wire."""
_NOT_ONE_HOST = b"400 Bad Request", b"a request has one header Host"
"""RFC 9112, section 3.2."""
_PROBLEM = (
    b"HTTP/1.1 %s\r\ncontent-type: application/problem+json\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%s"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may take.

    Args:
        head: bytes of the request line and the headers.
        seconds: until a request is there as a whole, and between two signs of life of who reads.
        idle: seconds that a connection is kept open between two requests.
        connections: at once, of all ports; more are dropped.
        stopping: seconds that running answers get when the server stops.
    """

    head: int = 64 * 1024
    seconds: float = 30.0
    idle: int = 15
    connections: int = 900
    stopping: int = 3


@dataclass(frozen=True, slots=True)
class Sites:
    """What all connections of a server share.

    Args:
        apps: port -> application.
        drop_key: key of `scope["extensions"]` under which applications find what drops the
            connection without an answer.
        heads: headers of answers as bytes.
    """

    apps: dict[int, AsgiApp]
    limits: Limits
    drop_key: str
    heads: Heads = field(default_factory=Heads)


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(
        self,
        sites: Sites,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._sites = sites
        self._extensions: dict[str, Any] = {}
        self._phase: Literal["idle", "head", "body"] = "idle"
        self._taken = 0
        """Bytes that came in and brought neither a whole head nor a part of a body."""
        self._is_deaf = False
        """Nothing is read any more: what is running is answered, then the connection ends."""
        self._is_lingering = False
        self._waiting_since = 0.0
        """When the request began to come in; 0: none is coming in."""
        self._idle_since = 0.0
        """When the last answer was written; 0: one is under way."""
        self._unread = (0, 0.0)
        """Bytes that the client has not read, and since when there are as many."""
        self._is_begun = False
        """The head of a request is there, its cycle is being made."""
        self._unstarted: RequestResponseCycle | None = None
        """The next to be answered, when its request is there as a whole."""
        self._running: RequestResponseCycle | None = None

    # ---- what the event loop calls

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Choose the application by the port that was called."""
        super().connection_made(_Lingering(transport, self))  # type: ignore[arg-type]  # acts as one
        self._waiting_since = self.loop.time()
        self._extensions = {self._sites.drop_key: self.drop}
        if len(self.connections) > self._sites.limits.connections:
            transport.abort()
        if self.server is not None and self.server[1] is not None:
            self.app = self._sites.apps[self.server[1]]

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of everything, so that no circle of references is left to the collector."""
        super().connection_lost(exc)
        self._is_deaf = True
        if self._running is not None:
            self._disconnect(self._running)
        self._extensions = {}
        self._running = self._unstarted = None
        self.pipeline.clear()

    def data_received(self, data: bytes) -> None:
        """Read what came in, and answer what is there as a whole."""
        if self._is_deaf:
            return
        self._idle_since = 0.0
        if not self._waiting_since:
            self._waiting_since = self.loop.time()
        self._taken += len(data)
        while data and not self._is_deaf:
            data = self._rest_of(data)
        if self._unstarted is not None:  # its body may be refused before it is there
            self._start_asgi_task(self._unstarted, self.app)
        if self._taken > self._sites.limits.head and not self._is_deaf:
            self._refuse(*_large_head(self._sites.limits.head))

    def _rest_of(self, data: bytes) -> bytes:
        """Read; return what follows a wish for another protocol, which is not fulfilled."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            read = int(upgrade.args[0])
            return data[read:] if read else b""
        except httptools.HttpParserError as error:
            told = error.__context__
            refused = told if isinstance(told, _RefusedError) else _UNREADABLE
            self._refuse(refused.line, refused.detail)
        return b""

    # ---- what the parser calls

    def on_message_begin(self) -> None:
        """Give the application the means to drop the connection."""
        if self._is_deaf:  # what follows the last request is not read (RFC 9112, 9.6)
            raise _RefusedError(b"", b"")
        super().on_message_begin()
        self._phase, self._idle_since = "head", 0.0
        self._waiting_since = self.loop.time()
        self.scope["extensions"] = self._extensions

    def on_headers_complete(self) -> None:
        """Refuse a head that is too large, or names no host or several."""
        most = self._sites.limits.head
        if self._taken > most and self._head_size() > most:
            raise _RefusedError(*_large_head(most))
        if len(self.headers) > _MOST_HEADERS:
            raise _RefusedError(_LARGE, b"at most %d headers are read" % _MOST_HEADERS)
        hosts = [name for name, _ in self.headers if name == b"host"]
        if len(hosts) != 1 and (hosts or self.parser.get_http_version() == "1.1"):
            raise _RefusedError(*_NOT_ONE_HOST)
        self._is_begun = True
        super().on_headers_complete()
        self._is_begun = False
        self._phase, self._taken = "body", 0
        if len(self.pipeline) > _MOST_AHEAD:
            self._is_deaf = True
            self.transport.abort()
        self.headers = []  # what follows a body in chunks is passed over (RFC 9110, 6.5.1)

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._taken = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Stop the clock, what takes time now is the answer; which is begun at once."""
        super().on_message_complete()
        self._phase, self._waiting_since, self._taken = "idle", 0.0, 0
        self._is_deaf = not self.cycle.keep_alive
        if self._unstarted is not None:
            self._start_at_once(self._unstarted)
        elif self.cycle.response_complete:
            self._idle_since = self.loop.time()

    # ---- what uvicorn calls

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401  ASGI
        """Let a request be answered; the one that is being read, as soon as it is there."""
        if self._is_begun:
            self._unstarted = cycle
            return
        self._unstarted, self._running = None, cycle
        super()._start_asgi_task(cycle, Prompt(app, cycle, self._sites.heads))

    def _start_at_once(self, cycle: RequestResponseCycle) -> None:
        self._unstarted, self._running = None, cycle
        rest = begun(cycle.run_asgi(Prompt(self.app, cycle, self._sites.heads)))
        if rest is not None:
            task = self.loop.create_task(rest)
            task.add_done_callback(self.tasks.discard)
            self.tasks.add(task)

    def on_response_complete(self) -> None:
        """Go on with the next request; how long none may come is looked at once a second."""
        self.server_state.total_requests += 1
        self._running = None
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._phase == "idle":
            self._idle_since = self.loop.time()

    def shutdown(self) -> None:
        """Begin to end: nobody is waited for any more."""
        self._phase = "idle"
        super().shutdown()

    def linger(self, transport: asyncio.Transport) -> None:
        """Close the connection; first let a client that is still sending read the answer.

        A connection that is closed with unread data in it is reset, and the answer is lost with it
        (RFC 9112, 9.6).
        """
        self._is_deaf = True
        if self._phase == "idle" or self._is_lingering or transport.is_closing():
            transport.close()
            return
        self._is_lingering = True
        self._waiting_since = 0.0
        self.flow.resume_reading()
        if transport.can_write_eof():
            transport.write_eof()
        self.loop.call_later(_LINGERING, transport.close)

    @property
    def is_lingering(self) -> bool:
        """Whether nothing is read any more, and the client was told so."""
        return self._is_lingering

    # ---- what the server and applications call

    def drop(self) -> None:
        """Reset the connection; nothing more is sent."""
        if self._running is not None:
            self._running.disconnected = True
        raw = self.transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()

    def close_if_slow(self, now: float) -> None:
        """Close the connection if its client takes too long to send, to read or to ask again.

        Args:
            now: time of the loop.
        """
        limits = self._sites.limits
        unread = self.transport.get_write_buffer_size()
        if unread != self._unread[0]:
            self._unread = (unread, now)
        elif unread and now - self._unread[1] > limits.seconds:
            self.transport.abort()
        if self._waiting_since and now - self._waiting_since > limits.seconds:
            self._close_slow()
        if self._idle_since and now - self._idle_since > limits.idle:
            self.transport.close()

    def _close_slow(self) -> None:
        is_silent = self._phase == "idle"
        is_answered = self._phase == "body" and self.cycle.response_started
        if is_silent or is_answered or self.transport.is_closing():
            self.transport.abort()
            return
        self._refuse(b"408 Request Timeout", b"the request took too long")

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _refuse(self, line: bytes, detail: bytes) -> None:
        """Answer with a problem (RFC 9457) and close; what came before is answered first."""
        was_deaf, self._is_deaf = self._is_deaf, True
        if self._phase == "body" and self.cycle is not None:  # it waits for what never comes
            self._disconnect(self.cycle)
            self._unstarted = None
        running = self._running
        if was_deaf or (running is not None and not running.disconnected):
            self._end_after_answers()
            return
        title, status = line[4:], line[:3]
        body = b'{"type":"about:blank","title":"%s","status":%s,"detail":"%s"}' % (
            title,
            status,
            detail,
        )
        self.transport.write(_PROBLEM % (line, len(body), body))
        self.transport.close()

    def _end_after_answers(self) -> None:
        waiting = [cycle for cycle, _ in self.pipeline if not cycle.disconnected]
        last = waiting[0] if waiting else self._running
        if last is not None:
            last.keep_alive = False

    @staticmethod
    def _disconnect(cycle: RequestResponseCycle) -> None:
        cycle.disconnected = True
        cycle.message_event.set()


def _large_head(most: int) -> tuple[bytes, bytes]:
    return _LARGE, b"at most %d bytes of headers are read" % most


class _Lingering:
    """A transport that closes with patience.

    Args:
        transport: the connection.
        protocol: knows whether the client is still sending.
    """

    def __init__(self, transport: asyncio.Transport, protocol: BoundedProtocol) -> None:
        self._transport = transport
        self._protocol = protocol
        self.write = transport.write  # found at once: it is called for each answer

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the transport has
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        return self._protocol.is_lingering or self._transport.is_closing()

    def close(self) -> None:
        self._protocol.linger(self._transport)


class _RefusedError(Exception):
    """Ends the parsing of a request; the connection answers it.

    Args:
        line: status and phrase.
        detail: what is wrong.
    """

    def __init__(self, line: bytes, detail: bytes) -> None:
        super().__init__(detail)
        self.line, self.detail = line, detail


_UNREADABLE = _RefusedError(b"400 Bad Request", b"Invalid HTTP request received")
