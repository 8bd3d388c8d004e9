"""Where everything stands, for people: a table of services and steps, then the rest."""

from collections.abc import Sequence

from planner.model.plan import TaskState
from planner.model.views import ProgressView, Style
from planner.planning.status import Delay, ServiceStatus, StatusReport, make_status
from planner.render._progress_text import (
    STATE_WORDS,
    delay_text,
    finish_day,
    selection_text,
    short_delay_text,
)
from planner.render._tables import Column, table
from planner.render._text import Look, Painted, clean, list_words, paint, section, wrap
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

_UNICODE = {
    TaskState.DONE: "█",
    TaskState.IN_PROGRESS: "▒",
    TaskState.BLOCKED: "!",
    TaskState.TODO: "·",
}
_HELD_UP = 4
_SERVICES_NAMED = 6
_ASCII = {
    TaskState.DONE: "#",
    TaskState.IN_PROGRESS: ">",
    TaskState.BLOCKED: "!",
    TaskState.TODO: ".",
}


def render(view: ProgressView, style: Style) -> str:
    """Return marks by service and step, shares by wave, contracts, milestones, and delays."""
    report = make_status(view)
    lines = [clean(end_line(view, report)), clean(selection_text(view))]
    return (
        "".join(
            [
                wrap(paint(clean(headline(view, report)), "bold", style), style),
                *(wrap(line, style) for line in lines if line),
                "\n",
                section("Services, one mark a step", _services(view, report, style), style),
                section("Blockers", _blockers(view, report, style), style),
                section("Waves", _waves(report, style), style),
                section("Contracts", _contracts(view, report, style), style),
                section("Milestones", _milestones(view, report, style), style),
                section("Progress and evidence disagree", _disagreements(view, style), style),
            ]
        ).rstrip("\n")
        + "\n"
    )


def _services(view: ProgressView, report: StatusReport, style: Style) -> str:
    letters = [letter for letter in WAVE_TITLES if any(letter in s.waves for s in report.services)]
    columns = [
        Column("SERVICE"),
        Column("TEAM", gives_way=4),
        *(Column(letter, whole=True) for letter in letters),
        Column("DONE", right=True, whole=True, gives_way=2),
        Column("PLANNED", whole=True, gives_way=3),
        Column("FORECAST", whole=True),
        Column("NOTE", whole=True, gives_way=1),
    ]
    rows = [_service(view, status, letters, style) for status in report.services]
    if not rows:
        return ""
    marks = _UNICODE if style.unicode else _ASCII
    legend = "  ".join(f"{marks[state]} {STATE_WORDS[state]}" for state in reversed(TaskState))
    notes = [f"{legend}. Done: share of the estimated work."]
    notes.append("Planned and forecast: the end of Waves A to D.")
    if style.width and any(status.delay.cause is not None for status in report.services):
        notes.append("Late moves the end of the plan; behind is within slack.")
    body = table(columns, rows, style) + wrap(" ".join(notes), style)
    return body + (_reasons(view, report, style) if style.width else "")


def _reasons(view: ProgressView, report: StatusReport, style: Style) -> str:
    """Return what a terminal has no room for in the table: each reason with its services."""
    found: dict[str, list[str]] = {}
    for status in report.services:
        for why in service_whys(view, status):
            found.setdefault(why, []).append(status.service)
    limit = None if style.verbose else _SERVICES_NAMED
    lines = (f"- {list_words(names, limit)}: {why}" for why, names in found.items())
    return "".join(wrap(clean(line), style, "  ") for line in lines)


def _service(
    view: ProgressView, status: ServiceStatus, letters: Sequence[str], style: Style
) -> list[str]:
    marks = _UNICODE if style.unicode else _ASCII
    states = view.forecast.state
    whys = service_whys(view, status)
    look: Look = "" if not whys else "critical" if status.delay.is_late else "warn"
    note = _note(status.delay, style)
    if whys and style.width is None:
        note = f"{note}: {'; '.join(whys)}"
    return [
        status.service,
        status.team,
        *("".join(marks[states[i]] for i in status.waves.get(letter, ())) for letter in letters),
        f"{status.share.percent} %",
        finish_day(view, status.delay.planned, style),
        finish_day(view, status.delay.forecast, style),
        Painted(note, look),
    ]


def _note(delay: Delay, style: Style) -> str:
    return short_delay_text(delay) if style.width else delay_text(delay)


def _blockers(view: ProgressView, report: StatusReport, style: Style) -> str:
    rows = [
        [task, Painted(reason, "warn"), holds_up or "-"]
        for task, reason, holds_up in blocked_tasks(
            view, report, None if style.verbose else _HELD_UP
        )
    ]
    return table((Column("TASK"), Column("REASON"), Column("HOLDS UP")), rows, style)


def _waves(report: StatusReport, style: Style) -> str:
    columns = (
        Column("WAVE"),
        Column("TITLE"),
        Column("DONE", right=True),
        Column("TASKS", right=True),
        Column("IN PROGRESS", right=True),
        Column("BLOCKED", right=True),
    )
    rows = [
        [
            letter,
            WAVE_TITLES[letter],
            f"{share.percent} %",
            f"{share.done} of {share.total}",
            str(share.in_progress or "-"),
            str(share.blocked or "-"),
        ]
        for letter, share in report.waves.items()
    ]
    return table(columns, rows, style)


def _contracts(view: ProgressView, report: StatusReport, style: Style) -> str:
    titles = ("CONTRACT", "PROVIDER", "STATE", "PLANNED", "FORECAST", "NOTE")
    rows = [
        [
            item.contract,
            item.provider,
            contract_state(view, item),
            finish_day(view, item.delay.planned, style),
            finish_day(view, item.delay.forecast, style),
            _note(item.delay, style),
        ]
        for item in report.contracts
    ]
    return table(_dated_columns(titles), rows, style)


def _dated_columns(titles: Sequence[str]) -> list[Column]:
    ways = {"PROVIDER": 1, "TITLE": 1}
    return [
        Column(title, whole=title in {"PLANNED", "FORECAST"}, gives_way=ways.get(title, 0))
        for title in titles
    ]


def _milestones(view: ProgressView, report: StatusReport, style: Style) -> str:
    titles = ("MILESTONE", "TITLE", "STATE", "PLANNED", "FORECAST", "NOTE")
    rows = []
    for item in report.milestones:
        task = view.plan.network.tasks[item.task]
        planned, forecast = (
            finish_day(view, minute, style) for minute in (item.delay.planned, item.delay.forecast)
        )
        state, note = milestone_state(view, item), _note(item.delay, style)
        rows.append([task.id, task.title, state, planned, forecast, note])
    return table(_dated_columns(titles), rows, style)


def _disagreements(view: ProgressView, style: Style) -> str:
    return "".join(wrap(clean(line), style, "  ") for line in disagreement_lines(view))
