"""uvicorn's server, for many ports and one process; imported only when something is served."""

import asyncio
import contextlib
import functools
import logging
import os
import signal
import socket
import threading
import traceback
from collections.abc import Generator
from types import FrameType
from typing import TYPE_CHECKING

from uvicorn.config import Config
from uvicorn.server import Server

from planner.adapters.http_prompt import AsgiApp
from planner.adapters.http_protocol import BoundedProtocol, Sites

if TYPE_CHECKING:
    from planner.adapters.http_server import Hooks

_BROKEN_OFF = "ASGI callable returned without completing response."
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class PortsServer(Server):
    """Answers on every socket that it is given, by the application of the socket's port.

    Args:
        sites: the applications.
        hooks: what happens beside serving.
    """

    def __init__(self, sites: Sites, hooks: "Hooks") -> None:
        super().__init__(_config(sites))
        self._sites, self._hooks = sites, hooks
        self._background: asyncio.Task[None] | None = None
        self._complaints = _Complaints(hooks)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        logging.getLogger("uvicorn.error").addHandler(self._complaints)
        await super().startup(sockets)
        await self.on_tick(0)  # the headers that each answer has
        if self._hooks.background is not None:
            self._background = asyncio.ensure_future(self._hooks.background(self.open))
        self._hooks.ready()

    async def open(self, listening: socket.socket, app: AsgiApp) -> None:
        """Serve an application on one socket more, until the end."""
        self._sites.apps[listening.getsockname()[1]] = app
        make = functools.partial(
            BoundedProtocol, self._sites, self.config, self.server_state, self.lifespan.state
        )
        loop = asyncio.get_running_loop()
        more = await loop.create_server(make, sock=listening, backlog=self.config.backlog)
        self.servers.append(more)

    async def on_tick(self, counter: int) -> bool:
        """Look once a second for clients that take too long."""
        if counter % 10 == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, BoundedProtocol):
                    connection.close_if_slow(now)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop answering; what runs beside is stopped first."""
        if self._background is not None:
            self._background.cancel()
            await asyncio.wait([self._background])
        await super().shutdown(sockets)
        logging.getLogger("uvicorn.error").removeHandler(self._complaints)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Stop on SIGINT and SIGTERM, and don't raise them again: stopping is no failure."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  as signal says
        """Stop gracefully; at once when asked a second time."""
        if self.should_exit:
            self.force_exit = True
        self.should_exit = True


def _config(sites: Sites) -> Config:
    protocol = functools.partial(BoundedProtocol, sites)
    return Config(
        _no_app,
        http=protocol,  # type: ignore[arg-type]  # anything that makes a protocol will do
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=sites.limits.stopping,
    )


async def _no_app(_scope: object, _receive: object, _send: object) -> None:
    """Stand where uvicorn wants an application: each connection has the one of its port."""


class _Complaints(logging.Handler):
    """Turns what uvicorn has to say about a failed answer into one line."""

    def __init__(self, hooks: "Hooks") -> None:
        super().__init__(logging.ERROR)
        self._hooks = hooks

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a line on; the traceback only with PLAN_DEBUG=1."""
        error = record.exc_info[1] if record.exc_info else None
        is_meant = record.msg == _BROKEN_OFF  # a fault that was asked for
        if is_meant or isinstance(error, asyncio.CancelledError):
            return
        if error is not None and os.environ.get("PLAN_DEBUG"):
            self._hooks.complain("".join(traceback.format_exception(error)))
        said = f"{type(error).__name__}: {error}" if error else record.getMessage()
        self._hooks.complain(f"an answer failed: {said}")
