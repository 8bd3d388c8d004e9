"""What the renderers of `plan diff --history` get."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.model.diff_view import ContractDiff, DiffView
from planner.model.finding import Severity


@dataclass(frozen=True, slots=True)
class Broken:
    """An earlier version that a version breaks with.

    Args:
        version: the earlier one.
        promises: which break: `BACKWARD`, `FORWARD` and the like; empty if there is but one.
    """

    version: str
    promises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a history.

    Args:
        version: as its file or folder is called.
        path: of its main file, as people name it.
        same_as: the earlier version whose files are the same, byte for byte; empty if there is
            none.
        counts: findings against the version before, by severity.
        breaks: earlier versions that it breaks with, the oldest first.
        broken_by: the first later version that breaks with it; empty if none does.
    """

    version: str
    path: str
    same_as: str = ""
    counts: Mapping[Severity, int] = field(default_factory=dict)
    breaks: tuple[Broken, ...] = ()
    broken_by: str = ""

    @property
    def oldest(self) -> str:
        """The oldest version that it breaks with; empty if it breaks with none."""
        return self.breaks[0].version if self.breaks else ""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """`plan diff --history`.

    Args:
        name: the folder, as the user named it.
        kind: the format of the contract.
        mode: which versions must read what others have written; empty: what the contract says.
        is_transitive: each version was compared with all earlier ones.
        versions: the oldest first.
        steps: the comparisons of each version with the one before it, and with an earlier one
            where that shows more; the `name` says which. Those without a listed finding are left
            out.
        is_changelog: safe changes are listed too.
    """

    name: str
    kind: str
    mode: str
    is_transitive: bool
    versions: tuple[VersionLine, ...]
    steps: tuple[ContractDiff, ...]
    is_changelog: bool = False

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings there are by severity, over all steps."""
        return {
            severity: sum(step.counts.get(severity, 0) for step in self.steps)
            for severity in Severity
        }

    @property
    def worst(self) -> Severity | None:
        """The worst severity that is not accepted."""
        return next((severity for severity in Severity if self.counts[severity]), None)

    @property
    def as_diff(self) -> DiffView:
        """The steps as comparisons of so many contracts."""
        first, last = self.versions[0].version, self.versions[-1].version
        return DiffView(
            f"{self.name} {first}",
            f"{self.name} {last}",
            self.steps,
            is_changelog=self.is_changelog,
        )
