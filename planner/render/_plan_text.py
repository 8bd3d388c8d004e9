"""Dates, headline and notes of a plan in words, for text and Markdown."""

from dataclasses import dataclass
from datetime import date, timedelta

from planner.model.duration import format_days, to_days
from planner.model.plan import Plan
from planner.model.views import PlanView, Style
from planner.render._plan_rows import (
    MilestoneRow,
    Span,
    count_tasks,
    selection_text,
    start_day,
)
from planner.render._text import plural

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_YEAR = len("2026-")
_ENOUGH_DAYS = 50
"""Working days after which each weekday has come up that ever does."""


def day_text(day: date, *, year: bool = True) -> str:
    """Return `05 Jan 2026`, the same in every locale."""
    short = f"{day.day:02d} {_MONTHS[day.month - 1]}"
    return f"{short} {day.year}" if year else short


@dataclass(frozen=True, slots=True)
class Dates:
    """How the dates of one plan are written.

    Args:
        iso: `2026-01-05`; else `05 Jan`, with the year only in plans that span two.
        dash: what stands between two dates or weeks.
        week_1: the first day of the plan's first week.
    """

    plan: Plan
    iso: bool
    dash: str
    week_1: date

    @classmethod
    def of(cls, plan: Plan, style: Style) -> "Dates":
        """Return short dates for a terminal, ISO dates for a pipe."""
        iso = style.width is None
        dash = ".." if iso else "\u2013" if style.unicode else "-"
        return cls(plan, iso, dash, first_week(plan))

    @classmethod
    def markdown(cls, plan: Plan) -> "Dates":
        """Return short dates for a page that wraps lines by itself."""
        return cls(plan, iso=False, dash="\u2013", week_1=first_week(plan))

    def _text(self, day: date) -> str:
        if self.iso:
            return day.isoformat()
        first, last = plan_days(self.plan)
        return day_text(day, year=first.year != last.year)

    def start(self, span: Span) -> str:
        """Return the first day of a span."""
        return self._text(start_day(self.plan.calendar, span.start, span.finish))

    def finish(self, span: Span) -> str:
        """Return the last day of a span."""
        return self._text(self.plan.calendar.finish_date(span.finish))

    def latest(self, span: Span) -> str:
        """Return the last day on which it may end without moving the plan's end."""
        return self._text(self.plan.calendar.finish_date(span.finish + span.slack))

    def both(self, span: Span) -> str:
        """Return first and last day, such as `2026-01-20..02-02`; one date if they are the same."""
        first, last = self.start(span), self.finish(span)
        if first == last:
            return first
        if self.iso and first[:_YEAR] == last[:_YEAR]:
            last = last[_YEAR:]
        return f"{first}{self.dash}{last}"

    def milestone(self, row: MilestoneRow) -> str:
        """Return the day of a milestone."""
        return self._text(row.day)

    def weeks(self, span: Span) -> str:
        """Return the weeks of the plan that a span touches: `3-4`, or `3`."""
        first = self.week(start_day(self.plan.calendar, span.start, span.finish))
        last = self.week(self.plan.calendar.finish_date(span.finish))
        return str(first) if first == last else f"{first}{self.dash}{last}"

    def week(self, day: date) -> int:
        """Return the week of the plan in which a day lies; the first is 1."""
        return (day - self.week_1).days // 7 + 1


def plan_days(plan: Plan) -> tuple[date, date]:
    """Return the first and the last day of a plan."""
    return plan.calendar.days[0], plan.calendar.finish_date(plan.timing.makespan)


def first_week(plan: Plan) -> date:
    """Return the day on which the week begins in which the plan starts.

    Weeks begin after the longest run of weekdays on which nobody works: on Monday where Saturday
    and Sunday are free, on Sunday where Friday and Saturday are.
    """
    days = plan.calendar.days
    worked = {day.weekday() for day in days[:_ENOUGH_DAYS]}
    begin = max(sorted(worked), key=lambda weekday: _free_before(weekday, worked))
    return days[0] - timedelta(days=(days[0].weekday() - begin) % 7)


def _free_before(weekday: int, worked: set[int]) -> int:
    return next(count for count in range(7) if (weekday - count - 1) % 7 in worked)


def count_weeks(plan: Plan) -> int:
    """Return how many calendar weeks the plan touches."""
    return (plan_days(plan)[1] - first_week(plan)).days // 7 + 1


def length_text(minutes: int) -> str:
    """Return `60 working days`, `1 working day`, `2.5 working days`."""
    days = to_days(minutes)
    return f"{days:g} working {'day' if days == 1 else 'days'}"


def headline(view: PlanView) -> list[str]:
    """Return the first lines: what is planned, from when to when, what was filtered."""
    plan = view.plan
    first, last = plan_days(plan)
    counts = [
        plural(len(view.system.services), "service"),
        plural(len(plan.ratify_first), "contract"),
        plural(len(view.system.settings.teams), "team"),
        tasks_text(plan),
    ]
    span = f"{day_text(first)} to {day_text(last)}"
    lines = [
        f"{plan.name}: {', '.join(counts)}",
        f"{span}: {length_text(plan.timing.makespan)} ({plural(count_weeks(plan), 'week')})",
    ]
    return [*lines, selected] if (selected := selection_text(view)) else lines


def tasks_text(plan: Plan) -> str:
    """Return `123 tasks, 4 milestones`."""
    tasks, milestones = count_tasks(plan)
    return f"{plural(tasks, 'task')}, {plural(milestones, 'milestone')}"


def difference_text(minutes: int) -> str:
    """Return `10d later`, `4d sooner` or `no difference`."""
    if not minutes:
        return "no difference"
    return f"{format_days(abs(minutes))} {'later' if minutes > 0 else 'sooner'}"
