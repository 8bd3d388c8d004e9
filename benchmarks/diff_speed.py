"""Time and memory of whole processes that compare two OpenAPI documents.

    python benchmarks/diff_speed.py OLD.json NEW.json --oasdiff /path/to/oasdiff

The documents are cut down to 10 %, 30 % and 100 % of their paths, with the components that these
reach; a small document is measured too. The programs take turns, and the best of some runs counts.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.diff_peers import Peer, peers
from tests.compatibility.corpus.documents import document_cases

_SHARES = (10, 30, 100)


class Measured(NamedTuple):
    """One run: seconds on the wall, seconds of the processor, the most megabytes in use."""

    seconds: float
    processor: float
    megabytes: float


_MEASURE = """
import json, os, subprocess, sys, time
start = time.perf_counter()
null = subprocess.DEVNULL
process = subprocess.Popen(sys.argv[1:], stdout=null, stderr=null)
_, _, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
spent = usage.ru_utime + usage.ru_stime
print(json.dumps([seconds, spent, usage.ru_maxrss]), flush=True)
os._exit(0)
"""
"""Runs in a process of its own: a child's most memory counts from what its parent has in use."""


def measure(command: Sequence[str]) -> Measured:
    """Run a program to its end."""
    helper = [sys.executable, "-I", "-S", "-c", _MEASURE, *command]
    # an installed program has its bytecode: let the first run write it, the best run counts
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    result = subprocess.run(helper, capture_output=True, text=True, check=True, env=environment)
    seconds, processor, memory = json.loads(result.stdout)
    kilobytes = memory / (1024 if sys.platform == "darwin" else 1)
    return Measured(seconds, processor, kilobytes / 1024)


def share_of(document: Mapping[str, Any], percent: int) -> dict[str, Any]:
    """Return a document with every so-manieth path and what these refer to."""
    step = 100 / percent
    names = sorted(document["paths"])
    kept = {names[int(i * step)] for i in range(int(len(names) / step))}
    paths = {name: item for name, item in document["paths"].items() if name in kept}
    cut = {key: value for key, value in document.items() if key not in {"paths", "components"}}
    cut["paths"] = paths
    cut["components"] = _reached(document, cut)
    return cut


def _reached(document: Mapping[str, Any], cut: object) -> dict[str, Any]:
    """Return the components that are referred to, and all security schemes."""
    components = document.get("components", {})
    found: dict[str, Any] = {"securitySchemes": components.get("securitySchemes", {})}
    todo = list(_references(cut))
    while todo:
        _, _, kind, name = todo.pop().split("/", 3)
        if name not in found.setdefault(kind, {}):
            found[kind][name] = components[kind][name]
            todo += _references(found[kind][name])
    return found


def _references(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _references(item)
    elif isinstance(node, dict):
        target = node.get("$ref")
        if isinstance(target, str) and target.startswith("#/components/"):
            yield target
        for item in node.values():
            yield from _references(item)


def _rows(old: Path, new: Path, programs: Sequence[Peer], runs: int) -> Iterator[str]:
    measured: dict[str, list[Measured]] = {peer.name: [] for peer in programs}
    for _ in range(runs):
        for peer in programs:
            measured[peer.name].append(measure(peer.call(old, new)))
    for name, results in measured.items():
        best = min(results)
        yield f"{name} | {best.seconds:.2f} | {best.processor:.2f} | {best.megabytes:.0f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--oasdiff")
    parser.add_argument("--redocly")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    programs = peers(arguments.oasdiff, arguments.redocly)
    sides = [json.loads(path.read_text("utf-8")) for path in (arguments.old, arguments.new)]
    small = next(case for case in document_cases() if case.is_breaking)
    pairs: list[tuple[str, Any, Any]] = [("small", small.old, small.new)]
    for percent in _SHARES:
        first, second = (share_of(side, percent) for side in sides)
        pairs.append((f"{percent} % of the paths", first, second))
    print("| documents | program | seconds | processor seconds | megabytes |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old.json"), Path(folder, "new.json")
        for name, first, second in pairs:
            old.write_text(json.dumps(first, indent=2), "utf-8")
            new.write_text(json.dumps(second, indent=2), "utf-8")
            for row in _rows(old, new, programs, arguments.runs):
                print(f"| {name} | {row}", flush=True)


if __name__ == "__main__":
    main()
