"""Loads a whole workspace: reads all files, checks that they fit, resolves all references."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.app.ports import Files
from planner.app.workspace.catalogue import Catalogue, build_catalogue
from planner.app.workspace.checks import (
    check_manifests,
    check_progress,
    check_settings,
    check_unique_services,
)
from planner.app.workspace.dangling import LEADS_NOWHERE
from planner.app.workspace.evidence import with_evidence
from planner.app.workspace.ledger import (
    check_ledger,
    ledger_entries,
    rejection_problems,
    standings_of,
)
from planner.app.workspace.reading import (
    KnownDocuments,
    Read,
    WorkspaceFiles,
    read_workspace_files,
)
from planner.app.workspace.references import References, Resolver
from planner.app.workspace.registry import KnownContracts, Registry, read_registry
from planner.model.errors import InputError
from planner.model.manifest import Manifest
from planner.model.nearest import did_you_mean
from planner.model.problem import Level, Problem
from planner.model.ratification import LedgerEntry
from planner.model.source import Place, Position
from planner.model.system import System
from planner.model.workspace_file import WorkspaceFile

_MAY_FOLLOW = LEADS_NOWHERE | {
    "unknown-provider",
    "unknown-service",
    "unused-contract",
    "unused-message",
}
"""Problems that a manifest which can't be read may cause elsewhere; told once it can be read."""


@dataclass(frozen=True, slots=True)
class LoadedSystem:
    """A system that is right, and what looks doubtful nevertheless."""

    system: System
    warnings: tuple[Problem, ...]
    ledger: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a workspace.

    Args:
        system: None if plan.yaml can't be used.
        problems: errors and warnings, in order of file.
        counts: how many of each sort were read.
        ledger: entries of the ledger that can be read.
    """

    system: System | None
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    ledger: tuple[LedgerEntry, ...] = ()


def load_system(files: Files) -> LoadedSystem:
    """Return the system that a workspace describes.

    Raises:
        InputError: something is wrong; carries all problems of all files.
    """
    found = inspect_workspace(files, thorough=False)
    errors = tuple(problem for problem in found.problems if problem.level is Level.ERROR)
    if errors or found.system is None:
        raise InputError(errors)
    return LoadedSystem(found.system, found.problems, found.ledger)


def inspect_workspace(
    files: Files,
    *,
    thorough: bool,
    known: KnownContracts | None = None,
    documents: KnownDocuments | None = None,
    judges_ledger: bool = True,
) -> Inspection:
    """Return the system as far as it can be made, and everything that is wrong.

    Args:
        files: the workspace.
        thorough: check contracts by the whole specification of their format too.
        known: the contracts at another time; what is the same still is not parsed again.
        documents: all else at another time, likewise; what is parsed is added.
        judges_ledger: find out what is ratified; False: only read the entries.
    """
    read = read_workspace_files(files, documents)
    registry = read_registry(
        files, read.contracts_folder, thorough=thorough, ledger=read.ledger_folder, known=known
    )
    problems = [*read.problems, *registry.problems]
    manifests = _by_name(read.manifests)
    problems += check_unique_services(read.manifests)
    system = _connect(read, manifests, registry, problems)
    if not read.has_all:
        problems = [problem for problem in problems if problem.code not in _MAY_FOLLOW]
    ledger = ledger_entries(read.ledger, read.ledger_folder, problems)
    if system and ledger and judges_ledger:
        system = _with_standings(files, system, ledger, problems, thorough=thorough)
    counts = _counts(read, system, manifests, registry)
    if system:
        system = with_evidence(files, system, read.usage, problems, counts, thorough=thorough)
    return Inspection(system, _in_order(problems), counts, tuple(ledger))


def _with_standings(
    files: Files,
    system: System,
    ledger: Sequence[LedgerEntry],
    problems: list[Problem],
    *,
    thorough: bool,
) -> System:
    """Return a system that knows which of its contracts are ratified."""
    problems += check_ledger(ledger, system.contracts)
    if any(problem.level is Level.ERROR for problem in problems):
        return system
    known = {entry.key for entry in ledger} & system.contracts.keys()
    standings = standings_of(files, system, ledger, known)
    if thorough:
        problems += rejection_problems(standings.values())
    return replace(system, standings=standings)


def _connect(
    read: WorkspaceFiles,
    manifests: Mapping[str, Read[Manifest]],
    registry: Registry,
    problems: list[Problem],
) -> System | None:
    problems += _check_providers(registry, manifests)
    catalogue = build_catalogue(manifests, registry, problems)
    references = Resolver(catalogue, problems).resolve(manifests)
    settings = read.settings
    if settings is None:
        return None
    problems += check_settings(settings)
    problems += check_manifests(read.manifests, settings)
    problems += check_progress(read.progress, manifests, settings, catalogue)
    return _system(read, settings, catalogue, references)


def _system(
    read: WorkspaceFiles, settings: WorkspaceFile, catalogue: Catalogue, references: References
) -> System:
    progress = {found.value.service or "": found for found in read.progress}
    return System(
        settings,
        references.services,
        dict(sorted(catalogue.contracts.items())),
        tuple(sorted(references.sync_edges, key=lambda e: (e.consumer, e.provider, e.contract))),
        tuple(
            sorted(references.event_edges, key=lambda e: (e.publisher, e.subscriber, e.contract))
        ),
        {name: found.value for name, found in sorted(progress.items())},
        {name: found.place for name, found in sorted(progress.items())},
    )


def _by_name(manifests: Iterable[Read[Manifest]]) -> dict[str, Read[Manifest]]:
    """Return manifests by service, sorted; of two about the same service the first."""
    found: dict[str, Read[Manifest]] = {}
    for read in manifests:
        found.setdefault(read.value.name, read)
    return dict(sorted(found.items()))


def _check_providers(
    registry: Registry, manifests: Mapping[str, Read[Manifest]]
) -> Iterable[Problem]:
    """Yield contracts whose provider's folder is not a service."""
    told: set[str] = set()
    for contract in registry.contracts.values():
        if contract.provider in manifests or contract.provider in told:
            continue
        told.add(contract.provider)
        yield Problem(
            "unknown-provider",
            f"`{contract.folder}` is the contract of a service `{contract.provider}` "
            "that has no manifest",
            Place(contract.files[0], position=Position(1, 1)),
            did_you_mean(contract.provider, manifests) or "write its manifest, or move the folder",
        )


def _counts(
    read: WorkspaceFiles,
    system: System | None,
    manifests: Mapping[str, object],
    registry: Registry,
) -> dict[str, int]:
    known = system.contracts if system else {}
    return {
        **read.file_counts,
        "services": len(manifests),
        "contracts": len(registry.contracts),
        "contract files": sum(len(c.files) for c in registry.contracts.values()),
        "planned contracts": sum(key not in registry.contracts for key in known),
    }


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, by file and document, else in the order in which it was found."""

    def place_of(problem: Problem) -> tuple[str, int]:
        return (problem.place.file, problem.place.document) if problem.place else ("", 0)

    return tuple(sorted(dict.fromkeys(problems), key=place_of))
