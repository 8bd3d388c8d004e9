"""Gathers the evidence for a milestone from the files of a workspace."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from planner.app.milestone.reports import read_report
from planner.app.milestone.spoken import read_attestations
from planner.app.ports import Files, World
from planner.app.workspace import LoadedSystem
from planner.app.workspace.ledger import standings_of
from planner.governance.milestones import Evidence, PactEvidence, StubEvidence, TestEvidence
from planner.model.errors import InputError
from planner.model.finding import Severity
from planner.model.lint_view import FlagState, LintFinding
from planner.model.milestone_view import MILESTONES, MilestoneName
from planner.model.problem import Level, Problem
from planner.model.system import System
from planner.model.verification_view import VerificationView
from planner.planning.parties import named_contracts

if TYPE_CHECKING:
    from planner.app.stubs.generating import Folders

_REPORT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*(?::[^=]+)?)=(.+\.xml)$")
"""Evidence in a progress file that names a test report: `catalog=results/catalog-tests.xml`."""

_NO_STUB = "stub-missing"
"""Code of the finding that says what the criterion about the contract says anyway."""


def gather(
    files: Files,
    world: World,
    loaded: LoadedSystem,
    *,
    milestone: MilestoneName,
    today: date,
    results: Mapping[str, VerificationView],
    reports: Mapping[str, tuple[str, bytes]],
    stubs: "Folders | None",
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
        stubs: generated packages; None: nobody asks about them.

    Raises:
        InputError: an attestation, a report, a pact or a stub can't be read.
    """
    system = loaded.system
    standings = standings_of(files, system, loaded.ledger, named_contracts(system))
    pacts, warnings = _pacts(files, world, system)
    is_last = milestone == "M3"
    lint = _lint(files, system, today) if is_last else ()
    evidence = Evidence(
        system,
        today,
        standings,
        tuple(_stubs(files, world, stubs) if stubs else ()),
        results,
        pacts,
        _tests(files, system, milestone, reports),
        _runbooks(files, system) if is_last else {},
        lint,
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
    from planner.app.pact import check_pacts  # noqa: PLC0415  nothing is loaded that isn't needed

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


def _stubs(files: Files, world: World, folders: "Folders") -> Iterator[StubEvidence]:
    """Yield the generated stubs; whether the contracts are ratified is another criterion."""
    from planner.app.stubs.checking import CheckWish, check_stubs  # noqa: PLC0415  as above
    from planner.stubs.package.stub_file import NAME  # noqa: PLC0415  as above

    if not any(NAME in (folders.read(name) or {}) for name in folders.names()):
        return
    view, _ = check_stubs(files, folders, CheckWish(allow_draft=True), world=world)
    contracts = {item.path: f"{item.contract}@{item.version}" for item in view.packages}
    findings = [item for item in view.findings if item.code != _NO_STUB]
    for finding in findings:
        folder = next((path for path in contracts if _is_in(finding.path, path)), "")
        yield StubEvidence(finding.path, finding.message, contracts.get(folder, ""))
    flawed = {item.path for item in findings}
    for path, contract in contracts.items():
        if not any(_is_in(item, path) for item in flawed):
            yield StubEvidence(path, contract=contract)


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


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


def _lint(files: Files, system: System, today: date) -> tuple[LintFinding, ...]:
    from planner.app.lint import architecture_of  # noqa: PLC0415  as above

    found = architecture_of(files, system, today)[0]
    return tuple(f for f in found if f.severity is Severity.BREAKING and not f.accepted)


def _expired(files: Files, today: date) -> tuple[str, ...]:
    from planner.app.lint import show_flags  # noqa: PLC0415  as above

    view, _ = show_flags(files, today, states=(FlagState.EXPIRED,))
    return tuple(f"{row.service}: {row.name}" for row in view.rows)
