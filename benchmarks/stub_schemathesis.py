"""What schemathesis finds against the stub of a contract: requests it makes up, answers it judges.

    python benchmarks/stub_schemathesis.py FILE or FOLDER ... [--sample 12] [--jobs 2]
    python benchmarks/stub_schemathesis.py museum.yaml --prism "node prism-cli/dist/index.js"

Of every OpenAPI document: `plan stubs serve --stateful` is started, and schemathesis runs all its
checks and phases with credentials and a fixed seed. With `--sample N`, a document of more
operations is cut down to N that are neighbours by path; where they begin depends on its name, so
that the versions of one API don't all try the same ones.

A finding is counted once for an operation, a check and a status. Some are not the server's:

contract: an operation declares no status that means what is said (RFC 9110), and no `default`: no
    server can refuse without saying an undeclared one, of a media type that is not declared either.
    Or it takes other media types by a header parameter `Content-Type` than by `consumes`. Or all
    that it does is to switch the protocol (101), and no request that is made up asks for that.
engine: an answer without a body shall have a Content-Type (Swagger 2.0: `produces` says nothing
    about a response without a schema); in a form, one text in place of a list is the list of one,
    and an empty list is not there.

All others are the server's. Exits with 1 if there is any.
"""

import argparse
import base64
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from planner.adapters.engines import settings
from planner.formats._tree import with_text_keys
from planner.formats.document import parse_bytes
from planner.model.errors import InputError

_METHODS = frozenset(["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"])
_READY_SECONDS = 40.0
_FUZZ = "from schemathesis.cli import schemathesis; schemathesis()"
_MEANING = [{401, 403}, {400, 422}, {404, 410}, {400, 415}, {400, 406}, {405}, {409}, {400, 413}]
"""Statuses that may be said one for another."""
_SINGLE = re.compile(r"in body - \S+: (Incorrect type|.*not.* array)", re.IGNORECASE)


@dataclass
class Result:
    """What came out for one document.

    Args:
        ours: findings of the server, by kind.
        theirs: findings of the contract, by kind.
        engines: findings of schemathesis that are none, by kind.
        errors: what schemathesis itself couldn't do.
        examples: the first ones of each kind.
    """

    family: str
    name: str
    operations: int = 0
    cases: int = 0
    ours: Counter[str] = field(default_factory=Counter)
    theirs: Counter[str] = field(default_factory=Counter)
    engines: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0
    is_complete: bool = True

    def add(self, other: "Result") -> None:
        """Count the figures of another document too."""
        self.operations += other.operations
        self.cases += other.cases
        self.ours += other.ours
        self.theirs += other.theirs
        self.engines += other.engines
        self.errors += other.errors
        self.seconds += other.seconds
        self.is_complete &= other.is_complete


def parsed(path: Path) -> dict[str, Any] | None:
    """Return an OpenAPI document, None if the file is something else."""
    try:
        document = with_text_keys(parse_bytes(path.read_bytes(), path.name))
    except InputError:
        return None
    is_openapi = isinstance(document, dict) and {"openapi", "swagger"} & set(document)
    return document if is_openapi and isinstance(document.get("paths"), dict) else None


def operations_of(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return path and method of all operations, by path."""
    return [
        (path, method)
        for path, item in sorted(document["paths"].items())
        if isinstance(item, dict)
        for method in sorted(item)
        if method in _METHODS
    ]


def cut(document: Mapping[str, Any], most: int, name: str) -> dict[str, Any]:
    """Return a document with whole paths that are neighbours: as many as have enough operations."""
    paths = sorted(document["paths"])
    start, kept, count = zlib.crc32(name.encode()) % max(len(paths), 1), {}, 0
    for path in [*paths[start:], *paths[:start]]:
        if count >= most:
            break
        kept[path] = document["paths"][path]
        count += len(_METHODS & set(kept[path])) if isinstance(kept[path], dict) else 0
    return {**document, "paths": kept}


def refers_elsewhere(node: Any) -> bool:  # noqa: ANN401  JSON value
    """Return whether a document has parts in other files."""
    if isinstance(node, list):
        return any(map(refers_elsewhere, node))
    if not isinstance(node, dict):
        return False
    target = node.get("$ref")
    is_away = isinstance(target, str) and not target.startswith("#")
    return is_away or any(map(refers_elsewhere, node.values()))


def credentials(document: Mapping[str, Any]) -> dict[str, str]:
    """Return headers with something for each security scheme that wants a header."""
    found: dict[str, str] = {}
    schemes = document.get("components", {}).get("securitySchemes", {})
    for scheme in [*schemes.values(), *document.get("securityDefinitions", {}).values()]:
        kind, word = scheme.get("type"), str(scheme.get("scheme", "bearer")).lower()
        if kind == "apiKey" and scheme.get("in") == "header":
            found[scheme["name"]] = "key"
        elif kind == "basic" or (kind == "http" and word == "basic"):
            found["Authorization"] = f"Basic {base64.b64encode(b'user:word').decode()}"
        elif kind in {"http", "oauth2", "openIdConnect"}:
            found.setdefault("Authorization", "Bearer token")
    return found


@contextmanager
def stub(document: Path, folder: Path) -> Iterator[str]:
    """Serve a document with this project; yields the address."""
    command = [sys.executable, "-m", "planner", "stubs", "serve", str(document)]
    options = ["--stateful", "--no-reload", "--port", "0", "--format", "json"]
    with _process([*command, *options], folder) as process:
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise RuntimeError((folder / "stderr.txt").read_text())
        yield json.loads(line)["stubs"][0]["url"]


@contextmanager
def prism(command: str, document: Path, folder: Path) -> Iterator[str]:
    """Serve a document with Prism; yields the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [*shlex.split(command), "mock", "-v", "silent", "-p", str(port), str(document)]
    with _process(words, folder) as process:
        end = time.monotonic() + _READY_SECONDS
        while process.poll() is None and time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _process(command: Sequence[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (
        (folder / "stderr.txt").open("w+b") as said,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, start_new_session=True
        ) as process,
    ):
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def without_shrinking(config: str) -> str:
    """Return settings of schemathesis by which the first request that fails is told as it is."""
    return config.replace("[generation]\n", "[generation]\nno-shrink = true\n", 1)


def fuzz(document: Path, folder: Path, config: str, seconds: float) -> bool:
    """Run schemathesis; return whether it came to its end in time."""
    (folder / "settings.toml").write_text(config, encoding="utf-8")
    command = [sys.executable, "-c", _FUZZ, "--config-file", "settings.toml", "run", str(document)]
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            [*command, "--checks", "all"], cwd=folder, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        finally:
            process.kill()
            process.wait()
    return True


@dataclass(frozen=True)
class Seen:
    """What is known of a document while its report is read.

    Args:
        switching: operations, as `POST /session`, whose only success is to switch the protocol.
        counted: operation and kind of findings.
        undeclared: operation and status of answers whose status the contract does not declare.
    """

    switching: frozenset[str] = frozenset()
    counted: set[tuple[str, str]] = field(default_factory=set)
    undeclared: set[tuple[str, int]] = field(default_factory=set)


def switching(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the operations whose only success is to switch the protocol (RFC 9110, 15.2.2)."""
    return frozenset(
        f"{method.upper()} {path}"
        for path, method in operations_of(document)
        if [
            str(status)
            for status in document["paths"][path][method].get("responses", {})
            if str(status)[0] in "123"
        ]
        == ["101"]
    )


def read(report: Path, result: Result, seen: Seen) -> None:
    """Count what a report says."""
    if not report.exists():
        result.errors["no report"] += 1
        return
    with report.open("rb") as file:
        for line in file:
            try:
                event = json.loads(line)
            except ValueError:  # the last line of a run that was stopped
                return
            if "ScenarioFinished" in event:
                recorder = event["ScenarioFinished"]["recorder"]
                if "interactions" not in recorder:
                    continue
                result.cases += len(recorder["interactions"])
                found = list(_findings(recorder))
                for finding in sorted(found, key=lambda one: one.kind != "UndefinedStatusCode"):
                    _count(finding, seen, result)
            elif "NonFatalError" in event or "FatalError" in event:
                error = next(iter(event.values()))
                said = error.get("value") or error.get("exception") or {}
                result.errors[str(said.get("type"))] += 1
                _note(result, str(said.get("type")), str(error)[:600])


@dataclass(frozen=True)
class _Finding:
    operation: str
    kind: str
    message: str
    status: int
    about: str
    is_empty: bool
    is_form: bool
    has_empty_field: bool


def _findings(recorder: Mapping[str, Any]) -> Iterator[_Finding]:
    for case, checks in recorder.get("checks", {}).items():
        for check in checks:
            if check["status"] == "success":
                continue
            failure = check["failure_info"]["failure"]
            exchange = recorder["interactions"].get(case) or {}
            response = exchange.get("response") or {}
            value = recorder["cases"].get(case, {}).get("value", {})
            operation = f"{value.get('method', '')} {value.get('path', '')}"
            body = value.get("body")
            is_form = value.get("media_type") == "application/x-www-form-urlencoded"
            members = body.values() if is_form and isinstance(body, dict) else ()
            yield _Finding(
                operation,
                failure["type"],
                failure.get("message", ""),
                response.get("status_code", 0),
                _about(operation, failure, exchange, response),
                not _text(response.get("content")),
                is_form,
                any(map(writes_nothing, members)),
            )


def writes_nothing(value: Any) -> bool:  # noqa: ANN401  JSON value
    """Return whether a form with a value looks as if it was not there."""
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, list) and all(map(writes_nothing, value))


def _about(
    label: str, failure: Mapping[str, Any], exchange: Mapping[str, Any], response: Mapping[str, Any]
) -> str:
    request = exchange.get("request") or {}
    told = " ".join(f"{failure.get('message', '')} {failure.get('validation_message', '')}".split())
    body, content = _text(request.get("body")), _text(response.get("content"))
    kind = next((v for k, v in request.get("headers", {}).items() if k == "Content-Type"), "")
    asked = f"{request.get('method')} {request.get('uri')} {kind} {body[:200]}"
    return f"{label}: {told[:300]} | {asked[:400]} | {response.get('status_code')} {content[:300]}"


def _text(encoded: Any) -> str:  # noqa: ANN401  JSON value
    if not isinstance(encoded, dict) or "$base64" not in encoded:
        return str(encoded or "")
    return base64.b64decode(encoded["$base64"]).decode("utf-8", "replace")


def _count(finding: _Finding, seen: Seen, result: Result) -> None:
    kind = f"{finding.kind} {finding.status}"
    if (finding.operation, kind) in seen.counted:
        return
    seen.counted.add((finding.operation, kind))
    whose = whose_is(finding, seen)
    {"server": result.ours, "contract": result.theirs, "engine": result.engines}[whose][kind] += 1
    _note(result, f"{whose}: {kind}", finding.about)


def _note(result: Result, kind: str, about: str) -> None:
    known = result.examples.setdefault(kind, [])
    if len(known) < 3:
        known.append(about)


def whose_is(finding: _Finding, seen: Seen) -> Literal["server", "contract", "engine"]:
    """Return whose fault a finding is; the server's, unless the reverse is sure."""
    if _is_of_contract(finding, seen):
        return "contract"
    return "engine" if _is_of_engine(finding) else "server"


def _is_of_contract(finding: _Finding, seen: Seen) -> bool:
    answer = finding.operation, finding.status
    match finding.kind:
        case "UndefinedStatusCode":
            if is_undeclared(finding.status, finding.message):
                seen.undeclared.add(answer)
            return answer in seen.undeclared
        case "UndefinedContentType":
            return answer in seen.undeclared
        case "RejectedPositiveData":
            return finding.operation in seen.switching
        case "AcceptedNegativeData":
            return "parameter `content-type` in header" in finding.message.lower()
    return False


def _is_of_engine(finding: _Finding) -> bool:
    match finding.kind:
        case "MissingContentType":
            return finding.is_empty
        case "RejectedPositiveData":
            return finding.has_empty_field
        case "AcceptedNegativeData":
            return finding.is_form and bool(_SINGLE.search(finding.message))
    return False


def is_undeclared(status: int, message: str) -> bool:
    """Return whether an operation declares no status that means the same as a 4xx."""
    listed = message.partition("Documented:")[2].replace(",", " ").split()
    if status // 100 != 4 or {"4XX", "4xx", "default"} & set(listed):
        return False
    same = {status}.union(*(group for group in _MEANING if status in group))
    return not same & {int(word) for word in listed if word.isdecimal()}


def examine(path: Path, family: str, told: argparse.Namespace) -> list[Result]:
    """Run schemathesis against the stub of a document, and against Prism if asked."""
    path = path.resolve()
    document = parsed(path)
    if document is None:
        return []
    is_single = not refers_elsewhere(document)
    if told.sample and is_single and len(operations_of(document)) > told.sample:
        document = cut(document, told.sample, path.name)
    results = []
    with tempfile.TemporaryDirectory(prefix="stub-schemathesis-") as name:
        folder = Path(name)
        target = folder / f"{path.stem}.json" if is_single else path
        if is_single:
            target.write_text(json.dumps(document), encoding="utf-8")
        for server in ("", "Prism") if told.prism else ("",):
            result = Result(family, f"{path.name} {server}".strip())
            result.operations = len(operations_of(document))
            served = prism(told.prism, target, folder) if server else stub(target, folder)
            begin = time.monotonic()
            try:
                with served as url:
                    config = settings(url, credentials(document), told.max_examples, seed=1)
                    config = without_shrinking(config)
                    result.is_complete = fuzz(target, folder, config, told.seconds)
            except RuntimeError as error:
                result.ours["not served"] += 1
                _note(result, "server: not served", str(error)[:600])
            else:
                read(folder / "report.ndjson", result, Seen(switching(document)))
            result.seconds = time.monotonic() - begin
            results.append(result)
    return results


def documents(paths: Sequence[Path], only: str) -> list[tuple[Path, str]]:
    """Return the files and the family of each: the folder below the one that was named.

    The families take turns, and of each the files are mixed, always in the same way: however early
    a run ends, it has seen something of all.
    """
    families: dict[str, list[Path]] = {}
    for path in paths:
        if not path.exists():
            print(f"skipped: {path} is not there", file=sys.stderr)
        for one in [path] if path.is_file() else sorted(path.rglob("*")):
            if one.suffix in {".yaml", ".yml", ".json"} and only in one.as_posix():
                is_below = path.is_dir() and one.parent != path
                family = one.relative_to(path).parts[0] if is_below else one.parent.name
                families.setdefault(family, []).append(one)
    turns = [
        (turn, family, path)
        for family, found in families.items()
        for turn, path in enumerate(sorted(found, key=lambda one: zlib.crc32(one.name.encode())))
    ]
    return [(path, family) for _, family, path in sorted(turns)]


def _kinds(counts: Counter[str]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())) or "0"


def _row(result: Result) -> str:
    unfinished = "" if result.is_complete else ", not finished"
    errors = "; ".join(f"{kind} {count}" for kind, count in sorted(result.errors.items()))
    return (
        f"| {result.family} | {result.name} | {result.operations} | {result.cases} "
        f"| {_kinds(result.ours)} | {_kinds(result.theirs)} | {_kinds(result.engines)} "
        f"| {errors or '0'} | {result.seconds:.0f}{unfinished} |"
    )


def main() -> int:
    """Examine the documents; exit code 1 if a server doesn't keep a contract."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--only", default="", help="files whose path has this")
    parser.add_argument("--sample", type=int, default=0, help="operations of a document; 0: all")
    parser.add_argument("--max-examples", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=600.0, help="for a document")
    parser.add_argument("--budget", type=float, default=1e9, help="seconds after which none begins")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--prism", default="", help="command of Prism, to run beside")
    parser.add_argument("--verbose", action="store_true", help="print examples of the findings")
    told = parser.parse_args()
    print("| API | document | operations | cases | server | contract | engine | errors | s |")
    print("| --- | --- | ---: | ---: | --- | --- | --- | --- | ---: |", flush=True)
    totals: dict[str, Result] = {}
    end = time.monotonic() + told.budget

    def run(entry: tuple[Path, str]) -> list[Result] | None:
        return examine(*entry, told) if time.monotonic() < end else None

    skipped = 0
    with ThreadPoolExecutor(told.jobs) as pool:
        for results in pool.map(run, documents(told.paths, told.only)):
            skipped += results is None
            for result in results or ():
                _print(result, verbose=told.verbose)
                server = "Prism" if result.name.endswith(" Prism") else ""
                for family in (f"{result.family} {server}".strip(), f"all {server}".strip()):
                    totals.setdefault(family, Result(family, "")).add(result)
    print()
    for total in totals.values():
        print(_row(total))
    if skipped:
        print(f"not begun in time: {skipped} documents")
    return 1 if any(total.ours for name, total in totals.items() if "Prism" not in name) else 0


def _print(result: Result, *, verbose: bool) -> None:
    print(_row(result), flush=True)
    if verbose:
        for kind, lines in sorted(result.examples.items()):
            for line in lines:
                print(f"    {kind}: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
