"""`plan pact check`: Pact files against the contracts of their providers, without running them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from planner.app.diff_inputs import Side
from planner.app.diff_sources import ShownFiles
from planner.app.ports import Cache, Files, World
from planner.app.stubs.sources import StubSource, find_sources
from planner.formats.document import decode, locate_in_bytes, parse_bytes
from planner.model.errors import InputError
from planner.model.pact import Pact
from planner.model.pact_view import (
    CheckedInteraction,
    CheckedPact,
    Mismatch,
    PactCheckView,
    Spotted,
)
from planner.model.problem import Problem
from planner.model.source import Place
from planner.pacts.checking import check_pact
from planner.pacts.reading import looks_like_pact, read_pact
from planner.pacts.telling import ContractSide

if TYPE_CHECKING:
    from planner.model.system import System

Warnings = tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A Pact file and where it was found; its places have the path as it is shown."""

    pact: Pact
    side: Side


def check_pacts(
    files: Files | None,
    world: World,
    told: Sequence[str],
    *,
    contract: str = "",
    shown: ShownFiles | None = None,
    cache: Cache | None = None,
) -> tuple[PactCheckView, Warnings]:
    """Return what in Pact files their providers' contracts do not bear out, and warnings.

    Args:
        files: the workspace; None outside of any.
        world: where paths lead.
        told: Pact files and folders of them; none: the workspace's folder of pacts.
        contract: `CONTRACT`, `CONTRACT@VERSION` or the path of a contract file that all of them
            are compared with; empty: the contracts of the service that each names as its provider.
        shown: learns the files that problems are about.
        cache: keeps compiled contracts.

    Raises:
        InputError: a Pact file or a contract can't be read, or a provider is not known.
    """
    return _Check(files, world, shown or ShownFiles(), cache).run(told, contract)


class _Check:
    """One run."""

    def __init__(
        self, files: Files | None, world: World, shown: ShownFiles, cache: Cache | None
    ) -> None:
        self._files = files
        self._world = world
        self._shown = shown
        self._cache = cache
        self._warnings: list[Problem] = []
        self._sides: dict[str, tuple[ContractSide, Side | None]] = {}

    def run(self, told: Sequence[str], contract: str) -> tuple[PactCheckView, Warnings]:
        """Return the view and the warnings."""
        system = self._system() if not (told and contract) else None
        found = self._read_all(told or self._folder(system))
        keys = self._keys(found, system, contract)
        wanted = dict.fromkeys(key for listed in keys for key in listed)
        self._compile(list(wanted), system, _paths(found))
        pacts = [
            self._shown_pact(check_pact(item.pact, [self._sides[key][0] for key in listed]))
            for item, listed in zip(found, keys, strict=True)
        ]
        view = PactCheckView(system.name if system else "", tuple(pacts))
        return replace(view, spots=self._spots(view)), tuple(self._warnings)

    # ------------------------------------------------------------------ pacts

    def _system(self) -> "System | None":
        from planner.app.workspace import load_system  # noqa: PLC0415  not needed for loose files

        if self._files is None:
            return None
        loaded = load_system(self._files)
        self._warnings += loaded.warnings
        return loaded.system

    def _folder(self, system: "System | None") -> list[str]:
        if system is None:
            raise InputError.single(
                "no-pacts",
                "no Pact file is named, and there is no plan.yaml here or above",
                hint="name Pact files or a folder of them",
            )
        folder = system.settings.pacts
        if self._files is None or not self._files.exists(folder):
            raise InputError.single(
                "no-pacts",
                f"there is no Pact file in `{folder}`",
                hint="name Pact files, or write some with `plan pact export`",
            )
        return [normpath(join(self._world.workspace_shown(), folder))]

    def _read_all(self, told: Iterable[str]) -> list[_Read]:
        problems: list[Problem] = []
        found: list[_Read] = []
        for name in told:
            try:
                found += self._read(name, problems)
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return found

    def _read(self, name: str, problems: list[Problem]) -> Iterator[_Read]:
        named = self._world.find(name)
        if named is None:
            raise InputError.single(
                "missing-file", f"there is no file or folder `{name}`", hint="name a Pact file"
            )
        side = Side(name, named.files, named.path, named.is_folder, named.shown)
        paths = [named.path]
        if named.is_folder:
            paths = [path for path in named.files.list_files(named.path) if path.endswith(".json")]
        count = 0
        for path in paths:
            try:
                document = parse_bytes(named.files.read(path), path)
                if named.is_folder and not looks_like_pact(document):
                    continue
                count += 1
                pact = read_pact(document, self._shown.learn(path, side))
            except InputError as error:
                problems += [self._placed(problem, path, side) for problem in error.problems]
                count += 1
                continue
            yield _Read(pact, side)
        if not count:
            raise InputError.single(
                "no-pacts", f"there is no Pact file in `{name}`", hint="name another folder"
            )

    def _placed(self, problem: Problem, path: str, side: Side) -> Problem:
        file = self._shown.learn(path, side)
        place = replace(problem.place, file=file) if problem.place else Place(file)
        return replace(problem, place=place)

    # ------------------------------------------------------------------ contracts

    def _keys(
        self, found: Sequence[_Read], system: "System | None", contract: str
    ) -> list[tuple[str, ...]]:
        """Return for each pact which contracts it is compared with."""
        if contract:
            return [(contract,)] * len(found)
        from planner.app.pact_contracts import contracts_of  # noqa: PLC0415  pydantic's models

        problems: list[Problem] = []
        keys = []
        for item in found:
            try:
                keys.append(contracts_of(item.pact, system))
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return keys

    def _compile(self, told: Sequence[str], system: "System | None", paths: Iterable[str]) -> None:
        sources, _ = find_sources(
            self._files,
            told,
            allow_draft=True,
            world=self._world,
            cache=self._cache,
            paths=set(paths),
        )
        for name in told:
            source = _source_named(name, sources)
            self._sides[name] = ContractSide(source.bundle), self._side_of(name, source, system)

    def _side_of(self, name: str, source: StubSource, system: "System | None") -> Side | None:
        """Return where the files of a contract are, so that places in it can be looked up."""
        bundle = source.bundle
        known = (
            system.contracts.get(f"{bundle['contract']}@{bundle['version']}") if system else None
        )
        folder = join(self._world.workspace_shown(), known.folder) if known else name
        named = self._world.find(normpath(folder))
        if named is None:
            return None
        path = named.path if named.is_folder else dirname(named.path)
        return Side(name, named.files, path, is_folder=True, shown=named.shown)

    # ------------------------------------------------------------------ showing

    def _shown_pact(self, pact: CheckedPact) -> CheckedPact:
        return replace(pact, interactions=tuple(map(self._shown_one, pact.interactions)))

    def _shown_one(self, item: CheckedInteraction) -> CheckedInteraction:
        return replace(item, mismatches=tuple(map(self._shown_mismatch, item.mismatches)))

    def _shown_mismatch(self, found: Mismatch) -> Mismatch:
        """Return a mismatch whose place in the contract is as the user would write it."""
        side = next((s for c, s in self._sides.values() if c.key == found.contract), None)
        place = found.contract_place
        if place is None:
            return found
        path = normpath(join(side.path, place.file)) if side else ""
        if side is None or not side.files.exists(path):
            return replace(found, contract_place=None)
        return replace(found, contract_place=replace(place, file=self._shown.learn(path, side)))

    def _spots(self, view: PactCheckView) -> dict[Place, Spotted]:
        places: dict[str, dict[Place, None]] = {}
        pacts = {pact.file for pact in view.pacts}
        for pact in view.pacts:
            every = [item.place for item in pact.interactions]
            every += [place for found in pact.mismatches for place in _places(found)]
            for place in every:
                places.setdefault(place.file, {})[place] = None
        return {
            place: spot
            for file, wanted in sorted(places.items())
            for place, spot in self._in_file(file, list(wanted), with_lines=file in pacts).items()
        }

    def _in_file(
        self, file: str, places: Sequence[Place], *, with_lines: bool
    ) -> dict[Place, Spotted]:
        """Return where places stand; lines are shown of pacts alone, and contracts may be huge."""
        content = self._shown.read(file)
        positions = locate_in_bytes(content, file, places)
        lines = decode(content, file).splitlines() if with_lines else []
        return {
            place: Spotted(at, lines[at.line - 1] if at.line <= len(lines) else "")
            for place, at in zip(places, positions, strict=True)
        }


def _paths(found: Iterable[_Read]) -> Iterator[str]:
    """Yield the paths that pacts ask for; of a contract, no other operation is looked at."""
    for item in found:
        for interaction in item.pact.interactions:
            if interaction.request:
                yield interaction.request.path.partition("?")[0]


def _places(found: Mismatch) -> list[Place]:
    return [found.place, *([found.contract_place] if found.contract_place else [])]


def _source_named(name: str, sources: Sequence[StubSource]) -> StubSource:
    """Return the source that was found for a name."""
    if len(sources) == 1:
        return sources[0]
    contract, _, version = name.partition("@")
    return next(
        source
        for source in sources
        if source.bundle["contract"] == contract
        and (not version or source.bundle["version"] == version)
    )
