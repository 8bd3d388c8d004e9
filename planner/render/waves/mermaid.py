"""`plan waves` as a Mermaid Gantt chart, which many wikis and code hosts draw."""

from collections.abc import Iterator, Sequence

from planner.model.plan import Plan
from planner.model.views import PlanView, Style
from planner.render._mermaid import mermaid_id, mermaid_label
from planner.render._plan_payload import iso_finish, iso_start
from planner.render._plan_rows import (
    WAVE_TITLES,
    MilestoneRow,
    ServiceRow,
    Span,
    foundation_tasks,
    milestone_rows,
    selected_tasks,
    service_rows,
    task_span,
)
from planner.render._text import clean
from planner.render.waves._services import least_slack

# Mermaid refuses text of more than 50,000 characters.
_TEXT_LIMIT = 45_000
_STEPS_DRAWN = 60


def render(view: PlanView, style: Style) -> str:  # noqa: ARG001  Mermaid has one style
    """Return a Gantt chart: bars of steps in a small plan, of waves or of services in a big one.

    When not even a bar a service fits Mermaid's limits, the services with the least slack are
    drawn, and title and a comment say how many are left out.
    """
    rows = service_rows(view)
    for level in (_step_bars, _wave_bars, _service_bar):
        if level is _step_bars and len(selected_tasks(view)) > _STEPS_DRAWN:
            continue
        text = _chart(view, [line for row in rows for line in level(view, row)])
        if len(text) <= _TEXT_LIMIT:
            return text
    return _shortened(view, rows)


def _shortened(view: PlanView, rows: Sequence[ServiceRow]) -> str:
    count = len(rows)
    while True:
        count = count * 3 // 4
        shown = least_slack(rows, count)
        left_out = f"{count} of {len(rows)} services, those with the least slack"
        bars = [line for row in shown for line in _service_bar(view, row)]
        text = _chart(view, bars, left_out)
        if len(text) <= _TEXT_LIMIT or count <= 1:
            return text


def _chart(view: PlanView, bars: Sequence[str], left_out: str = "") -> str:
    plan = view.plan
    title = f"{plan.name} ({left_out})" if left_out else plan.name
    lines = ["gantt", f"    title {mermaid_label(title)}"]
    if left_out:
        lines.append(f"    %% {clean(left_out)}")
    lines += ["    dateFormat YYYY-MM-DD", "    axisFormat %d %b", "    inclusiveEndDates"]
    lines += [*_foundation(view), *bars, "    section Milestones"]
    lines += [_milestone(row) for row in milestone_rows(plan)]
    return "\n".join(lines) + "\n"


def _foundation(view: PlanView) -> Iterator[str]:
    indexes = foundation_tasks(view)
    if indexes:
        yield "    section Wave 0"
    for index in indexes:
        task = view.plan.network.tasks[index]
        name = f"{task.step} {task.title}"
        yield _bar(view.plan, name, f"w0-{task.step}", task_span(view.plan, index))


def _step_bars(view: PlanView, row: ServiceRow) -> Iterator[str]:
    yield f"    section {mermaid_label(row.mark)}"
    tasks = view.plan.network.tasks
    for index in selected_tasks(view):
        task = tasks[index]
        if task.service == row.name:
            name = task.title if task.contract else f"{task.step} {task.title}"
            key = f"{task.contract or task.service}-{task.step}"
            yield _bar(view.plan, name, key, task_span(view.plan, index))


def _wave_bars(view: PlanView, row: ServiceRow) -> Iterator[str]:
    yield f"    section {mermaid_label(row.mark)}"
    for wave, span in row.waves.items():
        name = WAVE_TITLES[wave] if wave == "K" else f"{wave} {WAVE_TITLES[wave]}"
        yield _bar(view.plan, name, f"{row.name}-{wave}", span)


def _service_bar(view: PlanView, row: ServiceRow) -> Iterator[str]:
    yield _bar(view.plan, row.mark, row.name, row.span._replace(slack=row.slack))


def _bar(plan: Plan, name: str, key: str, span: Span) -> str:
    tags = "" if span.slack else "crit, "
    days = f"{iso_start(plan, span)}, {iso_finish(plan, span)}"
    return f"    {mermaid_label(name)} :{tags}{_bar_id(key)}, {days}"


def _bar_id(key: str) -> str:
    # A Mermaid tag (`done`, `crit`, `milestone`) is no id, hence a letter in front.
    return f"t_{mermaid_id(key)}"


def _milestone(row: MilestoneRow) -> str:
    name = mermaid_label(f"{row.id} {row.title}")
    tags = "milestone" if row.slack else "milestone, crit"
    return f"    {name} :{tags}, {_bar_id(row.id)}, {row.day.isoformat()}, 0d"
