"""HTTP connections with bounds: on the size of a head, on time, on what nobody reads.

uvicorn reads and writes HTTP. What it leaves open is closed here, because a stub server lives in
test runs: no client, slow or hostile, may hold a connection or memory for longer than it is told.
Imported only when something is served: uvicorn takes its time.
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]

# On close, throw away what is unsent and send RST: the client sees a connection that was reset.
_NO_LINGER = struct.pack("ii", 1, 0)
_LINGERING = 2.0
"""Seconds that a client gets to read an answer that came before it had sent everything."""
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
    """

    apps: Mapping[int, AsgiApp]
    limits: Limits
    drop_key: str


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
        self._head = 0
        """Bytes of the head so far; -1: the head is complete."""
        self._is_big = False
        self._waiting_since = 0.0
        """When the request began to come in; 0: none is coming in."""
        self._is_lingering = False
        self._unread = (0, 0.0)
        """Bytes that the client has not read, and since when there are as many."""

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
        self._extensions = {}

    def data_received(self, data: bytes) -> None:
        """Count what comes in before the head is complete."""
        if self._is_lingering:
            return
        if not self._waiting_since:
            self._waiting_since = self.loop.time()
        if self._head >= 0:
            self._head += len(data)
            self._is_big = self._head > self._sites.limits.head
        super().data_received(data)
        if self._is_big and self._head >= 0 and not self.transport.is_closing():
            self._refuse_head()

    def on_message_begin(self) -> None:
        """Give the application the means to drop the connection."""
        super().on_message_begin()
        self._waiting_since = self.loop.time()
        self.scope["extensions"] = self._extensions

    def on_headers_complete(self) -> None:
        """Refuse a head that came in one piece and is too large all the same."""
        self._head = -1
        if self._is_big and self._head_size() > self._sites.limits.head:
            raise _HeadTooLargeError
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Stop the clock: what takes time now is the answer."""
        super().on_message_complete()
        self._waiting_since = 0.0
        self._head = 0
        self._is_big = False

    def send_400_response(self, msg: str) -> None:
        """Say in the standard form what is wrong with what can't be read as HTTP."""
        if self._is_big:
            self._refuse_head()
        else:
            self._refuse(b"400 Bad Request", b"Bad Request", msg.rstrip(".").encode())

    def shutdown(self) -> None:
        """Begin to end: nobody is waited for any more."""
        self._head = 0
        super().shutdown()

    def linger(self, transport: asyncio.Transport) -> None:
        """Close the connection; first let a client that is still sending read the answer.

        A connection that is closed with unread data in it is reset, and the answer is lost with it
        (RFC 9112, 9.6).
        """
        if not self._head or self._is_lingering or transport.is_closing():
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

    def drop(self) -> None:
        """Reset the connection; nothing more is sent."""
        if self.cycle is not None:
            self.cycle.disconnected = True
        raw = self.transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()

    def close_if_slow(self, now: float) -> None:
        """Close the connection if its client takes too long to send or to read.

        Args:
            now: time of the loop.
        """
        most = self._sites.limits.seconds
        unread = self.transport.get_write_buffer_size()
        if unread != self._unread[0]:
            self._unread = (unread, now)
        elif unread and now - self._unread[1] > most:
            self.transport.abort()
        if self._waiting_since and now - self._waiting_since > most:
            self._close_slow()

    def _close_slow(self) -> None:
        is_silent = self._head == 0
        is_answered = self._head < 0 and self.cycle.response_started
        if is_silent or is_answered or self.transport.is_closing():
            self.transport.abort()
            return
        if self.cycle is not None:  # the application waits for a body that never ends
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._refuse(b"408 Request Timeout", b"Request Timeout", b"the request took too long")

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _refuse_head(self) -> None:
        title = b"Request Header Fields Too Large"
        most = b"at most %d bytes of headers are read" % self._sites.limits.head
        self._refuse(b"431 " + title, title, most)

    def _refuse(self, line: bytes, title: bytes, detail: bytes) -> None:
        """Answer with a problem (RFC 9457) and close."""
        body = b'{"type":"about:blank","title":"%s","status":%s,"detail":"%s"}' % (
            title,
            line[:3],
            detail,
        )
        self.transport.write(_PROBLEM % (line, len(body), body))
        self.transport.close()


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


class _HeadTooLargeError(Exception):
    """Ends the parsing of a request; uvicorn answers what can't be parsed."""
