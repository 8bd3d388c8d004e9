"""HTTP/1.1 as RFC 9110 and RFC 9112 have it: framing, order, targets, what is sent ahead."""

import asyncio
import json
import socket
import threading
import time
from contextlib import suppress
from typing import Any

import pytest

from planner.adapters.http_protocol import Limits
from tests.adapters.test_http_server import echo, exchange, running

_HOST = b"host: x\r\n"
_LAST = b"host: x\r\nconnection: close\r\n"


async def tell(scope: Any, receive: Any, send: Any) -> None:
    """Answer with what was understood; `?wait=0.2` later, `?parts` in parts without a length."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    query = scope["query_string"].decode()
    if query.startswith("wait="):
        await asyncio.sleep(float(query[5:]))
    told = {
        "method": scope["method"],
        "path": scope["raw_path"].decode(),
        "query": query,
        "body": body.decode("latin-1"),
        "headers": sorted({name.decode() for name, _ in scope["headers"]}),
    }
    status = int(scope["path"][1:]) if scope["path"][1:].isdigit() else 200
    await send({"type": "http.response.start", "status": status, "headers": []})
    content = json.dumps(told).encode() if status not in {204, 304} else b""
    if query == "parts":
        for at in range(0, len(content), 40):
            part = content[at : at + 40]
            await send({"type": "http.response.body", "body": part, "more_body": True})
        content = b""
    await send({"type": "http.response.body", "body": content})


def answers(raw: bytes) -> list[tuple[int, Any]]:
    """Return status and content of each answer on a connection; fails on what is no answer."""
    found = []
    while raw:
        head, _, raw = raw.partition(b"\r\n\r\n")
        lines = head.decode().lower().split("\r\n")
        status = int(lines[0].split()[1])
        length = [int(line.split(":")[1]) for line in lines if line.startswith("content-length")]
        if "transfer-encoding: chunked" in lines:
            content, _, raw = raw.partition(b"0\r\n\r\n")
            parts = content.split(b"\r\n")
            assert [int(size, 16) for size in parts[:-1:2]] == list(map(len, parts[1::2]))
            content = b"".join(parts[1::2])
        else:
            content, raw = raw[: sum(length)], raw[sum(length) :]
        found.append((status, json.loads(content) if content else None))
    return found


def asked(*parts: bytes, pause: float = 0.0, limits: Limits | None = None) -> list[tuple[int, Any]]:
    with running(tell, limits=limits) as (listener,):
        return answers(exchange(listener.port, *parts, pause=pause))


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        (b"/a/b?c=d?e", "/a/b", "c=d?e"),
        (b"/a%2Fb/..;x?", "/a%2Fb/..;x", ""),
        (b"//a//b", "//a//b", ""),
        (b"http://other:80/a?b", "/a", "b"),
        (b"/a?b#c", "/a", "b"),
    ],
)
def test_each_form_of_target(target: bytes, path: str, query: str) -> None:
    ((status, told),) = asked(b"GET %s HTTP/1.1\r\n%s\r\n" % (target, _LAST))
    assert (status, told["path"], told["query"]) == (200, path, query)


def test_options_of_the_server_as_a_whole() -> None:
    ((status, told),) = asked(b"OPTIONS * HTTP/1.1\r\n%s\r\n" % _LAST)
    assert (status, told["path"]) == (200, "*")


@pytest.mark.parametrize(
    ("headers", "version"), [(b"", b"1.1"), (_HOST + _HOST, b"1.1"), (_HOST + _HOST, b"1.0")]
)
def test_a_request_has_one_host(headers: bytes, version: bytes) -> None:
    ((status, told),) = asked(b"GET / HTTP/%s\r\n%s\r\n" % (version, headers))
    assert (status, told["detail"]) == (400, "a request has one header Host")


def test_before_http_1_1_no_host_is_needed_and_the_connection_ends() -> None:
    assert asked(b"GET /a HTTP/1.0\r\nconnection: keep-alive\r\n\r\n")[0][1]["path"] == "/a"


def test_an_answer_without_a_length_comes_in_chunks() -> None:
    first, second = asked(
        b"GET /a?parts HTTP/1.1\r\n%s\r\n" % _HOST, b"GET /b HTTP/1.1\r\n%s\r\n" % _LAST
    )
    assert (first[1]["path"], second[1]["path"]) == ("/a", "/b")


@pytest.mark.parametrize(("method", "path"), [("HEAD", "/"), ("GET", "/204"), ("GET", "/304")])
def test_what_has_no_content_is_followed_by_the_next_answer(method: str, path: str) -> None:
    raw = f"{method} {path} HTTP/1.1\r\nhost: x\r\n\r\n".encode()
    with running(tell) as (listener,):
        got = exchange(listener.port, raw + b"GET /b HTTP/1.1\r\n%s\r\n" % _LAST)
    head, _, rest = got.partition(b"\r\n\r\n")
    assert rest.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"transfer-encoding" not in head
    assert (b"content-length" in head) is False


def test_a_header_can_not_break_the_answer() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        head = [(b"location", b"/a\r\nset-cookie: b")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b""})

    said: list[str] = []
    with running(app, complain=said.append) as (listener,):
        got = exchange(listener.port, b"GET / HTTP/1.1\r\n%s\r\n" % _LAST)
    assert got == b""
    assert len(said) == 1


def test_a_client_that_waits_for_a_word_gets_it_once() -> None:
    head = b"POST / HTTP/1.1\r\n%sexpect: 100-continue\r\ncontent-length: 3\r\n\r\n" % _LAST
    with running(tell) as (listener,):
        got = exchange(listener.port, head, b"abc", pause=0.2)
    assert got.count(b"100 Continue") == 1
    assert b'"body": "abc"' in got


@pytest.mark.parametrize("pause", [0.0, 0.02])
def test_a_body_in_chunks_and_what_follows_it(pause: float) -> None:
    parts = [
        b"POST / HTTP/1.1\r\n%stransfer-encoding: chunked\r\n\r\n" % _HOST,
        b"3\r\nabc\r\n1;x=y\r\nd\r\n",
        b"0\r\nx-late: 1\r\n\r\n",
        b"GET /b HTTP/1.1\r\n%s\r\n" % _LAST,
    ]
    (_, first), (_, second) = asked(*(parts if pause else [b"".join(parts)]), pause=pause)
    assert (first["body"], second["path"]) == ("abcd", "/b")
    assert "x-late" not in first["headers"]


@pytest.mark.parametrize(
    "flood",
    [b"x-a: b\r\n" * 400, b"x-a: " + b"b" * 3000],
    ids=["many trailers", "a long trailer"],
)
def test_what_follows_a_body_is_bounded_too(flood: bytes) -> None:
    head = b"POST / HTTP/1.1\r\n%stransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n" % _HOST
    ((status, _),) = asked(head, flood, pause=0.05, limits=Limits(head=2000))
    assert status == 431


def test_a_size_of_a_chunk_that_nobody_has_room_for() -> None:
    head = b"POST / HTTP/1.1\r\n%stransfer-encoding: chunked\r\n\r\n" % _HOST
    assert [status for status, _ in asked(head, b"f" * 20 + b"\r\nabc", pause=0.05)] == [400]


def test_answers_come_in_the_order_of_the_requests() -> None:
    waits = b"".join(
        b"GET /%d?wait=0.0%d HTTP/1.1\r\n%s\r\n" % (210 + n, 9 - n, _HOST) for n in range(9)
    )
    got = asked(waits + b"GET /299 HTTP/1.1\r\n%s\r\n" % _LAST)
    assert [status for status, _ in got] == [*range(210, 219), 299]


def test_garbage_behind_a_request_does_not_come_before_its_answer() -> None:
    first = b"GET /a?wait=0.2 HTTP/1.1\r\n%s\r\n" % _HOST
    second = b"GET /b HTTP/1.1\r\n%s\r\n" % _HOST
    got = asked(first, second + b"nonsense\r\n\r\n", pause=0.02)
    assert [told["path"] for _, told in got] == ["/a", "/b"]


def test_nothing_is_done_after_the_last_request() -> None:
    done: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        done.append(scope["path"])
        await tell(scope, receive, send)

    last = b"GET /a%s HTTP/1.1\r\n" + _LAST + b"\r\n"
    with running(app) as (listener,):
        for wait in (b"", b"?wait=0.1"):
            exchange(listener.port, last % wait + b"DELETE /b HTTP/1.1\r\n%s\r\n" % _HOST)
    assert done == ["/a", "/a"]


def test_a_wish_for_http_2_is_passed_over_and_the_connection_lives() -> None:
    wish = b"GET /%d HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n"
    got = asked(b"".join(wish % n for n in range(201, 250)) + b"GET / HTTP/1.1\r\n%s\r\n" % _LAST)
    assert [status for status, _ in got] == [*range(201, 250), 200]


def test_a_client_may_not_send_any_number_of_requests_ahead() -> None:
    one = b"GET /a?wait=1 HTTP/1.1\r\n%s\r\n" % _HOST
    with running(tell) as (listener,):
        got = b""
        with suppress(ConnectionResetError):
            got = exchange(listener.port, one * 2000)
        assert got == b""
        assert exchange(listener.port, b"GET / HTTP/1.1\r\n%s\r\n" % _LAST)


def test_an_application_learns_that_its_client_is_gone() -> None:
    told = threading.Event()

    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        await receive()
        message = await receive()
        if message["type"] == "http.disconnect":
            told.set()

    with running(app) as (listener,):
        with socket.create_connection(("127.0.0.1", listener.port)) as raw:
            raw.sendall(b"GET / HTTP/1.1\r\n%s\r\n" % _HOST)
            time.sleep(0.1)
        assert told.wait(5)


def test_a_connection_ends_where_a_body_came_after_its_answer() -> None:
    async def hasty(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    with (
        running(hasty, limits=Limits(idle=1)) as (listener,),
        socket.create_connection(("127.0.0.1", listener.port), timeout=6) as raw,
    ):
        raw.sendall(b"POST / HTTP/1.1\r\n%scontent-length: 6\r\n\r\nabc" % _HOST)
        time.sleep(0.1)
        raw.sendall(b"def")
        assert raw.recv(1000).endswith(b"ok\r\n0\r\n\r\n")
        assert raw.recv(1000) == b""


def test_a_body_byte_by_byte_is_read_in_time() -> None:
    count = 150_000
    body = b"".join([b"1\r\na\r\n"] * count) + b"0\r\n\r\n"
    head = b"POST / HTTP/1.1\r\n%stransfer-encoding: chunked\r\n\r\n" % _LAST
    with running(echo) as (listener,):
        begin = time.monotonic()
        got = exchange(listener.port, head + body)
        assert b'"length": %d' % count in got
        assert time.monotonic() - begin < 10


def test_many_small_headers_are_refused_too() -> None:
    ((status, told),) = asked(b"GET / HTTP/1.1\r\n%s%s\r\n" % (_HOST, b"a:\r\n" * 300))
    assert (status, told["detail"]) == (431, "at most 300 headers are read")
