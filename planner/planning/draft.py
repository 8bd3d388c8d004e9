"""A task network while it is being made."""

from collections.abc import Iterable, Sequence

from planner.model.plan import Network, Task


class Draft:
    """Tasks in the order of their making; each waits only for tasks made before it."""

    def __init__(self) -> None:
        """Start without tasks."""
        self._tasks: list[Task] = []
        self._predecessors: list[tuple[int, ...]] = []

    def __len__(self) -> int:
        return len(self._tasks)

    def add(self, task: Task, waits_for: Sequence[int]) -> int:
        """Add a task and return its index."""
        before = tuple(waits_for if len(waits_for) == 1 else sorted(set(waits_for)))
        self._tasks.append(task)
        self._predecessors.append(before)
        return len(self._tasks) - 1

    def dangling(self, but: Sequence[int] = ()) -> list[int]:
        """Return the tasks that nothing waits for yet, without those of `but`."""
        leads_on = bytearray(len(self._tasks))
        for before in self._predecessors:
            for index in before:
                leads_on[index] = 1
        for index in but:
            leads_on[index] = 1
        return [index for index, leads in enumerate(leads_on) if not leads]

    def network(self, notes: Iterable[str]) -> Network:
        """Return the finished network."""
        index = {task.id: position for position, task in enumerate(self._tasks)}
        return Network(tuple(self._tasks), tuple(self._predecessors), index, tuple(notes))
