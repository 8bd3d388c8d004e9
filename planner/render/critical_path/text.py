"""`plan critical-path` for people: what decides the end, step by step, and what comes close."""

from collections.abc import Sequence

from planner.model.duration import format_days
from planner.model.views import PlanView, Style
from planner.render._plan_rows import count_tasks, milestone_rows
from planner.render._plan_text import Dates, headline
from planner.render._tables import Column, table
from planner.render._text import Painted, clean, list_words, paint, plural, section, wrap
from planner.render.critical_path._forks import fork_lines
from planner.render.critical_path._steps import (
    NEARLY_DAYS,
    PathRows,
    nearly_critical,
    path_rows,
    route,
    slack_buckets,
    tasks_of,
)

_NEAR_ON_TERMINAL = 12
_STEPS_ON_TERMINAL = 100
_WORDS_OF_ROUTE = 40
_WAYS_ON_TERMINAL = 6
_BAR_WIDTH = 30
_WORDS_BEFORE_BAR = 26


def render(view: PlanView, style: Style) -> str:
    """Return the first critical path step by step, the others as routes, and what comes close."""
    paths = path_rows(view)
    blocks = [
        _headline(view, style),
        _first_path(view, paths, style),
        section("Other ways through", _forks(view, style), style),
        section("What decides the milestones", _milestones(view, style), style),
        section(f"Nearly critical: {NEARLY_DAYS}d of slack or less", _near(view, style), style),
        section("Slack of all tasks", _spread(view, style), style),
    ]
    return "".join(blocks).rstrip("\n") + "\n"


def _headline(view: PlanView, style: Style) -> str:
    first, *others = (wrap(clean(line), style, "  ") for line in headline(view))
    count = plural(view.plan.critical.count, "critical path")
    about = f"{count}: a late day on any of them moves the end"
    return (
        paint(first.rstrip("\n"), "bold", style)
        + "\n"
        + "".join(others)
        + wrap(about, style, "  ")
        + "\n"
    )


def _first_path(view: PlanView, paths: Sequence[PathRows], style: Style) -> str:
    if not paths:
        return "None of the tasks shown is on a listed critical path.\n\n"
    shown = paths[0] if _everything(style) else paths[0][:_STEPS_ON_TERMINAL]
    body = wrap(_route(view, paths[0], style), style, "  ") + "\n"
    body += _path_table(view, shown, style)
    if len(paths[0]) > len(shown):
        more = f"{len(paths[0]) - len(shown)} more: see them with --verbose or --format csv"
        body += wrap(more, style, "  ")
    return section(f"Critical path: {_length(view, paths[0])}", body, style)


def _length(view: PlanView, path: PathRows) -> str:
    tasks, milestones = count_tasks(view.plan, tasks_of(path))
    gates = f", {plural(milestones, 'milestone')}" if milestones else ""
    return f"{plural(tasks, 'task')}{gates}"


def _everything(style: Style) -> bool:
    return style.width is None or style.verbose


def _route(view: PlanView, path: PathRows, style: Style) -> str:
    limit = None if _everything(style) else _WORDS_OF_ROUTE
    return clean(route(view.plan, tasks_of(path), _arrow(style), limit))


def _arrow(style: Style) -> str:
    return "\u2192" if style.unicode else "->"


def _path_table(view: PlanView, rows: PathRows, style: Style) -> str:
    dates = Dates.of(view.plan, style)
    # On a narrow terminal the title goes first, for the id says service and step; then the reason,
    # which mostly names the row above.
    columns = [Column("TASK"), Column("TITLE", least=100, gives_way=2), Column("TEAM")]
    columns += [Column("START", whole=True), Column("FINISH", whole=True)]
    columns += [Column("WEEK", whole=True, least=115, gives_way=2)] if style.width else []
    columns += [Column("DAYS", right=True, whole=True), Column("WHY THEN", gives_way=1)]
    lines = [
        [
            row.id,
            row.title,
            row.team or "-",
            dates.start(row.span),
            dates.finish(row.span),
            *([dates.weeks(row.span)] if style.width else []),
            format_days(row.minutes),
            row.reason,
        ]
        for row in rows
    ]
    return table(columns, lines, style)


def _forks(view: PlanView, style: Style) -> str:
    limit = None if _everything(style) else _WAYS_ON_TERMINAL
    lines = fork_lines(view, _arrow(style), limit)
    return "".join(wrap(f"- {clean(line)}", style, "  ") for line in lines)


def _milestones(view: PlanView, style: Style) -> str:
    dates = Dates.of(view.plan, style)
    limit = None if style.verbose else 4 if style.width else 20
    rows = [
        [row.id, row.title, dates.milestone(row), list_words(row.decided_by, limit) or "-"]
        for row in milestone_rows(view.plan)
    ]
    columns = [Column("MILESTONE", whole=True), Column("TITLE"), Column("DATE", whole=True)]
    return table([*columns, Column("DECIDED BY")], rows, style)


def _near(view: PlanView, style: Style) -> str:
    rows = nearly_critical(view)
    limit = len(rows) if _everything(style) else _NEAR_ON_TERMINAL
    columns = [Column("WHAT"), Column("NAME"), Column("TEAM"), Column("SLACK", right=True)]
    body = table(
        columns,
        [
            [row.kind, row.name, row.team, Painted(format_days(row.slack), "warn")]
            for row in rows[:limit]
        ],
        style,
    )
    if len(rows) > limit:
        body += wrap(f"{len(rows) - limit} more: see them with --verbose", style, "  ")
    return body


def _spread(view: PlanView, style: Style) -> str:
    buckets = slack_buckets(view)
    most = max(bucket.tasks for bucket in buckets)
    glyph = "\u2588" if style.unicode else "#"
    width = min(_BAR_WIDTH, (style.width or 80) - _WORDS_BEFORE_BAR)
    rows = [
        [
            bucket.label,
            str(bucket.tasks),
            glyph * -(-bucket.tasks * width // max(1, most)),
        ]
        for bucket in buckets
    ]
    columns = [Column("SLACK", whole=True), Column("TASKS", right=True, whole=True), Column("")]
    return table(columns, rows, style)
