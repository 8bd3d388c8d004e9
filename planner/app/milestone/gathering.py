"""Gathers the evidence for a milestone from the files of a workspace."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from planner.app.lint import architecture_of, show_flags
from planner.app.milestone.reports import read_report
from planner.app.milestone.spoken import read_attestations
from planner.app.pact import check_pacts
from planner.app.ports import Files, World
from planner.app.stubs.checking import CheckWish, check_stubs
from planner.app.stubs.generating import Folders
from planner.app.workspace import LoadedSystem
from planner.app.workspace.ledger import standings_of
from planner.governance.milestones import Evidence, PactEvidence, StubEvidence, TestEvidence
from planner.model.errors import InputError
from planner.model.finding import Severity
from planner.model.lint_view import FlagState
from planner.model.milestone_view import MILESTONES, MilestoneName
from planner.model.problem import Level, Problem
from planner.model.system import System
from planner.model.verification_view import VerificationView
from planner.planning.parties import named_contracts
from planner.stubs.package.stub_file import NAME

_REPORT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*(?::[^=]+)?)=(.+\.xml)$")
"""Evidence in a progress file that names a test report: `catalog=results/catalog-tests.xml`."""


def gather(
    files: Files,
    world: World,
    loaded: LoadedSystem,
    *,
    milestone: MilestoneName,
    today: date,
    results: Mapping[str, VerificationView],
    reports: Mapping[str, tuple[str, bytes]],
    stubs: Folders,
) -> tuple[Evidence, tuple[Problem, ...]]:
    """Return all that is known about a workspace, and warnings.

    Args:
        files: the workspace.
        world: where the pacts are found.
        loaded: what its files say.
        milestone: the one that is judged.
        today: the day that dates are judged on.
        results: verifications of providers, by service.
        reports: path and content of test reports, by what they are about.
        stubs: generated packages.

    Raises:
        InputError: an attestation, a report, a pact or a stub can't be read.
    """
    system = loaded.system
    standings = standings_of(files, system, loaded.ledger, named_contracts(system))
    pacts, warnings = _pacts(files, world, system)
    is_last = milestone == "M3"
    lint = architecture_of(files, system, today)[0] if is_last else ()
    evidence = Evidence(
        system,
        today,
        standings,
        tuple(_stubs(files, world, stubs)),
        results,
        pacts,
        _tests(files, system, milestone, reports),
        _runbooks(files, system) if is_last else {},
        tuple(f for f in lint if f.severity is Severity.BREAKING and not f.accepted),
        _expired(files, today) if is_last else (),
        read_attestations(files),
    )
    return evidence, warnings


def _pacts(
    files: Files, world: World, system: System
) -> tuple[dict[tuple[str, str], PactEvidence], tuple[Problem, ...]]:
    """Return the pacts of the workspace by consumer and provider, compared with the contracts."""
    if not any(path.endswith(".json") for path in files.list_files(system.settings.pacts)):
        return {}, ()
    view, warnings = check_pacts(files, world, ())
    found: dict[tuple[str, str], PactEvidence] = {}
    for pact in view.pacts:
        provider = _provider(system, pact.provider)
        before = found.get((pact.consumer, provider), PactEvidence((), 0))
        used = {item.operation for item in pact.interactions} | before.operations
        errors = [item.message for item in pact.mismatches if item.level is Level.ERROR]
        found[pact.consumer, provider] = PactEvidence(
            (*before.files, pact.file),
            before.interactions + len(pact.interactions),
            (*before.errors, *errors),
            frozenset(used),
        )
    return found, warnings


def _provider(system: System, told: str) -> str:
    """Return the service that a pact means, which may name one of its contracts instead."""
    if told in system.services:
        return told
    owners = {item.provider for item in system.contracts.values() if item.id == told}
    return min(owners, default=told)


def _stubs(files: Files, world: World, folders: Folders) -> Iterator[StubEvidence]:
    """Yield the generated stubs; whether the contracts are ratified is another criterion."""
    if not any(NAME in (folders.read(name) or {}) for name in folders.names()):
        return
    view, _ = check_stubs(files, folders, CheckWish(allow_draft=True), world=world)
    for finding in view.findings:
        yield StubEvidence(finding.path, finding.message)
    for package in view.packages:
        yield StubEvidence(package.path)


def _tests(
    files: Files,
    system: System,
    milestone: MilestoneName,
    reports: Mapping[str, tuple[str, bytes]],
) -> dict[str, TestEvidence]:
    """Return test reports; those that the user names go before those of the progress file."""
    shared = system.progress.get("")
    passed = shared.milestones if shared else {}
    upto = MILESTONES[: MILESTONES.index(milestone) + 1]
    found = {}
    for told in [line for name in upto if name in passed for line in passed[name].evidence]:
        match = _REPORT.match(told)
        if match and match[1] not in reports:
            found[match[1]] = read_report(files.read(match[2]), match[2])
    for name, (path, content) in reports.items():
        found[name] = read_report(content, path)
    return found


def _runbooks(files: Files, system: System) -> dict[str, bool]:
    named = {path for item in system.services.values() for path in item.manifest.runbooks}
    return {path: bool((_content(files, path) or b"").strip()) for path in sorted(named)}


def _content(files: Files, path: str) -> bytes | None:
    """Return a file; None where there is none, or where it lies outside of the workspace."""
    try:
        return files.read_if_there(path)
    except InputError:
        return None


def _expired(files: Files, today: date) -> tuple[str, ...]:
    view, _ = show_flags(files, today, states=(FlagState.EXPIRED,))
    return tuple(f"{row.service}: {row.name}" for row in view.rows)
