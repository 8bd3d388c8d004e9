"""Mixed good and hostile requests: all are answered, and memory stays as it is."""

import asyncio
import gc
import random
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from planner.stubs.server.app import StubApp
from planner.stubs.server.types import ServerOptions
from tests.stubs.server.driving import ask, drive
from tests.stubs.server.test_traps import a_shop

_BODIES = [
    b'{"name": "Lamp"}',
    b"{bad",
    b"\x00" * 200,
    b"[" * 3_000,
    b'{"name":' * 500,
    b'{"a": 1e999}',
    b"\xff\xfe\x00",
    b'{"name": "' + b"x" * 5_000 + b'"}',
]
_TARGETS = [
    "/products/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/../../etc/passwd",
    "/products/%ff",
    "/products/%00",
    "/products/" + "a" * 9_000,
    "/products/1?" + "&".join(f"k{n}=v" for n in range(900)),
    "/products/1?" + "p[a][b][c][d]=1&" * 20,
    "/products/%E2%82%AC?x=%",
    "//products//1",
    "/__plan__/../products/1",
    "/__plan__/nothing",
    "/products/" + "x" * 70_000,
]
_HEADERS = [
    (b"accept", b"text/csv;q=x, */*;q=9"),
    (b"accept", b"," * 3_000),
    (b"prefer", b"code=404, seed=99999999999999999999, variant=" + b"v" * 500),
    (b"authorization", b"Bearer \xff\x00"),
    (b"cookie", b"=;=;a=b;" * 300),
    (b"content-type", b"multipart/form-data; boundary=" + b"x" * 500),
    (b"content-encoding", b"br"),
    (b"origin", b"null"),
]
_METHODS = ["GET", "GET", "HEAD", "OPTIONS", "DELETE", "BREW", "get", "TRACE"]


async def _storm(app: StubApp, count: int, seed: int) -> Counter[int]:
    dice, statuses = random.Random(seed), Counter[int]()  # noqa: S311  no secret
    for number in range(count):
        headers = [(b"host", b"x"), *dice.sample(_HEADERS, dice.randrange(3))]
        if dice.random() < 0.4:
            body = dice.choice(_BODIES) + (b" " * dice.randrange(50))
            headers += [(b"content-length", b"%d" % len(body))]
            headers += [(b"content-type", b"application/json")]
            reply = await drive(app, "POST", "/products", headers, [body])
        else:
            target = dice.choice([*_TARGETS, f"/products/{number}?n={number}"])
            reply = await drive(app, dice.choice(_METHODS), target, headers, [b""])
        statuses[reply.status] += 1
    return statuses


def _storms(count: int) -> None:
    app = a_shop()
    statuses = asyncio.run(_storm(app, count, 0))
    assert statuses[200] > 0
    assert statuses[404] > 0
    assert max(statuses) < 500
    gc.collect()
    tracemalloc.start()
    asyncio.run(_storm(app, count, 1))
    gc.collect()
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 20_000_000
    assert ask(app, "GET", "/products/7").json["id"] == "7"


def test_hostile_requests_are_answered() -> None:
    _storms(400)


@pytest.mark.slow
def test_ten_thousand_hostile_requests() -> None:
    _storms(10_000)


@pytest.mark.parametrize("target", ["/products/" + "x" * 70_000, "/products/1?" + "x" * 70_000])
def test_a_long_address_is_refused(target: str) -> None:
    assert ask(a_shop(), "GET", target).status == 414


def test_a_failure_of_the_server_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    app = a_shop()

    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("planner.stubs.server.endpoint.Endpoint.answer", fail)
    reply = ask(app, "GET", "/products/7")
    assert (reply.status, reply.json["detail"]) == (500, "The stub server failed: RuntimeError")


def test_who_hangs_up_while_sending_is_not_answered() -> None:
    app, sent = a_shop(), []

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: object) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/products",
        "raw_path": b"/products",
        "query_string": b"",
        "headers": [(b"content-length", b"5")],
    }
    asyncio.run(app(scope, receive, send))
    assert sent == []


def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.stubs.server.app._BODY_SECONDS", 0.02)
    app, sent = a_shop(), []
    waiting = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive() -> dict[str, object]:
        if waiting:
            return waiting.pop()
        await asyncio.sleep(60)
        raise AssertionError

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/products",
        "raw_path": b"/products",
        "query_string": b"",
        "headers": [(b"transfer-encoding", b"chunked")],
    }
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 408


def test_a_server_of_nothing_answers_too() -> None:
    app = StubApp([], ServerOptions())
    assert ask(app, "GET", "/pets").status == 404
    assert ask(app, "GET", "/__plan__/health").json == {"status": "ok", "contracts": []}


def test_other_protocols_are_refused() -> None:
    sent: list[object] = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        sent.append(message)

    asyncio.run(StubApp([])({"type": "websocket"}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_start_and_stop() -> None:
    sent: list[Mapping[str, Any]] = []
    messages: Iterator[dict[str, str]] = iter(
        [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    )

    async def receive() -> dict[str, str]:
        return next(messages)

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(a_shop()({"type": "lifespan"}, receive, send))
    assert [m["type"] for m in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
