"""The table services x waves, in the layout that fits."""

from collections.abc import Callable, Sequence

from planner.model.duration import format_days
from planner.model.plan import Plan
from planner.model.views import Style
from planner.render._plan_rows import ServiceRow, Span, waves_of
from planner.render._plan_text import Dates
from planner.render._tables import Column, table
from planner.render._text import Painted, cut, text_width, wrap

ROWS_ON_TERMINAL = 40
_LONGEST_NAME = 30
_SLACK_WIDTH = 6
_FEW = 12


def services_table(rows: Sequence[ServiceRow], plan: Plan, style: Style) -> str:
    """Return one line a service when piped or on a wide terminal, else two, else one a wave.

    Where there are few services, or with `--verbose`, a third line gives the weeks of the plan.
    """
    # Contract work has a table of its own.
    waves = [wave for wave in waves_of(rows) if wave != "K"]
    dates = Dates.of(plan, style)
    if style.width is None:
        return _piped(rows, waves, dates, style)
    day = _day_width(rows, dates)
    names = _names_width(rows)
    wide = names + names + len(waves) * (2 * day + 3) + _SLACK_WIDTH
    if wide <= style.width and not style.verbose:
        return _wide(rows, waves, dates, style)
    room = style.width - len(waves) * (day + 2) - _SLACK_WIDTH
    if room >= min(names, 12):
        return _two_lines(rows, waves, dates, style, room)
    return _tall(rows, waves, dates, style)


def least_slack(rows: Sequence[ServiceRow], limit: int) -> list[ServiceRow]:
    """Return the rows with the least slack, in the order they had."""
    chosen = sorted(range(len(rows)), key=lambda index: (rows[index].slack, index))[:limit]
    return [rows[index] for index in sorted(chosen)]


def slack_cell(minutes: int) -> str:
    """Return slack in days; none at all stands out."""
    return Painted(format_days(minutes), "critical") if not minutes else format_days(minutes)


def _day_width(rows: Sequence[ServiceRow], dates: Dates) -> int:
    return len(dates.start(rows[0].span)) if rows else 0


def _names_width(rows: Sequence[ServiceRow]) -> int:
    longest = max((max(text_width(row.mark), text_width(row.team)) for row in rows), default=0)
    return min(_LONGEST_NAME, longest) + 2


def _name(row: ServiceRow, style: Style, width: int = _LONGEST_NAME) -> str:
    name = cut(row.mark, width, style)
    return Painted(name, "critical" if row.critical else "bold")


def _piped(rows: Sequence[ServiceRow], waves: Sequence[str], dates: Dates, style: Style) -> str:
    return table(
        [*map(Column, ["SERVICE", *waves]), Column("SLACK", right=True)],
        [
            [
                row.name,
                *(dates.both(row.waves[wave]) if wave in row.waves else "-" for wave in waves),
                format_days(row.slack),
            ]
            for row in rows
        ],
        style,
    )


def _wide(rows: Sequence[ServiceRow], waves: Sequence[str], dates: Dates, style: Style) -> str:
    columns = [Column("SERVICE", whole=True), Column("TEAM", whole=True)]
    columns += [Column(wave, whole=True) for wave in waves]
    return table(
        [*columns, Column("SLACK", right=True, whole=True)],
        [
            [
                _name(row, style),
                cut(row.team, _LONGEST_NAME, style),
                *(_wave_cell(row, wave, dates.both) for wave in waves),
                slack_cell(row.slack),
            ]
            for row in rows
        ],
        style,
    )


def _two_lines(
    rows: Sequence[ServiceRow], waves: Sequence[str], dates: Dates, style: Style, room: int
) -> str:
    width = min(_LONGEST_NAME, room - 2)
    with_weeks = style.verbose or len(rows) <= _FEW
    lines: list[list[str]] = []
    for row in rows:
        starts = [_wave_cell(row, wave, dates.start) for wave in waves]
        finishes = [_wave_cell(row, wave, dates.finish) for wave in waves]
        team = Painted("  " + cut(row.team, width - 2, style), "dim")
        lines.append([_name(row, style, width), *starts, slack_cell(row.slack)])
        lines.append([team, *finishes, ""])
        if with_weeks:
            weeks = [_wave_cell(row, wave, dates.weeks) for wave in waves]
            lines.append([Painted("  weeks", "dim"), *(Painted(cell, "dim") for cell in weeks), ""])
    columns = [Column("SERVICE", whole=True), *(Column(wave, whole=True) for wave in waves)]
    columns.append(Column("SLACK", right=True, whole=True))
    body = table(columns, lines, style)
    more = ", then weeks of the plan" if with_weeks else ""
    return body + wrap(f"Dates: first day above last day{more}.", style) if body else ""


def _tall(rows: Sequence[ServiceRow], waves: Sequence[str], dates: Dates, style: Style) -> str:
    lines = [
        [
            _name(row, style) if first else "",
            wave,
            _wave_cell(row, wave, dates.start),
            _wave_cell(row, wave, dates.finish),
        ]
        for row in rows
        for first, wave in _first_then_rest([wave for wave in waves if wave in row.waves])
    ]
    return table([Column("SERVICE"), *map(Column, ("WAVE", "START", "FINISH"))], lines, style)


def _first_then_rest(waves: Sequence[str]) -> list[tuple[bool, str]]:
    return [(position == 0, wave) for position, wave in enumerate(waves)]


def _wave_cell(row: ServiceRow, wave: str, write: Callable[[Span], str]) -> str:
    span = row.waves.get(wave)
    if span is None:
        return "-"
    return write(span) if span.slack else Painted(write(span), "critical")
