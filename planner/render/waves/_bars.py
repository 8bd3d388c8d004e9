"""A Gantt chart made of letters, one line a service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from planner.model.duration import MINUTES_PER_DAY
from planner.model.plan import Plan
from planner.model.views import Style
from planner.render._plan_rows import MilestoneRow, ServiceRow, Span
from planner.render._plan_text import Dates, day_text
from planner.render._text import Look, cut, pad, paint, text_width, wrap

_LONGEST_LABEL = 24
_NARROWEST_CHART = 20
_DAY = MINUTES_PER_DAY
_STEPS = (1, 2, 4, 13, 26, 52, 520)
"""Every how many weeks the axis names one: about a month, a quarter, half a year, a year."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The letters of which bars are made."""

    critical: str
    busy: str
    slack: str
    gate: str


UNICODE = Glyphs("█", "▒", "·", "◆")
ASCII = Glyphs("#", "=", ".", "+")


@dataclass(frozen=True, slots=True)
class Chart:
    """The scale: working time from left to right.

    Args:
        label: columns for the names on the left.
        width: columns for the bars.
    """

    plan: Plan
    style: Style
    dates: Dates
    label: int
    width: int

    @property
    def glyphs(self) -> Glyphs:
        """The letters that the encoding can take."""
        return UNICODE if self.style.unicode else ASCII

    def column(self, minute: int) -> int:
        """Return the column in which a minute lies."""
        return minute * self.width // max(1, self.plan.timing.makespan)

    def columns(self, start: int, finish: int) -> range:
        """Return the columns that some minutes touch, at least one unless there are none."""
        if finish <= start:
            return range(0)
        last = -(-finish * self.width // max(1, self.plan.timing.makespan))
        first = min(self.column(start), self.width - 1)
        return range(first, max(first + 1, min(last, self.width)))


def bars(
    foundation: Span | None,
    rows: Sequence[ServiceRow],
    milestones: Sequence[MilestoneRow],
    plan: Plan,
    style: Style,
) -> str:
    """Return the chart: months, weeks, Wave 0, services, milestones, and what the letters mean.

    Args:
        foundation: the span of Wave 0; None if there is none to show.
        rows: the services to draw.
        milestones: drawn below, a line each.
        plan: gives the scale.
        style: gives the width; without one, 100 columns are used.
    """
    labels = [row.mark for row in rows] + [f"{row.id} {row.title}" for row in milestones]
    room = (style.width or 100) - 1
    longest = max(map(text_width, labels), default=0)
    label = min(_LONGEST_LABEL, longest, max(1, room - _NARROWEST_CHART))
    width = room - label
    chart = Chart(plan, style, Dates.of(plan, style), label, width)
    lines = [_line(chart, "", months(plan, width)), _line(chart, "week", weeks(plan, width))]
    if foundation:
        lines.append(_line(chart, "Wave 0", _bar(chart, [foundation])))
    lines += [_line(chart, row.mark, _bar(chart, row.waves.values())) for row in rows]
    lines += [_line(chart, f"{row.id} {row.title}", _gate(chart, row)) for row in milestones]
    return "".join(lines) + _legend(chart)


def _line(chart: Chart, label: str, body: str) -> str:
    return f"{pad(cut(label, chart.label, chart.style), chart.label)} {body}".rstrip() + "\n"


def _bar(chart: Chart, spans: Iterable[Span]) -> str:
    glyphs, cells = chart.glyphs, [" "] * chart.width
    every = sorted(spans, key=lambda span: -span.slack)
    for span in every:
        for column in chart.columns(span.finish, span.finish + span.slack):
            cells[column] = glyphs.slack
    for span in every:  # critical ones last: no other bar may hide them
        for column in chart.columns(span.start, span.finish):
            cells[column] = glyphs.busy if span.slack else glyphs.critical
    looks: dict[str, Look] = {glyphs.critical: "critical", glyphs.slack: "dim"}
    runs = groupby("".join(cells).rstrip())
    return "".join(paint("".join(run), looks.get(glyph, ""), chart.style) for glyph, run in runs)


def _gate(chart: Chart, row: MilestoneRow) -> str:
    column = min(chart.column(row.minute), chart.width - 1)
    text = f"{day_text(row.day, year=False)} (wk {chart.dates.week(row.day)})"
    after = column + 1 + 1 + len(text) <= chart.width
    gate = paint(chart.glyphs.gate, "bold", chart.style)
    if after:
        return " " * column + f"{gate} {text}"
    return " " * max(0, column - len(text) - 1) + f"{text} {gate}"


def months(plan: Plan, width: int) -> str:
    """Return the axis: the name of each month where its first working day lies.

    A month that has no room is left out; in plans of more than two years, years are named.
    """
    line = ""
    for day, minute in _ticks(plan):
        column = minute * width // max(1, plan.timing.makespan)
        text = str(day.year) if _is_long(plan) else day_text(day)[3:6]
        gap = column - len(line)
        if (gap > 0 or not line) and column + len(text) <= width:
            line += " " * gap + text
    return line


def weeks(plan: Plan, width: int) -> str:
    """Return the axis below: the number of each week, or of as many as there is room for."""
    dates, marks = Dates.of(plan, Style()), dict[int, int]()
    for position, day in enumerate(plan.calendar.days[: -(-plan.timing.makespan // _DAY)]):
        marks.setdefault(dates.week(day), position * _DAY * width // max(1, plan.timing.makespan))
    room = len(str(max(marks, default=1))) + 1
    step = next((n for n in _STEPS if n * width >= room * len(marks)), _STEPS[-1])
    line = ""
    for week, column in marks.items():
        gap = column - len(line)
        if (week - 1) % step == 0 and (gap > 0 or not line) and column + len(str(week)) <= width:
            line += " " * gap + str(week)
    return line


def _is_long(plan: Plan) -> bool:
    return plan.timing.makespan > 2 * 250 * MINUTES_PER_DAY


def _ticks(plan: Plan) -> list[tuple[date, int]]:
    days = plan.calendar.days
    ticks = [(days[0], 0)]
    for position, day in enumerate(days[1:], start=1):
        previous = ticks[-1][0]
        if (day.year if _is_long(plan) else (day.year, day.month)) != (
            previous.year if _is_long(plan) else (previous.year, previous.month)
        ):
            ticks.append((day, position * MINUTES_PER_DAY))
    return ticks


def _legend(chart: Chart) -> str:
    glyphs = chart.glyphs
    words = (
        f"{glyphs.critical} critical, {glyphs.busy} has slack, "
        f"{glyphs.slack} slack, {glyphs.gate} milestone"
    )
    return wrap(words, chart.style)
