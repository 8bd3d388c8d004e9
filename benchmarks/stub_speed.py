"""Stub servers under load: answers a second, time to the first answer, memory; beside Prism.

    python benchmarks/stub_speed.py --prism "NODE PRISM" [--github api.github.com.json]

Each server runs on one core and the load (`wrk`, 16 connections, one thread) comes from another.
The servers take turns, and the median of some rounds counts. Prism runs without its log
(`-v silent`), with declared examples (static) and with generated data (`-d`). Bytecode is kept, as
that of an installed package is.
"""

import argparse
import http.client
import os
import re
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

PETS = Path(__file__).parent / "contracts" / "pets.yaml"
_PET = "3f2f7a50-1d53-4a8e-9e0a-5d3c2f1b0a01"
_BODY = (
    '{"name":"Rex","kind":"dog","priceCents":100,'
    '"owner":{"ownerType":"person","fullName":"Ada Example"}}'
)


class Load(NamedTuple):
    """One kind of request, sent again and again."""

    name: str
    path: str
    method: str = "GET"
    body: str = ""
    status: int = 200


@dataclass(frozen=True)
class Server:
    """A stub server as a command line.

    Args:
        command: with the port as `{port}`.
    """

    name: str
    command: str


@dataclass
class Figures:
    """What was measured of one server, a number for each round."""

    start: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    rates: dict[str, list[float]] = field(default_factory=dict)


_PETS_LOADS = (
    Load("GET /pets/{id}", f"/pets/{_PET}"),
    Load("GET /pets", "/pets?limit=5"),
    Load("POST /pets, valid", "/pets", "POST", _BODY, 201),
    Load("POST /pets, invalid", "/pets", "POST", '{"name":""}', 422),
)
_GITHUB_LOADS = (
    Load("GET /meta", "/meta"),
    Load("GET /repos/{owner}/{repo}", "/repos/octo/hello"),
    Load("GET /repos/{owner}/{repo}/issues", "/repos/octo/hello/issues"),
)


def main() -> None:
    """Measure and print tables."""
    options = _options()
    print(_table("Small contract", PETS, _PETS_LOADS, options), flush=True)
    if options.github:
        print(_table("GitHub's description", options.github, _GITHUB_LOADS, options), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prism", default="", help="command that runs Prism")
    parser.add_argument("--github", type=Path, help="GitHub's description, as JSON")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    return parser.parse_args()


def _servers(contract: Path, prism: str) -> list[Server]:
    ours = f"{shlex.quote(sys.executable)} -m planner stubs serve {contract} --port {{port}} -q"
    found = [Server("planner", ours)]
    if prism:
        mock = f"{prism} mock -v silent -p {{port}} {contract}"
        found += [Server("Prism static", mock), Server("Prism -d", f"{mock} -d")]
    return found


def _table(title: str, contract: Path, loads: Sequence[Load], options: argparse.Namespace) -> str:
    figures: dict[str, Figures] = {}
    for _ in range(options.rounds):
        for server in _servers(contract.resolve(), options.prism):
            _measure(server, loads, options.seconds, figures.setdefault(server.name, Figures()))
    return "\n".join([f"### {title}", "", *_lines(figures, loads)])


def _lines(figures: Mapping[str, Figures], loads: Sequence[Load]) -> Iterator[str]:
    names = [load.name for load in loads]
    titles = ["server", "first answer s", "MB at start", "most MB", *(f"{n} /s" for n in names)]
    yield f"| {' | '.join(titles)} |"
    yield f"| --- {'| ---: ' * (len(titles) - 1)}|"
    own = figures["planner"]
    for server, found in figures.items():
        rates = [f"{statistics.median(found.rates[name]):,.0f}" for name in names]
        cells = [_seconds(found.start), *map(_megabytes, (found.idle, found.memory)), *rates]
        yield f"| {server} | {' | '.join(cells)} |"
    for server, found in figures.items():
        if found is not own:
            yield f"| planner : {server} | {' | '.join(_ratios(own, found, names))} |"


def _seconds(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f}"


def _megabytes(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.0f}"


def _ratios(own: Figures, other: Figures, names: Sequence[str]) -> Iterator[str]:
    for mine, theirs in (
        (own.start, other.start),
        (own.idle, other.idle),
        (own.memory, other.memory),
    ):
        yield f"1/{statistics.median(theirs) / statistics.median(mine):.1f}"
    for name in names:
        yield f"{statistics.median(own.rates[name]) / statistics.median(other.rates[name]):.1f}x"


def _measure(server: Server, loads: Sequence[Load], seconds: int, figures: Figures) -> None:
    with _running(server, loads[0]) as (process, port, started):
        figures.start.append(started)
        figures.idle.append(_memory(process))
        for load in loads:
            _expect(port, load, server)
            figures.rates.setdefault(load.name, []).append(_rate(port, load, seconds))
        figures.memory.append(_memory(process))


@contextmanager
def _running(server: Server, load: Load) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    port = _free_port()
    command = ["taskset", "-c", "0", *shlex.split(server.command.format(port=port))]
    begin = time.perf_counter()
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=own,
    )
    try:
        while True:
            with suppress(OSError, http.client.HTTPException):
                if _status(port, load) == load.status:
                    break
            if process.poll() is not None or time.perf_counter() - begin > 60:
                raise SystemExit(f"{server.name} does not answer: {' '.join(command)}")
            time.sleep(0.005)
        yield process, port, time.perf_counter() - begin
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _headers(load: Load) -> dict[str, str]:
    kind = {"Content-Type": "application/json"} if load.body else {}
    return {"Authorization": "Bearer abc", "Accept": "*/*", **kind}


def _status(port: int, load: Load) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(load.method, load.path, load.body or None, _headers(load))
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _expect(port: int, load: Load, server: Server) -> None:
    status = _status(port, load)
    if status != load.status:
        print(f"{server.name} answers {load.name} with {status}", file=sys.stderr)


def _rate(port: int, load: Load, seconds: int) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(f"wrk.method = {load.method!r}\n")
        script.write(f"wrk.body = [[{load.body}]]\n" if load.body else "")
        for name, value in _headers(load).items():
            script.write(f"wrk.headers[{name!r}] = {value!r}\n")
        script.flush()
        address = f"http://127.0.0.1:{port}{load.path}"
        command = ["taskset", "-c", "1", "wrk", "-t1", "-c16", f"-d{seconds}s", "-s", script.name]
        result = subprocess.run([*command, address], capture_output=True, text=True, check=True)
    found = re.search(r"Requests/sec:\s+([\d.]+)", result.stdout)
    if not found:
        raise SystemExit(result.stdout)
    return float(found[1])


def _memory(process: subprocess.Popen[bytes]) -> float:
    """Return the most megabytes that a server has had, with all processes that it started."""
    group = os.getpgid(process.pid)
    total = 0.0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                if os.getpgid(int(folder.name)) == group:
                    found = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text())
                    total += int(found[1]) / 1024 if found else 0
    return total


if __name__ == "__main__":
    main()
