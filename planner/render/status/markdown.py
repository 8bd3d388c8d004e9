"""Where everything stands, for a wiki: one table a wave, as teams track it by hand."""

from collections.abc import Iterator

from planner.model.plan import TaskState
from planner.model.views import ProgressView, Style
from planner.planning.status import ServiceStatus, StatusReport, make_status
from planner.render._markdown import escape, markdown_table
from planner.render._progress_text import (
    STATE_WORDS,
    delay_text,
    finish_day,
    selection_text,
)
from planner.render.status._rows import (
    WAVE_TITLES,
    blocked_tasks,
    contract_state,
    disagreement_lines,
    end_line,
    headline,
    milestone_state,
    service_whys,
)


def render(view: ProgressView, style: Style) -> str:
    """Return a summary, the delays with their causes, and a table for each wave."""
    del style
    report = make_status(view)
    parts = [
        f"# Status of {escape(view.system.name)}\n",
        f"{escape(headline(view, report))}.\n",
        f"{escape(end_line(view, report))}.\n",
        f"{escape(selected)}.\n" if (selected := selection_text(view)) else "",
        *_milestones(view, report),
        *_services(view, report),
        *_contracts(view, report),
        *_foundation(view, report),
        *_waves(view, report),
        *_blockers(view, report),
        *_disagreements(view),
    ]
    return "\n".join(part for part in parts if part)


def _milestones(view: ProgressView, report: StatusReport) -> Iterator[str]:
    rows = []
    for item in report.milestones:
        task, delay = view.plan.network.tasks[item.task], item.delay
        days = (finish_day(view, delay.planned), finish_day(view, delay.forecast))
        state, note = milestone_state(view, item), delay_text(delay)
        rows.append((f"{task.id} {escape(task.title)}", state, *days, note))
    yield "## Milestones\n"
    yield markdown_table(("Milestone", "State", "Planned", "Forecast", "Note"), rows)


def _services(view: ProgressView, report: StatusReport) -> Iterator[str]:
    rows = [
        (
            escape(status.service),
            escape(status.team),
            f"{status.share.percent} %",
            finish_day(view, status.delay.planned),
            finish_day(view, status.delay.forecast),
            delay_text(status.delay),
            escape("; ".join(service_whys(view, status))),
        )
        for status in report.services
    ]
    if rows:
        yield "## Services\n"
        yield "Done: share of the estimated work. Planned and forecast: the end of Waves A to D.\n"
        header = ("Service", "Team", "Done", "Planned", "Forecast", "Note", "Because")
        yield markdown_table(header, rows, right=(2,))


def _contracts(view: ProgressView, report: StatusReport) -> Iterator[str]:
    rows = [
        (
            escape(item.contract),
            escape(item.provider),
            contract_state(view, item),
            finish_day(view, item.delay.planned),
            finish_day(view, item.delay.forecast),
            delay_text(item.delay),
        )
        for item in report.contracts
    ]
    if rows:
        yield "## Contracts\n"
        header = ("Contract", "Provider", "State", "Planned", "Forecast", "Note")
        yield markdown_table(header, rows)


def _foundation(view: ProgressView, report: StatusReport) -> Iterator[str]:
    tasks = view.plan.network.tasks
    rows = [
        (
            escape(tasks[index].step),
            escape(tasks[index].title),
            escape(tasks[index].team),
            STATE_WORDS[view.forecast.state[index]],
            finish_day(view, view.forecast.finish[index]),
        )
        for index in report.foundation
    ]
    if rows:
        yield f"## Wave 0 status (Shared infrastructure): {report.waves['0'].percent} %\n"
        yield markdown_table(("Item", "Title", "Team", "State", "Forecast"), rows)


def _waves(view: ProgressView, report: StatusReport) -> Iterator[str]:
    for letter, share in report.waves.items():
        services = [status for status in report.services if letter in status.waves]
        if letter in "0K" or not services:
            continue
        yield f"## Wave {letter} status ({WAVE_TITLES[letter]}): {share.percent} %\n"
        yield _wave(view, letter, services)


def _wave(view: ProgressView, letter: str, services: list[ServiceStatus]) -> str:
    """Return services by steps; services may have different steps."""
    tasks, states = view.plan.network.tasks, view.forecast.state
    by_service = [
        (status, {tasks[i].step: states[i] for i in status.waves[letter]}) for status in services
    ]
    steps = sorted(
        {step for _, found in by_service for step in found}, key=lambda step: int(step[2:])
    )
    titles = {tasks[i].step: tasks[i].title for status in services for i in status.waves[letter]}
    rows = [
        (
            escape(status.service),
            *(STATE_WORDS[found[step]] if step in found else "-" for step in steps),
            "yes" if all(state is TaskState.DONE for state in found.values()) else "no",
        )
        for status, found in by_service
    ]
    header = ["Service", *(f"{step} {escape(titles[step])}" for step in steps), "Complete"]
    return markdown_table(header, rows)


def _blockers(view: ProgressView, report: StatusReport) -> Iterator[str]:
    lines = [
        f"- {escape(task)}: {escape(reason)}{f' (holds up {escape(others)})' if others else ''}\n"
        for task, reason, others in blocked_tasks(view, report)
    ]
    if lines:
        yield "## Blockers\n"
        yield "".join(lines)


def _disagreements(view: ProgressView) -> Iterator[str]:
    lines = [f"- {escape(line.removeprefix('- '))}\n" for line in disagreement_lines(view)]
    if lines:
        yield "## Progress and evidence disagree\n"
        yield "".join(lines)
