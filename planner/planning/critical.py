"""All critical paths: counted, and the first ones listed.

A layered network can have more critical paths than atoms; they are counted without being walked.
"""

from collections.abc import Iterator, Sequence

from planner.model.plan import CriticalPaths, Network, Timing

PATHS_LISTED = 10


def critical_paths(network: Network, timing: Timing, listed: int = PATHS_LISTED) -> CriticalPaths:
    """Return how many critical paths there are, and the first ones in task order.

    A critical path is a longest chain of tasks without slack, each starting the minute its
    predecessor ends, from the start of the plan to its end.
    """
    successors = _critical_successors(network, timing)
    starts = _starts(successors)
    ways: dict[int, int] = {}
    for task in sorted(successors, reverse=True):
        ways[task] = sum(ways[after] for after in successors[task]) or 1
    paths: list[tuple[int, ...]] = []
    for path in _walk(starts, successors):
        if len(paths) == listed:
            break
        paths.append(path)
    return CriticalPaths(sum(ways[task] for task in starts), tuple(paths))


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


def _starts(successors: dict[int, list[int]]) -> list[int]:
    led_to = {after for found in successors.values() for after in found}
    return [task for task in sorted(successors) if task not in led_to]


def _walk(starts: Sequence[int], successors: dict[int, list[int]]) -> Iterator[tuple[int, ...]]:
    """Yield the paths one by one, in task order."""
    path: list[int] = []
    branches = [iter(starts)]
    while branches:
        task = next(branches[-1], None)
        if task is None:
            branches.pop()
            if path:
                path.pop()
            continue
        path.append(task)
        if successors[task]:
            branches.append(iter(successors[task]))
        else:
            yield tuple(path)
            path.pop()
