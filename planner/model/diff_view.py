"""What the renderers of `plan diff` get: reports whose places have been looked up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from planner.model.finding import Finding, Severity

_NEAR = 2


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a file.

    Args:
        number: 1-based.
        text: the line, cut to a window if it is very long; control characters included.
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding stands on one side.

    Args:
        shown: the file as people name it: a path that an editor opens, or `GITREF:path`.
        path: the file below the top of its repository (of its folder, where there is none).
        line, column: 1-based.
        lines: the line, a few before it and more after it; empty if the file can't be shown.
        caret: index in the text of the middle line where the place begins.
    """

    shown: str
    path: str
    line: int
    column: int
    lines: tuple[SourceLine, ...] = ()
    caret: int = 0

    @property
    def address(self) -> str:
        """`file:line:column`."""
        return f"{self.shown}:{self.line}:{self.column}"

    @property
    def near(self) -> tuple[SourceLine, ...]:
        """The line with two before and two after it."""
        return tuple(line for line in self.lines if abs(line.number - self.line) <= _NEAR)

    @property
    def source(self) -> SourceLine | None:
        """The line itself."""
        return next((line for line in self.lines if line.number == self.line), None)


@dataclass(frozen=True, slots=True)
class Item:
    """A finding and where it stands on both sides."""

    finding: Finding
    old: Spot | None = None
    new: Spot | None = None

    @property
    def spot(self) -> Spot | None:
        """Where to look first: the new side, if the finding has a place there."""
        return self.new or self.old


@dataclass(frozen=True, slots=True)
class AcceptedItem:
    """A finding that the policy accepts, why, and until when."""

    item: Item
    reason: str
    expires: date


@dataclass(frozen=True, slots=True)
class ContractDiff:
    """The comparison of one contract.

    Args:
        name: its path in a pair of folders; empty when two files were compared.
        old_name, new_name: as the user named the two sides.
        items: what is listed, worst first.
        accepted: what the policy accepts.
        counts: how many findings there are by severity, those that are not listed included.
        new_path: the main file of the new side below the top of its repository; of the old side
            for a contract that is gone.
        mode: which versions must read what the other has written, where somebody asked for a mode.
    """

    name: str
    old_name: str
    new_name: str
    items: tuple[Item, ...]
    accepted: tuple[AcceptedItem, ...] = ()
    counts: Mapping[Severity, int] = field(default_factory=dict)
    new_path: str = ""
    mode: str = ""


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A contract that differs, in a format that can't be compared."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class DiffView:
    """`plan diff`.

    Args:
        old_name, new_name: as the user named the two sides.
        contracts: those that differ, and those that were asked for by name; sorted by name.
        unchanged: how many contracts of two folders are the same in both.
        not_compared: contracts in other formats that differ.
        is_changelog: safe changes are listed too.
        workspace: name of the workspace whose consumers were looked up; empty: none were.
        knows_consumers: whether consumers were looked up.
    """

    old_name: str
    new_name: str
    contracts: tuple[ContractDiff, ...]
    unchanged: int = 0
    not_compared: tuple[NotCompared, ...] = ()
    is_changelog: bool = False
    workspace: str = ""
    knows_consumers: bool = False

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings there are by severity, over all contracts."""
        return {
            severity: sum(contract.counts.get(severity, 0) for contract in self.contracts)
            for severity in Severity
        }

    @property
    def accepted(self) -> int:
        """How many findings the policy accepts."""
        return sum(len(contract.accepted) for contract in self.contracts)

    @property
    def worst(self) -> Severity | None:
        """The worst severity that is not accepted."""
        return next((severity for severity in Severity if self.counts[severity]), None)
