"""The HTTP server around ASGI applications: ports, bounds, slow clients, and its end."""

import asyncio
import gc
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from planner.adapters.http_protocol import Limits
from planner.adapters.http_server import BackgroundServer, Hooks, Listener, Site, listen
from planner.model.errors import InputError

DROP = "test.drop"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the port that was called, and how long the body was."""
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length += len(message["body"])
        more = message["more_body"]
    body = json.dumps({"port": scope["server"][1], "length": length}).encode()
    head = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": body})


async def drop(scope: Any, _receive: Any, _send: Any) -> None:
    scope["extensions"][DROP]()


async def fail(_scope: Any, _receive: Any, _send: Any) -> None:
    raise ValueError("no such luck")


async def flood(_scope: Any, _receive: Any, send: Any) -> None:
    body = b"x" * 50_000_000
    head = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def running(
    *apps: Any, limits: Limits | None = None, complain: Callable[[str], None] = print
) -> Iterator[list[Listener]]:
    listeners = listen("127.0.0.1", [0] * len(apps))
    hooks = Hooks(complain=complain)
    pairs = dict(zip(listeners, apps, strict=True))
    with BackgroundServer(pairs, hooks, drop_key=DROP, limits=limits):
        yield listeners


def ask(port: int, method: str = "GET", path: str = "/", body: bytes | None = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, body)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def exchange(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send parts with pauses between them, and return all that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        for part in parts:
            raw.sendall(part)
            time.sleep(pause)
        return _all_of(raw)


def _all_of(raw: socket.socket) -> bytes:
    content = b""
    while chunk := raw.recv(65536):
        content += chunk
    return content


def _problem(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    value = json.loads(body)
    assert head.startswith(b"HTTP/1.1 %d " % value["status"])
    return value["status"], value["detail"]


def test_each_port_answers_with_its_own_application() -> None:
    with running(echo, echo) as (first, second):
        assert first.port != second.port
        for each in (first, second):
            status, body = ask(each.port, "POST", body=b"abc")
            assert (status, json.loads(body)) == (200, {"port": each.port, "length": 3})


def test_an_application_is_replaced_while_it_is_served() -> None:
    async def other(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    site = Site(echo)
    with running(site) as (listener,):
        connection = http.client.HTTPConnection("127.0.0.1", listener.port, timeout=5)
        connection.request("GET", "/")
        assert connection.getresponse().read()
        site.app = other
        connection.request("GET", "/")  # the same connection
        assert connection.getresponse().status == 204
        connection.close()


def test_a_port_in_use_is_told_before_anything_is_served() -> None:
    free, taken = listen("127.0.0.1", [0, 0])
    free.socket.close()
    with taken.socket, pytest.raises(InputError) as caught:
        listen("127.0.0.1", [free.port, taken.port])
    (problem,) = caught.value.problems
    assert problem.code == "port-in-use"
    assert problem.message == f"port `{taken.port}` is in use"
    assert "--port" in problem.hint
    (again,) = listen("127.0.0.1", [free.port])  # the other one was let go
    again.socket.close()


def test_all_ports_that_can_not_be_had_are_told_at_once() -> None:
    (taken,) = listen("127.0.0.1", [0])
    with taken.socket, pytest.raises(InputError) as caught:
        listen("127.0.0.1", [taken.port, 65536])
    assert [each.code for each in caught.value.problems] == ["port-in-use", "bad-port"]


@pytest.mark.parametrize("host", ["no such host", "256.1.1.1", "192.0.2.1", "x" * 300])
def test_a_host_that_is_not_this_machine(host: str) -> None:
    with pytest.raises(InputError) as caught:
        listen(host, [0])
    assert [each.code for each in caught.value.problems] == ["bad-host"]


def test_a_port_that_only_the_owner_of_the_machine_may_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(InputError) as caught:
        listen("127.0.0.1", [80])
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == ("port-not-allowed", "take one from 1024 on with --port")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),  # noqa: S104  nothing is bound
        ("::", "http://[::1]:80"),
        ("stubs", "http://stubs:80"),
    ],
)
def test_the_address_that_clients_use(host: str, url: str) -> None:
    with socket.socket() as unused:
        assert Listener(host, 80, unused).url == url


_BIG = b"GET / HTTP/1.1\r\nhost: x\r\nx-big: %s\r\n\r\n" % (b"a" * 3000)
_MANY = b"GET / HTTP/1.1\r\n" + b"x-a: b\r\n" * 400 + b"\r\n"
_LONG = b"GET /%s HTTP/1.1\r\n\r\n" % (b"a" * 3000)


@pytest.mark.parametrize("request_", [_BIG, _MANY, _LONG], ids=["big", "many", "long path"])
@pytest.mark.parametrize("step", [100_000, 500], ids=["at once", "in pieces"])
def test_a_head_that_is_too_large_is_refused(request_: bytes, step: int) -> None:
    with running(echo, limits=Limits(head=2000)) as (listener,):
        parts = [request_[start : start + step] for start in range(0, len(request_), step)]
        assert _problem(_tolerant(listener.port, parts)) == (
            431,
            "at most 2000 bytes of headers are read",
        )
        assert ask(listener.port)[0] == 200


def _tolerant(port: int, parts: list[bytes]) -> bytes:
    """Send parts until the server has had enough, and return what it says."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        for part in parts:
            try:
                raw.sendall(part)
            except OSError:
                break
            time.sleep(0.01)
            raw.settimeout(0)
            try:
                if raw.recv(1, socket.MSG_PEEK):
                    break
            except BlockingIOError:
                pass
            finally:
                raw.settimeout(5)
        content = b""
        try:
            while chunk := raw.recv(65536):
                content += chunk
        except ConnectionResetError:
            pass
        return content


def test_a_small_head_before_a_large_body_is_fine() -> None:
    with running(echo, limits=Limits(head=2000)) as (listener,):
        status, body = ask(listener.port, "POST", body=b"x" * 300_000)
        assert (status, json.loads(body)["length"]) == (200, 300_000)


def test_heads_are_counted_one_by_one_on_a_connection() -> None:
    with running(echo, limits=Limits(head=300)) as (listener,):
        connection = http.client.HTTPConnection("127.0.0.1", listener.port, timeout=5)
        for _ in range(10):
            connection.request("GET", "/", headers={"x-some": "a" * 150})
            assert connection.getresponse().read()
        connection.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"hello\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 50,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_not_http_gets_an_answer(garbage: bytes) -> None:
    with running(echo) as (listener,):
        status, detail = _problem(exchange(listener.port, garbage))
        assert (status, detail) == (400, "Invalid HTTP request received")
        assert ask(listener.port)[0] == 200


def test_a_request_that_wants_another_protocol_is_answered_in_this_one() -> None:
    upgrade = (
        b"GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: websocket\r\n\r\n"
    )
    with running(echo) as (listener,):
        assert exchange(listener.port, upgrade).startswith(b"HTTP/1.1 200")


_SLOW = Limits(seconds=0.5)


@pytest.mark.parametrize(
    "sent",
    [b"GET / HTTP/1.1\r\nhost:", b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc"],
    ids=["head", "body"],
)
def test_a_client_that_never_ends_its_request_is_told_so(sent: bytes) -> None:
    with running(echo, limits=_SLOW) as (listener,):
        assert _problem(exchange(listener.port, sent)) == (408, "the request took too long")
        assert ask(listener.port)[0] == 200


def test_a_client_that_sends_byte_by_byte_is_not_waited_for() -> None:
    def trickle(raw: socket.socket) -> None:
        while True:
            try:
                raw.sendall(b"a")
            except OSError:
                return
            time.sleep(0.05)

    with (
        running(echo, limits=_SLOW) as (listener,),
        socket.create_connection(("127.0.0.1", listener.port), timeout=10) as raw,
    ):
        raw.sendall(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n")
        sender = threading.Thread(target=trickle, args=[raw])
        sender.start()
        assert raw.recv(100).startswith(b"HTTP/1.1 408")
        sender.join(5)
        assert not sender.is_alive()


@pytest.mark.parametrize("sent", [b"", b"\r\n"], ids=["nothing", "an empty line"])
def test_a_connection_on_which_nothing_is_asked_is_closed(sent: bytes) -> None:
    with running(echo, limits=_SLOW) as (listener,):
        begin = time.monotonic()
        try:
            answer = exchange(listener.port, sent)
        except ConnectionResetError:
            answer = b""
        assert not answer or _problem(answer)[0] == 408
        assert time.monotonic() - begin < 5


def test_a_connection_is_kept_open_between_requests_but_not_for_ever() -> None:
    with (
        running(echo, limits=Limits(idle=1)) as (listener,),
        socket.create_connection(("127.0.0.1", listener.port), timeout=10) as raw,
    ):
        for _ in range(2):
            raw.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            assert raw.recv(1000).startswith(b"HTTP/1.1 200")
        begin = time.monotonic()
        assert raw.recv(1000) == b""
        assert 0.5 < time.monotonic() - begin < 5


def test_a_client_that_does_not_read_is_not_waited_for() -> None:
    with (
        running(flood, limits=_SLOW) as (listener,),
        socket.create_connection(("127.0.0.1", listener.port), timeout=10) as raw,
    ):
        raw.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        time.sleep(3.5)
        got = 0
        with suppress(ConnectionResetError):
            while chunk := raw.recv(1_000_000):
                got += len(chunk)
        assert 0 < got < 50_000_000
        assert _is_answering(listener.port)


def _is_answering(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        return raw.recv(8) == b"HTTP/1.1"


def test_more_connections_than_allowed_are_dropped_and_the_others_live() -> None:
    with running(echo, limits=Limits(connections=5)) as (listener,):
        kept = [socket.create_connection(("127.0.0.1", listener.port)) for _ in range(5)]
        time.sleep(0.2)
        with pytest.raises(ConnectionResetError):
            assert ask(listener.port)[0] == 200
        kept[0].sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        assert kept[0].recv(100).startswith(b"HTTP/1.1 200")
        for each in kept:
            each.close()
        time.sleep(0.2)
        assert ask(listener.port)[0] == 200


def test_an_application_may_drop_the_connection() -> None:
    with running(drop) as (listener,):
        for _ in range(3):
            with pytest.raises(ConnectionResetError):
                ask(listener.port)


def test_an_application_that_fails_is_told_in_one_line() -> None:
    said: list[str] = []
    with running(fail, complain=said.append) as (listener,):
        assert ask(listener.port)[0] == 500
        assert ask(listener.port)[0] == 500
    assert said == ["an answer failed: ValueError: no such luck"] * 2


def test_pipelined_requests_are_answered_in_order() -> None:
    one = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%s"
    last = b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 9\r\n\r\naaaaaaaaa"
    with running(echo) as (listener,):
        answer = exchange(listener.port, *(one % (n, b"a" * n) for n in range(1, 9)), last)
    lengths = [json.loads(part)["length"] for part in _bodies(answer)]
    assert lengths == list(range(1, 10))


def _bodies(answer: bytes) -> list[bytes]:
    return [part.split(b"\r\n\r\n")[1] for part in answer.split(b"HTTP/1.1 200 OK")[1:]]


def test_the_server_is_gone_after_its_end_and_its_port_is_free() -> None:
    with running(echo) as (listener,):
        assert ask(listener.port)[0] == 200
    with pytest.raises(ConnectionRefusedError):
        ask(listener.port)
    (again,) = listen("127.0.0.1", [listener.port])
    again.socket.close()


def test_an_answer_under_way_is_ended_when_the_server_stops() -> None:
    begun = threading.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        begun.set()
        await asyncio.sleep(0.5)
        await echo(scope, receive, send)

    got: list[int] = []
    with running(slow) as (listener,):
        caller = threading.Thread(target=lambda: got.append(ask(listener.port)[0]))
        caller.start()
        begun.wait(5)
    caller.join(5)
    assert got == [200]


def test_what_runs_beside_is_stopped_with_the_server() -> None:
    ended: list[str] = []

    async def beside(_open: object) -> None:
        try:
            await asyncio.sleep(100)
        finally:
            ended.append("beside")

    listeners = listen("127.0.0.1", [0])
    hooks = Hooks(background=beside)
    with BackgroundServer({listeners[0]: echo}, hooks, drop_key=DROP):
        assert ask(listeners[0].port)[0] == 200
    assert ended == ["beside"]


_PROGRAM = """
import asyncio
import gc
from planner.adapters.http_server import Hooks, listen, serve
from tests.adapters.test_http_server import DROP, echo
gc.disable()
(listener,) = listen("127.0.0.1", [0])
serve({listener: echo}, Hooks(lambda: print(listener.port, flush=True)), drop_key=DROP)
print("stopped", gc.isenabled())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_server_gracefully(number: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        assert ask(port)[0] == 200
        os.kill(process.pid, number)
        out, errors = process.communicate(timeout=10)
    assert (process.returncode, out, errors) == (0, "stopped False\n", "")


def test_thousands_of_requests_leave_no_memory_behind() -> None:
    garbage = [
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x",
    ]

    def storm(count: int) -> None:
        for number in range(count):
            with socket.create_connection(("127.0.0.1", listener.port), timeout=5) as raw:
                raw.sendall(garbage[number % 3])
            connection = http.client.HTTPConnection("127.0.0.1", listener.port, timeout=5)
            connection.request("POST", "/", b"x" * 1000)
            connection.getresponse().read()
            connection.close()

    with running(echo) as (listener,):
        storm(150)
        gc.collect()
        before = len(gc.get_objects())
        storm(450)
        time.sleep(0.3)
        gc.collect()
        # what one of the 900 connections holds is more than ten objects
        assert len(gc.get_objects()) - before < 3000
