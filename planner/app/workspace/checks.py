"""What must fit together between plan.yaml, manifests and progress files."""

from collections.abc import Iterable, Mapping, Sequence

from planner.app.workspace.catalogue import Catalogue
from planner.app.workspace.reading import SETTINGS, Read
from planner.model.manifest import Manifest
from planner.model.nearest import did_you_mean, near_or_known
from planner.model.problem import Problem
from planner.model.progress_file import ProgressFile
from planner.model.source import Place
from planner.model.workspace_file import WorkspaceFile
from planner.planning.seed import CONTRACT_STEPS, WAVES
from planner.planning.steps import (
    Changes,
    all_steps,
    merge_changes,
    steps_of_wave,
    wave_order,
)

_PLAN = Place(SETTINGS)
_CONTRACT_STEPS = tuple(step.id for step in CONTRACT_STEPS)
_LETTERS = frozenset(letter for letter, _ in WAVES)


def check_settings(settings: WorkspaceFile) -> Iterable[Problem]:
    """Yield what is wrong inside plan.yaml."""
    teams = [team.name for team in settings.teams]
    yield from _doubles(teams, "team", [_PLAN.at("teams", n, "name") for n in range(len(teams))])
    items = [item.id for item in settings.foundation]
    yield from _doubles(
        items, "foundation item", [_PLAN.at("foundation", n, "id") for n in range(len(items))]
    )
    steps = all_steps(settings.steps)
    for number, item in enumerate(settings.foundation):
        place = _PLAN.at("foundation", number)
        if item.team not in teams:
            yield _unknown_team(item.team, teams, place.at("team"))
        for index, name in enumerate(item.depends_on or ()):
            if name not in items:
                where = place.at("depends_on", index)
                yield _unknown("foundation item", "unknown-foundation-item", name, items, where)
        for index, name in enumerate(item.unblocks):
            if "-" in name and name not in steps:
                where = place.at("unblocks", index)
                yield _unknown("step", "unknown-step", name, sorted(steps), where)
    yield from _foundation_circle(settings)
    yield from _check_estimates(settings.estimates, steps, _PLAN)
    yield from _check_steps(settings.steps, settings.steps, _PLAN)


def check_manifests(
    manifests: Iterable[Read[Manifest]], settings: WorkspaceFile
) -> Iterable[Problem]:
    """Yield what in manifests does not fit plan.yaml."""
    teams = {team.name for team in settings.teams}
    for read in manifests:
        if read.value.team not in teams:
            yield _unknown_team(read.value.team, teams, read.place.at("team"))
        yield from _check_changes(read, settings)


def _check_changes(read: Read[Manifest], settings: WorkspaceFile) -> Iterable[Problem]:
    manifest = read.value
    if manifest.estimates or manifest.steps:
        changes = merge_changes(settings.steps, manifest.steps)
        yield from _check_estimates(manifest.estimates, all_steps(changes), read.place)
        yield from _check_steps(manifest.steps, changes, read.place)


def _unknown_team(team: str, teams: Iterable[str], place: Place) -> Problem:
    hint = did_you_mean(team, teams) or f"add it to `teams` in {SETTINGS}"
    return Problem("unknown-team", f"there is no team `{team}` in {SETTINGS}", place, hint)


def check_progress(
    progress: Sequence[Read[ProgressFile]],
    manifests: Mapping[str, Read[Manifest]],
    settings: WorkspaceFile,
    catalogue: Catalogue,
) -> Iterable[Problem]:
    """Yield progress on what is not there, and files about the same service."""
    first: dict[str, Place] = {}
    for read in progress:
        service = read.value.service or ""
        place = read.place.at("service") if service else read.place
        if service in first:
            what = f"service `{service}`" if service else "Wave 0 and the milestones"
            message = f"the progress of {what} also stands in `{first[service].file}`"
            yield Problem("duplicate-progress", message, place, "keep it in one file")
        first.setdefault(service, read.place)
        if not service:
            items = [item.id for item in settings.foundation]
            yield from _check_names(
                read.value.foundation, items, "foundation item", read.place.at("foundation")
            )
        elif service not in manifests:
            yield _unknown("service", "unknown-service", service, sorted(manifests), place)
        else:
            yield from _check_service_progress(read, manifests[service].value, settings, catalogue)


def _check_service_progress(
    read: Read[ProgressFile], manifest: Manifest, settings: WorkspaceFile, catalogue: Catalogue
) -> Iterable[Problem]:
    steps = all_steps(merge_changes(settings.steps, manifest.steps))
    yield from _check_names(read.value.steps, sorted(steps), "step", read.place.at("steps"))
    owned = {item.contract for item in manifest.provides}
    owned |= {item.contract for item in manifest.publishes}
    owned |= {c.id for c in catalogue.contracts.values() if c.provider == manifest.name}
    yield from _check_names(
        read.value.contracts, sorted(owned), "contract", read.place.at("contracts")
    )


def _check_names(
    told: Iterable[str], known: Sequence[str], what: str, place: Place
) -> Iterable[Problem]:
    for name in told:
        if name not in known:
            code = f"unknown-{what.replace(' ', '-')}"
            yield _unknown(what, code, name, known, place.at(name, on_key=True))


def check_unique_services(manifests: Sequence[Read[Manifest]]) -> Iterable[Problem]:
    """Yield manifests whose service another manifest describes already."""
    names = [read.value.name for read in manifests]
    yield from _doubles(names, "service", [read.place.at("name") for read in manifests])


def _doubles(names: Sequence[str], what: str, places: Sequence[Place]) -> Iterable[Problem]:
    first: dict[str, Place] = {}
    for name, place in zip(names, places, strict=True):
        if name in first:
            other = first[name].file
            where = f" (also in `{other}`)" if other != place.file else ""
            message = f"{what} `{name}` stands twice{where}"
            yield Problem(
                f"duplicate-{what.replace(' ', '-')}", message, place, "rename or remove one"
            )
        first.setdefault(name, place)


def _unknown(what: str, code: str, name: str, known: Iterable[str], place: Place) -> Problem:
    hint = near_or_known(name, known) or f"there is no {what} yet"
    return Problem(code, f"there is no {what} `{name}`", place, hint)


# ---------------------------------------------------------------------- steps and estimates


def _check_estimates(
    estimates: Iterable[str], steps: Iterable[str], place: Place
) -> Iterable[Problem]:
    known = [*sorted(steps), *_CONTRACT_STEPS]
    yield from _check_names(estimates, known, "step", place.at("estimates"))


def _check_steps(told: Changes, changes: Changes, place: Place) -> Iterable[Problem]:
    for step, change in told.items():
        where = place.at("steps", step)
        if step[0] not in _LETTERS:
            letters = ", ".join(f"`{letter}`" for letter, _ in WAVES)
            message = f"step `{step}` is of no wave"
            hint = f"start it with one of {letters}"
            yield Problem("unknown-wave", message, place.at("steps", step, on_key=True), hint)
            continue
        steps = steps_of_wave(step[0], changes)
        for number, before in enumerate(change.after or ()):
            if before not in steps:
                wave = f"step of Wave {step[0]}"
                yield _unknown(wave, "unknown-step", before, steps, where.at("after", number))
    for letter in sorted({step[0] for step in told} & _LETTERS):
        yield from _step_circle(letter, told, changes, place)


def _step_circle(letter: str, told: Changes, changes: Changes, place: Place) -> Iterable[Problem]:
    """Yield a circle among the steps of a wave."""
    after = wave_order(steps_of_wave(letter, changes), changes)
    circle = _circle(after)
    if circle:
        guilty = next((step for step in circle if step in told and told[step].after), None)
        where = place.at("steps", guilty, "after") if guilty else place.at("steps")
        yield Problem(
            "step-cycle",
            f"steps wait for each other in a circle: {_chain(circle)}",
            where,
            "remove one of these from `after`; a step without `after` follows the one before it",
        )


def _foundation_circle(settings: WorkspaceFile) -> Iterable[Problem]:
    after: dict[str, Sequence[str]] = {}
    for position, item in enumerate(settings.foundation):
        default = [settings.foundation[position - 1].id] if position else []
        after[item.id] = default if item.depends_on is None else item.depends_on
    circle = _circle(after)
    if circle:
        position, item = next(
            (n, item)
            for n, item in enumerate(settings.foundation)
            if item.id in circle and item.depends_on
        )
        yield Problem(
            "foundation-cycle",
            f"foundation items wait for each other in a circle: {_chain(circle)}",
            _PLAN.at("foundation", position, "depends_on"),
            "remove one of these from `depends_on`; an item without it follows the one above",
        )


def _chain(circle: Sequence[str]) -> str:
    return " waits for ".join(f"`{name}`" for name in (*circle, circle[0]))


def _circle(after: Mapping[str, Sequence[str]]) -> list[str]:
    """Return one circle, each name before what it waits for; nothing if there is none."""
    done: set[str] = set()
    for start in after:
        path: list[str] = []
        stack = [start]
        while stack:
            name = stack[-1]
            if name in done or name not in after:
                stack.pop()
            elif path and path[-1] == name:
                path.pop()
                done.add(stack.pop())
            elif name in path:
                return path[path.index(name) :]
            else:
                path.append(name)
                stack.extend(after[name])
    return []
