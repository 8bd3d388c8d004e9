"""A Gantt chart on calendar dates: rows of services, bars of waves, lines of milestones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from planner.model.duration import MINUTES_PER_DAY
from planner.model.plan import Plan
from planner.model.views import PlanView, Style
from planner.render._figure import (
    CRITICAL_COLOR,
    GRID,
    INK,
    WAVE_COLORS,
    drawing,
    figure_bytes,
    label_color,
    new_figure,
)
from planner.render._plan_rows import (
    BEFORE_M1,
    WAVE_TITLES,
    Span,
    foundation_tasks,
    milestone_rows,
    service_rows,
    task_span,
    whole_span,
)
from planner.render._plan_text import day_text, headline
from planner.render._text import clean, cut
from planner.render.waves._services import least_slack

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WAVES_DRAWN = 60
"""With more services each has two bars."""
_SERVICES_DRAWN = 250
_WIDTH = 13.0
_LONGEST_LABEL = 32
_SHADED_DAYS = 400
_BAR = 0.76
_NARROWEST_LETTER = 80
"""A bar of less than one eightieth of the axis has no room for a letter."""
_BUILD, _SHIP = "build", "ship"
"""Stand for all waves of a service before and after milestone 1, when it has two bars."""
_COLORS = {**WAVE_COLORS, _BUILD: "#0072B2", _SHIP: "#56B4E9"}
_MERGED = {_BUILD: "build: contracts and waves A to D", _SHIP: "ship: waves E, H and R"}


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    bars: Mapping[str, Span]


def draw(view: PlanView, format_name: Literal["svg", "png"]) -> str | bytes:
    """Return the chart; with more than 250 services, the ones with the least slack."""
    rows, left_out = _rows(view)
    with drawing():
        height = 1.9 + max(4, len(rows)) * (0.36 if len(rows) <= _WAVES_DRAWN else 0.17)
        figure = new_figure(_WIDTH, height)
        _draw(figure, view, rows, left_out)
        return figure_bytes(figure, format_name, title=f"Waves of {view.plan.name}")


def _rows(view: PlanView) -> tuple[list[_Row], int]:
    every = service_rows(view)
    shown = least_slack(every, _SERVICES_DRAWN)
    merged = len(shown) > _WAVES_DRAWN
    rows = [_Row(row.mark, _merge(row.waves) if merged else row.waves) for row in shown]
    foundation = [task_span(view.plan, index) for index in foundation_tasks(view)]
    if foundation:
        rows.insert(0, _Row("Wave 0", {"0": whole_span(foundation)}))
    return rows, len(every) - len(shown)


def _merge(waves: Mapping[str, Span]) -> dict[str, Span]:
    parts: dict[str, Span] = {}
    for wave, span in waves.items():
        part = _BUILD if wave in BEFORE_M1 or wave == "K" else _SHIP
        parts[part] = parts[part].join(span) if part in parts else span
    return parts


def _draw(figure: "Figure", view: PlanView, rows: Sequence[_Row], left_out: int) -> None:
    height = figure.get_figheight()
    axes = figure.add_axes((0.19, 0.72 / height, 0.79, 1 - 1.75 / height))
    axes.set_ylim(max(1, len(rows)) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [_label(row) for row in rows])
    axes.tick_params(axis="y", length=0, labelsize=9 if len(rows) <= _WAVES_DRAWN else 6)
    _draw_dates(axes, view.plan)
    for position, row in enumerate(rows):
        _draw_row(axes, view.plan, position, row)
    _draw_milestones(axes, view.plan, figure)
    _draw_words(figure, view, left_out)
    _draw_legend(figure, rows, height)


def _label(row: _Row) -> str:
    return cut(clean(row.label), _LONGEST_LABEL, Style())


def _point(plan: Plan, minute: int, *, ends: bool) -> float:
    """Return a time as a day number with a fraction; the end of a day's work is its midnight."""
    if ends:
        day = plan.calendar.finish_date(minute)
        return day.toordinal() + ((minute - 1) % MINUTES_PER_DAY + 1) / MINUTES_PER_DAY
    return plan.calendar.start_date(minute).toordinal() + minute % MINUTES_PER_DAY / MINUTES_PER_DAY


def _draw_row(axes: "Axes", plan: Plan, position: int, row: _Row) -> None:
    lanes = _side_by_side(row.bars)
    low, high = axes.get_xlim()
    plan_length = high - low
    for wave, span in row.bars.items():
        lane, count = lanes[wave]
        start, end = _point(plan, span.start, ends=False), _point(plan, span.finish, ends=True)
        height = _BAR / count
        bottom = position - _BAR / 2 + lane * height
        critical = not span.slack
        axes.barh(
            bottom + height / 2,
            end - start,
            left=start,
            height=height,
            color=_COLORS[wave],
            edgecolor=CRITICAL_COLOR if critical else "white",
            linewidth=0.8 if not critical else 2 if wave in WAVE_TITLES else 1,
            zorder=4 if critical else 3,
        )
        if wave in WAVE_TITLES and (end - start) * _NARROWEST_LETTER > plan_length:
            center = (start + end) / 2, bottom + height / 2
            _draw_letter(axes, wave, center, count)


def _draw_letter(axes: "Axes", wave: str, center: tuple[float, float], count: int) -> None:
    size = {1: 8.0, 2: 6.5}.get(count, 5.0)
    color = label_color(_COLORS[wave])
    axes.text(*center, wave, ha="center", va="center", color=color, fontsize=size, zorder=5)


def _side_by_side(bars: Mapping[str, Span]) -> dict[str, tuple[int, int]]:
    """Return for each bar its lane and how many lanes the bars share that it overlaps with.

    Bars are taken by their start; each goes to the first lane that is free.
    """
    order = sorted(bars, key=lambda wave: (bars[wave].start, bars[wave].finish))
    lanes: dict[str, tuple[int, int]] = {}
    group: list[tuple[str, int]] = []
    ends: list[int] = []
    for wave in order:
        if ends and bars[wave].start >= max(ends):
            lanes.update({name: (lane, len(ends)) for name, lane in group})
            group, ends = [], []
        lane = next((n for n, end in enumerate(ends) if end <= bars[wave].start), len(ends))
        ends[lane : lane + 1] = [bars[wave].finish]
        group.append((wave, lane))
    lanes.update({name: (lane, len(ends)) for name, lane in group})
    return lanes


def _draw_dates(axes: "Axes", plan: Plan) -> None:
    first, last = plan.calendar.days[0], plan.calendar.finish_date(plan.timing.makespan)
    length = last.toordinal() + 1 - first.toordinal()
    axes.set_xlim(first.toordinal() - 0.01 * length, last.toordinal() + 1 + 0.02 * length)
    ticks = _ticks(first, last)
    axes.set_xticks([day.toordinal() for day in ticks], [_tick(day, length) for day in ticks])
    axes.tick_params(axis="x", length=0, labelsize=8)
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    if length <= _SHADED_DAYS:
        _shade_days_off(axes, plan, first, last)


def _shade_days_off(axes: "Axes", plan: Plan, first: date, last: date) -> None:
    work = {day.toordinal() for day in plan.calendar.days}
    runs: list[list[int]] = []
    for day in range(first.toordinal(), last.toordinal() + 1):
        if day in work:
            continue
        if runs and runs[-1][1] == day:
            runs[-1][1] = day + 1
        else:
            runs.append([day, day + 1])
    for start, end in runs:
        axes.axvspan(start, end, color="#F2F2F2", linewidth=0, zorder=0)


def _ticks(first: date, last: date) -> list[date]:
    """Return the Mondays, the first of each month, or of each quarter, as the plan is long."""
    days = (last - first).days
    if days <= 190:  # noqa: PLR2004  more than 27 weeks would not fit the axis
        step = 7 if days <= 95 else 14  # noqa: PLR2004
        monday = first - timedelta(days=first.weekday())
        every = [monday + timedelta(days=n) for n in range(0, days + 7, step)]
    else:
        step = 1 if days <= 800 else 3 if days <= 2500 else 12  # noqa: PLR2004  months
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        every = [date(m // 12, m % 12 + 1, 1) for m in months if m % 12 % step == 0]
    return [day for day in every if first <= day <= last]


def _tick(day: date, length: int) -> str:
    text = day_text(day)
    return text[:6] if length <= 190 else text[3:]  # noqa: PLR2004  as in _ticks


def _draw_milestones(axes: "Axes", plan: Plan, figure: "Figure") -> None:
    low, high = axes.get_xlim()
    taken = [float("-inf")] * 2
    inch = figure.get_figheight() * axes.get_position().height
    for row in milestone_rows(plan):
        x = _point(plan, row.minute, ends=row.minute > 0)
        text = f"{row.id} {day_text(row.day, year=False)}"
        half = 0.045 * (high - low)
        line = next((n for n, end in enumerate(taken) if x - half >= end), len(taken) - 1)
        taken[line] = x + half
        y = 1 + (0.07 + 0.17 * line) / inch
        axes.axvline(x, color=INK, linewidth=1, linestyle=(0, (4, 3)), zorder=6)
        axes.text(
            x, y, text, transform=axes.get_xaxis_transform(), ha="center", va="bottom", fontsize=8
        )


def _draw_words(figure: "Figure", view: PlanView, left_out: int) -> None:
    height = figure.get_figheight()
    first, *others = headline(view)
    if left_out:
        others.append(f"{left_out} services with more slack are not drawn")
    figure.text(0.015, 1 - 0.12 / height, clean(first), va="top", fontsize=12, weight="bold")
    text = clean("; ".join(others))
    figure.text(0.015, 1 - 0.4 / height, cut(text, 180, Style()), va="top", fontsize=9)


def _draw_legend(figure: "Figure", rows: Sequence[_Row], height: float) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415  lazy, as in _figure

    waves = [wave for wave in WAVE_TITLES if any(wave in row.bars for row in rows)]
    handles = [
        Patch(facecolor=_COLORS[wave], label=f"{wave} {WAVE_TITLES[wave]}") for wave in waves
    ]
    handles += [
        Patch(facecolor=_COLORS[part], label=words)
        for part, words in _MERGED.items()
        if any(part in row.bars for row in rows)
    ]
    outline = Patch(
        facecolor="white", edgecolor=CRITICAL_COLOR, linewidth=2, label="outlined, *: critical"
    )
    figure.legend(
        handles=[*handles, outline],
        loc="lower left",
        bbox_to_anchor=(0.01, 0.05 / height),
        ncols=min(10, len(handles) + 1),
        frameon=False,
        fontsize=8,
        handlelength=1.2,
        columnspacing=1.2,
    )
