"""`plan migrate` for people."""

from collections.abc import Iterator

from planner.model.migration_view import MigrationPlan, MigrationView, Phase
from planner.model.style import Style
from planner.render._text import clean, paint, plural, wrap
from planner.render.migration._words import (
    TITLES,
    days_text,
    intermediate_text,
    service_text,
    summary_text,
    unknown_text,
    who_text,
)


def render(view: MigrationView, style: Style) -> str:
    """Return the plan of each contract, and one line that sums up."""
    parts = [_plan(view, plan, style) for plan in view.plans if plan.breaks]
    return "".join([*parts, wrap(summary_text(view), style)])


def _plan(view: MigrationView, plan: MigrationPlan, style: Style) -> str:
    lines = [
        *_steps(plan, style),
        *_obstacles(plan, style),
        *_deployments(plan, style),
        *_rest(view, plan, style),
    ]
    return f"{paint(clean(plan.name), 'bold', style)}\n\n{''.join(lines)}"


def _steps(plan: MigrationPlan, style: Style) -> Iterator[str]:
    for step in plan.steps:
        title = f"{step.phase.value}  {TITLES[step.phase]}: {who_text(plan, step)}"
        yield f"{paint(clean(title), 'head', style)}, {days_text(step)}\n"
        for task in step.tasks:
            yield wrap(f"    - {clean(task)}", style, "      ")
        yield "\n"


def _obstacles(plan: MigrationPlan, style: Style) -> Iterator[str]:
    stuck = [step for step in plan.breaks if step.obstacle]
    if not stuck:
        return
    yield f"{paint('Not in place', 'warn', style)}\n"
    for step in stuck:
        where = f"{step.operation}: " if step.operation else ""
        yield wrap(f"    - {clean(where + step.message)}", style, "      ")
        yield wrap(f"      why: {clean(step.obstacle)}", style, "      ")
        yield wrap(f"      do: {clean(step.instead)}", style, "      ")
    yield "\n"


def _deployments(plan: MigrationPlan, style: Style) -> Iterator[str]:
    yield f"{paint('Order of deployments', 'head', style)}\n"
    for item in plan.deployments:
        is_consumer = Phase.ADOPT.value in item.what
        name = service_text(plan, item.service, is_consumer=is_consumer)
        yield wrap(f"    {item.number}. {clean(name)}: {item.what}", style, "       ")
    yield "\n"


def _rest(view: MigrationView, plan: MigrationPlan, style: Style) -> Iterator[str]:
    yield f"{paint('Contract in between', 'head', style)}\n"
    yield wrap(f"    {clean(intermediate_text(plan))}", style, "    ") + "\n"
    if plan.headers:
        yield f"{paint('Headers of deprecated answers', 'head', style)}\n"
        yield "".join(f"    {line}\n" for line in plan.headers) + "\n"
    for flag in plan.flags:
        title = f"Flag for the manifest of {flag.service or 'the provider'}"
        yield f"{paint(clean(title), 'head', style)}\n"
        yield "".join(f"    {clean(line)}\n" for line in flag.yaml.splitlines()) + "\n"
    if plan.risky:
        changes = plural(plan.risky, "risky change")
        yield wrap(f"Besides, {changes}: see `plan diff`.", style) + "\n"
    unknown = unknown_text(view, plan)
    if unknown:
        yield wrap(unknown, style) + "\n"
