"""`plan contracts`: what there is, who uses it, how it came about, what its digest is."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from semantic_version import Version

from planner.app.contract_changes import Comparer, comparer_of
from planner.app.contract_choice import chosen, chosen_one, versions_of
from planner.app.contract_files import canonical_form_of, digest_of_contract
from planner.app.ports import Files, World
from planner.app.workspace import LoadedSystem, load_system
from planner.app.workspace.ledger import standings_of
from planner.compatibility.version_demand import Demand, demand_of, moved, satisfies
from planner.governance.parties import parties_of
from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.finding import Severity
from planner.model.governance_views import (
    ConsumersView,
    ContractsView,
    ContractView,
    DigestView,
    HistoryView,
    ListedContract,
    Usage,
    VersionStep,
)
from planner.model.manifest import Consumes, Subscribes
from planner.model.plan import Party, Role
from planner.model.problem import Problem
from planner.model.ratification import LedgerState, PartyTeam, Standing
from planner.model.system import Service, System
from planner.planning.parties import find_parties, named_contracts

Warnings = tuple[Problem, ...]


def list_contracts(files: Files) -> tuple[ContractsView, Warnings]:
    """Return all contract versions of a workspace, by contract and version.

    Raises:
        InputError: the workspace can't be read.
    """
    loaded = load_system(files)
    system = loaded.system
    parties = parties_of(system, list(system.contracts))
    named = named_contracts(system)
    listed = [
        _listed(system, contract, parties[contract.key], is_used=contract.key in named)
        for contract in _named_or_all(system)
    ]
    return ContractsView(system, tuple(listed)), loaded.warnings


def show_contract(files: Files, told: str) -> tuple[ContractView, Warnings]:
    """Return everything about one contract version.

    Args:
        files: the workspace.
        told: `CONTRACT` or `CONTRACT@VERSION`; without a version the highest.

    Raises:
        InputError: the workspace can't be read, or there is no such contract.
    """
    loaded = load_system(files)
    system = loaded.system
    contract = chosen_one(system, told)
    parties = parties_of(system, [contract.key])[contract.key]
    is_used = contract.key in named_contracts(system)
    view = ContractView(
        system,
        _listed(system, contract, parties, is_used=is_used),
        _standings(files, loaded, [contract])[0],
        versions_of(system, contract.id),
        _usages(system, contract),
    )
    return view, loaded.warnings


def show_consumers(files: Files, told: str) -> tuple[ConsumersView, Warnings]:
    """Return who uses a contract version, and what of it.

    Args:
        files: the workspace.
        told: `CONTRACT` or `CONTRACT@VERSION`; without a version the highest.

    Raises:
        InputError: the workspace can't be read, or there is no such contract.
    """
    loaded = load_system(files)
    contract = chosen_one(loaded.system, told)
    usages = tuple(
        usage for usage in _usages(loaded.system, contract) if usage.role != Role.OWNS.value
    )
    return ConsumersView(loaded.system.name, contract, usages), loaded.warnings


def show_digests(files: Files, told: Sequence[str]) -> tuple[DigestView, Warnings]:
    """Return the digests of contract versions.

    Args:
        files: the workspace.
        told: `CONTRACT` or `CONTRACT@VERSION`; none: all that are written.

    Raises:
        InputError: the workspace or a contract can't be read, or there is no such contract.
    """
    loaded = load_system(files)
    problems: list[Problem] = []
    digests: dict[str, str] = {}
    for contract in _named_or_all(loaded.system, told):
        if not contract.files:
            if told:
                problems.append(_planned(contract))
            continue
        try:
            digests[contract.key] = digest_of_contract(files, contract)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return DigestView(loaded.system.name, digests), loaded.warnings


def canonical_text(files: Files, told: str) -> str:
    """Return the text whose SHA-256 is the digest of a contract version.

    Raises:
        InputError: as `show_digests`.
    """
    contract = chosen_one(load_system(files).system, told)
    if not contract.files:
        raise InputError([_planned(contract)])
    return canonical_form_of(files, contract).decode("utf-8")


def show_history(
    files: Files, world: World, name: str, today: date
) -> tuple[HistoryView, Warnings]:
    """Return all versions of a contract, each with what changed since the one before.

    Args:
        files: the workspace.
        world: for the comparisons.
        name: the contract.
        today: the day on which dates in contracts are judged.

    Raises:
        InputError: the workspace can't be read, or there is no such contract.
    """
    loaded = load_system(files)
    contracts = chosen(loaded.system, name.partition("@")[0])
    standings = _standings(files, loaded, contracts)
    steps = [VersionStep(standings[0])]
    comparer = comparer_of(files, loaded.system, world, today)
    for (old, new), (before, after) in zip(pairwise(contracts), pairwise(standings), strict=True):
        steps.append(_step(comparer, (old, new), (before, after)))
    last = contracts[-1]
    return HistoryView(loaded.system.name, last.id, last.provider, tuple(steps)), loaded.warnings


# ---------------------------------------------------------------------- parts


def _named_or_all(system: System, told: Sequence[str] = ()) -> list[Contract]:
    names = told or sorted({contract.id for contract in system.contracts.values()})
    return [contract for name in names for contract in chosen(system, name)]


def _planned(contract: Contract) -> Problem:
    return Problem(
        "planned-contract",
        f"`{contract.key}` is only planned: it has no digest",
        hint=f"write it in `{contract.folder}/`",
    )


def _listed(
    system: System, contract: Contract, parties: tuple[PartyTeam, ...], *, is_used: bool
) -> ListedContract:
    owner = system.services.get(contract.provider)
    team = owner.team if owner else ""
    others = tuple(party for party in parties if party.team != team)
    standing = system.standings.get(contract.key)
    without = LedgerState.OPEN if contract.files else LedgerState.PLANNED
    state = standing.state if standing else without
    return ListedContract(contract, team, others, state, is_used=is_used)


def _standings(files: Files, loaded: LoadedSystem, contracts: Sequence[Contract]) -> list[Standing]:
    keys = [contract.key for contract in contracts]
    found = standings_of(files, loaded.system, loaded.ledger, keys)
    return [found[key] for key in keys]


def _usages(system: System, contract: Contract) -> tuple[Usage, ...]:
    parties = find_parties(system, [contract.key])
    declared = [_usage(system.services[party.service], contract, party) for party in parties]
    if not system.evidence:
        return tuple(declared)
    from planner.app.contract_evidence import with_seen  # noqa: PLC0415  few workspaces have any

    return with_seen(system, contract, declared)


def _usage(service: Service, contract: Contract, party: Party) -> Usage:
    entries = [
        entry
        for entry in _entries(service, party.role)
        if entry.contract == contract.id and _means(entry, party)
    ]
    return Usage(
        service.name,
        service.team,
        party.role.value,
        party.via,
        entries[0].version if entries else "",
        tuple(sorted({field for entry in entries for field in entry.fields})),
        party.is_hard,
        service.place.file,
        takes_all=any(_named(entry) is None for entry in entries),
    )


def _named(entry: Consumes | Subscribes) -> tuple[str, ...] | None:
    return entry.operations if isinstance(entry, Consumes) else entry.messages


def _entries(service: Service, role: Role) -> Iterator[Consumes | Subscribes]:
    if role is Role.CALLS:
        yield from service.manifest.consumes
    elif role is Role.RECEIVES:
        yield from service.manifest.subscribes


def _means(entry: Consumes | Subscribes, party: Party) -> bool:
    """Return whether an entry is the one that made a party; one that names fewer parts may be."""
    told = _named(entry)
    return told is None or not party.via or len(told) <= len(party.via)


def _step(
    comparer: Comparer,
    contracts: tuple[Contract, Contract],
    standings: tuple[Standing, Standing],
) -> VersionStep:
    old, new = contracts
    declared = moved(Version(old.version), Version(new.version)).word
    step = VersionStep(standings[1], old.version, declared)
    is_same = standings[0].digest == standings[1].digest and bool(standings[0].digest)
    if is_same:
        return _judged(step, old, new, Demand.NOTHING, {})
    if not (old.files and new.files):
        return VersionStep(standings[1], old.version, declared, unknown="only planned")
    try:
        findings = comparer.changes(old, new)
    except InputError as error:
        return VersionStep(standings[1], old.version, declared, unknown=error.problems[0].message)
    counts = {
        severity: sum(finding.severity is severity for finding in findings) for severity in Severity
    }
    return _judged(step, old, new, max(Demand.PATCH, demand_of(findings)), counts)


def _judged(
    step: VersionStep,
    old: Contract,
    new: Contract,
    demanded: Demand,
    counts: dict[Severity, int],
) -> VersionStep:
    # a new number for the same content says too much, never too little
    fits = satisfies(Version(old.version), Version(new.version), demanded)
    return VersionStep(step.standing, step.before, step.declared, demanded.word, fits, counts)
