"""Puts the parts of a verification together."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from planner.app.contract_choice import chosen_one
from planner.app.locating import Reader, locate_problems
from planner.app.ports import Files
from planner.app.verify.conformance import Fuzzing, check_conformance
from planner.app.verify.contract import CheckedContract, read_contract
from planner.app.verify.errors import check_errors
from planner.app.verify.health import check_health
from planner.app.verify.pacts import Replay, check_pacts, find_pacts
from planner.app.verify.ports import Fuzzer, Provider, Replayer
from planner.app.verify.wording import Masker, listed
from planner.app.workspace import LoadedSystem, load_system
from planner.app.workspace.ledger import standings_of
from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.nearest import did_you_mean
from planner.model.problem import Level, Problem
from planner.model.ratification import LedgerState, Standing
from planner.model.source import Place
from planner.model.system import Service, System
from planner.model.verification_view import (
    PARTS,
    PartName,
    VerificationPart,
    VerificationView,
    VerifiedContract,
)

_LEAST_SECONDS = 5.0
"""What each of the later parts gets, even if the parts before took all the time."""


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What is verified, and how thoroughly.

    Args:
        contracts: only these of the service's contracts, as `CONTRACT` or `CONTRACT@VERSION`;
            empty: all that it provides.
        pacts: folder with pacts; empty: as plan.yaml says, or all of `pact_files`.
        headers: sent with each call that may have credentials; their values are never shown.
        seed: of the generated requests.
        examples: most generated requests for an operation and phase.
        seconds: for everything together.
        skip: parts that are left out.
        allow_draft: contracts that are not ratified will do.
        folder: how the user names the workspace's folder.
        revision: what runs at the address, a commit or an image; empty: nobody said.
    """

    today: date
    contracts: tuple[str, ...] = ()
    pacts: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    examples: int = 20
    seconds: float = 60.0
    skip: frozenset[str] = frozenset()
    allow_draft: bool = False
    folder: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Engines:
    """What calls the provider.

    Args:
        pact_files: where the pacts are; None: in the workspace.
        pact_folder: how that place is called, seen from the workspace.
        states: where provider states are set up; None: nowhere.
    """

    provider: Provider
    fuzzer: Fuzzer
    replayer: Replayer
    pact_files: Files | None = None
    pact_folder: str = ""
    states: Provider | None = None
    clock: Callable[[], float] = time.monotonic


def verify_service(
    files: Files, service: str, engines: Engines, options: VerifyOptions
) -> tuple[VerificationView, tuple[Problem, ...]]:
    """Return whether a running provider is what its contracts say, and warnings.

    Raises:
        InputError: the workspace can't be read, there is no such service or contract, a contract is
            not ratified, or an engine that is needed is not installed.
    """
    loaded = load_system(files)
    found = _service(loaded.system, service)
    contracts = _contracts(loaded.system, found, options)
    standings = _standings(files, loaded, contracts)
    warnings = _refuse_drafts(contracts, standings, options)
    checked = tuple(read_contract(files, item) for item in contracts if _kind(item) == "openapi")
    _refuse_if_gone(engines.provider)
    if engines.states:
        _refuse_if_gone(engines.states)
    others = [item for item in contracts if _kind(item) != "openapi"]
    run = _Run(
        files, found, checked, engines, options, loaded.system.settings.pacts, engines.clock()
    )
    parts = (*run.parts(), *_not_callable(others, options))
    view = VerificationView(
        loaded.system.name,
        service,
        engines.provider.url,
        options.today,
        options.seed,
        tuple(
            VerifiedContract(key, standing.digest, standing.state)
            for key, standing in sorted(standings.items())
        ),
        parts,
        options.folder,
        revision=options.revision,
    )
    return _located(_Both(files, engines), view), (*loaded.warnings, *warnings)


def _refuse_if_gone(provider: Provider) -> None:
    if not provider.is_there():
        raise InputError.single(
            "no-provider",
            f"nothing listens at `{provider.url}`",
            hint="start the service, or correct the address",
        )


def _kind(contract: Contract) -> str:
    return contract.content.kind if contract.content else ""


def _service(system: System, name: str) -> Service:
    found = system.services.get(name)
    if found is None:
        hint = did_you_mean(name, system.services) or f"known: {listed(system.services)}"
        raise InputError.single("unknown-service", f"there is no service `{name}`", hint=hint)
    return found


def _contracts(system: System, service: Service, options: VerifyOptions) -> list[Contract]:
    """Return the contracts against which a service is held; empty if it provides none."""
    offered = [system.contracts[key] for key in service.provides]
    if options.contracts:
        chosen = [_chosen(system, service, told) for told in options.contracts]
        offered = list({item.key: item for item in chosen}.values())
    missing = [item.key for item in offered if not item.files]
    if missing:
        raise InputError.single(
            "planned-contract",
            f"{listed(missing)} is only planned: there is nothing to verify against",
            place=service.place,
            hint="write the contract first",
        )
    return sorted(offered, key=lambda item: item.key)


def _chosen(system: System, service: Service, told: str) -> Contract:
    """Return a contract of a service; without a version, the one that its manifest names."""
    own = [system.contracts[key] for key in service.provides if system.contracts[key].id == told]
    contract = own[0] if own else chosen_one(system, told)
    if contract.provider != service.name:
        raise InputError.single(
            "not-the-provider",
            f"`{contract.key}` is provided by `{contract.provider}`, not by `{service.name}`",
            hint=f"its own contracts: {listed(service.provides) or 'none'}",
        )
    return contract


def _standings(
    files: Files, loaded: LoadedSystem, contracts: list[Contract]
) -> Mapping[str, Standing]:
    keys = [item.key for item in contracts]
    return standings_of(files, loaded.system, loaded.ledger, keys)


def _refuse_drafts(
    contracts: list[Contract], standings: Mapping[str, Standing], options: VerifyOptions
) -> list[Problem]:
    """Return warnings about drafts; without leave they are refused: nobody has agreed to them.

    Raises:
        InputError: a contract is not ratified as it is.
    """
    problems = []
    for item in contracts:
        standing = standings[item.key]
        if standing.state is LedgerState.RATIFIED:
            continue
        changed = standing.state is LedgerState.CHANGED
        why = "has changed since it was ratified" if changed else "is not ratified"
        missing = f"; missing: {listed(standing.missing)}" if standing.missing else ""
        level = Level.WARNING if options.allow_draft else Level.ERROR
        hint = "" if options.allow_draft else "see `plan ratify --status`, or add --allow-draft"
        problems.append(
            Problem(
                "not-ratified", f"`{item.key}` {why}{missing}", Place(item.main_file), hint, level
            )
        )
    if problems and not options.allow_draft:
        raise InputError(problems)
    return problems


def _not_callable(contracts: list[Contract], options: VerifyOptions) -> Iterator[VerificationPart]:
    for item in contracts:
        if "conformance" not in options.skip:
            reason = f"a provider of {_kind(item)} contracts is not called over HTTP"
            yield VerificationPart("conformance", item.key, reason=reason)


@dataclass(frozen=True, slots=True)
class _Run:
    """One verification."""

    files: Files
    service: Service
    contracts: tuple[CheckedContract, ...]
    engines: Engines
    options: VerifyOptions
    pacts: str
    started: float

    def parts(self) -> tuple[VerificationPart, ...]:
        mask = Masker(self.options.headers)
        makers: Mapping[PartName, Callable[[Masker], Iterator[VerificationPart]]] = {
            "health": self._health,
            "errors": self._errors,
            "pacts": self._pacts,
            "conformance": self._conformance,
        }
        found = [
            part
            for name, make in makers.items()
            for part in ([_left_out(name)] if name in self.options.skip else make(mask))
        ]
        return tuple(sorted(found, key=lambda part: (PARTS.index(part.name), part.contract)))

    def _left(self) -> float:
        spent = self.engines.clock() - self.started
        return max(_LEAST_SECONDS, self.options.seconds - spent)

    def _health(self, mask: Masker) -> Iterator[VerificationPart]:
        yield check_health(self.service, self.contracts, self.engines.provider, mask)

    def _errors(self, mask: Masker) -> Iterator[VerificationPart]:
        if not self.contracts:
            yield VerificationPart("errors", "", reason="it provides no HTTP contract")
        for checked in self.contracts:
            yield check_errors(checked, self.engines.provider, self.options.headers, mask)

    def _conformance(self, mask: Masker) -> Iterator[VerificationPart]:
        if not self.contracts:
            yield VerificationPart("conformance", "", reason="it provides no HTTP contract")
        for number, checked in enumerate(self.contracts):
            how = Fuzzing(
                self.engines.provider.url,
                self.options.headers,
                self.options.seed,
                self.options.examples,
                self._left() / (len(self.contracts) - number),
            )
            yield check_conformance(self.files, checked, self.engines.fuzzer, how, mask)

    def _folder(self) -> str:
        own = "" if self.engines.pact_files else self.pacts
        return self.options.pacts or own

    def _pacts(self, mask: Masker) -> Iterator[VerificationPart]:
        ids = tuple(checked.contract.id for checked in self.contracts)
        source = self.engines.pact_files or self.files
        pacts = find_pacts(source, self._folder(), self.service.name, ids)
        if self.engines.pact_files:
            folder = self.engines.pact_folder
            pacts = [replace(pact, file=f"{folder}/{pact.file}") for pact in pacts]
        how = Replay(
            self.service.name,
            self.engines.provider.url,
            self.engines.states.url if self.engines.states else "",
            self.options.headers,
            self._left(),
        )
        yield check_pacts(pacts, self.engines.replayer, how, mask)


def _left_out(name: PartName) -> VerificationPart:
    return VerificationPart(name, "", reason="left out with --skip")


@dataclass(frozen=True, slots=True)
class _Both:
    """Reads files of the workspace, and pacts from wherever they are."""

    files: Files
    engines: Engines

    def read(self, path: str) -> bytes:
        outside, folder = self.engines.pact_files, f"{self.engines.pact_folder}/"
        if outside and path.startswith(folder):
            return outside.read(path.removeprefix(folder))
        return self.files.read(path)


def _located(files: Reader, view: VerificationView) -> VerificationView:
    """Return the report with the line and column of each place."""
    places = list(dict.fromkeys(f.place for f in view.findings() if f.place))
    found = locate_problems(files, [Problem("", "", place) for place in places])
    positions = {
        place: (item.position.line, item.position.column)
        for place, item in zip(places, found, strict=True)
        if item.position
    }
    return replace(view, positions=positions)
