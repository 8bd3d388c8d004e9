"""What `plan check` shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from planner.model.finding import Finding, Severity
from planner.model.ratification import Standing
from planner.model.source import Place


class ChangeKind(StrEnum):
    """What became of a contract version since the base."""

    ADDED = "added"
    EDITED = "edited"
    REWRITTEN = "rewritten"
    """Other bytes, the same meaning."""
    RENAMED = "renamed"
    """The same content under another id or of another provider."""
    REMOVED = "removed"
    LEDGER = "ledger changed"
    """Its files are the same, but not who has agreed to it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One reason why a change may not go in, and what would change that.

    Args:
        rule: id of the rule of the gate, or of the architecture rule.
        unblock: each step is one thing to do; one of several ways where they begin with `or `.
    """

    rule: str
    message: str
    unblock: tuple[str, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class CheckedContract:
    """One contract version that has changed.

    Args:
        key: `id@version`; of what is gone, as it was.
        before: key of what it was compared with; empty if with nothing.
        demanded: the lowest version number that the change allows; empty if any is fine.
        hurt: consumers that a breaking change hurts.
        evidence: consumer and what shows that it is hurt, besides its manifest.
        must_agree: teams that must have ratified it for its breaking changes to go in.
        place: of its main file.
    """

    key: str
    provider: str
    change: ChangeKind
    before: str = ""
    findings: tuple[Finding, ...] = ()
    demanded: str = ""
    hurt: tuple[str, ...] = ()
    must_agree: tuple[str, ...] = ()
    standing: Standing | None = None
    blocks: tuple[Block, ...] = ()
    place: Place | None = None
    evidence: tuple[tuple[str, str], ...] = ()

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity."""
        return sum(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class CheckView:
    """`plan check`.

    Args:
        base: what the user named, or how it was found; empty where every version is compared with
            the one before it.
        commit: the commit that was compared with, whole; empty likewise.
        contracts: those that have changed, or, of all versions, those that are blocked; blocked
            ones first, then by key.
        blocks: what is wrong with the workspace as a whole.
        unchanged: contract versions that are the same on both sides.
        folder: how the user names the workspace's folder; empty for the current one.
        positions: line and column of the places of blocks.
    """

    workspace: str
    base: str
    commit: str
    contracts: tuple[CheckedContract, ...]
    blocks: tuple[Block, ...]
    unchanged: int
    folder: str = ""
    positions: Mapping[Place, tuple[int, int]] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether the change may go in."""
        return not self.blocks and not any(contract.blocks for contract in self.contracts)
