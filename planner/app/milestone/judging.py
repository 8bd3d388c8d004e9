"""Judges a milestone by all evidence there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from planner.app.locating import locate_problems
from planner.app.milestone.gathering import gather
from planner.app.milestone.results import DEFAULT_FOLDER, read_results
from planner.app.ports import Files, World
from planner.app.stubs.generating import Folders
from planner.app.verify import Engines, VerifyOptions, verify_service
from planner.app.workspace import load_system
from planner.governance.milestones import evaluate, find_disagreements
from planner.model.errors import InputError
from planner.model.milestone_view import MilestoneName, MilestoneView
from planner.model.nearest import did_you_mean
from planner.model.problem import Problem
from planner.model.system import System
from planner.model.verification_view import VerificationView
from planner.planning.seed import MILESTONES as TITLES


@dataclass(frozen=True, slots=True)
class MilestoneOptions:
    """What is judged, and by what.

    Args:
        engines: what calls a provider, by service: it is verified now.
        verify: how; services, contracts and the day are filled in.
        results: folder with verifications of the other providers.
        reports: path and content of test reports, by what they are about.
        folder: how the user names the workspace's folder.
    """

    milestone: MilestoneName
    today: date
    engines: Mapping[str, Engines] = field(default_factory=dict)
    verify: VerifyOptions | None = None
    results: str = DEFAULT_FOLDER
    reports: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    folder: str = ""


def show_milestone(
    files: Files, world: World, stubs: Folders, options: MilestoneOptions
) -> tuple[MilestoneView, tuple[Problem, ...]]:
    """Return whether a milestone may be passed, and warnings.

    Args:
        files: the workspace.
        world: where its pacts are found.
        stubs: generated packages.
        options: what is judged.

    Raises:
        InputError: the workspace or a piece of evidence can't be read, or there is no such service.
    """
    loaded = load_system(files)
    system = loaded.system
    _check_names(system, options)
    results = _results(files, system, options)
    evidence, warnings = gather(
        files,
        world,
        loaded,
        milestone=options.milestone,
        today=options.today,
        results=results,
        reports=options.reports,
        stubs=stubs,
    )
    criteria, problems = evaluate(options.milestone, evidence)
    view = MilestoneView(
        system.name,
        options.milestone,
        dict(TITLES)[options.milestone],
        options.today,
        criteria,
        find_disagreements(evidence, options.milestone, criteria),
        options.folder,
    )
    return _located(files, view), (*loaded.warnings, *warnings, *problems)


def _check_names(system: System, options: MilestoneOptions) -> None:
    problems = []
    for name in sorted(options.engines):
        if name not in system.services:
            hint = did_you_mean(name, system.services) or f"known: {', '.join(system.services)}"
            problems.append(Problem("unknown-service", f"there is no service `{name}`", hint=hint))
    if problems:
        raise InputError(problems)


def _results(
    files: Files, system: System, options: MilestoneOptions
) -> dict[str, VerificationView]:
    """Return verifications: those made now go before those that were written down."""
    others = {name: item for name, item in system.services.items() if name not in options.engines}
    found = read_results(files, options.results, system.name, others)
    for service, engines in sorted(options.engines.items()):
        how = options.verify or VerifyOptions(options.today)
        # Whether the contract is ratified is a criterion of its own.
        view, _ = verify_service(files, service, engines, replace(how, allow_draft=True))
        found[service] = view
    return found


def _located(files: Files, view: MilestoneView) -> MilestoneView:
    every = [item.place for item in view.criteria] + [item.place for item in view.disagreements]
    places = [place for place in dict.fromkeys(every) if place]
    found = locate_problems(files, [Problem("", "", place) for place in places])
    positions = {
        place: (item.position.line, item.position.column)
        for place, item in zip(places, found, strict=True)
        if item.position
    }
    return replace(view, positions=positions)
