"""Critical paths as rows, in full and by stretches, and what comes close to them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from planner.model.duration import MINUTES_PER_DAY
from planner.model.plan import Plan, Task, TaskKind
from planner.model.views import PlanView
from planner.render._plan_rows import BEFORE_M1, Span, reason, selected_tasks, task_span

NEARLY_DAYS = 5


class StepRow(NamedTuple):
    """One task of a critical path.

    Args:
        task: its index.
        before: id of the task before it on the path; empty if it starts with the plan.
        reason: the same in words.
    """

    task: int
    id: str
    title: str
    team: str
    minutes: int
    span: Span
    before: str
    reason: str


PathRows = Sequence[StepRow]


class Stretch(NamedTuple):
    """Tasks of one path that follow each other inside one service and wave.

    Args:
        key: `order/A`, `0`, `M1`, `order-api@1.0.0`; the same stretch has the same key.
        label: for people.
    """

    key: str
    label: str
    is_milestone: bool
    span: Span


class NearRow(NamedTuple):
    """A service or contract that becomes critical after a little delay."""

    kind: Literal["service", "contract"]
    name: str
    team: str
    slack: int


class Bucket(NamedTuple):
    """How many tasks have a slack in some range.

    Args:
        most: days at most; None for the last bucket.
    """

    most: int | None
    tasks: int

    @property
    def label(self) -> str:
        """The range in words."""
        if self.most is None:
            return f"over {_BUCKETS[-1]}d"
        return f"up to {self.most}d" if self.most else "none (critical)"


_BUCKETS = (0, 1, 5, 10, 20)


def path_rows(view: PlanView) -> list[PathRows]:
    """Return the listed critical paths, cut down to the selected tasks; no path twice."""
    chosen = None if view.selection.is_everything else set(selected_tasks(view))
    found: dict[tuple[int, ...], PathRows] = {}
    for path in view.plan.critical.paths:
        rows = [row for row in _rows(view.plan, path) if chosen is None or row.task in chosen]
        if rows:
            found.setdefault(tuple(row.task for row in rows), rows)
    return list(found.values())


def _rows(plan: Plan, path: Sequence[int]) -> Iterator[StepRow]:
    before: Task | None = None
    for index in path:
        task, span = plan.network.tasks[index], task_span(plan, index)
        why = reason(task, before)
        name = before.id if before else ""
        yield StepRow(index, task.id, task.title, task.team, task.duration, span, name, why)
        before = task


def tasks_of(path: PathRows) -> list[int]:
    """Return the indexes of a path's tasks."""
    return [row.task for row in path]


def stretches(plan: Plan, tasks: Sequence[int]) -> list[Stretch]:
    """Return the tasks of a path by services and waves."""
    runs = groupby(tasks, lambda index: _stretch_key(plan, index))
    return [_stretch(plan, list(run)) for _, run in runs]


def _stretch_key(plan: Plan, index: int) -> str:
    task = plan.network.tasks[index]
    if task.kind is TaskKind.MILESTONE:
        return task.id
    return task.contract or (f"{task.service}/{task.wave}" if task.service else task.wave)


def _stretch(plan: Plan, run: Sequence[int]) -> Stretch:
    task = plan.network.tasks[run[0]]
    spans = [task_span(plan, index) for index in run]
    span = Span(spans[0].start, spans[-1].finish, min(span.slack for span in spans))
    label = {
        TaskKind.MILESTONE: task.id,
        TaskKind.FOUNDATION: "Wave 0",
        TaskKind.CONTRACT: task.contract,
        TaskKind.STEP: f"{task.service} {task.wave}",
    }[task.kind]
    return Stretch(_stretch_key(plan, run[0]), label, task.kind is TaskKind.MILESTONE, span)


def route(plan: Plan, tasks: Sequence[int], arrow: str, limit: int | None = None) -> str:
    """Return a path in one line: `Wave 0 > catalog A-B-C > M1 > catalog E > order E`.

    Args:
        plan: the plan of the path.
        tasks: its tasks.
        arrow: what stands between two words.
        limit: how many words to keep; the middle of a longer path is counted instead.
    """
    words: list[str] = []
    service = ""
    for stretch in stretches(plan, tasks):
        name, _, wave = stretch.key.partition("/")
        if wave and name == service:
            words[-1] += f"-{wave}"
        else:
            words.append(stretch.label)
        service = name if wave else ""
    if limit and len(words) > limit:
        half = limit // 2
        words[half:-half] = [f"({len(words) - 2 * half} more)"]
    return f" {arrow} ".join(words)


def stretch_edges(plan: Plan, paths: Sequence[PathRows]) -> Iterator[tuple[str, str]]:
    """Yield each pair of stretches that follow each other on some path, once, in order."""
    seen: set[tuple[str, str]] = set()
    for path in paths:
        for before, after in pairwise(stretches(plan, tasks_of(path))):
            if (pair := (before.key, after.key)) not in seen:
                seen.add(pair)
                yield pair


def nearly_critical(view: PlanView) -> list[NearRow]:
    """Return services (before milestone 1) and contracts with little slack, least first."""
    plan = view.plan
    found: dict[tuple[str, str], NearRow] = {}
    for index in selected_tasks(view):
        task = plan.network.tasks[index]
        kind: Literal["service", "contract"] = "contract" if task.contract else "service"
        name = task.contract or task.service
        if not name or not (task.contract or task.wave in BEFORE_M1):
            continue
        slack = plan.timing.slack(index)
        known = found.get((kind, name))
        if known is None or slack < known.slack:
            found[kind, name] = NearRow(kind, name, task.team, slack)
    near = [row for row in found.values() if 0 < row.slack <= NEARLY_DAYS * MINUTES_PER_DAY]
    return sorted(near, key=lambda row: (row.slack, row.kind, row.name))


def slack_buckets(view: PlanView) -> list[Bucket]:
    """Return how slack is spread over the selected tasks, milestones left out."""
    plan = view.plan
    counts = [0] * (len(_BUCKETS) + 1)
    for index in selected_tasks(view):
        if plan.network.tasks[index].kind is not TaskKind.MILESTONE:
            counts[bisect_left(_BUCKETS, plan.timing.slack(index) / MINUTES_PER_DAY)] += 1
    return [Bucket(*pair) for pair in zip((*_BUCKETS, None), counts, strict=True)]
