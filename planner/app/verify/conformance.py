"""Does the provider do what its contract says for requests that nobody thought of?

An engine makes up requests and judges answers; each recorded answer is judged a second time by the
project's own judge, which also knows the place in the contract.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from planner.app.ports import Files
from planner.app.verify.answers import Wrong, wrongs_of
from planner.app.verify.contract import CheckedContract, declared_status
from planner.app.verify.ports import Fuzzer
from planner.app.verify.recorded import (
    exchange_of,
    failures_of,
    is_status_judged,
    items,
    mapping,
    words_of,
)
from planner.app.verify.wording import Masker
from planner.model.bundle import Operation
from planner.model.finding import Severity
from planner.model.provider_call import FuzzResult, FuzzRun, Reply, Request
from planner.model.source import Place
from planner.model.verification_view import VerificationFinding, VerificationPart, VerifiedCase

_SUCCESS = 2
_LONGEST = 400
"""Characters of a message of the engine; cut off once secrets are hidden, never before."""
_JUDGED_BY_US = frozenset(
    {"JsonSchemaError", "UndefinedStatusCode", "UndefinedContentType", "MissingHeaders"}
)
"""What our own judge says too, with the place; of the same answer it is told once."""
_ABOUT_METHODS = frozenset({"UnsupportedMethodResponse", "AllowHeaderMismatch"})
_REJECTED = "RejectedPositiveData"
_PRECONDITION_FAILED = 412


@dataclass(slots=True)
class _Seen:
    """What is known of one operation.

    Args:
        calls: how many answers there are.
        accepted: valid requests that were answered with success.
        rejected: refusals of valid requests.
        refusals: the statuses of those.
        found: findings by what makes them the same mistake; the shortest request stays.
    """

    operation: Operation | None
    calls: int = 0
    accepted: int = 0
    rejected: list[VerificationFinding] = field(default_factory=list)
    refusals: set[int] = field(default_factory=set)
    found: dict[str, VerificationFinding] = field(default_factory=dict)

    def add(self, key: str, finding: VerificationFinding) -> None:
        known = self.found.get(key)
        if known is None or (len(finding.request), finding.request) < (
            len(known.request),
            known.request,
        ):
            self.found[key] = finding


@dataclass(frozen=True, slots=True)
class Fuzzing:
    """How requests are made up.

    Args:
        headers: sent with each of them.
        examples: most of them for an operation and phase.
        seconds: for all of them.
    """

    url: str
    headers: Mapping[str, str]
    seed: int
    examples: int
    seconds: float


def check_conformance(
    files: Files, checked: CheckedContract, fuzzer: Fuzzer, how: Fuzzing, mask: Masker
) -> VerificationPart:
    """Let an engine call the provider, and say what it found, operation by operation.

    Raises:
        InputError: the engine is not installed, or a file can't be read.
    """
    folder = f"{checked.contract.folder}/"
    main = _main_document(checked)
    result = fuzzer.run(
        FuzzRun(
            {
                path.removeprefix(folder): _offline(files.read(path), checked.documents[path])
                for path in checked.contract.files
            },
            main.removeprefix(folder),
            how.url,
            how.headers,
            how.seed,
            how.examples,
            how.seconds,
        )
    )
    if result.message:
        return _broken(checked, mask.text(result.message, _LONGEST))
    seen = _Reader(checked, mask, how.url).read(result)
    return VerificationPart(
        "conformance", checked.key, tuple(_cases(checked, seen, result)), note=_note(result, how)
    )


def _offline(content: bytes, document: Any) -> bytes:  # noqa: ANN401  raw document
    """Return a document without examples that the engine would fetch from wherever they lie."""
    if b"externalValue" not in content:
        return content
    text: str = json.dumps(_without_external(document))
    return text.encode()


def _without_external(node: Any) -> Any:  # noqa: ANN401  raw document
    if isinstance(node, dict):
        return {
            str(key): _without_external(value)
            for key, value in node.items()
            if key != "externalValue"
        }
    return [_without_external(item) for item in node] if isinstance(node, list) else node


def _main_document(checked: CheckedContract) -> str:
    """Return the path of the document that has the operations."""
    for operation in checked.bundle["operations"]:
        return checked.place(operation["place"]).file
    return checked.contract.files[0]


def _note(result: FuzzResult, how: Fuzzing) -> str:
    return "" if result.is_complete else f"stopped after {how.seconds:.0f} s, before the end"


def _broken(checked: CheckedContract, message: str) -> VerificationPart:
    place = Place(_main_document(checked))
    told = f"requests can't be made up by this contract: {message}"
    finding = VerificationFinding("engine", Severity.BREAKING, "", told, place=place)
    return VerificationPart(
        "conformance", checked.key, (VerifiedCase("all operations", (finding,)),)
    )


def _cases(
    checked: CheckedContract, seen: Mapping[str, _Seen], result: FuzzResult
) -> Iterator[VerifiedCase]:
    for operation in checked.bundle["operations"]:
        label = f"{operation['method']} {operation['path']}"
        found = seen.get(label, _Seen(operation))
        findings = [*found.found.values(), *_rejections(found)]
        if not found.calls and not findings:
            findings = [_not_called(checked, operation, result)]
        findings.sort(key=lambda f: (f.severity.rank, f.check, f.message, f.request))
        calls = f"{found.calls} calls" if found.calls != 1 else "1 call"
        yield VerifiedCase(label, tuple(findings), calls)


def _not_called(
    checked: CheckedContract, operation: Operation, result: FuzzResult
) -> VerificationFinding:
    why = "no request for it could be made up" if result.is_complete else "the time was spent"
    return VerificationFinding(
        "not-called",
        Severity.BREAKING,
        f"{operation['method']} {operation['path']}",
        f"the operation was not called: {why}",
        place=checked.place(operation["place"]),
        hint="" if result.is_complete else "give more time with `--timeout`",
    )


def _rejections(found: _Seen) -> Iterator[VerificationFinding]:
    """Yield refusals of valid requests: risky where other valid requests are accepted.

    A declared refusal may have a reason that no schema can say (the product is sold out). An
    operation that refuses all valid requests demands more than its contract, unless it is for a
    precondition (RFC 9110, 13.1): what is stored may have changed since the contract's example.
    """
    if not found.rejected:
        return
    shortest = min(found.rejected, key=lambda item: (len(item.request), item.request))
    is_declared = all(item.severity is Severity.RISKY for item in found.rejected)
    if is_declared and found.accepted:
        yield shortest
        return
    if is_declared and found.refusals == {_PRECONDITION_FAILED}:
        message = f"no precondition of a request was met: {shortest.message}"
        hint = "to see one accepted, start the provider anew with the data of the examples"
        yield replace(shortest, message=message, hint=hint)
        return
    worst = [item for item in found.rejected if item.severity is Severity.BREAKING]
    chosen = min(worst or [shortest], key=lambda item: (len(item.request), item.request))
    message = chosen.message
    if not found.accepted:
        message = f"no valid request is accepted: {message}"
    yield replace(chosen, severity=Severity.BREAKING, message=message)


class _Reader:
    """Makes findings of the events of an engine."""

    def __init__(self, checked: CheckedContract, mask: Masker, url: str) -> None:
        self._checked = checked
        self._mask = mask
        self._url = url
        self._seen: dict[str, _Seen] = {}

    def read(self, result: FuzzResult) -> Mapping[str, _Seen]:
        for event in result.events:
            if isinstance(scenario := event.get("ScenarioFinished"), dict):
                self._scenario(mapping(scenario.get("recorder")))
            elif isinstance(error := event.get("NonFatalError"), dict):
                self._error(error)
        return self._seen

    def _scenario(self, recorder: Mapping[str, Any]) -> None:
        cases, checks = mapping(recorder.get("cases")), mapping(recorder.get("checks"))
        for name, raw in mapping(recorder.get("interactions")).items():
            case = mapping(mapping(cases.get(name)).get("value"))
            exchange = exchange_of(mapping(raw), self._url)
            if exchange and case:
                self._interaction(case, *exchange, items(checks.get(name)))

    def _interaction(
        self, case: Mapping[str, Any], request: Request, reply: Reply, checks: list[Any]
    ) -> None:
        method, path = str(case.get("method", "")).upper(), str(case.get("path", ""))
        operation = self._checked.operation(method, path)
        seen = self._of(f"{method} {path}" if operation else self._home(path), operation)
        seen.calls += 1
        generation = mapping(mapping(case.get("meta")).get("generation"))
        is_valid = generation.get("mode") == "positive"
        if operation and is_valid and reply.status // 100 == _SUCCESS:
            seen.accepted += 1
        shown = (f"{method} {path}", self._mask.curl(request, self._url), self._mask.reply(reply))
        ours = list(wrongs_of(self._checked, operation, reply)) if operation else []
        if not is_status_judged(checks):
            ours = [wrong for wrong in ours if wrong.check != "status-code-conformance"]
        for wrong in ours:
            seen.add(f"{wrong.check} {wrong.kind}", self._finding(wrong, shown))
        for failure in failures_of(checks):
            if not (ours and failure.get("type") in _JUDGED_BY_US):
                self._failure(seen, operation, reply, failure, shown)

    def _finding(self, wrong: Wrong, shown: tuple[str, str, str]) -> VerificationFinding:
        message = self._mask.text(wrong.message)
        return VerificationFinding(
            wrong.check, Severity.BREAKING, shown[0], message, shown[1], shown[2], wrong.place
        )

    def _failure(
        self,
        seen: _Seen,
        operation: Operation | None,
        reply: Reply,
        failure: Mapping[str, Any],
        shown: tuple[str, str, str],
    ) -> None:
        kind = str(failure.get("type", ""))
        if kind in _ABOUT_METHODS and self._has_twin(shown[0]):
            return
        check = str(failure.get("check", "")).replace("_", "-")
        message = self._mask.text(words_of(failure), _LONGEST)
        place = self._place(operation, shown[0], reply)
        finding = VerificationFinding(
            check, Severity.BREAKING, shown[0], message, shown[1], shown[2], place
        )
        if kind == _REJECTED and operation:
            is_declared = declared_status(operation, reply.status) not in {"", "default"}
            severity = Severity.RISKY if is_declared else Severity.BREAKING
            told = f"a request that the contract allows is refused with {reply.status}"
            seen.refusals.add(reply.status)
            seen.rejected.append(replace(finding, severity=severity, message=told))
            return
        seen.add(f"{check} {kind} {reply.status}", finding)

    def _has_twin(self, label: str) -> bool:
        """Return whether a path without parameters fits a template with some too."""
        path = label.partition(" ")[2]
        own = {op["method"] for op in self._checked.bundle["operations"] if op["path"] == path}
        return "{" not in path and self._checked.methods_at(path) != own

    def _place(self, operation: Operation | None, label: str, reply: Reply) -> Place | None:
        if operation is None:
            return self._checked.path_place(label.partition(" ")[2])
        if declared_status(operation, reply.status):
            return self._checked.response_place(operation, reply.status)
        return self._checked.place(operation["place"])

    def _error(self, error: Mapping[str, Any]) -> None:
        label = str(error.get("label", ""))
        method, _, path = label.partition(" ")
        operation = self._checked.operation(method, path)
        said = mapping(error.get("value"))
        kind = str(said.get("type", ""))
        is_silent = kind in {"ConnectionError", "ReadTimeout", "Timeout", "ChunkedEncodingError"}
        message = (
            "the provider ends the connection, or does not answer in time"
            if is_silent
            else (f"requests can't be made up: {said.get('message', kind)}")
        )
        place = self._checked.place(operation["place"]) if operation else None
        finding = VerificationFinding(
            "no-answer" if is_silent else "engine",
            Severity.BREAKING,
            label,
            self._mask.text(message, _LONGEST),
            place=place,
        )
        home = self._of(label if operation else self._home(path), operation)
        home.add(f"error {kind}", finding)

    def _home(self, path: str) -> str:
        """Return the operation under which calls of an undeclared method are reported."""
        operations = self._checked.bundle["operations"]
        for operation in operations:
            if operation["path"] == path:
                return f"{operation['method']} {path}"
        return f"{operations[0]['method']} {operations[0]['path']}" if operations else ""

    def _of(self, label: str, operation: Operation | None) -> _Seen:
        return self._seen.setdefault(label, _Seen(operation))
