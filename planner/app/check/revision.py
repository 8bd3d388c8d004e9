"""One side of the gate: a workspace before or after a change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from posixpath import relpath

from planner.app.contract_files import digest_of_contract
from planner.app.ports import Files
from planner.app.workspace import inspect_workspace
from planner.app.workspace.registry import KnownContracts
from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.problem import Level, Problem
from planner.model.ratification import LedgerEntry
from planner.model.system import Service, System


@dataclass(frozen=True, slots=True)
class Revision:
    """A workspace at one time.

    Args:
        system: None if there is no workspace, or its plan.yaml can't be used.
        errors: what is wrong with it.
    """

    files: Files
    system: System | None
    ledger: tuple[LedgerEntry, ...] = ()
    errors: tuple[Problem, ...] = ()

    @property
    def contracts(self) -> Mapping[str, Contract]:
        """The contract versions that are written, by key."""
        known = self.system.contracts if self.system else {}
        return {key: contract for key, contract in known.items() if contract.files}

    def texts(self, contract: Contract) -> Mapping[str, bytes]:
        """Return the files of a contract by their path below its folder."""
        return {relpath(path, contract.folder): self.files.read(path) for path in contract.files}

    def digest(self, contract: Contract) -> str:
        """Return the digest of a contract; empty if it can't be read."""
        try:
            return digest_of_contract(self.files, contract)
        except InputError:
            return ""


def read_revision(files: Files, like: Revision | None = None) -> Revision:
    """Return a workspace as far as it can be read.

    Args:
        files: the workspace.
        like: the same one at another time; contracts whose bytes are the same aren't parsed again.
    """
    if not files.exists("plan.yaml"):
        return Revision(files, None)
    known = None
    if like:
        folders = {contract.folder: contract for contract in like.contracts.values()}
        known = KnownContracts(like.files, folders)
    found = inspect_workspace(files, thorough=False, known=known)
    errors = tuple(problem for problem in found.problems if problem.level is Level.ERROR)
    return Revision(files, found.system, found.ledger, errors)


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
    known = {(e.consumer, e.contract, e.version) for e in system.sync_edges}
    lost = [
        edge
        for edge in base.sync_edges
        if edge.consumer in services
        and f"{edge.contract}@{edge.version}" in system.contracts
        and (edge.consumer, edge.contract, edge.version) not in known
    ]
    heard = {(e.subscriber, e.contract, e.version) for e in system.event_edges}
    unheard = [
        edge
        for edge in base.event_edges
        if edge.subscriber in services
        and f"{edge.contract}@{edge.version}" in system.contracts
        and (edge.subscriber, edge.contract, edge.version) not in heard
    ]
    return replace(
        system,
        services=services,
        sync_edges=(*system.sync_edges, *lost),
        event_edges=(*system.event_edges, *unheard),
    )


def _gone(service: Service, system: System) -> Service:
    """Return a service that the change removes: what it needed counts, what it offered does not."""
    needs = tuple(key for key in service.needs if key in system.contracts)
    offers: dict[str, tuple[object, ...]] = {"provides": (), "publishes": ()}
    manifest = service.manifest.model_copy(update=offers)
    return replace(service, manifest=manifest, provides=(), publishes=(), needs=needs)


def _as_before(service: Service, base: Service | None, system: System) -> Service:
    if base is None:
        return service
    needs = [key for key in base.needs if key in system.contracts and key not in service.needs]
    team = base.team if base.team in system.teams else service.team
    return replace(
        service,
        manifest=service.manifest.model_copy(update={"team": team}),
        needs=(*service.needs, *needs),
    )
