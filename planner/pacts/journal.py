"""Recorded calls of a stub server, as its `/__plan__/calls` gives them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place

_HINT = "take what a stub server answers to `GET /__plan__/calls`"


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One call and its answer.

    Args:
        query: as it was sent, without `?`.
        headers: name in lower case -> value; credentials are masked with `***`.
        body: the JSON value, else the text; None: none.
        is_valid: the stub found nothing wrong with the request.
    """

    contract: str
    version: str
    digest: str
    operation: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Any
    status: int
    answer_headers: Mapping[str, str]
    answer: Any
    is_valid: bool


def read_journal(document: object, file: str) -> tuple[RecordedCall, ...]:
    """Return the calls of a journal, in its order.

    Args:
        document: the parsed JSON text.
        file: its path or address, for places.

    Raises:
        InputError: it is no journal; carries everything that is wrong.
    """
    top = Place(file)
    calls = document.get("calls") if isinstance(document, dict) else None
    if not isinstance(calls, list):
        raise InputError.single("bad-calls", "there is no list `calls`", place=top, hint=_HINT)
    problems: list[Problem] = []
    found = [_call(raw, top.at("calls", n), problems) for n, raw in enumerate(calls)]
    if problems:
        raise InputError(problems)
    return tuple(call for call in found if call)


def _call(raw: object, place: Place, problems: list[Problem]) -> RecordedCall | None:
    wrong = list(_wrong(raw, place))
    if wrong or not isinstance(raw, dict):
        problems += wrong
        return None
    request, response = raw["request"], raw["response"]
    return RecordedCall(
        str(raw.get("contract", "")),
        str(raw.get("version", "")),
        str(raw.get("digest", "")),
        str(raw.get("operation", "")),
        request["method"].upper(),
        request["path"],
        _query(request.get("query")),
        _headers(request.get("headers")),
        request.get("body"),
        response["status"],
        _headers(response.get("headers")),
        response.get("body"),
        raw.get("valid") is not False,
    )


def _wrong(raw: object, place: Place) -> Iterator[Problem]:
    if not isinstance(raw, dict):
        yield Problem("bad-calls", "a call is not a mapping", place, _HINT)
        return
    for key, member, kind in (
        ("request", "method", str),
        ("request", "path", str),
        ("response", "status", int),
    ):
        part = raw.get(key)
        if not isinstance(part, dict) or not isinstance(part.get(member), kind):
            yield Problem("bad-calls", f"a call has no `{key}.{member}`", place, _HINT)


def _query(raw: object) -> str:
    from urllib.parse import urlencode  # noqa: PLC0415  rare: a text is what stub servers write

    if isinstance(raw, dict):
        return urlencode(raw, doseq=True)
    return str(raw or "").removeprefix("?")


def _headers(raw: object) -> Mapping[str, str]:
    found = raw.items() if isinstance(raw, dict) else ()
    return {str(name).lower(): str(value) for name, value in found}
