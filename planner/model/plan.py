"""The plan: tasks, their times, and what follows. Times are minutes of work from the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple

from planner.model.duration import MINUTES_PER_DAY
from planner.model.problem import Problem


class TaskKind(StrEnum):
    """What sort of work a task is."""

    FOUNDATION = "foundation"
    CONTRACT = "contract"
    STEP = "step"
    MILESTONE = "milestone"


class Task(NamedTuple):
    """One node of the task network. A tuple, because a big system has hundreds of thousands.

    Args:
        id: unique and stable: `0/0-A`, `order-api@1.0.0/define`, `order/A-1`, `M1`.
        wave: `0`, `K` (contract work), `A`-`D`, `E` (real integration), `H` (hardening),
            `R` (release), `M` (milestone).
        step: the last part of the id.
        service: empty for foundation items and milestones; the provider for contract work.
        contract: key of the contract for contract work, else empty.
        team: who does it; empty for milestones.
        duration: expected minutes.
    """

    id: str
    kind: TaskKind
    wave: str
    step: str
    title: str
    service: str
    contract: str
    team: str
    duration: int


@dataclass(frozen=True, slots=True)
class Network:
    """Tasks in a topological order, with the edges between them as indexes.

    Args:
        tasks: every predecessor of a task stands before it.
        predecessors: for each task the indexes of what it waits for, ascending.
        index: task id to index.
        notes: choices that the network had to make, in words.
    """

    tasks: tuple[Task, ...]
    predecessors: tuple[tuple[int, ...], ...]
    index: Mapping[str, int]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """The four CPM times of every task, in minutes, by task index."""

    early_start: tuple[int, ...]
    early_finish: tuple[int, ...]
    late_start: tuple[int, ...]
    late_finish: tuple[int, ...]
    free_slack: tuple[int, ...]
    makespan: int

    def slack(self, task: int) -> int:
        """Total slack: how late the task may be without moving the end."""
        return self.late_start[task] - self.early_start[task]

    def is_critical(self, task: int) -> bool:
        """Whether a delay of the task moves the end."""
        return self.late_start[task] == self.early_start[task]


@dataclass(frozen=True, slots=True)
class Fork:
    """A stretch where critical paths part and meet again, between two tasks that all of them have.

    Args:
        start, end: task indexes; None for the start or the end of the plan.
        count: how many ways lead through it.
        ways: the first ones in task order, as task indexes; the first one is that of the first
            path. Fewer than `count` when capped.
    """

    start: int | None
    end: int | None
    count: int
    ways: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class CriticalPaths:
    """All chains of tasks that decide the end.

    Args:
        count: how many there are in all: the product of the ways through the forks.
        paths: the first ones in task order, as task indexes; fewer than `count` when capped.
        forks: where they differ, in order of time; each way through one goes with each way
            through the others.
    """

    count: int
    paths: tuple[tuple[int, ...], ...]
    forks: tuple[Fork, ...] = ()


class Lane(StrEnum):
    """When a service can start for real (research: start with stubs)."""

    IMMEDIATELY = "start immediately"
    WITH_STUBS = "develop with stubs"
    LAST = "integrate last"


@dataclass(frozen=True, slots=True)
class ServiceLane:
    """Where a service stands in the start-with-stubs order.

    Args:
        level: 0 for a leaf, else one more than its highest provider (on groups of a sync cycle).
        waits_for: the direct hard providers that must be live before it integrates for real.
    """

    service: str
    level: int
    lane: Lane
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContractPriority:
    """How urgent the ratification of a contract is: its task's slack, in minutes."""

    contract: str
    provider: str
    parties: tuple[str, ...]
    task: int
    slack: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """The same system built another way, and how much longer it takes.

    Args:
        name: `without-stubs`, `one-after-another` or `lean-gate`.
        makespan: minutes.
        difference: minutes more (less, if negative) than the plan.
        note: what the alternative means.
    """

    name: str
    makespan: int
    difference: int
    note: str


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """The most people of a team that the plan's early dates keep busy at once."""

    team: str
    capacity: int
    peak: int
    at: int
    """Minute at which the peak is first reached."""
    work: int
    """Minutes of work in all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan of a system.

    Args:
        critical_services: those with a critical step in Waves A to D. Everything after
            milestone 1 runs in step, so it says nothing about who decides the end.
    """

    name: str
    network: Network
    timing: Timing
    calendar: "WorkCalendar"
    critical: CriticalPaths
    critical_services: frozenset[str]
    lanes: tuple[ServiceLane, ...]
    ratify_first: tuple[ContractPriority, ...]
    alternatives: tuple[Alternative, ...]
    loads: tuple[TeamLoad, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Minutes of work laid on dates.

    Args:
        days: working days in order, at least as many as the plan needs; the first is the start.
    """

    days: tuple[date, ...]

    def start_date(self, minute: int) -> date:
        """Return the day on which work that starts at `minute` begins."""
        return self.days[minute // MINUTES_PER_DAY]

    def finish_date(self, minute: int) -> date:
        """Return the last day of work that ends at `minute`."""
        return self.days[max(0, -(-minute // MINUTES_PER_DAY) - 1)]


@dataclass(frozen=True, slots=True)
class ReleaseUnit:
    """Services that are released together.

    Args:
        services: sorted; more than one only for a sync cycle.
        cuts: for a cycle, the smallest set of calls to break, as (consumer, provider) pairs.
        cut_bound: a proven lower bound on the size of any such set; equal to `len(cuts)` if exact.
        loop: one shortest cycle, first service repeated at the end; empty without a cycle.
    """

    services: tuple[str, ...]
    cuts: tuple[tuple[str, str], ...] = ()
    cut_bound: int = 0
    loop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseBatch:
    """Units that may be released on the same day; all batches before must be live."""

    number: int
    units: tuple[ReleaseUnit, ...]
    day: date

    @property
    def services(self) -> tuple[str, ...]:
        """All services of the batch, sorted."""
        return tuple(sorted(name for unit in self.units for name in unit.services))


@dataclass(frozen=True, slots=True)
class ReleaseOrder:
    """Batches leaf first.

    Args:
        needs: for each service its direct hard providers.
        soft: soft calls (consumer, provider) that did not order anything.
        left_out: services without a step of Wave R, sorted: not released, and nobody waits for
            them; they are in none of the above.
    """

    batches: tuple[ReleaseBatch, ...]
    needs: Mapping[str, tuple[str, ...]]
    soft: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()


class TaskState(StrEnum):
    """How far a task is."""

    TODO = "todo"
    IN_PROGRESS = "in-progress"
    BLOCKED = "blocked"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The plan replayed with what has really happened up to `today`.

    Args:
        state: by task index.
        ready: by task index: all predecessors are done and the task is `todo`.
        start, finish: forecast minutes by task index (actual where known).
        reason: task index to the reason why it is blocked.
        late: task index to minutes by which the forecast finish passes the latest finish.
        makespan: forecast minutes of the whole plan.
        today: minute of the plan at which `today` begins.
        today_date: the date itself.
        calendar: the plan's calendar, long enough for every forecast date.
        problems: warnings about progress that contradicts itself or the plan.
    """

    state: tuple[TaskState, ...]
    ready: tuple[bool, ...]
    start: tuple[int, ...]
    finish: tuple[int, ...]
    reason: Mapping[int, str]
    late: Mapping[int, int]
    makespan: int
    today: int
    today_date: date
    calendar: "WorkCalendar"
    problems: tuple[Problem, ...] = ()


class Strength(StrEnum):
    """How surely harm passes from one service to the next; a chain is as strong as its weakest."""

    HARD = "hard"
    """A call without whose answer the caller can't work."""
    SOFT = "soft"
    """A call that the caller can do without: it degrades."""
    EVENT = "event"
    """A message: nobody waits for it, the subscriber reads wrong, late or missing data."""


@dataclass(frozen=True, slots=True)
class ImpactLink:
    """One contract through which a change passes from a service to one that uses it.

    Args:
        source: the service whose change or failure is passed on.
        target: the service that uses it.
        contract: key of the contract.
        via: operations or messages, sorted; empty when the contract is only planned.
        is_sender: the target sends these messages, into a contract that the source owns.
    """

    source: str
    target: str
    strength: Strength
    contract: str
    via: tuple[str, ...]
    is_sender: bool = False


class Role(StrEnum):
    """How a service takes part in a contract version."""

    OWNS = "owns"
    CALLS = "calls"
    RECEIVES = "receives"
    SENDS = "sends"
    """It sends messages into a contract that another service owns."""


@dataclass(frozen=True, slots=True)
class Party:
    """A service that takes part in a contract version; its team agrees on each new version.

    Args:
        contract: key of the contract.
        via: its operations or messages, sorted; empty for the owner, and where none is known.
        is_hard: false for a caller that can do without the answer.
    """

    service: str
    team: str
    contract: str
    role: Role
    via: tuple[str, ...] = ()
    is_hard: bool = True


@dataclass(frozen=True, slots=True)
class Hurt:
    """One service that is hurt by a change.

    Args:
        strength: of the strongest chain that reaches it.
        path: services from the changed one to this one, a shortest chain of that strength.
        links: the links along the path; several between two services that share contracts.
    """

    service: str
    team: str
    strength: Strength
    path: tuple[str, ...]
    links: tuple[ImpactLink, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """Who and what a change of one thing touches.

    Args:
        kind: `service`, `contract`, `operation` or `message`.
        subject: what changes, in words: `service inventory`, `operation getUser of user-api@1.0.0`.
        changed: services that provide what changes, sorted.
        direct: those that use what changes, strongest first, then by name.
        transitive: those reached through others, strongest first, then nearest, then by name.
        files: manifests and contract files that the change touches, sorted.
        contracts: keys of the contracts concerned.
        parties: who takes part in the contracts, by contract, role and service.
        teams: teams that must agree: those of the changed services and of all parties.
        informed: other teams with a service that a chain of hard calls reaches.
        gates: ids of the tasks of the plan to pass again: ratifications, then milestones.
        batches: release batches with a service to release again: number, and those services: the
            changed ones, the direct ones, and those that a chain of hard calls reaches.
        notes: what is not known, in words.
    """

    kind: Literal["service", "contract", "operation", "message"]
    subject: str
    changed: tuple[str, ...]
    direct: tuple[Hurt, ...]
    transitive: tuple[Hurt, ...]
    files: tuple[str, ...]
    contracts: tuple[str, ...]
    parties: tuple[Party, ...]
    teams: tuple[str, ...]
    informed: tuple[str, ...]
    gates: tuple[str, ...]
    batches: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[str, ...] = ()
