"""Where progress and evidence disagree, for `plan status`: milestones that nobody asked about."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from planner.app.milestone.gathering import gather
from planner.app.milestone.results import DEFAULT_FOLDER, read_results
from planner.app.ports import Files, World
from planner.app.workspace import LoadedSystem
from planner.governance.milestones import evaluate, find_disagreements
from planner.model.errors import InputError
from planner.model.milestone_view import MILESTONES, Disagreement, MilestoneName
from planner.model.problem import Level, Problem
from planner.model.system import System

if TYPE_CHECKING:
    from planner.app.stubs.generating import Folders

_RUNBOOKS = "H-4"
"""The one step whose end only milestone 3 judges."""
Found = tuple[tuple[Disagreement, ...], tuple[Problem, ...]]


def disagreements_of(
    files: Files, world: World, stubs: "Folders", loaded: LoadedSystem, today: date
) -> Found:
    """Return where progress files say something else than evidence does, and warnings.

    Only what bears on something that progress says is looked at. Evidence that can't be read is a
    warning here: `plan milestone` refuses it.

    Args:
        files: the workspace.
        world: where its pacts are found.
        stubs: generated packages.
        loaded: what its files say.
        today: the day that dates are judged on.
    """
    system = loaded.system
    told = system.progress.values()
    if not any(file.steps or file.contracts or file.milestones for file in told):
        return (), ()
    try:
        found = set(_judged(files, world, stubs, loaded, today=today))
    except InputError as error:
        return (), tuple(replace(problem, level=Level.WARNING) for problem in error.problems)
    return tuple(sorted(found, key=lambda item: (item.subject, item.message))), ()


def _milestones(system: System) -> Iterator[MilestoneName]:
    """Yield the milestones whose criteria may contradict what progress says."""
    shared = system.progress.get("")
    passed = shared.milestones if shared else {}
    has_runbooks = any(_RUNBOOKS in file.steps for file in system.progress.values())
    for name in MILESTONES:
        if name == "M1" or name in passed or (name == "M3" and has_runbooks):
            yield name


def _judged(
    files: Files,
    world: World,
    stubs: "Folders",
    loaded: LoadedSystem,
    *,
    today: date,
) -> Iterator[Disagreement]:
    shared = loaded.system.progress.get("")
    asked = tuple(_milestones(loaded.system))
    evidence, _ = gather(
        files,
        world,
        loaded,
        milestone=asked[-1],
        today=today,
        results=read_results(files, DEFAULT_FOLDER, loaded.system.name, loaded.system.services),
        reports={},
        stubs=stubs if shared and shared.milestones else None,
    )
    for milestone in asked:
        criteria, _ = evaluate(milestone, evidence)
        yield from find_disagreements(evidence, milestone, criteria)
