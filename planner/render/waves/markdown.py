"""`plan waves` for pull requests and wikis: tables, and a chart that GitHub draws."""

from collections.abc import Sequence

from planner.model.duration import format_days
from planner.model.plan import ContractPriority
from planner.model.views import PlanView, Style
from planner.render._markdown import code, escape, markdown_table
from planner.render._plan_rows import (
    WAVE_TITLES,
    ServiceRow,
    contract_rows,
    foundation_tasks,
    milestone_rows,
    service_rows,
    task_span,
    waves_of,
)
from planner.render._plan_text import Dates, difference_text, headline, length_text
from planner.render.waves import mermaid

_CHART_LIMIT = 60


def render(view: PlanView, style: Style) -> str:
    """Return the plan as a Markdown page; nothing is left out of its tables."""
    rows = service_rows(view)
    dates = Dates.markdown(view.plan)
    title, *lines = (escape(line) for line in headline(view))
    blocks = [
        f"# Waves of {title}\n",
        "".join(f"{line}  \n" for line in lines).rstrip() + "\n",
        _section("Wave 0: shared infrastructure", _foundation(view, dates)),
        _section("Services", _services(rows, dates)),
        _section("Contracts to ratify first", _contracts(view, dates)),
        _section("Milestones", _milestones(view, dates)),
        _section("Timeline", _chart(view, rows, style)),
        _section("The same system built another way", _alternatives(view)),
        _section("Notes", "".join(f"- {escape(note)}\n" for note in view.plan.notes)),
    ]
    return "\n".join(block for block in blocks if block)


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _strong(text: str, slack: int) -> str:
    return text if slack else f"**{text}**"


def _foundation(view: PlanView, dates: Dates) -> str:
    rows = []
    for index in foundation_tasks(view):
        task, span = view.plan.network.tasks[index], task_span(view.plan, index)
        length, slack = format_days(task.duration), _strong(format_days(span.slack), span.slack)
        row = [code(task.step), escape(task.title), escape(task.team), length]
        rows.append([*row, dates.start(span), dates.finish(span), dates.weeks(span), slack])
    header = ["Item", "Title", "Team", "Days", "Start", "Finish", "Week", "Slack"]
    return markdown_table(header, rows, right=(3, 7))


def _services(rows: Sequence[ServiceRow], dates: Dates) -> str:
    waves = [wave for wave in waves_of(rows) if wave != "K"]
    header = ["Service", "Team", "Lane", *waves, "Slack"]
    body = markdown_table(
        header, [_service(row, waves, dates) for row in rows], right=[len(header) - 1]
    )
    letters = ", ".join(f"{wave} {WAVE_TITLES[wave]}" for wave in waves)
    meaning = "wk: week of the plan. Bold: critical, a late day moves the end."
    return f"{body}\n{letters}. {meaning}\n" if body else ""


def _service(row: ServiceRow, waves: Sequence[str], dates: Dates) -> list[str]:
    after = f" (after {', '.join(map(escape, row.lane.waits_for))})" if row.lane.waits_for else ""
    cells = []
    for wave in waves:
        span = row.waves.get(wave)
        days = f"{_strong(dates.both(span), span.slack)}<br>wk {dates.weeks(span)}" if span else ""
        cells.append(days)
    slack = _strong(format_days(row.slack), row.slack)
    name = f"**{escape(row.name)}**" if row.critical else escape(row.name)
    return [name, escape(row.team), row.lane.lane.value + after, *cells, slack]


def _contracts(view: PlanView, dates: Dates) -> str:
    return markdown_table(
        ["Contract", "Provider", "Parties", "Planned", "Latest", "Slack"],
        [_contract(view, row, dates) for row in contract_rows(view)],
        right=[5],
    )


def _contract(view: PlanView, row: ContractPriority, dates: Dates) -> list[str]:
    span = task_span(view.plan, row.task)
    parties = ", ".join(map(escape, row.parties))
    days = [dates.finish(span), dates.latest(span), _strong(format_days(row.slack), row.slack)]
    return [code(row.contract), escape(row.provider), parties, *days]


def _milestones(view: PlanView, dates: Dates) -> str:
    rows = [
        [row.id, escape(row.title), dates.milestone(row), str(dates.week(row.day))]
        for row in milestone_rows(view.plan)
    ]
    return markdown_table(["Milestone", "Title", "Date", "Week"], rows, right=[3])


def _chart(view: PlanView, rows: Sequence[ServiceRow], style: Style) -> str:
    if not rows or len(rows) > _CHART_LIMIT:
        return ""
    return f"```mermaid\n{mermaid.render(view, style)}```\n"


def _alternatives(view: PlanView) -> str:
    return markdown_table(
        ["Alternative", "Takes", "Ends", "Because"],
        [
            [
                code(other.name),
                length_text(other.makespan),
                difference_text(other.difference),
                escape(other.note),
            ]
            for other in view.plan.alternatives
        ],
    )
