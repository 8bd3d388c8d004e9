"""What `plan next` and `plan status` look at: the plan, and what has happened so far."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from planner.app.ports import Files, World
from planner.app.selection import make_selection
from planner.app.workspace import LoadedSystem, load_system
from planner.model.problem import Problem
from planner.model.source import Position
from planner.model.views import ProgressView
from planner.planning.forecast import make_forecast
from planner.planning.plan import make_plan

if TYPE_CHECKING:
    from planner.app.stubs.generating import Folders
    from planner.model.milestone_view import Disagreement


def show_progress(
    files: Files, today: date, *, services: Sequence[str] = (), teams: Sequence[str] = ()
) -> tuple[ProgressView, tuple[Problem, ...]]:
    """Return the forecast of a workspace and the warnings about it and its progress.

    Args:
        files: the workspace.
        today: the day from which unfinished work is counted.
        services: show only these; empty for all.
        teams: show only what these do; empty for all.

    Raises:
        InputError: the workspace can't be planned, or a name is unknown.
    """
    return _progress_of(load_system(files), today, services, teams)


def show_status(
    files: Files,
    world: World,
    stubs: "Folders",
    today: date,
    *,
    services: Sequence[str] = (),
    teams: Sequence[str] = (),
) -> tuple[ProgressView, tuple[Problem, ...]]:
    """Return what `show_progress` does, and where progress and evidence disagree.

    Args:
        files: the workspace.
        world: where its pacts are found.
        stubs: generated packages.
        today: the day from which unfinished work is counted.
        services: show only these; empty for all.
        teams: show only what these do; empty for all.

    Raises:
        InputError: the workspace can't be planned, or a name is unknown.
    """
    from planner.app.milestone.disagreeing import disagreements_of  # noqa: PLC0415  not for `plan next`

    loaded = load_system(files)
    view, warnings = _progress_of(loaded, today, services, teams)
    found, more = disagreements_of(files, world, stubs, loaded, today)
    shown = [item for item in found if _is_shown(item, view)]
    return replace(view, disagreements=_located(files, shown)), (*warnings, *more)


def _progress_of(
    loaded: LoadedSystem, today: date, services: Sequence[str], teams: Sequence[str]
) -> tuple[ProgressView, tuple[Problem, ...]]:
    selection = make_selection(loaded.system, services=services, teams=teams)
    plan = make_plan(loaded.system)
    forecast = make_forecast(loaded.system, plan, today)
    view = ProgressView(loaded.system, plan, forecast, selection)
    return view, (*loaded.warnings, *forecast.problems)


def _is_shown(item: "Disagreement", view: ProgressView) -> bool:
    """Return whether a disagreement is about a service that the user asked for."""
    contract = view.system.contracts.get(item.subject)
    name = contract.provider if contract else item.subject
    service = view.system.services.get(name)
    if service is None:
        return view.selection.is_everything
    return view.selection.has(service.name, service.team, "")


def _located(
    files: Files, found: Iterable["Disagreement"]
) -> tuple[tuple["Disagreement", Position | None], ...]:
    from planner.app.locating import locate_problems  # noqa: PLC0415  nearly always nothing

    told = list(found)
    placed = locate_problems(files, [Problem("", "", item.place) for item in told])
    return tuple((item, at.position) for item, at in zip(told, placed, strict=True))
