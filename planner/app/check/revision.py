"""One side of the gate: a workspace before or after a change."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from posixpath import relpath
from typing import TypeVar

from semantic_version import Version

from planner.app.ports import Files
from planner.app.workspace import inspect_workspace
from planner.app.workspace.ledger import digest_or_nothing
from planner.app.workspace.reading import KnownDocuments
from planner.app.workspace.registry import KnownContracts
from planner.model.contract import Contract
from planner.model.problem import Level, Problem
from planner.model.ratification import LedgerEntry
from planner.model.system import EventEdge, Service, SyncEdge, System

_Edge = TypeVar("_Edge", bound=SyncEdge | EventEdge)


@dataclass(frozen=True, slots=True)
class Revision:
    """A workspace at one time.

    Args:
        system: None if there is no workspace, or its plan.yaml can't be used.
        errors: what is wrong with it.
        documents: what was parsed of it besides contracts.
        contracts: the contract versions that are written, by key.
    """

    files: Files
    system: System | None
    ledger: tuple[LedgerEntry, ...] = ()
    errors: tuple[Problem, ...] = ()
    documents: KnownDocuments = field(default_factory=dict, repr=False)
    contracts: Mapping[str, Contract] = field(init=False)

    def __post_init__(self) -> None:
        """Take the contracts out of the system once."""
        known = self.system.contracts if self.system else {}
        written = {key: contract for key, contract in known.items() if contract.files}
        object.__setattr__(self, "contracts", written)

    def versions(self) -> Mapping[str, tuple[Contract, ...]]:
        """Return the contract versions that are written by contract, the lowest first."""
        by_id: dict[str, list[Contract]] = {}
        for contract in self.contracts.values():
            by_id.setdefault(contract.id, []).append(contract)
        return {
            name: tuple(sorted(found, key=lambda item: Version(item.version)))
            for name, found in sorted(by_id.items())
        }

    def texts(self, contract: Contract) -> Mapping[str, bytes]:
        """Return the files of a contract by their path below its folder."""
        return {relpath(path, contract.folder): self.files.read(path) for path in contract.files}

    def digest(self, contract: Contract) -> str:
        """Return the digest of a contract; empty if it can't be read."""
        return digest_or_nothing(self.files, contract)


def read_revision(
    files: Files, like: Revision | None = None, *, judges_ledger: bool = False
) -> Revision:
    """Return a workspace as far as it can be read.

    Args:
        files: the workspace.
        like: the same one at another time; files whose bytes are the same aren't parsed again.
        judges_ledger: find out what is ratified; the gate does so itself, for what has changed.
    """
    if not files.exists("plan.yaml"):
        return Revision(files, None)
    known = None
    documents: KnownDocuments = {}
    if like:
        folders = {contract.folder: contract for contract in like.contracts.values()}
        known = KnownContracts(like.files, folders)
        documents = like.documents
    found = inspect_workspace(
        files, thorough=False, known=known, documents=documents, judges_ledger=judges_ledger
    )
    errors = tuple(problem for problem in found.problems if problem.level is Level.ERROR)
    return Revision(files, found.system, found.ledger, errors, documents)


def with_users_of(system: System, base: System | None) -> System:
    """Return a system in which whoever used a contract before a change still counts as a user.

    A change could otherwise take the consumer that it breaks out of its manifest, remove or rename
    the manifest, or give the service to another team, so that nobody has to be asked.

    Args:
        system: after the change.
        base: before it.
    """
    if base is None:
        return system
    services = {
        name: _as_before(service, base.services.get(name), system)
        for name, service in system.services.items()
    }
    for name, service in base.services.items():
        if name not in services and service.team in system.teams:
            services[name] = _gone(service, system)
    return replace(
        system,
        services=services,
        sync_edges=_with_lost(system.sync_edges, base.sync_edges, system, services),
        event_edges=_with_lost(system.event_edges, base.event_edges, system, services),
        # what was seen stays seen, whatever a change does to the file that says so
        evidence=(
            *system.evidence,
            *(item for item in base.evidence if item not in system.evidence),
        ),
    )


def _with_lost(
    now: Sequence[_Edge], before: Sequence[_Edge], system: System, services: Collection[str]
) -> tuple[_Edge, ...]:
    """Return the edges that a change leaves, and those that it takes out of a manifest."""
    known = {_use(edge) for edge in now}
    lost = [
        edge
        for edge in before
        if _use(edge)[0] in services
        and f"{edge.contract}@{edge.version}" in system.contracts
        and _use(edge) not in known
    ]
    return (*now, *lost)


def _use(edge: SyncEdge | EventEdge) -> tuple[object, ...]:
    """Return who uses what; whoever uses less of a contract now has used more of it."""
    if isinstance(edge, SyncEdge):
        return edge.consumer, edge.contract, edge.version, edge.operations, edge.call.fields
    return edge.subscriber, edge.contract, edge.version, edge.messages


def _gone(service: Service, system: System) -> Service:
    """Return a service that the change removes: what it needed counts, what it offered does not."""
    needs = tuple(key for key in service.needs if key in system.contracts)
    offers: dict[str, tuple[object, ...]] = {"provides": (), "publishes": ()}
    manifest = service.manifest.model_copy(update=offers)
    return replace(service, manifest=manifest, provides=(), publishes=(), needs=needs)


def _as_before(service: Service, base: Service | None, system: System) -> Service:
    """Return a service of the team that it had, which still uses what it used."""
    if base is None:
        return service
    needs = [key for key in base.needs if key in system.contracts and key not in service.needs]
    team = base.team if base.team in system.teams else service.team
    now, before = service.manifest, base.manifest
    heard = [entry for entry in before.subscribes if entry not in now.subscribes]
    sent = [
        entry
        for entry in before.publishes
        if entry not in now.publishes and _is_of_others(entry.contract, service, system)
    ]
    if team == service.team and not (heard or sent or needs):
        return service  # nearly always
    used = {
        "team": team,
        "subscribes": (*now.subscribes, *heard),
        "publishes": (*now.publishes, *sent),
    }
    manifest = now.model_copy(update=used)
    return replace(service, manifest=manifest, needs=(*service.needs, *needs))


def _is_of_others(contract: str, service: Service, system: System) -> bool:
    owners = {item.provider for item in system.contracts.values() if item.id == contract}
    return bool(owners) and service.name not in owners
