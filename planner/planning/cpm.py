"""The critical path method on a task network.

Source: J. E. Kelley and M. R. Walker, "Critical-Path Planning and Scheduling", Proc. Eastern Joint
Computer Conference, 1959. Plain lists in topological order: at 170,000 tasks a graph library takes
longer to build its graph than both passes take here.
"""

from collections.abc import Mapping, Sequence

from planner.model.plan import Network, Timing

_NONE: tuple[int, ...] = ()


def earliest_finishes(
    durations: Sequence[int],
    predecessors: Sequence[Sequence[int]],
    more: Mapping[int, Sequence[int]] | None = None,
) -> list[int]:
    """Return the earliest finish of each task: the forward pass.

    Args:
        durations: minutes by task, in a topological order.
        predecessors: by task, each smaller than the task's own index.
        more: further predecessors of some tasks.
    """
    finishes: list[int] = []
    for index, duration in enumerate(durations):
        start = 0
        for before in predecessors[index]:
            finish = finishes[before]
            if finish > start:  # noqa: PLR1730  a call of max() here doubles the time
                start = finish
        if more and index in more:
            start = max(start, *(finishes[before] for before in more[index]))
        finishes.append(start + duration)
    return finishes


def compute_timing(network: Network) -> Timing:
    """Return earliest and latest times and the free slack of every task, in minutes."""
    durations = [task.duration for task in network.tasks]
    early_finish = earliest_finishes(durations, network.predecessors)
    makespan = max(early_finish, default=0)
    late_finish = [makespan] * len(durations)
    first_successor = [makespan] * len(durations)
    for index in range(len(durations) - 1, -1, -1):
        late_start = late_finish[index] - durations[index]
        early_start = early_finish[index] - durations[index]
        for before in network.predecessors[index]:
            if late_start < late_finish[before]:  # noqa: PLR1730  as above
                late_finish[before] = late_start
            if early_start < first_successor[before]:  # noqa: PLR1730
                first_successor[before] = early_start
    return Timing(
        early_start=tuple(map(int.__sub__, early_finish, durations)),
        early_finish=tuple(early_finish),
        late_start=tuple(map(int.__sub__, late_finish, durations)),
        late_finish=tuple(late_finish),
        free_slack=tuple(map(int.__sub__, first_successor, early_finish)),
        makespan=makespan,
    )
