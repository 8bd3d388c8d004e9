"""A small HTTP server in a thread, for tests of what reads from the network."""

import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says.

    Args:
        body: sent as it is.
        pause: seconds between the bytes of the body.
        length: what `Content-Length` says; None: the truth.
    """

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0
    length: int | None = None


@dataclass(slots=True)
class Server:
    """A server that runs.

    Args:
        answers: path -> what is said; may be changed while it runs.
        asked: the paths that were asked for, in order.
    """

    port: int
    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        """Return the address of a path."""
        return f"http://{host}:{self.port}{path}"


@contextmanager
def serving(
    answers: Mapping[str, str | Answer], tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Run a server on this machine while the block runs; with a certificate, over HTTPS."""
    said = {path: Answer(a) if isinstance(a, str) else a for path, a in answers.items()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(self.path)
            server.headers.append(dict(self.headers.items()))
            answer = server.answers.get(self.path, Answer("not here", 404))
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            length = len(body) if answer.length is None else answer.length
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.send_slowly(body, answer.pause)

        def send_slowly(self, body: bytes, pause: float) -> None:
            try:
                for index in range(0, len(body), 1 if pause else max(1, len(body))):
                    self.wfile.write(body[index : index + 1] if pause else body)
                    self.wfile.flush()
                    time.sleep(pause)
            except OSError:
                return  # the other side had enough

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # the other side did not like the certificate

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        if tls:
            http.socket = tls.wrap_socket(http.socket, server_side=True)
        server = Server(http.server_address[1], said)
        thread = threading.Thread(target=http.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
