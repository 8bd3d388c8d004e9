"""What can be done today, team by team, and what holds up the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.model.plan import TaskKind, TaskState
from planner.model.views import ProgressView
from planner.model.workspace_file import TeamFile
from planner.planning.blockers import Roots, held_up_by, root_blockers

_PHASES = {"E": 1, "H": 2, "R": 3}
"""Waves behind a milestone; all others come first."""


@dataclass(frozen=True, slots=True)
class ReadyTask:
    """A task that can start today.

    Args:
        slack: minutes by which it may start later without moving the plan's end; negative: late.
        critical: it may not start later.
        has_person: somebody of the team is free for it, most urgent tasks first.
    """

    task: int
    slack: int
    critical: bool
    has_person: bool


@dataclass(frozen=True, slots=True)
class TeamWork:
    """What one team can start.

    Args:
        busy: tasks in progress; each takes one person.
        free: people without a task, never below zero.
        ready: most urgent first.
    """

    team: str
    capacity: int
    busy: int
    free: int
    ready: tuple[ReadyTask, ...]


@dataclass(frozen=True, slots=True)
class BlockedTask:
    """A task that was marked as blocked.

    Args:
        holds_up: the nearest tasks that cannot start because of it.
    """

    task: int
    reason: str
    holds_up: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """A service's next task, waiting for others only.

    Args:
        blockers: the tasks at the root of the wait, the one that ends last first.
    """

    task: int
    blockers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NextWork:
    """The whole answer to "what now?".

    Args:
        teams: sorted by name; those that were selected.
        in_progress: late ones first, then by forecast finish.
        late: those of them that move the plan's end.
    """

    teams: tuple[TeamWork, ...]
    in_progress: tuple[int, ...]
    late: frozenset[int]
    blocked: tuple[BlockedTask, ...]
    waiting: tuple[WaitingTask, ...]


def next_work(view: ProgressView) -> NextWork:
    """Return what can start, what is under way, and what waits for whom."""
    plan, forecast = view.plan, view.forecast
    shown = [i for i in range(len(plan.network.tasks)) if _is_selected(view, i)]
    waits = _waits(view)
    under_way = [i for i in shown if forecast.state[i] is TaskState.IN_PROGRESS]
    under_way.sort(key=lambda i: (i not in forecast.late, forecast.finish[i], i))
    return NextWork(
        _teams(view, shown),
        tuple(under_way),
        frozenset(i for i in under_way if i in forecast.late),
        _blocked(view, shown),
        tuple(
            WaitingTask(task, tuple(sorted(roots, key=lambda i: (-forecast.finish[i], i))))
            for task, roots in waits
            if _is_selected(view, task)
        ),
    )


def _is_selected(view: ProgressView, index: int) -> bool:
    task = view.plan.network.tasks[index]
    return view.selection.has(task.service, task.team, task.wave)


def _teams(view: ProgressView, shown: Sequence[int]) -> tuple[TeamWork, ...]:
    forecast, tasks, selection = view.forecast, view.plan.network.tasks, view.selection
    teams = view.system.teams
    busy = dict.fromkeys(teams, 0)
    for index, state in enumerate(forecast.state):
        if state is TaskState.IN_PROGRESS and tasks[index].team:
            busy[tasks[index].team] = busy.get(tasks[index].team, 0) + 1
    ready: dict[str, list[int]] = {}
    for index in shown:
        if forecast.ready[index] and tasks[index].kind is not TaskKind.MILESTONE:
            ready.setdefault(tasks[index].team, []).append(index)
    wanted = selection.teams or (
        {view.system.services[name].team for name in selection.services} | ready.keys()
        if selection.services
        else teams
    )
    return tuple(
        _team(view, teams[name], busy.get(name, 0), ready.get(name, ())) for name in sorted(wanted)
    )


def _team(view: ProgressView, team: TeamFile, busy: int, ready: Sequence[int]) -> TeamWork:
    free = max(0, team.capacity - busy)
    late_start = view.plan.timing.late_start
    urgent = sorted((late_start[i] - view.forecast.start[i], i) for i in ready)
    return TeamWork(
        team.name,
        team.capacity,
        busy,
        free,
        tuple(
            ReadyTask(index, slack, slack <= 0, place < free)
            for place, (slack, index) in enumerate(urgent)
        ),
    )


def _waits(view: ProgressView) -> list[tuple[int, Roots]]:
    """Return the tasks that only others hold up, with the roots of the wait.

    These are the next tasks of services: nothing of the service's own can move them forward.
    """
    tasks, predecessors = view.plan.network.tasks, view.plan.network.predecessors
    state = view.forecast.state
    phases = _phases(view)
    found = []
    for index, roots in enumerate(root_blockers(view.plan.network, view.forecast)):
        own = tasks[index].service
        if not roots or not own or _PHASES.get(tasks[index].wave, 0) > phases[own]:
            continue
        follows_own = any(
            tasks[p].service == own and state[p] is not TaskState.DONE for p in predecessors[index]
        )
        if not follows_own and all(tasks[root].service != own for root in roots):
            found.append((index, roots))
    return found


def _phases(view: ProgressView) -> dict[str, int]:
    """Return the phase that each service is in: the first in which something is left to do."""
    phases: dict[str, int] = {}
    for task, state in zip(view.plan.network.tasks, view.forecast.state, strict=True):
        if task.service and state is not TaskState.DONE:
            phase = _PHASES.get(task.wave, 0)
            phases[task.service] = min(phase, phases.get(task.service, phase))
    return phases


def _blocked(view: ProgressView, shown: Sequence[int]) -> tuple[BlockedTask, ...]:
    reasons = view.forecast.reason
    blocked = sorted(reasons.keys() & set(shown))
    holds_up = held_up_by(view.plan.network, view.forecast, blocked)
    return tuple(BlockedTask(index, reasons[index], holds_up[index]) for index in blocked)
