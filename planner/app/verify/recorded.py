"""Reads the events of the engine that makes up requests; whatever has another form is left out."""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planner.model.provider_call import Reply, Request

_NOISE = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "user-agent"}
)
"""Headers that each request has."""


def is_status_judged(checks: Iterable[Any]) -> bool:
    """Return whether the engine holds that the status of an answer should be declared.

    What it answers to a request that is no HTTP, or of a method that the path does not have, need
    not be.
    """
    return any(mapping(check).get("name") == "status_code_conformance" for check in checks)


def failures_of(checks: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what the engine says is wrong with an answer, and by which check."""
    for raw in checks:
        check = mapping(raw)
        failure = mapping(mapping(check.get("failure_info")).get("failure"))
        if check.get("status") == "failure" and failure:
            yield {**failure, "check": check.get("name", "")}


def words_of(failure: Mapping[str, Any]) -> str:
    """Return what is wrong in one line."""
    title, message = str(failure.get("title", "")), str(failure.get("message", ""))
    first = " ".join(message.split("\n\n", maxsplit=1)[0].split())
    return f"{title}: {first}" if title and first else title or first


def exchange_of(raw: Mapping[str, Any], url: str) -> tuple[Request, Reply] | None:
    """Return a recorded call; None if there was no answer."""
    asked, said = mapping(raw.get("request")), mapping(raw.get("response"))
    status = said.get("status_code")
    if not asked or not isinstance(status, int):
        return None
    headers = {
        name: ", ".join(map(str, items(values)))
        for name, values in mapping(asked.get("headers")).items()
        if name.lower() not in _NOISE
    }
    path = str(asked.get("uri", "")).removeprefix(url)
    request = Request(str(asked.get("method", "")), path, headers, _bytes(asked.get("body")))
    got = {
        name.lower(): ", ".join(map(str, items(values)))
        for name, values in mapping(said.get("headers")).items()
    }
    return request, Reply(status, got, _bytes(said.get("content")) or b"")


def _bytes(raw: object) -> bytes | None:
    if isinstance(raw, str):
        return raw.encode("utf-8", "surrogatepass")
    text = raw.get("$base64") if isinstance(raw, dict) else None
    try:
        return base64.b64decode(text) if isinstance(text, str) else None
    except (binascii.Error, ValueError):
        return None


def mapping(raw: object) -> Mapping[str, Any]:
    """Return an object of the report; empty if it is none."""
    return raw if isinstance(raw, dict) else {}


def items(raw: object) -> list[Any]:
    """Return a list of the report; empty if it is none."""
    return raw if isinstance(raw, list) else []
