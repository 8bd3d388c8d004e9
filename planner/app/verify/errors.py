"""Does every error come in the standard envelope? Errors are provoked, each in another way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.app.verify.answers import NotJsonError, json_of, wrongs_of
from planner.app.verify.contract import CheckedContract, declared_response
from planner.app.verify.ports import Provider
from planner.app.verify.probes import Probe, probes_of, statuses_text
from planner.app.verify.wording import Masker, listed
from planner.instances.judge import Judge
from planner.model.bundle import Schema
from planner.model.finding import Severity
from planner.model.provider_call import Reply
from planner.model.source import Place
from planner.model.verification_view import VerificationFinding, VerificationPart, VerifiedCase
from planner.wire.media import is_json

SECONDS = 5.0
PROBLEM = "application/problem+json"
PROBLEM_DETAILS: Schema = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 100, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
    "anyOf": [{"required": ["type"]}, {"required": ["title"]}, {"required": ["status"]}],
}
"""Problem details, RFC 9457 section 3.1. All members may be left out, but not all of them at once:
an empty object tells nobody anything."""
_ERRORS = "45d"
_UNKNOWN_CALLER = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What errors look like where the contract declares nothing for a status.

    Args:
        schema: the one that the contract's errors have; None: problem details.
        media_type: theirs.
    """

    schema: Schema | None
    media_type: str
    judge: Judge


@dataclass(frozen=True, slots=True)
class _Tried:
    """A probe and what came of it; `value` is the body of an error that could be read."""

    probe: Probe
    reply: Reply
    wrongs: tuple[tuple[str, str, Place | None], ...]
    value: Any = None


def check_errors(
    checked: CheckedContract, provider: Provider, headers: Mapping[str, str], mask: Masker
) -> VerificationPart:
    """Provoke errors and judge each answer.

    By the response that the contract declares for its status; where it declares none, by the
    envelope that the contract's other errors have, or by RFC 9457. All must be of one kind.
    """
    envelope = _envelope_of(checked)
    cases, tried = [], []
    for probe in probes_of(checked, headers):
        if probe.request is None:
            cases.append(VerifiedCase(probe.name, reason=probe.reason, is_skipped=True))
            continue
        reply = provider.call(probe.request, seconds=SECONDS)
        if probe.is_shut and reply.status in _UNKNOWN_CALLER:
            cases.append(_shut(probe, provider.url, reply, mask))
            continue
        found = _judged(checked, envelope, probe, reply)
        tried.append(found)
        cases.append(_case(found, provider.url, mask))
    cases.append(_one_kind(tried, mask))
    return VerificationPart("errors", checked.key, tuple(cases))


def _shut(probe: Probe, url: str, reply: Reply, mask: Masker) -> VerifiedCase:
    """Return what is said where the provider did not look further than at the credentials."""
    request = probe.request
    finding = VerificationFinding(
        "error-not-reached",
        Severity.RISKY,
        f"{request.method} {request.path}" if request else "",
        "the provider refuses a caller without credentials, so this error can't be provoked",
        mask.curl(request, url) if request else "",
        mask.reply(reply),
        hint="give credentials with `--header 'Authorization: ...'`",
    )
    return VerifiedCase(probe.name, (finding,), is_skipped=True)


def _case(found: _Tried, url: str, mask: Masker) -> VerifiedCase:
    request = found.probe.request
    if request is None:
        return VerifiedCase(found.probe.name, is_skipped=True)
    findings = tuple(
        VerificationFinding(
            check,
            Severity.BREAKING,
            f"{request.method} {request.path}",
            mask.text(message),
            mask.curl(request, url),
            mask.reply(found.reply),
            place,
        )
        for check, message, place in found.wrongs
    )
    reply = found.reply
    said = f"{reply.status} {reply.media_type}".strip() if reply.status else ""
    return VerifiedCase(found.probe.name, findings, said)


def _judged(checked: CheckedContract, envelope: _Envelope, probe: Probe, reply: Reply) -> _Tried:
    if reply.problem:
        return _Tried(probe, reply, (("error-answer", reply.problem, None),))
    operation = probe.operation
    declared = declared_response(operation, reply.status) if operation else None
    if operation and declared and declared["media"]:
        wrongs: list[tuple[str, str, Place | None]] = [
            (w.check, w.message, w.place) for w in wrongs_of(checked, operation, reply)
        ]
        place: Place | None = checked.response_place(operation, reply.status)
    else:
        place = checked.place(operation["place"]) if operation else None
        wrongs = [("error-envelope", message, place) for message in _by_envelope(envelope, reply)]
    if reply.status not in probe.statuses:
        expected = statuses_text(probe.statuses)
        wrongs.insert(0, ("error-status", f"the answer is {reply.status}, not {expected}", place))
    elif missing := [name for name in probe.needs if name not in reply.headers]:
        wrongs.append(("error-headers", f"the header {listed(missing)} is missing", place))
    try:
        value = json_of(reply.body) if is_json(reply.media_type) else None
    except NotJsonError:
        value = None
    return _Tried(probe, reply, tuple(wrongs), value)


def _by_envelope(envelope: _Envelope, reply: Reply) -> Iterator[str]:
    """Yield what is wrong with an error for which the contract declares nothing."""
    if not is_json(reply.media_type):
        said = f"`{reply.media_type}`" if reply.media_type else "no media type"
        yield f"the error has {said}, and is not in the error envelope (`{envelope.media_type}`)"
        return
    try:
        value = json_of(reply.body)
    except NotJsonError as error:
        yield f"the body of the error is {error}"
        return
    by_contract = envelope.judge.validator(envelope.schema).faults(value, 1)
    if envelope.schema is not None and not by_contract:
        return
    if reply.media_type == PROBLEM:
        by_standard = Judge({}).validator(PROBLEM_DETAILS).faults(value, 1)
        if not by_standard and value.get("status", reply.status) != reply.status:
            yield f"the error says status {value['status']}, and comes with {reply.status}"
        if not by_standard:
            return
        by_contract = by_contract or by_standard
    elif envelope.schema is None:
        return  # nothing is declared: only being of one kind is asked for
    for fault in by_contract:
        at = f" at `{fault.pointer}`" if fault.pointer else ""
        yield f"the body of the error is not the error envelope{at}: {fault.message}"


def _envelope_of(checked: CheckedContract) -> _Envelope:
    """Return what most declared errors of a contract look like."""
    found: dict[str, tuple[int, Schema, str]] = {}
    for operation in checked.bundle["operations"]:
        for status, response in operation["responses"].items():
            for media_type, media in response["media"].items():
                schema = media["schema"]
                if status[:1].lower() in _ERRORS and is_json(media_type) and schema is not None:
                    key = f"{media_type} {schema}"
                    count = found.get(key, (0, schema, media_type))[0]
                    found[key] = (count + 1, schema, media_type)
    if not found:
        return _Envelope(None, PROBLEM, checked.judge)
    key = min(found, key=lambda key: (-found[key][0], key))
    return _Envelope(found[key][1], found[key][2], checked.judge)


def _one_kind(tried: Sequence[_Tried], mask: Masker) -> VerifiedCase:
    """Return whether all errors are of one media type and share a member."""
    name = "one envelope for all errors"
    answered = [item for item in tried if item.reply.status and not item.reply.problem]
    if len(answered) < 2:  # noqa: PLR2004  one alone has nothing to differ from
        return VerifiedCase(name, reason="fewer than two errors came back", is_skipped=True)
    messages = []
    types = sorted({item.reply.media_type or "none" for item in answered})
    if len(types) > 1:
        messages.append(f"errors come in several media types: {listed(types)}")
    objects = [item for item in answered if isinstance(item.value, dict)]
    if len(objects) < len(answered):
        missing = [item.probe.name for item in answered if not isinstance(item.value, dict)]
        messages.append(f"no JSON object is what comes for {listed(missing)}")
    shared = set.intersection(*(set(item.value) for item in objects)) if objects else set()
    if len(objects) > 1 and not shared:
        messages.append("errors have no member in common that a client could rely on")
    findings = tuple(
        VerificationFinding("error-envelope", Severity.BREAKING, "", mask.text(message))
        for message in messages
    )
    return VerifiedCase(name, findings)
