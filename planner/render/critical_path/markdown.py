"""`plan critical-path` for pull requests and wikis."""

from collections.abc import Sequence

from planner.model.duration import format_days
from planner.model.views import PlanView, Style
from planner.render._markdown import code, escape, markdown_table
from planner.render._plan_rows import milestone_rows
from planner.render._plan_text import Dates, headline
from planner.render._text import plural
from planner.render.critical_path import mermaid
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

_DECIDERS_NAMED = 6


def render(view: PlanView, style: Style) -> str:
    """Return the listed critical paths and what comes close as a Markdown page."""
    paths = path_rows(view)
    dates = Dates.markdown(view.plan)
    title, *lines = (escape(line) for line in headline(view))
    lines.append(f"{plural(view.plan.critical.count, 'critical path')} in all.")
    chart = f"```mermaid\n{mermaid.render(view, style)}```\n" if paths else ""
    blocks = [
        f"# Critical path of {title}\n",
        "  \n".join(lines) + "\n",
        *_paths(view, paths, dates),
        _section("Picture", chart),
        _section("What decides the milestones", _milestones(view, dates)),
        _section(f"Nearly critical: {NEARLY_DAYS}d of slack or less", _near(view)),
        _section("Slack of all tasks", _spread(view)),
    ]
    return "\n".join(block for block in blocks if block)


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _paths(view: PlanView, paths: Sequence[PathRows], dates: Dates) -> list[str]:
    if not paths:
        return ["None of the tasks shown is on a listed critical path.\n"]
    arrow = "\u2192"
    way = escape(route(view.plan, tasks_of(paths[0]), arrow))
    others = "".join(f"- {escape(line)}\n" for line in fork_lines(view, arrow))
    title = "The critical path" if view.plan.critical.count == 1 else "The first critical path"
    return [
        _section(title, f"{way}\n\n{_path_table(paths[0], dates)}"),
        _section("Other ways through", others),
    ]


def _path_table(path: PathRows, dates: Dates) -> str:
    return markdown_table(
        ["Task", "Title", "Team", "Start", "Finish", "Week", "Days", "Why then"],
        [
            [
                code(row.id),
                escape(row.title),
                escape(row.team),
                dates.start(row.span),
                dates.finish(row.span),
                dates.weeks(row.span),
                format_days(row.minutes),
                escape(row.reason),
            ]
            for row in path
        ],
        right=[6],
    )


def _milestones(view: PlanView, dates: Dates) -> str:
    rows = []
    for row in milestone_rows(view.plan):
        named = ", ".join(map(code, row.decided_by[:_DECIDERS_NAMED]))
        more = len(row.decided_by) - _DECIDERS_NAMED
        decided = f"{named} and {more} more" if more > 0 else named
        week = str(dates.week(row.day))
        rows.append([row.id, escape(row.title), dates.milestone(row), week, decided])
    return markdown_table(["Milestone", "Title", "Date", "Week", "Decided by"], rows, right=[3])


def _near(view: PlanView) -> str:
    rows = [
        [row.kind, escape(row.name), escape(row.team), format_days(row.slack)]
        for row in nearly_critical(view)
    ]
    return markdown_table(["What", "Name", "Team", "Slack"], rows, right=[3])


def _spread(view: PlanView) -> str:
    rows = [[bucket.label, str(bucket.tasks)] for bucket in slack_buckets(view)]
    return markdown_table(["Slack", "Tasks"], rows, right=[1])
