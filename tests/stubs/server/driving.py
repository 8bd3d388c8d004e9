"""Asks the application in this process, as an HTTP server would."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.formats.stub_bundle import bundle_of
from planner.model.bundle import Bundle, Operation
from planner.stubs.server.app import StubApp
from planner.stubs.server.types import Mount, ServerOptions
from tests.stubs.server.a_bundle import a_bundle


@dataclass(frozen=True)
class Reply:
    """What came back; headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    parts: Sequence[bytes] = field(default_factory=tuple)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def faults(self) -> list[dict[str, str]]:
        """Return what is wrong with the request, wherever the answer says it."""
        if "x-plan-problem" in self.headers:
            return list(json.loads(self.headers["x-plan-problem"]))
        return list(self.json["errors"])


def an_app(*operations: Operation, options: ServerOptions | None = None, **bundle: Any) -> StubApp:
    return StubApp([Mount("", a_bundle(*operations, **bundle))], options)


def openapi(document: Mapping[str, Any], **other: Any) -> Bundle:
    """Return the bundle of an OpenAPI document; what it must have is filled in."""
    whole = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, **document}
    return bundle_of({"api.json": whole}, "", contract="api", digest="sha256:1", **other)


def ask(
    app: StubApp,
    method: str,
    target: str,
    body: bytes | str | Mapping[str, Any] | Sequence[Any] | None = None,
    *,
    chunks: Sequence[bytes] = (),
    headers: Mapping[str, str] | None = None,
    repeated: Sequence[tuple[str, str]] = (),
) -> Reply:
    """Return the answer; a body that isn't bytes or text is sent as JSON."""
    sent = [(name.lower(), value) for name, value in (headers or {}).items()]
    if body is not None and not isinstance(body, (bytes, str)):
        body = json.dumps(body)
        if not any(name == "content-type" for name, _ in sent):
            sent.append(("content-type", "application/json"))
    raw = body.encode() if isinstance(body, str) else body or b""
    if chunks:
        sent.append(("transfer-encoding", "chunked"))
    elif body is not None:
        sent.append(("content-length", str(len(raw))))
    everything = [(n.encode(), v.encode("latin-1")) for n, v in (*sent, *repeated)]
    return asyncio.run(drive(app, method, target, everything, list(chunks) or [raw]))


async def drive(
    app: StubApp,
    method: str,
    target: str,
    headers: list[tuple[bytes, bytes]],
    chunks: list[bytes],
) -> Reply:
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "headers": headers,
    }
    waiting, sent = list(chunks), list[Mapping[str, Any]]()

    async def receive() -> Mapping[str, Any]:
        if not waiting:
            return {"type": "http.disconnect"}
        chunk = waiting.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(waiting)}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    named = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    parts = [part["body"] for part in rest]
    return Reply(start["status"], named, b"".join(parts), tuple(parts))
