"""`plan verify` for programs; `plan milestone` reads it again.

Its digest binds what was found to the contracts (by their digests), the day and the revision: an
edit by hand or a merge gone wrong is noticed. It keeps nobody from deceiving on purpose.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.style import Style
from planner.model.verification_view import (
    VerificationFinding,
    VerificationPart,
    VerificationView,
    VerifiedCase,
)
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED
from planner.render._standing import StateName

OutcomeName = Literal["passed", "failed", "skipped"]


@with_config(DOCUMENTED)
class VerificationFindingPayload(TypedDict):
    """One thing in which the provider is not what it should be."""

    check: str
    severity: Literal["breaking", "risky", "safe"]
    """`risky` does not fail the verification."""
    operation: str
    message: str
    request: str
    """A curl line that makes the call again; credentials are left out."""
    response: str
    hint: str
    file: str | None
    """Of the contract, manifest or pact that says otherwise, relative to the workspace."""
    line: int | None
    """1-based."""
    column: int | None
    """1-based."""


@with_config(DOCUMENTED)
class VerifiedCasePayload(TypedDict):
    """One thing that was tried."""

    name: str
    outcome: OutcomeName
    reason: str
    """What was seen, or why it was skipped."""
    findings: list[VerificationFindingPayload]


@with_config(DOCUMENTED)
class VerificationPartPayload(TypedDict):
    """One of the questions that are asked of a provider."""

    name: Literal["health", "errors", "conformance", "pacts"]
    contract: str
    """Key of the contract that it is about; empty for the service as a whole."""
    outcome: OutcomeName
    reason: str
    """Why it was skipped as a whole."""
    note: str
    cases: list[VerifiedCasePayload]


@with_config(DOCUMENTED)
class VerifiedContractPayload(TypedDict):
    """A contract version against which the provider was held."""

    key: str
    digest: str
    state: StateName
    """Of its ratification."""


@with_config(DOCUMENTED)
class VerificationPayload(TypedDict):
    """Whether a running provider is what its contract says."""

    schema: Literal["urn:contract-planner:verification-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["verify"]
    workspace: str
    service: str
    url: str
    day: str
    """When it was verified, ISO 8601."""
    seed: int
    passed: bool
    revision: str
    """What ran there, a commit or an image, as `--revision` said; empty if nobody said."""
    contracts: list[VerifiedContractPayload]
    parts: list[VerificationPartPayload]
    digest: str
    """Of everything else in this document, so that an edit of it is noticed."""


PAYLOAD = VerificationPayload


def render(view: VerificationView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the report as JSON of the shape `PAYLOAD`."""
    payload: VerificationPayload = {
        "schema": "urn:contract-planner:verification-output:1.0.0",
        "format_version": "1.0",
        "command": "verify",
        "workspace": view.workspace,
        "service": view.service,
        "url": view.url,
        "day": view.day.isoformat(),
        "seed": view.seed,
        "passed": view.is_passed,
        "revision": view.revision,
        "contracts": [
            {"key": item.key, "digest": item.digest, "state": item.state.value}
            for item in view.contracts
        ],
        "parts": [_part(part, view) for part in view.parts],
        "digest": "",
    }
    payload["digest"] = digest_of(payload)
    return json_text(payload)


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the digest of a report, whatever the order of its keys and its white space.

    Args:
        document: as parsed; its own `digest` does not count.
    """
    told = {key: value for key, value in document.items() if key != "digest"}
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _part(part: VerificationPart, view: VerificationView) -> VerificationPartPayload:
    return {
        "name": part.name,
        "contract": part.contract,
        "outcome": part.outcome.value,
        "reason": part.reason,
        "note": part.note,
        "cases": [_case(case, view) for case in part.cases],
    }


def _case(case: VerifiedCase, view: VerificationView) -> VerifiedCasePayload:
    return {
        "name": case.name,
        "outcome": case.outcome.value,
        "reason": case.reason,
        "findings": [_finding(finding, view) for finding in case.findings],
    }


def _finding(finding: VerificationFinding, view: VerificationView) -> VerificationFindingPayload:
    position = view.positions.get(finding.place) if finding.place else None
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "operation": finding.operation,
        "message": finding.message,
        "request": finding.request,
        "response": finding.response,
        "hint": finding.hint,
        "file": finding.place.file if finding.place else None,
        "line": position[0] if position else None,
        "column": position[1] if position else None,
    }
