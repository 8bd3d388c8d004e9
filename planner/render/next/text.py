"""What can be done today, for people."""

from planner.model.duration import format_days
from planner.model.views import ProgressView, Style
from planner.planning.next_work import NextWork, next_work
from planner.render._progress_text import selection_text, task_days
from planner.render._tables import Column, table
from planner.render._text import Painted, clean, list_words, paint, section, wrap
from planner.render.next._rows import (
    blocker_text,
    headline,
    holds_up,
    idle_line,
    late_note,
    people,
    ready_note,
    ready_tasks,
)

_LISTED = 3
_HELD_UP = 4
_ALIKE = 3
"""Tasks that wait for the same and are shown on a terminal."""


def render(view: ProgressView, style: Style) -> str:
    """Return what can start, what is under way, what is blocked, and who waits for whom."""
    work = next_work(view)
    lines = [paint(clean(headline(view, work)), "bold", style), selection_text(view)]
    return (
        "".join(
            [
                *(wrap(clean(line) if n else line, style) for n, line in enumerate(lines) if line),
                "\n",
                section("Can start", _ready(view, work, style), style),
                wrap(clean(idle), style) + "\n" if (idle := idle_line(work)) else "",
                section("In progress", _in_progress(view, work, style), style),
                section("Blocked", _blocked(view, work, style), style),
                section("Waiting for others", _waiting(view, work, style), style),
            ]
        ).rstrip("\n")
        + "\n"
    )


def _ready(view: ProgressView, work: NextWork, style: Style) -> str:
    columns = (
        Column("TEAM"),
        Column("PEOPLE", whole=True, gives_way=2),
        Column("TASK", whole=True),
        Column("TITLE", gives_way=1),
        Column("DAYS", right=True),
        Column("SLACK", right=True),
        Column("NOTE", whole=True),
    )
    rows = []
    for team, ready in ready_tasks(work):
        task = view.plan.network.tasks[ready.task]
        days = format_days(view.forecast.finish[ready.task] - view.forecast.start[ready.task])
        note = Painted(ready_note(team, ready), "critical" if ready.critical else "")
        slack = format_days(ready.slack)
        rows.append([team.team, people(team), task.id, task.title, days, slack, note])
    return table(columns, rows, style)


def _in_progress(view: ProgressView, work: NextWork, style: Style) -> str:
    columns = [Column("TASK"), Column("TITLE", gives_way=1), Column("TEAM")]
    columns += [Column("SINCE", whole=True), Column("FORECAST", whole=True), Column("NOTE")]
    rows = []
    for index in work.in_progress:
        task = view.plan.network.tasks[index]
        note = Painted(late_note(view, index), "critical")
        rows.append([task.id, task.title, task.team, *task_days(view, index, style), note])
    return table(columns, rows, style)


def _blocked(view: ProgressView, work: NextWork, style: Style) -> str:
    columns = [Column("TASK"), Column("TEAM", gives_way=1), Column("REASON"), Column("HOLDS UP")]
    rows = []
    for blocked in work.blocked:
        task = view.plan.network.tasks[blocked.task]
        others = holds_up(view, blocked, None if style.verbose else _HELD_UP) or "-"
        rows.append([task.id, task.team, Painted(blocked.reason, "warn"), others])
    return table(columns, rows, style)


def _waiting(view: ProgressView, work: NextWork, style: Style) -> str:
    columns = [Column("TASK"), Column("TITLE", least=100, gives_way=1), Column("TEAM", gives_way=1)]
    everything = style.width is None or style.verbose
    rows = []
    for blockers, waiting in _by_blockers(work).items():
        named = [blocker_text(view, index) for index in blockers]
        reasons = list_words(named, None if style.verbose else _LISTED)
        shown = waiting if everything or len(waiting) <= _ALIKE + 1 else waiting[:_ALIKE]
        tasks = [view.plan.network.tasks[index] for index in shown]
        rows += [[task.id, task.title, task.team, reasons] for task in tasks]
        if len(waiting) > len(shown):
            more = f"and {len(waiting) - len(shown)} more"
            rows.append([more, "", "", "the same (see them with --verbose)"])
    return table([*columns, Column("WAITS FOR")], rows, style)


def _by_blockers(work: NextWork) -> dict[tuple[int, ...], list[int]]:
    found: dict[tuple[int, ...], list[int]] = {}
    for waiting in work.waiting:
        found.setdefault(waiting.blockers, []).append(waiting.task)
    return found
