"""Answers that say what is wrong, in the form that the contract declares for it.

What the contract declares nowhere is said as a problem document (RFC 9457), marked with
`X-Plan-Undeclared`.
"""

import json
from collections.abc import Sequence
from typing import Any

from planner.stubs.server.encoding import json_bytes
from planner.stubs.server.filling import MESSAGES, Told, filled
from planner.stubs.server.kit import phrase, plain_name
from planner.stubs.server.supply import BODILESS, Supply
from planner.stubs.server.types import Answer, RawHeaders, RequestFault

VARIANT = "error"
PROBLEM = "application/problem+json"
_LONGEST_HEADER = 2_000
_LONGEST_MESSAGE = 500


def summary(message: str, faults: Sequence[RequestFault]) -> str:
    """Return what is wrong in one text."""
    details = "; ".join(
        f"{fault.location} {fault.at}: {fault.message}" if fault.at else fault.message
        for fault in faults
        if fault.message != message
    )
    text = f"{message}: {details}" if details else message
    return text if len(text) <= _LONGEST_MESSAGE else text[: _LONGEST_MESSAGE - 1] + "…"


def problem(status: int, message: str, faults: Sequence[RequestFault]) -> dict[str, Any]:
    """Return a problem document."""
    return {
        "type": "about:blank",
        "title": phrase(status),
        "status": status,
        "detail": message,
        "errors": [fault.as_json() for fault in faults],
    }


def undeclared(
    status: int,
    message: str,
    faults: Sequence[RequestFault] = (),
    headers: RawHeaders | None = None,
    media_type: str = PROBLEM,
) -> Answer:
    """Return an answer that the contract doesn't declare."""
    own = [
        *(headers or ()),
        (b"x-plan-undeclared", b"1"),
        (b"x-plan-variant", VARIANT.encode()),
    ]
    if status in BODILESS:
        return Answer(status, own, b"", VARIANT)
    body = json_bytes(problem(status, message, faults))
    own.append((b"content-type", media_type.encode("latin-1", "replace")))
    own.append((b"content-length", b"%d" % len(body)))
    return Answer(status, own, body, VARIANT)


def declared(
    supply: Supply,
    message: str,
    faults: Sequence[RequestFault] = (),
    headers: RawHeaders | None = None,
) -> Answer:
    """Return an answer in the form of a declared response.

    Raises:
        NoBodyError: no valid body can be made.
    """
    answer = supply.answer(_body(supply, message, faults), VARIANT)
    extra = [*(headers or ())]
    if faults:
        extra.append((b"x-plan-problem", compact(faults)))
    sent = {name for name, _ in answer.headers}
    kept = [(name, value) for name, value in extra if name not in sent]
    return Answer(answer.status, [*answer.headers, *kept], answer.body, VARIANT)


def _body(supply: Supply, message: str, faults: Sequence[RequestFault]) -> bytes:
    if not supply.has_body:
        return b""
    status, text = supply.place.status, summary(message, faults)
    if supply.media["schema"] is None:
        if supply.is_json:
            return json_bytes(problem(status, message, faults))
        if supply.essence.startswith("text/"):
            return text.encode()
    template = supply.template()
    if supply.is_json or isinstance(template, (dict, list)):
        written = filled(template, Told(status, text, faults), supply.is_valid)
        _add_message(written, supply, text)
        return supply.encoded(written)
    if isinstance(template, str) and supply.is_valid(text):
        template = text
    return supply.encoded(template)


def _add_message(value: Any, supply: Supply, text: str) -> None:  # noqa: ANN401  JSON value
    """Add the text where nothing holds it yet, but a member is declared for it."""
    if not isinstance(value, dict) or text in json.dumps(value, ensure_ascii=False):
        return
    known = [name for name in supply.members if plain_name(name) in MESSAGES]
    for name in [*known, *(["detail"] if supply.essence == PROBLEM else [])]:
        if name not in value:
            value[name] = text
            if supply.is_valid(value):
                return
            del value[name]


def compact(faults: Sequence[RequestFault]) -> bytes:
    """Return faults as ASCII JSON on one line that fits into a header; the first ones if many."""
    entries = [json.dumps(_short(fault), separators=(",", ":")) for fault in faults]
    kept, length = [], 2
    for entry in entries:
        length += len(entry) + 1
        if length > _LONGEST_HEADER:
            break
        kept.append(entry)
    if faults and not kept:  # all of it beyond ASCII, which takes six times as much room
        kept = [json.dumps(_short(faults[0], 100), separators=(",", ":"))]
    return f"[{','.join(kept)}]".encode("ascii")


def _short(fault: RequestFault, most: int = 200) -> dict[str, str]:
    return {key: text[:most] for key, text in fault.as_json().items()}
