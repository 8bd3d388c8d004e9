"""`plan migrate` for a pull request or a ticket."""

from collections.abc import Iterator

from planner.model.migration_view import MigrationPlan, MigrationView, Phase
from planner.model.style import Style
from planner.render._markdown import code, escape, markdown_table
from planner.render.migration._words import (
    TITLES,
    days_text,
    intermediate_text,
    service_text,
    summary_text,
    unknown_text,
    who_text,
)


def render(view: MigrationView, style: Style) -> str:  # noqa: ARG001  Markdown has one style
    """Return a check list for each contract."""
    parts = [_plan(view, plan) for plan in view.plans if plan.breaks]
    return "\n".join([f"### Migration\n\n{escape(summary_text(view))}\n", *parts])


def _plan(view: MigrationView, plan: MigrationPlan) -> str:
    return "\n".join([f"#### {escape(plan.name)}\n", *_steps(plan), *_rest(view, plan)])


def _steps(plan: MigrationPlan) -> Iterator[str]:
    for step in plan.steps:
        who = escape(who_text(plan, step))
        title = f"**{step.phase.value} {TITLES[step.phase]}**: {who}, {days_text(step)}"
        tasks = "".join(f"- [ ] {escape(task)}\n" for task in step.tasks)
        yield f"{title}\n\n{tasks}"


def _rest(view: MigrationView, plan: MigrationPlan) -> Iterator[str]:
    stuck = [step for step in plan.breaks if step.obstacle]
    rows = [
        (escape(step.operation), escape(step.message), escape(step.obstacle), escape(step.instead))
        for step in stuck
    ]
    if rows:
        yield markdown_table(("Operation", "Not in place", "Why", "What to do"), rows)
    yield markdown_table(
        ("Order", "Service", "Deployment"),
        [
            (
                str(item.number),
                escape(
                    service_text(plan, item.service, is_consumer=Phase.ADOPT.value in item.what)
                ),
                escape(item.what),
            )
            for item in plan.deployments
        ],
        right={0},
    )
    yield f"Contract in between: {escape(intermediate_text(plan))}\n"
    if plan.headers:
        listed = ", ".join(code(line) for line in plan.headers)
        yield f"Headers of deprecated answers: {listed}\n"
    for flag in plan.flags:
        service = escape(flag.service or "the provider")
        yield f"Flag for the manifest of {service}:\n\n```yaml\n{flag.yaml}```\n"
    unknown = unknown_text(view, plan)
    if unknown:
        yield f"{escape(unknown)}\n"
