"""Serves ASGI applications: many in one process and one event loop, each on a port of its own.

Every port is taken before anything is answered, so that a server either runs as a whole or not at
all. uvicorn is imported when a server starts, not before.
"""

import errno
import gc
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from planner.model.errors import InputError
from planner.model.problem import Problem

if TYPE_CHECKING:
    from planner.adapters.http_prompt import AsgiApp
    from planner.adapters.http_protocol import Limits
    from planner.adapters.http_uvicorn import PortsServer

_BACKLOG = 1024
_LAST_PORT = 65535
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  nothing is bound here
_STARTED_WITHIN = 30.0
_STOPPED_WITHIN = 10.0


class Listener(NamedTuple):
    """A port that was taken.

    Args:
        host: as the user wrote it.
        port: its number; never 0.
    """

    host: str
    port: int
    socket: socket.socket

    @property
    def url(self) -> str:
        """How a client on this machine calls it."""
        host = _ANY.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def listen(host: str, ports: Sequence[int]) -> list[Listener]:
    """Take ports.

    Args:
        host: name or address of this machine.
        ports: numbers; 0: any that is free.

    Raises:
        InputError: a port can't be had; all such ports are told, and none is kept.
    """
    problems: list[Problem] = []
    taken: list[Listener] = []
    with ExitStack() as undo:
        for port in ports:
            found = _bound(host, port)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                undo.callback(found.socket.close)
                taken.append(found)
        if problems:
            raise InputError(dict.fromkeys(problems))
        undo.pop_all()
    return taken


def _bound(host: str, port: int) -> Listener | Problem:
    if port > _LAST_PORT:
        return Problem(
            "bad-port",
            f"there is no port `{port}`",
            hint=f"begin with a smaller --port: the last one is {_LAST_PORT}",
        )
    try:
        # the first address that the name stands for, as its owner has put them in order
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except (OSError, UnicodeError) as error:
        return _refused(host, port, error)
    found.setblocking(False)  # noqa: FBT003  its only argument
    return Listener(host, found.getsockname()[1], found)


def _refused(host: str, port: int, error: OSError | UnicodeError) -> Problem:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        hint = "stop what uses it, or take another one with --port; `--port 0` takes free ones"
        return Problem("port-in-use", f"port `{port}` is in use", hint=hint)
    if number in {errno.EACCES, errno.EPERM}:
        hint = "take one from 1024 on with --port"
        return Problem("port-not-allowed", f"you may not use port `{port}`", hint=hint)
    if isinstance(error, socket.gaierror | UnicodeError) or number == errno.EADDRNOTAVAIL:
        hint = "use 127.0.0.1, or 0.0.0.0 for callers from other machines"
        return Problem("bad-host", f"`{host}` is no name or address of this machine", hint=hint)
    reason = str(getattr(error, "strerror", error)).lower()
    return Problem("cannot-listen", f"can't listen on `{host}` port `{port}`: {reason}")


class Site:
    """An application that can be replaced while it is served; requests that run keep theirs."""

    __slots__ = ("app",)

    def __init__(self, app: "AsgiApp") -> None:
        self.app = app

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:  # noqa: ANN401  ASGI
        """Hand a request on."""
        return self.app(scope, receive, send)


OpenSocket = Callable[[socket.socket, "AsgiApp"], Awaitable[None]]
"""Serves an application on a socket that listens, beside those that are served."""


class Hooks(NamedTuple):
    """What happens beside serving, in the server's event loop.

    Args:
        ready: called once, as soon as calls are answered.
        complain: takes one line about an answer that failed.
        background: runs until the server stops; gets what serves a further socket.
    """

    ready: Callable[[], None] = lambda: None
    complain: Callable[[str], None] = lambda _: None
    background: "Callable[[OpenSocket], Awaitable[None]] | None" = None


def serve(
    apps: Mapping[Listener, "AsgiApp"],
    hooks: Hooks,
    *,
    drop_key: str,
    limits: "Limits | None" = None,
) -> None:
    """Serve until SIGINT or SIGTERM; running answers get some seconds to end.

    Args:
        apps: listener -> ASGI 3 application.
        hooks: what happens beside.
        drop_key: see `planner.adapters.http_protocol.Sites`.
        limits: what clients may take.
    """
    server = _server(apps, hooks, drop_key, limits)
    with _collecting():
        _run(server, [listener.socket for listener in apps])


class BackgroundServer:
    """A server in a thread of its own; a context manager.

    Args:
        apps, hooks, drop_key, limits: as `serve`.
    """

    def __init__(
        self,
        apps: Mapping[Listener, "AsgiApp"],
        hooks: Hooks,
        *,
        drop_key: str,
        limits: "Limits | None" = None,
    ) -> None:
        self._started = threading.Event()
        own = Hooks(self._announce(hooks.ready), hooks.complain, hooks.background)
        self._server = _server(apps, own, drop_key, limits)
        self._sockets = [listener.socket for listener in apps]
        self._thread = threading.Thread(target=self._serve, name="plan-stubs", daemon=True)

    def _announce(self, ready: Callable[[], None]) -> Callable[[], None]:
        def announce() -> None:
            ready()
            self._started.set()

        return announce

    def _serve(self) -> None:
        try:
            _run(self._server, self._sockets)
        finally:
            self._started.set()

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._started.wait(_STARTED_WITHIN) or not self._thread.is_alive():
            raise RuntimeError("the server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(_STOPPED_WITHIN)


class _collecting:  # noqa: N801  a context manager that reads as a statement
    """Collects circular garbage while serving: `plan` itself has that switched off.

    What was loaded before stays out of it: it lives until the end.
    """

    def __enter__(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.freeze()
        gc.enable()

    def __exit__(self, *_: object) -> None:
        gc.unfreeze()
        if not self._was_enabled:
            gc.disable()


def _run(server: "PortsServer", sockets: list[socket.socket]) -> None:
    import asyncio  # noqa: PLC0415  slow to import

    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(server.serve(sockets))
    except KeyboardInterrupt:  # a second Ctrl-C: at once
        pass
    finally:
        for each in sockets:
            with suppress(OSError):
                each.close()


def _loop_factory() -> Any:  # noqa: ANN401  a loop's own type is not known here
    if sys.platform == "win32":  # uvloop is not made for it
        return None
    import uvloop  # noqa: PLC0415  not there on every system

    return uvloop.new_event_loop


def _server(
    apps: Mapping[Listener, "AsgiApp"],
    hooks: Hooks,
    drop_key: str,
    limits: "Limits | None",
) -> "PortsServer":
    from planner.adapters.http_protocol import Limits, Sites  # noqa: PLC0415  uvicorn is slow
    from planner.adapters.http_uvicorn import PortsServer  # noqa: PLC0415  likewise

    most = limits or Limits(connections=_connections(len(apps)))
    by_port = {listener.port: app for listener, app in apps.items()}
    return PortsServer(Sites(by_port, most, drop_key), hooks)


def _connections(ports: int) -> int:
    """Return how many connections fit into the files that the process may have open."""
    if sys.platform == "win32":
        return 400
    import resource  # noqa: PLC0415  not there on every system

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    room = 4096 if soft == resource.RLIM_INFINITY else min(soft, 4096)
    return max(16, room - ports - 100)
