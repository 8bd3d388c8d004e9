"""What `plan verify` shows: whether a running provider is what its contract says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from planner.model.finding import Severity
from planner.model.ratification import LedgerState
from planner.model.source import Place

PartName = Literal["health", "errors", "conformance", "pacts"]
PARTS: tuple[PartName, ...] = ("health", "errors", "conformance", "pacts")
"""The parts of a verification, in the order in which they run: what is cheap comes first."""


class Outcome(StrEnum):
    """How something turned out."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class VerificationFinding:
    """One thing in which a provider is not what it should be.

    Args:
        check: stable name of what was looked at.
        severity: `risky` does not fail the verification.
        operation: `METHOD /path`, or the interaction of a pact.
        request: a curl line that makes the call again, credentials left out; empty if none was
            made.
        response: what came back, short.
        place: where the contract says otherwise.
    """

    check: str
    severity: Severity
    operation: str
    message: str
    request: str = ""
    response: str = ""
    place: Place | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class VerifiedCase:
    """One thing that was tried.

    Args:
        name: an operation, an interaction, a way to provoke an error.
        reason: why it was skipped; or what was seen.
    """

    name: str
    findings: tuple[VerificationFinding, ...] = ()
    reason: str = ""
    is_skipped: bool = False

    @property
    def outcome(self) -> Outcome:
        """Failed if anything about it is wrong."""
        if any(finding.severity is Severity.BREAKING for finding in self.findings):
            return Outcome.FAILED
        return Outcome.SKIPPED if self.is_skipped else Outcome.PASSED


@dataclass(frozen=True, slots=True)
class VerificationPart:
    """One of the four questions that are asked of a provider.

    Args:
        contract: key of the contract that it is about; empty for the service as a whole.
        reason: why it was skipped as a whole; else empty.
        note: what the reader should know about how it was done.
    """

    name: PartName
    contract: str
    cases: tuple[VerifiedCase, ...] = ()
    reason: str = ""
    note: str = ""

    @property
    def outcome(self) -> Outcome:
        """Failed if a case failed; skipped if nothing was tried."""
        outcomes = {case.outcome for case in self.cases}
        if Outcome.FAILED in outcomes:
            return Outcome.FAILED
        return Outcome.PASSED if Outcome.PASSED in outcomes else Outcome.SKIPPED

    def count(self, outcome: Outcome) -> int:
        """Return how many cases turned out so."""
        return sum(case.outcome is outcome for case in self.cases)


@dataclass(frozen=True, slots=True)
class VerifiedContract:
    """A contract version against which a provider was held."""

    key: str
    digest: str
    state: LedgerState


@dataclass(frozen=True, slots=True)
class VerificationView:
    """`plan verify`.

    Args:
        url: the address that was called.
        day: when.
        seed: of the generated requests.
        folder: how the user names the workspace's folder; empty for the current one.
        positions: line and column of the places of findings.
        revision: what ran there, as the user said it; empty if nobody did.
    """

    workspace: str
    service: str
    url: str
    day: date
    seed: int
    contracts: tuple[VerifiedContract, ...]
    parts: tuple[VerificationPart, ...]
    folder: str = ""
    positions: Mapping[Place, tuple[int, int]] = field(default_factory=dict)
    revision: str = ""

    @property
    def is_passed(self) -> bool:
        """Whether nothing failed and something was tried."""
        outcomes = {part.outcome for part in self.parts}
        return Outcome.FAILED not in outcomes and Outcome.PASSED in outcomes

    def findings(self) -> Iterator[VerificationFinding]:
        """Yield all findings, part by part."""
        for part in self.parts:
            for case in part.cases:
                yield from case.findings
