"""The system: services, contracts and the edges between them, all references resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.model.contract import Contract
from planner.model.evidence import Evidence
from planner.model.manifest import Consumes, Manifest
from planner.model.progress_file import ProgressFile
from planner.model.ratification import Standing
from planner.model.source import Place
from planner.model.workspace_file import TeamFile, WorkspaceFile


@dataclass(frozen=True, slots=True)
class SyncEdge:
    """A consumer calls a provider and waits for the answer.

    Args:
        operations: names of the operations used, sorted; empty when the contract is only planned
            and the manifest names none.
        call: the manifest's own entry.
        place: where the manifest says so.
    """

    consumer: str
    provider: str
    contract: str
    version: str
    operations: tuple[str, ...]
    call: Consumes
    place: Place

    @property
    def is_hard(self) -> bool:
        """Whether the consumer can't work without the provider."""
        return self.call.criticality == "hard"


@dataclass(frozen=True, slots=True)
class EventEdge:
    """A publisher sends messages that a subscriber receives; nobody waits."""

    publisher: str
    subscriber: str
    contract: str
    version: str
    messages: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Service:
    """One service and where its manifest stands."""

    manifest: Manifest
    place: Place
    provides: tuple[str, ...] = ()
    """Keys (`id@version`) of the contracts whose operations it answers."""
    publishes: tuple[str, ...] = ()
    """Keys of the contracts whose messages it sends."""
    needs: tuple[str, ...] = ()
    """Keys of the contracts it consumes or subscribes to."""

    @property
    def name(self) -> str:
        """The service's name."""
        return self.manifest.name

    @property
    def team(self) -> str:
        """The team that builds it."""
        return self.manifest.team


@dataclass(frozen=True, slots=True)
class System:
    """Everything that planning needs to know. Mappings are in sorted order of their keys."""

    settings: WorkspaceFile
    services: Mapping[str, Service]
    contracts: Mapping[str, Contract]
    """By key, `id@version`."""
    sync_edges: tuple[SyncEdge, ...]
    event_edges: tuple[EventEdge, ...]
    progress: Mapping[str, ProgressFile] = field(default_factory=dict)
    """By service name; the shared file under the empty name."""
    progress_places: Mapping[str, Place] = field(default_factory=dict)
    """Where each of them stands; what is missing stands in `<progress>/<service>.yaml`."""
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """Ratification of the contract versions that the ledger knows, by key."""
    evidence: tuple[Evidence, ...] = ()
    """What shows how consumers use contracts, by file."""

    @property
    def name(self) -> str:
        """The workspace's name."""
        return self.settings.name

    @property
    def teams(self) -> Mapping[str, TeamFile]:
        """Teams by name, in sorted order."""
        return {team.name: team for team in sorted(self.settings.teams, key=lambda t: t.name)}
