"""What holds up work that cannot start yet: the unfinished tasks at the root of the wait."""

from collections.abc import Iterable, Mapping

from planner.model.plan import Forecast, Network, Plan, TaskKind, TaskState

Roots = frozenset[int]
_NOTHING: Roots = frozenset()


def is_active(forecast: Forecast, task: int) -> bool:
    """Whether somebody can act on a task today: it can start, is in progress, or is blocked."""
    return forecast.ready[task] or forecast.state[task] in (
        TaskState.IN_PROGRESS,
        TaskState.BLOCKED,
    )


def root_blockers(network: Network, forecast: Forecast) -> list[Roots]:
    """Return for each task that can't start what it waits for in the end.

    These are the active tasks (see `is_active`) among all that it waits for, directly or through
    others. Done and active tasks have none. Tasks that wait for the same things share one set, so
    that a milestone before thousands of tasks costs one.
    """
    single: dict[int, Roots] = {}
    found: list[Roots] = []
    for task, before in enumerate(network.predecessors):
        if forecast.state[task] is not TaskState.TODO or forecast.ready[task]:
            found.append(_NOTHING)
            continue
        sets: dict[int, Roots] = {}
        for predecessor in before:
            if is_active(forecast, predecessor):
                roots = single.setdefault(predecessor, frozenset((predecessor,)))
            else:
                roots = found[predecessor]
            if roots:
                sets[id(roots)] = roots
        distinct = list(sets.values())
        found.append(distinct[0] if len(distinct) == 1 else _NOTHING.union(*distinct))
    return found


def held_up_by(
    network: Network, forecast: Forecast, blocked: Iterable[int]
) -> Mapping[int, tuple[int, ...]]:
    """Return for each blocked task the nearest tasks that cannot start because of it.

    These are the tasks that wait for it directly; for the definition of a contract also those
    that wait for the ratification that follows it.
    """
    holders = {task: (task, *_ratifications(network, task)) for task in blocked}
    waiting: dict[int, list[int]] = {task: [] for found in holders.values() for task in found}
    for task, before in enumerate(network.predecessors) if waiting else ():
        if forecast.state[task] in (TaskState.TODO, TaskState.BLOCKED):
            for predecessor in waiting.keys() & before:
                waiting[predecessor].append(task)
    return {
        task: tuple(sorted({found for holder in chain for found in waiting[holder]}))
        for task, chain in holders.items()
    }


def _ratifications(network: Network, task: int) -> tuple[int, ...]:
    """Return the ratification that follows a definition; of anything else, nothing."""
    if network.tasks[task].kind is not TaskKind.CONTRACT or network.tasks[task].step == "ratify":
        return ()
    return (network.index[f"{network.tasks[task].contract}/ratify"],)


def delay_of(plan: Plan, forecast: Forecast, task: int) -> int:
    """Return by how many minutes a task ends after its planned finish; negative if before."""
    return forecast.finish[task] - plan.timing.early_finish[task]


def cause_of_delay(plan: Plan, forecast: Forecast, task: int) -> int:
    """Return the task that adds most to the delay of a task: itself, or one that it waited for.

    From the task back along what decided each start, each task adds what it is later than the one
    before it; the earliest wins a tie.
    """
    best, most = task, 0
    while True:
        own = delay_of(plan, forecast, task)
        driving = [
            before
            for before in plan.network.predecessors[task]
            if forecast.finish[before] >= forecast.start[task]
            and delay_of(plan, forecast, before) > 0
        ]
        before = max(driving, key=lambda p: (forecast.finish[p], -p), default=None)
        added = own if before is None else own - delay_of(plan, forecast, before)
        if added >= most:
            best, most = task, added
        if before is None:
            return best
        task = before
