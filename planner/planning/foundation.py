"""Wave 0: the infrastructure that all services share, and what waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.model.plan import Task, TaskKind
from planner.model.workspace_file import FoundationItem, WorkspaceFile
from planner.planning.draft import Draft
from planner.planning.seed import MILESTONES


@dataclass(frozen=True, slots=True)
class FoundationGates:
    """What waits for which foundation items.

    Args:
        complete: the milestone that all items lead to.
        tasks: by what they unblock: `contracts`, `A` to `D`, `M1`, or a step such as `C-2`.
    """

    complete: int
    tasks: dict[str, list[int]]

    def of(self, name: str) -> list[int]:
        """Return the tasks that unblock a wave, the contract work or a milestone."""
        return self.tasks.get(name, [])

    def steps_of(self, wave: str) -> dict[str, list[int]]:
        """Return the tasks that unblock single steps of a wave, by step."""
        return {name: found for name, found in self.tasks.items() if name.startswith(f"{wave}-")}


def add_foundation(draft: Draft, settings: WorkspaceFile) -> FoundationGates:
    """Add the items of Wave 0 and the milestone `M0` that ends it."""
    made: dict[str, int] = {}
    for item, before in _feasible_order(settings.foundation):
        waits_for = [made[name] for name in before]
        made[item.id] = draft.add(_task(item), waits_for)
    name, title = MILESTONES[0]
    milestone = Task(name, TaskKind.MILESTONE, "M", name, title, "", "", "", 0)
    complete = draft.add(milestone, list(made.values()))
    if settings.policy.foundation_gate == "barrier":
        return FoundationGates(complete, {"contracts": [complete], "A": [complete]})
    gates: dict[str, list[int]] = {}
    for item in settings.foundation:
        for unblocked in item.unblocks:
            for wanted in ("contracts", "A") if unblocked == "all" else (unblocked,):
                gates.setdefault(wanted, []).append(made[item.id])
    return FoundationGates(complete, gates)


def _task(item: FoundationItem) -> Task:
    kind, minutes = TaskKind.FOUNDATION, item.estimate.expected
    return Task(f"0/{item.id}", kind, "0", item.id, item.title, "", "", item.team, minutes)


def _feasible_order(
    items: Sequence[FoundationItem],
) -> list[tuple[FoundationItem, tuple[str, ...]]]:
    """Return the items with what they wait for, each after what it waits for."""
    waiting = []
    for position, item in enumerate(items):
        default = (items[position - 1].id,) if position else ()
        waiting.append((item, default if item.depends_on is None else item.depends_on))
    order: list[tuple[FoundationItem, tuple[str, ...]]] = []
    placed: set[str] = set()
    while waiting:
        ready = next(entry for entry in waiting if placed.issuperset(entry[1]))
        waiting.remove(ready)
        order.append(ready)
        placed.add(ready[0].id)
    return order
