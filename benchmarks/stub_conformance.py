"""Does the stub server keep the contract it serves: every operation, every declared status.

    python benchmarks/stub_conformance.py [FILE or FOLDER ...] [--only WORD] [--seeds 1]

Without files it takes the documents that the tests have.

Of every operation of every OpenAPI document: a valid request must be answered with a declared 2xx
(or the declared redirection, where there is no 2xx), every other declared status must be given on
`Prefer: code=`, and a request that the contract forbids must be refused. Bodies in JSON are judged
by the library `jsonschema`, which the server doesn't use. Prints a table and every exception by
name; exits with 1 if there is any. Says what it skips.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from benchmarks.stub_requests import Request, Requests
from planner.formats._tree import with_text_keys
from planner.formats.document import parse_bytes
from planner.formats.stub_bundle import bundle_of
from planner.instances.judge import Judge
from planner.instances.maker import Maker, NoInstance
from planner.model.bundle import Bundle, Operation, Schema
from planner.model.errors import InputError
from planner.stubs.server.app import StubApp
from planner.stubs.server.types import Mount, ServerOptions
from tests.compatibility.real_pairs import QUICK, SLOW, names_of, real_document

_NO_BODY = {204, 205, 304}
_RANGES = {"1XX": 0, "2XX": 200, "3XX": 302, "4XX": 418, "5XX": 599, "default": 0}


@dataclass
class Tally:
    """What was found of one document."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    exceptions: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, what: str, trouble: str = "", where: str = "") -> None:
        """Count a question, and what is wrong if something is."""
        self.counts[what] += 1
        if trouble:
            self.exceptions.append(f"{where}: {what}: {trouble}")
        else:
            self.counts[f"{what} kept"] += 1


@dataclass(frozen=True)
class Reply:
    """An answer of the server."""

    status: int
    headers: dict[str, str]
    body: bytes


class OtherJudge:
    """Judges by `jsonschema`, on a copy of the schemas without patterns Python can't compile."""

    def __init__(self, bundle: Bundle) -> None:
        self._defs = {name: _portable(schema) for name, schema in bundle["schemas"].items()}
        self._known: dict[int, Any] = {}

    def validator(self, schema: Schema) -> Any:  # noqa: ANN401  the library is untyped
        """Return a validator, made once for a schema."""
        if id(schema) not in self._known:
            whole = {"allOf": [_portable(schema)], "$defs": self._defs}
            made = jsonschema.Draft202012Validator(
                whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
            )
            self._known[id(schema)] = (schema, made)
        return self._known[id(schema)][1]

    def is_valid(self, value: Any, schema: Schema) -> bool:  # noqa: ANN401
        """Return whether a value fits a schema."""
        return bool(self.validator(schema).is_valid(value))

    def trouble(self, value: Any, schema: Schema) -> str:  # noqa: ANN401
        """Return what is wrong with a value, empty if nothing is."""
        error = jsonschema.exceptions.best_match(self.validator(schema).iter_errors(value))
        return "" if error is None else f"{error.json_path}: {error.message[:200]}"


def _portable(node: Any) -> Any:  # noqa: ANN401
    if isinstance(node, list):
        return [_portable(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _portable(value)
        for key, value in node.items()
        if not (key == "pattern" and isinstance(value, str) and not _compiles(value))
        and key not in {"example", "examples", "default", "discriminator", "xml"}
    }


@cache
def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


async def ask(app: StubApp, request: Request, prefer: str = "") -> Reply:
    """Return what the application answers."""
    path, _, query = request.target.partition("?")
    headers = {**request.all_headers, **({"prefer": prefer} if prefer else {})}
    if request.body:
        headers["content-length"] = str(len(request.body))
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": request.method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": raw,
    }
    sent: list[Mapping[str, Any]] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    answered = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], answered, b"".join(part["body"] for part in sent[1:]))


class Examination:
    """Asks a server everything that its contract promises."""

    def __init__(self, bundle: Bundle, name: str) -> None:
        self.bundle, self.tally = bundle, Tally(name)
        self.judge = OtherJudge(bundle)
        maker = Maker(bundle["schemas"], Judge(bundle["schemas"]))
        self.requests = Requests(bundle, maker, self.judge.is_valid)
        self.app = StubApp([Mount("", bundle)], ServerOptions())

    async def run(self, seeds: int) -> Tally:
        """Return what was found."""
        begin = time.perf_counter()
        for operation in self.bundle["operations"]:
            for seed in range(seeds):
                await self._operation(operation, seed)
        self.tally.seconds = time.perf_counter() - begin
        return self.tally

    async def _operation(self, operation: Operation, seed: int) -> None:
        try:
            request = self.requests.valid(operation, seed)
        except NoInstance as error:
            self.tally.add("accepted", f"no request: {error}", operation["id"])
            return
        reply = await ask(self.app, request)
        self.tally.add("accepted", _not_accepted(operation, reply), operation["id"])
        if _not_accepted(operation, reply):
            return
        self._body(operation, reply, "body")
        for prefer in ("dynamic=true", "variant=minimal", "variant=saturated"):
            self._body(operation, await ask(self.app, request, prefer), f"body {prefer}")
        await self._statuses(operation, request)
        if not seed:
            await self._refusals(operation)

    async def _statuses(self, operation: Operation, request: Request) -> None:
        for key in operation["responses"]:
            code = int(key) if key.isdecimal() else _RANGES.get(key, 0)
            if code >= 200 and not 200 <= code < 300:
                reply = await ask(self.app, request, f"code={code}")
                trouble = "" if reply.status == code else f"{code} asked, {reply.status} given"
                self.tally.add("status", trouble, operation["id"])
                self._body(operation, reply, f"body of {code}")

    async def _refusals(self, operation: Operation) -> None:
        for what, request in self.requests.invalid(operation):
            reply = await ask(self.app, request)
            is_refused = 400 <= reply.status < 500 and reply.headers["x-plan-variant"] == "error"
            trouble = "" if is_refused else f"{what}: {reply.status} {request.target[:150]}"
            self.tally.add("refused", trouble, operation["id"])
            self._body(operation, reply, f"body of refusal ({what})")

    def _body(self, operation: Operation, reply: Reply, what: str) -> None:
        declared = operation["responses"]
        keys = (str(reply.status), f"{reply.status // 100}XX", "default")
        response = next((declared[key] for key in keys if key in declared), None)
        if response is None:
            is_said = reply.headers.get("x-plan-undeclared") == "1"
            trouble = "" if is_said else f"{what}: {reply.status} isn't declared"
            self.tally.add("valid", trouble, operation["id"])
            return
        for name, header in response["headers"].items():
            if header["required"] and name not in reply.headers and name != "content-type":
                self.tally.add("valid", f"{what}: no header {name}", operation["id"])
        if not response["media"] or reply.status in _NO_BODY or operation["method"] == "HEAD":
            self.tally.add("valid", "a body" if reply.body else "", operation["id"])
            return
        self.tally.add("valid", self._content(response["media"], reply, what), operation["id"])

    def _content(self, media: Mapping[str, Any], reply: Reply, what: str) -> str:
        kind = reply.headers.get("content-type", "")
        essence = kind.partition(";")[0]
        found = next((one for key, one in media.items() if key == kind), None) or next(
            (one for key, one in media.items() if key.partition(";")[0] == essence), None
        )
        if found is None:
            found = next((one for key, one in media.items() if "*" in key), None)
        if found is None:
            return f"{what}: {kind} isn't declared"
        if "json" not in essence or found["schema"] is None:
            return "" if reply.body or "json" not in essence else f"{what}: no body"
        try:
            value = json.loads(reply.body)
        except ValueError as error:
            return f"{what}: no JSON: {error}"
        trouble = self.judge.trouble(value, found["schema"])
        return f"{what}: {trouble}" if trouble else ""


def _not_accepted(operation: Operation, reply: Reply) -> str:
    """Return what is wrong with the answer to a valid request."""
    declared = operation["responses"]
    codes = [int(key) for key in declared if key.isdecimal()]
    has_success = any(200 <= code < 300 for code in codes) or {"2XX", "default"} & set(declared)
    about = f"{reply.status} {reply.body[:300]!r} {reply.headers.get('x-plan-problem', '')[:300]}"
    if has_success:
        return "" if 200 <= reply.status < 300 else about
    return "" if reply.status in codes or 101 in codes else about


def _documents(paths: list[Path]) -> Iterator[tuple[str, Any]]:
    if not paths:
        for source in (*QUICK, *SLOW):
            yield from (
                (f"{source}/{name}", real_document(source, name)) for name in names_of(source)
            )
    for path in paths:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix in {".yaml", ".yml", ".json"})
            yield from ((one.relative_to(path).as_posix(), _parsed(one)) for one in found)
        elif path.exists():
            yield path.name, _parsed(path)
        else:
            print(f"skipped: {path} is not there")


def _parsed(path: Path) -> Any:  # noqa: ANN401
    try:
        return with_text_keys(parse_bytes(path.read_bytes(), path.name))
    except InputError:
        return None


def _bundle(name: str, document: Any) -> Bundle | None:  # noqa: ANN401
    if not isinstance(document, dict) or not {"openapi", "swagger"} & set(document):
        return None
    return bundle_of({name: document}, "", digest="sha256:0", main=name)


def main() -> int:
    """Examine the documents; exit code 1 if anything isn't kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--seeds", type=int, default=1)
    told = parser.parse_args()
    total, exceptions = Tally("all"), 0
    print(f"{'document':50} {'accepted':>11} {'valid':>13} {'status':>11} {'refused':>11} {'s':>6}")
    for name, document in _documents(told.paths):
        if told.only in name and (bundle := _bundle(Path(name).name, document)) is not None:
            tally = asyncio.run(Examination(bundle, name).run(told.seeds))
            _print(tally)
            total.counts += tally.counts
            total.seconds += tally.seconds
            exceptions += len(tally.exceptions)
    _print(total)
    return 1 if exceptions else 0


def _print(tally: Tally) -> None:
    cells = [
        f"{tally.counts[f'{what} kept']}/{tally.counts[what]}"
        for what in ("accepted", "valid", "status", "refused")
    ]
    print(
        f"{tally.name[-50:]:50} {cells[0]:>11} {cells[1]:>13} {cells[2]:>11} {cells[3]:>11}"
        f" {tally.seconds:6.1f}",
        flush=True,
    )
    for line in tally.exceptions[:40]:
        print(f"    {line}")
    if len(tally.exceptions) > 40:
        print(f"    and {len(tally.exceptions) - 40} more")


if __name__ == "__main__":
    sys.exit(main())
