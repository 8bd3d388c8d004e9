"""The stub server: contracts in, a raw ASGI 3 application out.

No framework stands between the HTTP parser and the contract: a framework costs two to four times
what routing, validation and answer together cost here. The order in which a request is judged:
path 404, method 405, size 413, credentials 401, Content-Type 415, Accept 406, syntax 400, then
parameters and body, all faults at once.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from planner.stubs.server import errors
from planner.stubs.server.admin import Admin, page
from planner.stubs.server.cors import cors_headers, preflight
from planner.stubs.server.mounted import MountedContract, Target
from planner.stubs.server.refusals import Refusal
from planner.stubs.server.sending import send_answer
from planner.stubs.server.types import (
    ADMIN,
    Answer,
    Call,
    Effect,
    FaultPlan,
    IndexPage,
    Journal,
    Mount,
    Receive,
    Scope,
    Send,
    ServerOptions,
    StateMaker,
)

_LONGEST_TARGET = 65_536
_MOST_KNOWN, _LONGEST_KNOWN = 4_096, 256
"""Bounds of the memory for addresses that were called before."""
_BODY_SECONDS = 30.0
_GONE = object()


class StubApp:
    """Serves any number of contracts from one process.

    Args:
        mounts: the contracts with their prefixes; of several that have a path, the first one with
            the longest prefix answers.
        options: how it behaves.
        journal: remembers calls; None: nothing does.
        faults: decides about latency and faults; None: there are none.
        make_state: makes the state of a mount, if `options.stateful`.
        index_page: makes the page at `/`; None: a plain list.
    """

    def __init__(
        self,
        mounts: Sequence[Mount],
        options: ServerOptions | None = None,
        *,
        journal: Journal | None = None,
        faults: FaultPlan | None = None,
        make_state: StateMaker | None = None,
        index_page: IndexPage | None = None,
    ) -> None:
        self._options = options or ServerOptions()
        mounted = [MountedContract(mount, self._options, make_state) for mount in mounts]
        self._mounted = sorted(mounted, key=lambda one: -len(one.prefix))
        self._known: dict[tuple[str, str], tuple[Mount, Target]] = {}
        self._journal, self._faults = journal, faults
        self._admin = Admin(mounted, journal, faults, index_page)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = scope["headers"]
        path, query = _target_of(scope)
        length, origin = _framing(headers)
        call = Call(None, "", scope["method"], path, query, headers)
        target = None
        try:
            answer, target = self._routed(call, path)
            if answer is None and length:
                body = await _body(receive, length, self._options.max_body)
                if body is _GONE:
                    return
                answer = _unread(body, target)
                call.raw = b"" if answer else body
            if answer is None and target is not None:
                answer = self._answer(call, target)
        except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001  a panic in Rust is no Exception; the server lives on
            answer = errors.undeclared(500, f"The stub server failed: {type(error).__name__}")
        await self._finish(scope, send, call, target, answer or _NOTHING, origin)

    async def _finish(  # noqa: PLR0917  one request's parts
        self,
        scope: Scope,
        send: Send,
        call: Call,
        target: Target | None,
        answer: Answer,
        origin: bytes,
    ) -> None:
        delay, effect = call.prefer.delay, None
        if self._faults is not None and call.operation:
            effect = self._faults.effect(call)
            if effect is not None:
                delay += effect.delay
                answer = _struck(effect, target, answer)
        if self._journal is not None and not call.path.startswith(ADMIN):
            self._journal.append(call, answer)
        if origin and self._options.cors:
            answer = cors_headers(answer, origin)
        if delay > 0:
            await asyncio.sleep(delay)
        if effect is None and call.method != "HEAD":
            await send(
                {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
            )
            await send({"type": "http.response.body", "body": answer.body})
        else:
            await send_answer(scope, send, answer, effect)

    def _routed(self, call: Call, path: str) -> tuple[Answer | None, Target | None]:
        """Return where a call goes, or the answer if it goes nowhere."""
        known = self._known.get((call.method, path))
        if known is not None:
            call.mount, call.operation = known[0], known[1].endpoint.id
            return None, known[1]
        if path.startswith(ADMIN) and path[len(ADMIN) :][:1] in {"", "/"}:
            return self._administered(call, path), None
        if len(path) + len(call.query) > _LONGEST_TARGET:
            return errors.undeclared(414, "The address is too long"), None
        first, methods = None, set[str]()
        for mounted in self._mounted:
            if mounted.covers(path):
                try:
                    target, allowed = mounted.find(path, call.method)
                except UnicodeDecodeError:
                    return errors.undeclared(400, "The path is no UTF-8"), None
                if target is not None:
                    call.mount, call.operation = mounted.mount, target.endpoint.id
                    self._remember(call, target)
                    return None, target
                first = first or (mounted if allowed else None)
                methods |= allowed
        return self._unrouted(call, path, first, methods), None

    def _administered(self, call: Call, path: str) -> Answer:
        if call.method == "OPTIONS":
            return preflight({"GET", "POST", "DELETE"}, call.headers)
        return self._admin.answer(call.method, path)

    def _remember(self, call: Call, target: Target) -> None:
        if len(call.path) <= _LONGEST_KNOWN and call.mount is not None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[call.method, call.path] = (call.mount, target)

    def _unrouted(
        self, call: Call, path: str, first: MountedContract | None, methods: set[str]
    ) -> Answer:
        if first is not None:
            if call.method == "OPTIONS":
                return preflight(methods, call.headers)
            call.mount = first.mount
            return first.method_refused(path, methods)
        if call.method in {"GET", "HEAD"}:
            if path == "/":
                return self._admin.index()
            if path.endswith("/health") and any(
                path == f"{m.prefix}/health" for m in self._mounted
            ):
                return page(b'{"status":"ok"}', "application/json", headers=_SYNTHETIC)
        over = next((one for one in self._mounted if one.covers(path)), None)
        message = "No operation has this path"
        return errors.undeclared(404, message, headers=over.headers if over else None)

    def _answer(self, call: Call, target: Target) -> Answer:
        endpoint = target.endpoint
        answer = endpoint.answer(call, target.captured)
        if self._options.paranoid and not endpoint.replies.is_sound(answer):
            return errors.undeclared(
                500, "The answer is not valid, and is not sent", headers=endpoint.replies.headers
            )
        return answer


_SYNTHETIC = [(b"x-plan-undeclared", b"1")]
_NOTHING = errors.undeclared(500, "The stub server has no answer")


def _target_of(scope: Scope) -> tuple[str, str]:
    """Return path and query as they were sent, percent-encoded."""
    raw = scope.get("raw_path")
    path = quote(scope["path"], safe="/%:@!$&'()*+,;=~") if raw is None else raw.decode("latin-1")
    if "?" in path:
        path = path.partition("?")[0]
    return path, scope["query_string"].decode("latin-1")


def _framing(headers: Sequence[tuple[bytes, bytes]]) -> tuple[int, bytes]:
    """Return the length of the body, -1 if it isn't known beforehand, and the origin."""
    length, origin = 0, b""
    for name, value in headers:
        if name == b"content-length":
            length = int(value) if value.isdigit() and len(value) < 20 else -1  # noqa: PLR2004  as the parser
        elif name == b"transfer-encoding":
            length = -1
        elif name == b"origin":
            origin = value
    return length, origin


async def _body(receive: Receive, length: int, most: int) -> Any:  # noqa: ANN401  bytes, a refusal, or `_GONE`
    """Return a body whole; a refusal if it is too large or too slow."""
    if length > most:
        return _too_large(most)
    message = await receive()
    if message["type"] == "http.disconnect":
        return _GONE
    first: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return first if len(first) <= most else _too_large(most)
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await _rest(receive, first, most)
    except TimeoutError:
        return Refusal("slow", f"The body didn't arrive within {_BODY_SECONDS:.0f} seconds")


async def _rest(receive: Receive, first: bytes, most: int) -> Any:  # noqa: ANN401  as `_body`
    parts, size, more = [first], len(first), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return _GONE
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            return _too_large(most)
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _too_large(most: int) -> Refusal:
    return Refusal("large", f"The body is larger than {most} bytes")


def _unread(body: Any, target: Target | None) -> Answer | None:  # noqa: ANN401  as `_body`
    """Return the answer to a body that wasn't read; the connection ends with it."""
    if not isinstance(body, Refusal) or target is None:
        return None
    answer = target.endpoint.replies.refused(body)
    headers = [*answer.headers, (b"connection", b"close")]
    return Answer(answer.status, headers, answer.body, answer.variant)


def _struck(effect: Effect, target: Target | None, answer: Answer) -> Answer:
    if not effect.status or target is None:
        return answer
    return target.endpoint.replies.error(effect.status, "A fault that was asked for")


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message: Mapping[str, Any] = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return
