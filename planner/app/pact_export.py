"""`plan pact export`: the calls that a stub server has recorded, as Pact files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from planner.app.ports import Cache, Files, World
from planner.app.stubs.sources import StubSource, find_sources
from planner.formats.document import parse_bytes
from planner.model.errors import InputError
from planner.model.nearest import did_you_mean
from planner.model.pact_export_view import ExportedPact, PactExportView
from planner.model.problem import Level, Problem
from planner.model.system import System
from planner.pacts.documents import Specification, pact_document
from planner.pacts.exporting import Draft, Reading, Source, drafts_of
from planner.pacts.journal import RecordedCall, read_journal
from planner.pacts.telling import ContractSide

Warnings = tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What is written.

    Args:
        consumer: whose calls they are.
        specification: version of the Pact specification.
        states: what must be so at the provider: `TEXT` for all, `OPERATION=TEXT` for one.
        contract: a contract, or its file, that all calls are of; empty: as the calls say.
        out: folder of the files.
    """

    consumer: str
    specification: Specification = 4
    states: tuple[str, ...] = ()
    contract: str = ""
    out: str = "pacts"


def export_pacts(
    files: Files | None,
    world: World,
    calls: bytes,
    shown: str,
    options: ExportOptions,
    *,
    cache: Cache | None = None,
) -> tuple[PactExportView, Mapping[str, bytes], Warnings]:
    """Return what was made of recorded calls, the files to write by path, and warnings.

    Nothing is written here. The same calls give the same bytes, in whatever order they came.

    Args:
        files: the workspace; None outside of any.
        world: where paths lead.
        calls: what the stub server answered to `GET /__plan__/calls`.
        shown: the name of the file or the address they are from.
        options: what to write.
        cache: keeps compiled contracts.

    Raises:
        InputError: they can't be read, there are none, or a contract is not known.
    """
    journal = read_journal(_parsed(calls, shown), shown)
    return _Export(files, world, options, cache).run(journal)


def _parsed(calls: bytes, shown: str) -> object:
    """Return the JSON document, whatever its file or address is called.

    Raises:
        InputError: it is none.
    """
    try:
        return parse_bytes(calls, f"{shown}.json")
    except InputError as error:
        raise InputError(
            replace(one, place=replace(one.place, file=shown) if one.place else None)
            for one in error.problems
        ) from None


@dataclass(slots=True)
class _Provider:
    """What goes into one file."""

    drafts: list[Draft] = field(default_factory=list)
    contracts: set[str] = field(default_factory=set)
    calls: int = 0

    @property
    def expects(self) -> tuple[Source, ...]:
        """Who says what is expected of the answers."""
        return tuple(sorted({draft.source for draft in self.drafts if draft.source}))


class _Export:
    """One run."""

    def __init__(
        self, files: Files | None, world: World, options: ExportOptions, cache: Cache | None
    ) -> None:
        self._files = files
        self._world = world
        self._options = options
        self._cache = cache
        self._warnings: list[Problem] = []
        self._system = self._loaded()

    def _loaded(self) -> System | None:
        if self._files is None:
            return None
        from planner.app.workspace import load_system  # noqa: PLC0415  loose contracts need none

        loaded = load_system(self._files)
        self._warnings += loaded.warnings
        name = self._options.consumer
        if name not in loaded.system.services:
            hint = did_you_mean(name, loaded.system.services) or "write its manifest"
            message = f"there is no service `{name}` in the workspace"
            self._warnings.append(Problem("unknown-service", message, None, hint, Level.WARNING))
        return loaded.system

    def run(
        self, journal: Sequence[RecordedCall]
    ) -> tuple[PactExportView, Mapping[str, bytes], Warnings]:
        """Return the view, the files and the warnings."""
        valid = [call for call in journal if call.is_valid and call.operation]
        if not valid:
            raise InputError.single(
                "no-calls",
                f"there is no valid call among {len(journal)}",
                hint="run the consumer's tests against the stub server first",
            )
        by_contract: dict[tuple[str, str], list[RecordedCall]] = {}
        for call in valid:
            key = ("", "") if self._options.contract else (call.contract, call.version)
            by_contract.setdefault(key, []).append(call)
        providers: dict[str, _Provider] = {}
        for (contract, version), calls in sorted(by_contract.items()):
            self._add(self._source(contract, version), calls, providers)
        return self._result(providers, len(journal))

    def _source(self, contract: str, version: str) -> StubSource:
        told = self._options.contract or (f"{contract}@{version}" if version else contract)
        sources, _ = find_sources(
            self._files, [told], allow_draft=True, world=self._world, cache=self._cache
        )
        return sources[0]

    def _warn_of_old(self, side: ContractSide, calls: Iterable[RecordedCall]) -> None:
        """Warn of calls that were recorded with something else."""
        digests = {call.digest for call in calls} - {"", side.bundle["digest"]}
        if digests:
            message = f"some calls were recorded with another text of `{side.key}`"
            hint = "run the consumer's tests again"
            self._warnings.append(Problem("stale-calls", message, None, hint, Level.WARNING))

    def _add(
        self, source: StubSource, calls: Sequence[RecordedCall], providers: dict[str, _Provider]
    ) -> None:
        side = ContractSide(source.bundle)
        self._warn_of_old(side, calls)
        operations = {operation["id"] for operation in side.bundle["operations"]}
        fitting = [call for call in calls if call.operation in operations]
        drafts = drafts_of(fitting, side, self._reading(source))
        self._warn_of_unknown(side, drafts)
        name = side.bundle["provider"] or side.bundle["contract"]
        provider = providers.setdefault(name, _Provider())
        provider.drafts += drafts
        provider.contracts.add(side.key)
        provider.calls += len(fitting)

    def _warn_of_unknown(self, side: ContractSide, drafts: Iterable[Draft]) -> None:
        """Say where nobody knows what the consumer reads."""
        unknown = sorted({draft.operation for draft in drafts if draft.source == "demanded"})
        if not unknown:
            return
        consumer = self._options.consumer
        service = self._system.services.get(consumer) if self._system else None
        self._warnings.append(
            Problem(
                "unknown-reading",
                f"nothing tells what `{consumer}` reads of `{side.key}` "
                f"({', '.join(f'`{name}`' for name in unknown)}): only what the contract demands "
                "of every answer is expected",
                service.place if service else None,
                "run its tests with the generated client and PLAN_RECORD=1, or name `fields` in "
                "its manifest",
                Level.WARNING,
            )
        )

    def _reading(self, source: StubSource) -> Reading:
        """Return what is known of the consumer's reading of a contract's answers."""
        contract, consumer = source.bundle["contract"], self._options.consumer
        found = [
            item
            for item in (self._system.evidence if self._system else ())
            if (item.kind, item.consumer, item.contract) == ("recorded", consumer, contract)
        ]
        declared = [
            field for use in source.uses if use.consumer == consumer for field in use.fields
        ]
        return Reading(
            {name: seen for item in found for name, seen in item.operations.items()},
            tuple(declared),
        )

    def _result(
        self, providers: Mapping[str, _Provider], calls: int
    ) -> tuple[PactExportView, Mapping[str, bytes], Warnings]:
        options = self._options
        if not any(provider.drafts for provider in providers.values()):
            known = sorted(key for provider in providers.values() for key in provider.contracts)
            raise InputError.single(
                "no-calls",
                f"no call is of an operation of {', '.join(f'`{key}`' for key in known)}",
                hint="`--contract` names the contract that the calls are of; calls that a stub "
                "server has recorded say it themselves",
            )
        self._warnings += _without_calls(options.consumer, providers)
        states = _states(options.states, providers.values())
        written: dict[str, bytes] = {}
        exported = []
        for name, provider in sorted(providers.items()):
            if not provider.drafts:
                continue
            document = pact_document(
                options.consumer, name, provider.drafts, options.specification, states
            )
            path = f"{options.out}/{options.consumer}-{name}.json"
            written[path] = _bytes(document)
            titles = tuple(item["description"] for item in document["interactions"])
            contracts = tuple(sorted(provider.contracts))
            exported.append(
                ExportedPact(path, name, contracts, titles, provider.calls, provider.expects)
            )
        workspace = self._system.name if self._system else ""
        skipped = calls - sum(pact.calls for pact in exported)
        view = PactExportView(
            workspace, options.consumer, options.specification, tuple(exported), skipped
        )
        return view, written, tuple(self._warnings)


def _without_calls(consumer: str, providers: Mapping[str, _Provider]) -> Iterator[Problem]:
    """Yield the providers of which no file is written, since nothing would stand in it."""
    for name, provider in sorted(providers.items()):
        if not provider.drafts:
            contracts = ", ".join(f"`{key}`" for key in sorted(provider.contracts))
            yield Problem(
                "no-calls",
                f"no call is of an operation of {contracts}, so there is no pact of `{consumer}` "
                f"with `{name}`",
                hint="record the calls again with the contract as it is",
                level=Level.WARNING,
            )


def _states(told: Iterable[str], providers: Iterable[_Provider]) -> Mapping[str, list[str]]:
    """Return the provider states by operation; `a=b` is about `a` only if that is an operation."""
    operations = {draft.operation for provider in providers for draft in provider.drafts}
    found: dict[str, list[str]] = {}
    for text in told:
        name, equals, state = text.partition("=")
        is_one = bool(equals) and name in operations
        found.setdefault(name if is_one else "", []).append(state if is_one else text)
    return found


def _bytes(document: Mapping[str, Any]) -> bytes:
    from json import dumps  # noqa: PLC0415  kept beside its use

    return f"{dumps(document, indent=2, ensure_ascii=False)}\n".encode()
