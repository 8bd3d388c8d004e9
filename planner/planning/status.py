"""Where everything stands: services and their steps, contracts, milestones, delays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.model.plan import TaskKind, TaskState
from planner.model.views import ProgressView
from planner.planning.blockers import cause_of_delay, delay_of, held_up_by
from planner.planning.seed import WAVES

_BUILD = frozenset("ABCD")
"""Waves before milestone 1: what a service is judged by; after it all run in step."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of some tasks is done.

    Args:
        work, done_work: minutes, all and done.
    """

    total: int
    done: int
    in_progress: int
    blocked: int
    work: int
    done_work: int

    @property
    def percent(self) -> int:
        """Done work in per cent, rounded down: 100 only if all is done."""
        if self.done == self.total:
            return 100
        return min(99, self.done_work * 100 // self.work) if self.work else 0


@dataclass(frozen=True, slots=True)
class Delay:
    """How far something ends from its planned end.

    Args:
        planned, forecast: finish in minutes of the plan.
        is_late: it moves the plan's end.
        cause: the task at which the delay begins; None without delay.
    """

    planned: int
    forecast: int
    is_late: bool
    cause: int | None

    @property
    def minutes(self) -> int:
        """Minutes behind the plan; negative ahead of it."""
        return self.forecast - self.planned


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One service.

    Args:
        waves: task indexes by wave letter, in order.
        share: of all its steps.
        delay: of its waves before milestone 1 (of all, if it has none of these).
        held_up: blocked tasks that hold it up, each with its own first task that waits for it.
    """

    service: str
    team: str
    waves: Mapping[str, tuple[int, ...]]
    share: Share
    delay: Delay
    held_up: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ContractStatus:
    """One contract: the states of its two tasks.

    Args:
        define, ratify: task indexes.
    """

    contract: str
    provider: str
    define: int
    ratify: int
    delay: Delay


@dataclass(frozen=True, slots=True)
class MilestoneStatus:
    """One milestone, by task index."""

    task: int
    delay: Delay


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The state of the whole plan, or of what was selected.

    Args:
        total: of all tasks that were selected, milestones left out.
        blocked: tasks marked as blocked that were selected, each with the nearest tasks that
            wait for it.
        foundation: tasks of Wave 0 that were selected.
        waves: share by wave letter, `0` and `K` (contracts) first.
        end: of the whole plan, whatever was selected.
    """

    total: Share
    blocked: Mapping[int, tuple[int, ...]]
    foundation: tuple[int, ...]
    waves: Mapping[str, Share]
    services: tuple[ServiceStatus, ...]
    contracts: tuple[ContractStatus, ...]
    milestones: tuple[MilestoneStatus, ...]
    end: Delay


def make_status(view: ProgressView) -> StatusReport:
    """Return where the selected services, teams, and the milestones stand."""
    tasks = view.plan.network.tasks
    has = view.selection.has
    by_wave: dict[str, list[int]] = {}
    for index, task in enumerate(tasks):
        if has(task.service, task.team, task.wave):
            by_wave.setdefault(task.wave, []).append(index)
    by_wave.pop("M", None)
    letters = ["0", "K", *(letter for letter, _ in WAVES)]
    shown = [index for found in by_wave.values() for index in found]
    return StatusReport(
        total=_share(view, shown),
        blocked=held_up_by(
            view.plan.network, view.forecast, sorted(view.forecast.reason.keys() & set(shown))
        ),
        foundation=tuple(by_wave.get("0", ())),
        waves={name: _share(view, by_wave[name]) for name in letters if name in by_wave},
        services=_services(view, by_wave),
        contracts=_contracts(view, by_wave.get("K", ())),
        milestones=tuple(
            MilestoneStatus(index, _delay(view, [index]))
            for index, task in enumerate(tasks)
            if task.kind is TaskKind.MILESTONE
        ),
        end=_delay(view, range(len(tasks))),
    )


def _share(view: ProgressView, indexes: Sequence[int]) -> Share:
    states = [view.forecast.state[index] for index in indexes]
    minutes = [view.plan.network.tasks[index].duration for index in indexes]
    return Share(
        len(states),
        states.count(TaskState.DONE),
        states.count(TaskState.IN_PROGRESS),
        states.count(TaskState.BLOCKED),
        sum(minutes),
        sum(m for m, state in zip(minutes, states, strict=True) if state is TaskState.DONE),
    )


def _delay(view: ProgressView, indexes: Iterable[int]) -> Delay:
    """Return the delay of some tasks: planned and forecast are each that of the last to end."""
    plan, forecast = view.plan, view.forecast
    every = list(indexes)
    planned = max((plan.timing.early_finish[index] for index in every), default=0)
    last = max(every, key=lambda index: (forecast.finish[index], index), default=None)
    if last is None:
        return Delay(0, 0, is_late=False, cause=None)
    is_behind = forecast.finish[last] > planned and delay_of(plan, forecast, last) > 0
    return Delay(
        planned,
        forecast.finish[last],
        is_late=last in forecast.late,
        cause=cause_of_delay(plan, forecast, last) if is_behind else None,
    )


def _services(
    view: ProgressView, by_wave: Mapping[str, Sequence[int]]
) -> tuple[ServiceStatus, ...]:
    tasks = view.plan.network.tasks
    found: dict[str, dict[str, list[int]]] = {}
    for letter, _ in WAVES:
        for index in by_wave.get(letter, ()):
            found.setdefault(tasks[index].service, {}).setdefault(letter, []).append(index)
    held_up = _held_up(view)
    rows = []
    for name, waves in sorted(found.items()):
        every = [index for wave in waves.values() for index in wave]
        build = [index for letter, wave in waves.items() if letter in _BUILD for index in wave]
        rows.append(
            ServiceStatus(
                name,
                view.system.services[name].team,
                {letter: tuple(wave) for letter, wave in waves.items()},
                _share(view, every),
                _delay(view, build or every),
                held_up.get(name, {}),
            )
        )
    return tuple(rows)


def _held_up(view: ProgressView) -> dict[str, dict[int, int]]:
    """Return by service the blocked tasks that hold up its steps, and which step first."""
    tasks = view.plan.network.tasks
    found: dict[str, dict[int, int]] = {}
    nearest = held_up_by(view.plan.network, view.forecast, sorted(view.forecast.reason))
    for blocked, waiting in nearest.items():
        for task in waiting:
            if tasks[task].kind is TaskKind.STEP:
                found.setdefault(tasks[task].service, {}).setdefault(blocked, task)
    return found


def _contracts(view: ProgressView, indexes: Sequence[int]) -> tuple[ContractStatus, ...]:
    tasks = view.plan.network.tasks
    pairs: dict[str, dict[str, int]] = {}
    for index in indexes:
        pairs.setdefault(tasks[index].contract, {})[tasks[index].step] = index
    return tuple(
        ContractStatus(
            contract,
            tasks[pair["define"]].service,
            pair["define"],
            pair["ratify"],
            _delay(view, [pair["ratify"]]),
        )
        for contract, pair in sorted(pairs.items())
    )
