"""What changed between two versions of a contract of a workspace."""

from dataclasses import dataclass
from datetime import date

from planner.app.diff import DiffOptions, compare_found
from planner.app.diff_accepted import LoadedPolicy
from planner.app.diff_inputs import Side
from planner.app.diff_policy import policy_at
from planner.app.diff_sources import ShownFiles
from planner.app.ports import Files, World
from planner.model.contract import Contract
from planner.model.finding import Finding
from planner.model.system import System


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares versions of contracts of a workspace, by the workspace's own policy.

    Args:
        world: for what contracts refer to.
        files: of the workspace.
        today: the day on which dates are judged.
        policy: of the comparisons.
    """

    world: World
    files: Files
    today: date
    policy: LoadedPolicy

    def changes(self, old: Contract, new: Contract) -> tuple[Finding, ...]:
        """Return what `findings_between` finds.

        Raises:
            InputError: a version can't be read, or its format can't be compared.
        """
        sides = [
            Side(each.key, self.files, each.folder, is_folder=True, contract=each.id)
            for each in (old, new)
        ]
        return findings_between(self.world, sides[0], sides[1], self.today, self.policy)


def comparer_of(files: Files, system: System, world: World, today: date) -> Comparer:
    """Return what compares the versions of a workspace.

    Raises:
        InputError: its policy can't be read.
    """
    return Comparer(world, files, today, policy_at(files, system.settings.diff_policy))


def findings_between(
    world: World, old: Side, new: Side, today: date, policy: LoadedPolicy
) -> tuple[Finding, ...]:
    """Return all findings that the policy does not accept, safe changes included, worst first.

    Args:
        world: for what the sides refer to.
        old: the folder of a contract version.
        new: the folder that takes its place.
        today: the day on which dates are judged.
        policy: of the comparison.

    Raises:
        InputError: a side can't be read, or its format can't be compared.
    """
    options = DiffOptions(today, policy=policy, is_changelog=True, is_located=False)
    view, _ = compare_found(world, old, new, options, shown=ShownFiles())
    found = [item.finding for contract in view.contracts for item in contract.items]
    return tuple(sorted(found, key=lambda finding: finding.severity.rank))
