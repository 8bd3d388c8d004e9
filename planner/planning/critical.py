"""All critical paths: counted, the first ones listed, and where they part.

A layered network can have more critical paths than atoms; they are counted without being walked.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

from planner.model.plan import CriticalPaths, Fork, Network, Timing

PATHS_LISTED = 10
WAYS_LISTED = 100

Successors = Mapping[int, Sequence[int]]


def critical_paths(network: Network, timing: Timing, listed: int = PATHS_LISTED) -> CriticalPaths:
    """Return how many critical paths there are, the first ones in task order, and their forks.

    A critical path is a longest chain of tasks without slack, each starting the minute its
    predecessor ends, from the start of the plan to its end.
    """
    successors = _critical_successors(network, timing)
    starts = _starts(successors)
    to_end: dict[int, int] = {}
    for task in sorted(successors, reverse=True):
        to_end[task] = sum(to_end[after] for after in successors[task]) or 1
    count = sum(to_end[task] for task in starts)
    return CriticalPaths(
        count,
        tuple(islice(_walk(starts, successors), listed)),
        tuple(_forks(starts, successors, to_end, count)),
    )


def _critical_successors(network: Network, timing: Timing) -> dict[int, list[int]]:
    """Return for each critical task the critical tasks that start when it ends."""
    successors: dict[int, list[int]] = {}
    for task, (early, late) in enumerate(zip(timing.early_start, timing.late_start, strict=True)):
        if early == late:
            successors[task] = []
            for before in network.predecessors[task]:
                if timing.early_finish[before] == early and before in successors:
                    successors[before].append(task)
    return successors


def _starts(successors: Successors) -> list[int]:
    led_to = {after for found in successors.values() for after in found}
    return [task for task in sorted(successors) if task not in led_to]


def _walk(
    starts: Sequence[int], successors: Successors, end: int | None = None
) -> Iterator[tuple[int, ...]]:
    """Yield the paths one by one, in task order, up to but without a task that ends them."""
    path: list[int] = []
    branches = [iter(starts)]
    while branches:
        task = next(branches[-1], None)
        if task is None:
            branches.pop()
            if path:
                path.pop()
        elif task == end:
            yield tuple(path)
        elif successors[task]:
            path.append(task)
            branches.append(iter(successors[task]))
        else:
            yield (*path, task)


def _forks(
    starts: Sequence[int], successors: Successors, to_end: Mapping[int, int], count: int
) -> Iterator[Fork]:
    """Yield where paths part, from one task that all of them share to the next."""
    from_start = dict.fromkeys(starts, 1)
    for task in sorted(successors):
        for after in successors[task]:
            from_start[after] = from_start.get(after, 0) + from_start[task]
    shared = [task for task in sorted(successors) if from_start[task] * to_end[task] == count]
    for start, end in pairwise([None, *shared, None]):
        before = 1 if start is None else from_start[start]
        ways = (count if end is None else from_start[end]) // before
        if ways > 1:
            first = starts if start is None else successors[start]
            listed = islice(_walk(first, successors, end), WAYS_LISTED)
            yield Fork(start, end, ways, tuple(listed))
