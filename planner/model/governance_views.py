"""What the renderers of `plan ratify` and `plan contracts` get."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.model.contract import Contract
from planner.model.finding import Finding, Severity
from planner.model.ratification import LedgerState, PartyTeam, Standing
from planner.model.system import System


@dataclass(frozen=True, slots=True)
class RatificationView:
    """`plan ratify`.

    Args:
        standings: what is shown, by contract and version.
        written: the file that was written; empty if none was.
        is_known: the same agreement stood there already.
        base: version with which the contract was compared; empty if it was with none.
        breaks: breaking changes since then that were not accepted one by one.
    """

    workspace: str
    standings: tuple[Standing, ...]
    written: str = ""
    is_known: bool = False
    base: str = ""
    breaks: tuple[Finding, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing that is shown lacks anybody's agreement."""
        return all(standing.last_ratified is not None for standing in self.standings)


@dataclass(frozen=True, slots=True)
class Usage:
    """What one service does with a contract version.

    Args:
        version_range: as its manifest says; empty for whom none applies.
        fields: response or payload fields that it reads.
        manifest: the file that says so.
        evidence: what shows its use besides, `recorded: FILE` or `pact: FILE`.
        seen_via: operations or messages that were seen to be used.
        seen_fields: fields that were seen to be read.
        takes_all: the manifest names no operations or messages, so that all of them count.
    """

    service: str
    team: str
    role: str
    via: tuple[str, ...]
    version_range: str
    fields: tuple[str, ...]
    is_hard: bool
    manifest: str
    evidence: tuple[str, ...] = ()
    seen_via: tuple[str, ...] = ()
    seen_fields: tuple[str, ...] = ()
    takes_all: bool = False


@dataclass(frozen=True, slots=True)
class ListedContract:
    """One contract version in a list.

    Args:
        team: the provider's.
        parties: other teams that must agree.
        state: of its ratification.
        is_used: some manifest names it.
    """

    contract: Contract
    team: str
    parties: tuple[PartyTeam, ...]
    state: LedgerState
    is_used: bool


@dataclass(frozen=True, slots=True)
class ContractsView:
    """`plan contracts list`."""

    system: System
    contracts: tuple[ListedContract, ...]


@dataclass(frozen=True, slots=True)
class ContractView:
    """`plan contracts show`.

    Args:
        versions: all versions of the contract, lowest first.
    """

    system: System
    listed: ListedContract
    standing: Standing
    versions: tuple[str, ...]
    usages: tuple[Usage, ...]


@dataclass(frozen=True, slots=True)
class VersionStep:
    """One version of a contract, and what came with it.

    Args:
        before: the version before it; empty for the first.
        declared: how far the number moved: `major`, `minor`, `patch`, `none`; empty for the first.
        demanded: how far it had to move; empty if that is not known.
        is_enough: whether the number says what the change demands; None if that is not known.
        counts: findings since the version before, by severity.
        unknown: why the two were not compared; empty if they were.
    """

    standing: Standing
    before: str = ""
    declared: str = ""
    demanded: str = ""
    is_enough: bool | None = None
    counts: Mapping[Severity, int] | None = None
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """`plan contracts history`, lowest version first."""

    workspace: str
    contract: str
    provider: str
    steps: tuple[VersionStep, ...]


@dataclass(frozen=True, slots=True)
class DigestView:
    """`plan contracts digest`.

    Args:
        digests: by key of the contract.
    """

    workspace: str
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ConsumersView:
    """`plan contracts consumers`."""

    workspace: str
    contract: Contract
    usages: tuple[Usage, ...]
