"""Only the address that was named is called, within bounds; the environment has no say."""

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from planner.adapters.provider import HttpProvider, checked_address
from planner.model.errors import InputError
from planner.model.provider_call import Request
from tests.servers import Answer, serving

GET = Request("GET", "/it")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("localhost:8080", "is not an address"),
        ("ftp://host/", "is not an address"),
        ("http://", "is not an address"),
        ("http://host:0", "is not an address"),
        ("http://host:99999", "is not an address"),
        ("http://[::1", "is not an address"),
        ("file:///etc/passwd", "is not an address"),
        ("http://host/?a=b", "has a query or fragment"),
        ("http://host/#a", "has a query or fragment"),
        ("http://me:hidden@host/", "holds a name or password"),
    ],
)
def test_what_is_no_address_is_refused(url: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        checked_address(url, "--url")
    assert "hidden" not in str(caught.value)


def test_an_address_loses_its_last_slash() -> None:
    assert checked_address("http://host:80/v1/", "--url") == "http://host:80/v1"


def test_an_answer_is_told() -> None:
    with serving({"/v1/it": Answer("hello", 201, {"Content-Type": "Text/Plain; a=b"})}) as server:
        reply = HttpProvider(server.at("/v1")).call(GET, seconds=5)
    assert (reply.status, reply.body, reply.media_type) == (201, b"hello", "text/plain")
    assert 0 < reply.seconds < 5


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with serving({}) as other:
        answer = Answer("", 302, {"Location": other.at("/it")})
        with serving({"/it": answer}) as server:
            reply = HttpProvider(server.at("")).call(GET, seconds=5)
    assert (reply.status, other.asked) == (302, [])


@pytest.mark.parametrize("start", ["@", "//", "http://", ""])
def test_no_path_leads_to_another_host(start: str) -> None:
    with serving({}) as other, serving({}) as server:
        path = f"{start}127.0.0.1:{other.port}/it"
        reply = HttpProvider(server.at("")).call(Request("GET", path), seconds=5)
        assert (reply.status, other.asked, len(server.asked)) == (404, [], 1)


def test_proxies_and_passwords_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    with serving({}) as proxy, serving({"/it": "hello"}) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.at(""))
        netrc = f"{tmp_path}/.netrc"
        with open(netrc, "w", encoding="utf-8") as file:  # noqa: PTH123  a text path is enough
            file.write("machine 127.0.0.1 login me password hidden\n")
        monkeypatch.setenv("NETRC", netrc)
        reply = HttpProvider(server.at("")).call(GET, seconds=5)
        assert (reply.status, proxy.asked) == (200, [])
        assert "Authorization" not in server.headers[0]


def test_an_answer_that_is_too_long_is_cut_off() -> None:
    with serving({"/it": "x" * 5000}) as server:
        reply = HttpProvider(server.at(""), max_bytes=1000).call(GET, seconds=5)
    assert (len(reply.body), reply.problem) == (1000, "the answer has more than 1000 bytes")


def test_an_answer_that_does_not_end_is_left() -> None:
    with serving({"/it": Answer("x" * 200, pause=0.05)}) as server:
        reply = HttpProvider(server.at("")).call(GET, seconds=0.3)
    assert reply.problem == "the answer did not end within 0.3 s"
    assert reply.seconds < 2


@contextmanager
def dripping(first: bytes) -> Iterator[int]:
    """Take one connection and say a byte now and then, for as long as somebody listens."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(1000)
                connection.sendall(first)
                while not over.wait(0.05):
                    connection.sendall(b"x")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join(5)


@pytest.mark.parametrize(
    ("first", "status", "problem"),
    [
        (b"", 0, "no answer within 0.4 s"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", 0, "no answer within 0.4 s"),
        (b"HTTP/1.1 200 OK\r\n\r\nx", 200, "the answer did not end within 0.4 s"),
    ],
)
def test_bytes_that_come_now_and_then_do_not_last_for_ever(
    first: bytes, status: int, problem: str
) -> None:
    with dripping(first) as port:
        reply = HttpProvider(f"http://127.0.0.1:{port}").call(GET, seconds=0.4)
    assert (reply.status, reply.problem) == (status, problem)
    assert reply.seconds < 2


def test_what_is_packed_is_not_unpacked() -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    packed = Answer(bomb, 200, {"Content-Encoding": "gzip"})
    with serving({"/it": packed}) as server:
        reply = HttpProvider(server.at("")).call(GET, seconds=5)
        assert server.headers[0]["Accept-Encoding"] == "identity"
    assert reply.body == bomb


@contextmanager
def listening(says: bytes) -> Iterator[int]:
    """Take one connection, read a little, say something that is no HTTP, and hang up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(says)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize("says", [b"", b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Len"])
def test_what_is_no_http_is_told(says: bytes) -> None:
    with listening(says) as port:
        reply = HttpProvider(f"http://127.0.0.1:{port}").call(GET, seconds=5)
    assert (reply.status, reply.problem) == (
        0,
        "the connection ended before there was a whole answer",
    )


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert HttpProvider(f"http://127.0.0.1:{port}").is_there()
    gone = HttpProvider(f"http://127.0.0.1:{port}")
    assert not gone.is_there()
    assert gone.call(GET, seconds=5).problem == "the connection can't be made"
