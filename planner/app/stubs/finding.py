"""Finds the contracts for stubs among the files of the workspace, and compiles them.

What reads a workspace is imported only where one is read: for a loose file it would take longer
than the file does.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from planner.app.ports import Cache, Files, NamedPath, World
from planner.app.stubs.compiling import compiled_contract, compiled_file
from planner.app.stubs.sources import LOOSE, StubSource, Wanted
from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.problem import Level, Problem
from planner.model.source import Place

if TYPE_CHECKING:
    from planner.app.workspace import LoadedSystem
    from planner.model.ratification import Standing
    from planner.model.system import System

Found = tuple[list[StubSource], tuple[Problem, ...]]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""See `planner.model.names.NAME_PATTERN`."""
_ENDINGS = (".yaml", ".yml", ".json", ".proto", ".avsc")
_Item = tuple[str, Contract | NamedPath]
"""What tells two of them apart, and what is to be compiled."""


def found_sources(
    wanted: Wanted, files: Files | None, world: World | None, cache: Cache | None
) -> Found:
    """Return the contracts that are wanted, compiled; see `find_sources`.

    Raises:
        InputError: see `find_sources`.
    """
    return _Search(wanted, files, world, cache).run()


def _is_name(told: str) -> bool:
    """Return whether a text can be a contract's name; what ends like a file is a file."""
    return not told.endswith(_ENDINGS) and _NAME.fullmatch(told.partition("@")[0]) is not None


class _Search:
    """One search; the workspace is loaded only if something in it is meant."""

    def __init__(
        self, wanted: Wanted, files: Files | None, world: World | None, cache: Cache | None
    ) -> None:
        self._wanted = wanted
        self._files = files
        self._world = world
        self._cache = cache
        self._problems: list[Problem] = []
        self._warnings: list[Problem] = []
        self._left_out: list[Problem] = []

    def run(self) -> Found:
        """Return the sources in the order in which they were told, each once."""
        found: list[_Item] = []
        for told in self._wanted.told:
            found += self._collected(lambda told=told: self._told(told))  # type: ignore[misc]
        if self._wanted.service:
            found += self._collected(self._of_service)
        elif not self._wanted.told:
            found += self._collected(self._all)
        self._check(item for _, item in found if isinstance(item, Contract))
        if self._problems:
            raise InputError(dict.fromkeys(self._problems))
        sources = [self._source(told, item) for told, item in dict(found).items()]
        return sources, self._relevant([item for _, item in found if isinstance(item, Contract)])

    def _collected(self, find: Callable[[], list[_Item]]) -> list[_Item]:
        try:
            return list(find())
        except InputError as error:
            self._problems += error.problems
            return []

    def _relevant(self, contracts: Iterable[Contract]) -> tuple[Problem, ...]:
        """Return the warnings about contracts of which stubs are made, and those of which not."""
        own = {file for contract in contracts for file in contract.files}
        kept = [item for item in self._warnings if item.place is None or item.place.file in own]
        return tuple(dict.fromkeys([*kept, *self._left_out]))

    # ------------------------------------------------------------------ what is meant

    @cached_property
    def _loaded(self) -> "LoadedSystem":
        if self._files is None:
            raise InputError.single(
                "no-workspace",
                "there is no plan.yaml in this folder or above, so there are no contracts",
                hint="go to a workspace, or name a contract file",
            )
        from planner.app.workspace import load_system  # noqa: PLC0415  see the module's docstring

        loaded = load_system(self._files)
        self._warnings += loaded.warnings
        return loaded

    @property
    def _system(self) -> "System":
        return self._loaded.system

    def _told(self, told: str) -> list[_Item]:
        if self._files is not None and _is_name(told):
            ids = {contract.id for contract in self._system.contracts.values()}
            if told.partition("@")[0] in ids:
                contract = self._best(told)
                return [(contract.key, contract)]
        place = self._world.find(told) if self._world else None
        if place is None:
            raise self._unknown(told)
        return [(f"file {place.path} of {told}", place)]

    def _unknown(self, told: str) -> InputError:
        if self._files is None or not _is_name(told):
            return InputError.single(
                "unknown-contract",
                f"there is no contract and no file `{told}`",
                hint="name a contract of the workspace, `CONTRACT@VERSION`, or a contract file",
            )
        from planner.model.nearest import did_you_mean  # noqa: PLC0415  see the module's docstring

        ids = {contract.id for contract in self._system.contracts.values()}
        hint = did_you_mean(told.partition("@")[0], ids) or "`plan contracts` lists them"
        return InputError.single("unknown-contract", f"there is no contract `{told}`", hint=hint)

    def _of_service(self) -> list[_Item]:
        name = self._wanted.service
        system = self._system
        if name not in system.services:
            from planner.model.nearest import did_you_mean  # noqa: PLC0415  as above

            hint = did_you_mean(name, system.services) or "see the manifests of the workspace"
            raise InputError.single("unknown-service", f"there is no service `{name}`", hint=hint)
        keys = {f"{e.contract}@{e.version}" for e in system.sync_edges if e.consumer == name}
        keys |= {f"{e.contract}@{e.version}" for e in system.event_edges if e.subscriber == name}
        if not keys:
            raise InputError.single(
                "nothing-consumed",
                f"service `{name}` consumes nothing and subscribes to nothing",
                place=system.services[name].place,
                hint="name contracts instead: `plan contracts` lists them",
            )
        return [(key, system.contracts[key]) for key in sorted(keys)]

    def _all(self) -> list[_Item]:
        """Return the best version of each contract; what can't be had is a warning here."""
        best: list[_Item] = []
        for name in dict.fromkeys(contract.id for contract in self._system.contracts.values()):
            contract = self._best(name)
            flaws = list(self._flaws([contract]))
            self._left_out += [replace(flaw, level=Level.WARNING) for flaw in flaws]
            if not flaws:
                best.append((contract.key, contract))
        if not best:
            raise InputError.single(
                "nothing-ratified",
                "no contract of the workspace is ratified",
                hint="`plan ratify` shows who has to agree; or allow drafts with `--allow-draft`",
            )
        return best

    # ------------------------------------------------------------------ ratification

    @cached_property
    def _standings(self) -> "Mapping[str, Standing]":
        """The standing of every contract version that has files."""
        from planner.app.workspace.ledger import standings_of  # noqa: PLC0415  as above

        loaded = self._loaded
        known = dict(loaded.system.standings)
        keys = {key for key, item in loaded.system.contracts.items() if item.files} - known.keys()
        assert self._files is not None  # noqa: S101  else there is no system
        return known | dict(standings_of(self._files, loaded.system, loaded.ledger, keys))

    def _is_ratified(self, contract: Contract) -> bool:
        from planner.model.ratification import LedgerState  # noqa: PLC0415  as above

        standing = self._standings.get(contract.key)
        return standing is not None and standing.state is LedgerState.RATIFIED

    def _best(self, told: str) -> Contract:
        """Return the version that is meant: without one, the highest that stubs may be made of."""
        from planner.app.contract_choice import chosen  # noqa: PLC0415  as above

        versions = chosen(self._system, told)
        written = [item for item in versions if item.files]
        if self._wanted.allow_draft:
            return (written or list(versions))[-1]
        ratified = [item for item in written if self._is_ratified(item)]
        return (ratified or written or list(versions))[-1]

    def _check(self, contracts: Iterable[Contract]) -> None:
        self._problems += self._flaws(contracts)

    def _flaws(self, contracts: Iterable[Contract]) -> Iterator[Problem]:
        """Yield why stubs can't be made of contracts."""
        for contract in contracts:
            if not contract.files:
                yield Problem(
                    "planned-contract",
                    f"`{contract.key}` is only planned: there is nothing to make stubs of",
                    self._system.services[contract.provider].place,
                    f"write it in `{contract.folder}/`",
                )
            elif not (self._wanted.allow_draft or self._is_ratified(contract)):
                yield _not_ratified(contract, self._standings[contract.key])

    # ------------------------------------------------------------------ sources

    def _source(self, told: str, item: Contract | NamedPath) -> StubSource:
        if not isinstance(item, Contract):
            name = told.partition(" of ")[2]
            compiled = compiled_file(item, name, self._cache, self._wanted.paths)
            return StubSource(
                compiled.bundle, is_ratified=False, state=LOOSE, key=compiled.key, named=name
            )
        from planner.app.stubs.uses import uses_of  # noqa: PLC0415  as above

        assert self._files is not None  # noqa: S101  contracts come from the workspace
        standing = self._standings[item.key]
        compiled = compiled_contract(
            self._files, item, standing.digest, self._cache, self._wanted.paths
        )
        return StubSource(
            compiled.bundle,
            self._is_ratified(item),
            str(standing.state),
            uses_of(self._system, item),
            compiled.key,
        )


def _not_ratified(contract: Contract, standing: "Standing") -> Problem:
    from planner.model.ratification import LedgerState  # noqa: PLC0415  as above

    who = ", ".join(f"`{team}`" for team in standing.missing)
    if standing.state is LedgerState.CHANGED:
        message, hint = changed_since_ratified(contract.key)
    elif standing.state is LedgerState.BROKEN:
        message = f"`{contract.key}` can't be read, so nobody knows what is ratified"
        hint = "`plan validate` tells what is wrong with it"
    else:
        message = f"`{contract.key}` is not ratified: {who or 'somebody'} must still agree"
        hint = f"`plan ratify {contract.key} --as TEAM`, or allow drafts with `--allow-draft`"
    return Problem("not-ratified", message, Place(contract.main_file), hint)


def changed_since_ratified(key: str) -> tuple[str, str]:
    """Return what is wrong with a contract that was edited after it was ratified, and the remedy.

    Args:
        key: `id@version` of the contract.
    """
    return (
        f"`{key}` says something else than what was ratified",
        f"`plan ratify --status {key}` shows it; restore the files, or raise the version",
    )
