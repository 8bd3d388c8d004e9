"""`plan waves` for people: headline, Wave 0, services, contracts to ratify first, bars, notes."""

from collections.abc import Sequence

from planner.model.duration import format_days
from planner.model.plan import ContractPriority, Lane
from planner.model.views import PlanView, Style
from planner.render._plan_rows import (
    WAVE_TITLES,
    ServiceRow,
    contract_rows,
    foundation_tasks,
    milestone_rows,
    service_rows,
    task_span,
    waves_of,
    whole_span,
)
from planner.render._plan_text import Dates, difference_text, headline, length_text
from planner.render._tables import Column, table
from planner.render._text import clean, list_words, paint, plural, section, wrap
from planner.render.waves._bars import bars
from planner.render.waves._services import (
    ROWS_ON_TERMINAL,
    least_slack,
    services_table,
    slack_cell,
)

_CONTRACTS_ON_TERMINAL = 15
_NAMES_IN_LANE = 12


def render(view: PlanView, style: Style) -> str:
    """Return the plan as text. On a terminal long lists are shortened, and say so."""
    rows = service_rows(view)
    shown = rows if _everything(style) else least_slack(rows, ROWS_ON_TERMINAL)
    blocks = [
        _headline(view, style),
        section("Wave 0: shared infrastructure", _foundation(view, style), style),
        section("Who can start", _lanes(rows, style), style),
        section("Services and their waves", _services(view, rows, shown, style), style),
        section("Contracts to ratify first", _contracts(view, style), style),
        section("Milestones", _milestones(view, style), style) if style.width is None else "",
        section("Timeline", _timeline(view, shown, style), style) if style.width else "",
        section("The same system built another way", _alternatives(view, style), style),
        section("Notes", _notes(view, style), style),
    ]
    return "".join(blocks).rstrip("\n") + "\n"


def _everything(style: Style) -> bool:
    return style.width is None or style.verbose


def _headline(view: PlanView, style: Style) -> str:
    first, *others = (wrap(clean(line), style, "  ") for line in headline(view))
    return paint(first.rstrip("\n"), "bold", style) + "\n" + "".join(others) + "\n"


def _foundation(view: PlanView, style: Style) -> str:
    plan = view.plan
    dates = Dates.of(plan, style)
    rows = []
    for index in foundation_tasks(view):
        task, span = plan.network.tasks[index], task_span(plan, index)
        rows.append(
            [
                task.step,
                task.title,
                task.team,
                format_days(task.duration),
                dates.start(span),
                dates.finish(span),
                slack_cell(span.slack),
            ]
        )
    columns = [Column("ITEM"), Column("TITLE"), Column("TEAM"), Column("DAYS", right=True)]
    columns += [Column("START", whole=True), Column("FINISH", whole=True)]
    return table([*columns, Column("SLACK", right=True)], rows, style)


def _lanes(rows: Sequence[ServiceRow], style: Style) -> str:
    if style.width is None:
        return _lanes_table(rows, style)
    lines = []
    for lane in Lane:
        members = [row for row in rows if row.lane.lane is lane]
        if members:
            names = list_words(
                map(_lane_member, members), None if style.verbose else _NAMES_IN_LANE
            )
            lines.append(wrap(f"{lane.value.capitalize()}: {names}", style, "  "))
    return "".join(lines)


def _lanes_table(rows: Sequence[ServiceRow], style: Style) -> str:
    return table(
        [Column("SERVICE"), Column("TEAM"), Column("LANE"), Column("WAITS FOR")],
        [
            [row.name, row.team, row.lane.lane.value, ",".join(row.lane.waits_for) or "-"]
            for row in rows
        ],
        style,
    )


def _lane_member(row: ServiceRow) -> str:
    waits = row.lane.waits_for
    return f"{row.name} (after {list_words(waits, 3)})" if waits else row.name


def _services(
    view: PlanView, rows: Sequence[ServiceRow], shown: Sequence[ServiceRow], style: Style
) -> str:
    body = services_table(shown, view.plan, style)
    letters = ", ".join(f"{wave} {WAVE_TITLES[wave]}" for wave in waves_of(shown) if wave != "K")
    body += wrap(f"{letters}.", style, "  ") if body else ""
    if any(row.critical for row in shown) and style.width:
        body += wrap("* critical: a late day before milestone 1 moves the end.", style, "  ")
    hidden = len(rows) - len(shown)
    if hidden:
        names = {row.name for row in shown}
        least = min(row.slack for row in rows if row.name not in names)
        body += wrap(_more(hidden, "service", format_days(least)), style, "  ")
    return body


def _more(count: int, word: str, slack: str) -> str:
    return (
        f"{plural(count, f'more {word}')} with at least {slack} slack: "
        "see them with --verbose, --service or --format csv"
    )


def _contracts(view: PlanView, style: Style) -> str:
    rows = contract_rows(view)
    shown = rows if _everything(style) else rows[:_CONTRACTS_ON_TERMINAL]
    dates = Dates.of(view.plan, style)
    columns = [Column("CONTRACT"), Column("PLANNED", whole=True), Column("LATEST", whole=True)]
    columns += [Column("SLACK", right=True, whole=True), Column("PARTIES")]
    body = table(columns, [_contract(view, row, dates) for row in shown], style)
    if len(rows) > len(shown):
        least = format_days(rows[len(shown)].slack)
        body += wrap(_more(len(rows) - len(shown), "contract", least), style, "  ")
    return body


def _contract(view: PlanView, row: ContractPriority, dates: Dates) -> list[str]:
    span = task_span(view.plan, row.task)
    slack = slack_cell(row.slack)
    return [row.contract, dates.finish(span), dates.latest(span), slack, ", ".join(row.parties)]


def _milestones(view: PlanView, style: Style) -> str:
    dates = Dates.of(view.plan, style)
    return table(
        [Column("MILESTONE"), Column("TITLE"), Column("DATE")],
        [[row.id, row.title, dates.milestone(row)] for row in milestone_rows(view.plan)],
        style,
    )


def _timeline(view: PlanView, shown: Sequence[ServiceRow], style: Style) -> str:
    foundation = [task_span(view.plan, index) for index in foundation_tasks(view)]
    return bars(
        whole_span(foundation) if foundation else None,
        shown,
        milestone_rows(view.plan),
        view.plan,
        style,
    )


def _alternatives(view: PlanView, style: Style) -> str:
    return table(
        [Column("ALTERNATIVE", whole=True), Column("TAKES"), Column("ENDS"), Column("BECAUSE")],
        [
            [
                other.name,
                length_text(other.makespan),
                difference_text(other.difference),
                other.note,
            ]
            for other in view.plan.alternatives
        ],
        style,
    )


def _notes(view: PlanView, style: Style) -> str:
    return "".join(wrap(f"- {clean(note)}", style, "  ") for note in view.plan.notes)
