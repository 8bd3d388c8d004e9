"""Where critical paths part, in words: what else decides the end, and instead of what."""

from planner.model.plan import Fork, Plan, TaskKind
from planner.model.views import PlanView
from planner.render._plan_rows import selected_tasks
from planner.render._text import plural
from planner.render.critical_path._steps import route

_DIRECTLY = "nothing"


def fork_lines(view: PlanView, arrow: str, limit: int | None = None) -> list[str]:
    """Return one sentence a fork, such as `M0 to M1, 2 ways: order D instead of order C`.

    Args:
        view: the plan; with a selection, forks that none of its tasks takes part in are left out.
        arrow: what stands between two stretches of a way.
        limit: how many ways of a fork are named.
    """
    chosen = None if view.selection.is_everything else set(selected_tasks(view))
    return [
        f"{_gates(view.plan, fork)}, {plural(fork.count, 'way')}: "
        f"{_others(view.plan, fork, arrow, limit)}"
        for fork in view.plan.critical.forks
        if chosen is None or any(not chosen.isdisjoint(way) for way in fork.ways)
    ]


def _gates(plan: Plan, fork: Fork) -> str:
    """Return the milestones around a fork that all critical paths pass."""
    own = {task for other in plan.critical.forks for task in other.ways[0]}
    shared = [task for task in plan.critical.paths[0] if task not in own]
    gates = [i for i in shared if plan.network.tasks[i].kind is TaskKind.MILESTONE]
    before = [i for i in gates if fork.start is not None and i <= fork.start]
    after = [i for i in gates if fork.end is not None and i >= fork.end]
    names = [plan.network.tasks[i].id for i in (*before[-1:], *after[:1])]
    return f"{names[0] if before else 'Start'} to {names[-1] if after else 'the end'}"


def _others(plan: Plan, fork: Fork, arrow: str, limit: int | None) -> str:
    first, *others = _labels(plan, fork, arrow)
    shown = others if limit is None or len(others) <= limit + 1 else others[:limit]
    hidden = len(others) - len(shown) + fork.count - len(fork.ways)
    if hidden:
        return f"{', '.join(shown)} and {hidden} more instead of {first}"
    *some, last = shown
    return (
        f"{', '.join(some)} or {last} instead of {first}" if some else f"{last} instead of {first}"
    )


def _labels(plan: Plan, fork: Fork, arrow: str) -> list[str]:
    """Return the ways by services and waves; where that tells none apart, by tasks."""
    labels = dict.fromkeys(route(plan, way, arrow) for way in fork.ways)
    if len(labels) == 1:
        ids = (f" {arrow} ".join(plan.network.tasks[i].id for i in way) for way in fork.ways)
        labels = dict.fromkeys(ids)
    return [label or _DIRECTLY for label in labels]
