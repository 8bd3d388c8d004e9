"""What changed between two versions of a contract of a workspace."""

from datetime import date

from planner.app.diff import DiffOptions, compare_found
from planner.app.diff_accepted import LoadedPolicy
from planner.app.diff_inputs import Side
from planner.app.diff_sources import ShownFiles
from planner.app.ports import Files, World
from planner.model.contract import Contract
from planner.model.finding import Finding

_NO_POLICY = LoadedPolicy()


def changes_between(
    world: World, files: Files, old: Contract, new: Contract, today: date
) -> tuple[Finding, ...]:
    """Return all findings, safe changes included, worst first.

    Raises:
        InputError: a version can't be read, or its format can't be compared.
    """
    sides = [
        Side(contract.key, files, contract.folder, is_folder=True, contract=contract.id)
        for contract in (old, new)
    ]
    return findings_between(world, sides[0], sides[1], today)


def findings_between(
    world: World, old: Side, new: Side, today: date, policy: LoadedPolicy = _NO_POLICY
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
