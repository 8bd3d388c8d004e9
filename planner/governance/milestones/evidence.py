"""What is known about a system when a milestone is judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from planner.model.attestation_file import Attestation, Waiver
from planner.model.lint_view import LintFinding
from planner.model.milestone_view import MilestoneName
from planner.model.ratification import Standing
from planner.model.source import Place
from planner.model.system import System
from planner.model.verification_view import VerificationPart, VerificationView


@dataclass(frozen=True, slots=True)
class StubEvidence:
    """A generated stub.

    Args:
        flaw: why it is not what the contract says; empty if it is.
        contract: key of the contract; empty where it can't be told.
    """

    path: str
    flaw: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True)
class PactEvidence:
    """The pacts between two services.

    Args:
        files: their paths.
        interactions: how many there are in all.
        errors: what their contracts do not bear out.
        operations: names of the operations and messages that they are about.
    """

    files: tuple[str, ...]
    interactions: int
    errors: tuple[str, ...] = ()
    operations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TestEvidence:
    """A JUnit report.

    Args:
        failed: names of the cases that failed or broke off.
    """

    __test__ = False  # pytest would take it for a test

    file: str
    cases: int
    skipped: int
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenFor:
    """An attestation or waiver and where it stands."""

    milestone: MilestoneName
    said: Attestation | Waiver
    place: Place


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known.

    Args:
        today: the day that dates are judged on.
        standings: of every contract that a manifest names, by key.
        results: verifications of providers, by service.
        pacts: by consumer and provider.
        tests: reports by what they are about: a service, a criterion, `criterion:subject`.
        runbooks: path of each that a manifest names -> there is something in it.
        lint: breaking findings of the architecture rules that nobody accepted.
        expired: flags past their last day, as `service: flag`.
    """

    system: System
    today: date
    standings: Mapping[str, Standing]
    stubs: tuple[StubEvidence, ...] = ()
    results: Mapping[str, VerificationView] = field(default_factory=dict)
    pacts: Mapping[tuple[str, str], PactEvidence] = field(default_factory=dict)
    tests: Mapping[str, TestEvidence] = field(default_factory=dict)
    runbooks: Mapping[str, bool] = field(default_factory=dict)
    lint: tuple[LintFinding, ...] = ()
    expired: tuple[str, ...] = ()
    spoken: tuple[SpokenFor, ...] = ()

    def stale(self, service: str) -> str:
        """Return why a verification says nothing about the contracts as they are; else nothing."""
        result = self.results[service]
        for item in result.contracts:
            standing = self.standings.get(item.key)
            if standing and standing.digest != item.digest:
                return f"`{item.key}` has changed since `{service}` was verified"
        return ""

    def part(self, service: str, name: str, contract: str = "") -> VerificationPart | None:
        """Return a part of the verification of a service."""
        result = self.results.get(service)
        for part in result.parts if result else ():
            if part.name == name and contract in {"", part.contract}:
                return part
        return None
