"""Runs `plan stubs serve` as a process, and calls it."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

_SECONDS = 60.0


class ServeProcess:
    """A server that runs, and what it has said so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self.process = process
        self.out = _Lines(process.stdout)
        self.errors = _Lines(process.stderr)
        self.told: list[str] = []

    def wait(self) -> "ServeProcess":
        """Wait until calls are answered."""
        while not self.told or not self.told[-1].startswith("# ready"):
            self.told.append(self.out.next())
        return self

    @property
    def urls(self) -> Mapping[str, str]:
        """Addresses by name of the variable."""
        pairs = [line.partition("  #")[0].split("=", 1) for line in self.told if line[0] != "#"]
        return dict(pairs)

    @property
    def url(self) -> str:
        """The only address."""
        (url,) = self.urls.values()
        return url

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(15)


class _Lines:
    """The lines of a stream, each as soon as it comes."""

    def __init__(self, stream: IO[str]) -> None:
        self._queue: queue.Queue[str] = queue.Queue()
        self.seen: list[str] = []
        self._thread = threading.Thread(target=self._read, args=[stream], daemon=True)
        self._thread.start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._queue.put(line.rstrip("\n"))
        self._queue.put("(end)")

    def next(self) -> str:
        line = self._queue.get(timeout=_SECONDS)
        assert line != "(end)", f"the process has ended: {self.seen}"
        self.seen.append(line)
        return line

    def until(self, text: str) -> list[str]:
        """Return the lines up to the first that has a text."""
        found = [self.next()]
        while text not in found[-1]:
            found.append(self.next())
        return found

    def rest(self) -> list[str]:
        self._thread.join(_SECONDS)
        while (line := self._queue.get()) != "(end)":
            self.seen.append(line)
        return self.seen


@contextmanager
def serving(*arguments: str, cwd: Path, port: int = 0) -> Iterator[ServeProcess]:
    """Run `plan stubs serve`, on free ports unless told otherwise."""
    command = [sys.executable, "-m", "planner", "stubs", "serve", *arguments, "--port", str(port)]
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield ServeProcess(process)
        finally:
            process.kill()


def call(
    url: str,
    target: str,
    method: str = "GET",
    body: Any = None,
    raw: bytes | None = None,
    **headers: str,
) -> tuple[int, Any]:
    """Return status and body of an answer, the body as JSON if it is some."""
    sent = json.dumps(body).encode() if body is not None else raw
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if sent is not None:
        named.setdefault("content-type", "application/json")
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request(method, f"{parts.path}{target}", sent, named)
        answer = connection.getresponse()
        content = answer.read()
        is_json = "json" in (answer.headers["content-type"] or "")
        return answer.status, json.loads(content) if is_json and content else content
    finally:
        connection.close()


def until(check: Any, seconds: float = 20.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
