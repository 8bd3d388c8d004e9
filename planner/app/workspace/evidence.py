"""What shows that consumers use contracts: recorded usage, and pacts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from planner.app.ports import Files
from planner.app.workspace.reading import SETTINGS, Read
from planner.model.contract import Contract, Operation
from planner.model.errors import InputError
from planner.model.evidence import Evidence, SeenOperation
from planner.model.nearest import did_you_mean
from planner.model.problem import Level, Problem
from planner.model.source import Place
from planner.model.system import System
from planner.model.usage_file import UsageFile

if TYPE_CHECKING:
    from planner.model.pact import Interaction, Pact

_HINT = "record the usage again, or take it out"


def with_evidence(
    files: Files,
    system: System,
    recorded: Sequence[Read[UsageFile]],
    problems: list[Problem],
    counts: dict[str, int],
    *,
    thorough: bool,
) -> System:
    """Return a system that knows what shows how its contracts are used.

    Args:
        files: the workspace.
        system: without evidence.
        recorded: the usage files.
        problems: receives what is wrong with them and with the pacts; most of it is a warning.
        counts: receives how many pacts there are.
        thorough: look up fields and digests too, for which contracts must be read as a whole.
    """
    reading = _Reading(system, problems)
    found = [item for read in recorded for item in reading.usage(read)]
    pacts = list(_pacts(files, system, problems))
    if pacts:
        counts["pacts"] = len(pacts)
    found += [item for pact in pacts for item in reading.pact(pact)]
    if not found:
        return system
    if thorough:
        from planner.app.workspace.evidence_fields import check_against  # noqa: PLC0415  slow

        problems += check_against(files, system, found)
    return replace(system, evidence=tuple(sorted(found, key=lambda e: (e.place.file, e.contract))))


def _pacts(files: Files, system: System, problems: list[Problem]) -> Iterator["Pact"]:
    """Yield the pacts of the workspace; other JSON files in the folder are none of our business."""
    try:
        paths = [p for p in files.list_files(system.settings.pacts) if p.endswith(".json")]
    except InputError as error:
        place = Place(SETTINGS, ("pacts",))
        problems.extend(Problem(p.code, p.message, place, p.hint) for p in error.problems)
        return
    if not paths:
        return
    from planner.formats.document import parse_bytes  # noqa: PLC0415  few workspaces have pacts
    from planner.pacts.reading import looks_like_pact, read_pact  # noqa: PLC0415  likewise

    for path in paths:
        try:
            document = parse_bytes(files.read(path), path)
            if looks_like_pact(document):
                yield read_pact(document, path)
        except InputError as error:
            problems.extend(error.problems)


@dataclass(slots=True)
class _Seen:
    """What was seen of one contract so far."""

    operations: dict[str, SeenOperation] = field(default_factory=dict)
    messages: dict[str, frozenset[str]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def call(self, name: str, status: str, sent: frozenset[str], read: frozenset[str]) -> None:
        before = self.operations.get(name, SeenOperation())
        statuses = dict(before.statuses)
        if status:
            statuses[status] = statuses.get(status, frozenset()) | read
        self.operations[name] = SeenOperation(before.sent | sent, statuses)


class _Reading:
    """Turns files into evidence; what leads nowhere is told and left out."""

    def __init__(self, system: System, problems: list[Problem]) -> None:
        self._system = system
        self._problems = problems

    def _warn(self, code: str, message: str, place: Place, hint: str) -> None:
        self._problems.append(Problem(code, message, place, hint, Level.WARNING))

    def _knows_consumer(self, name: str, place: Place) -> bool:
        if name in self._system.services:
            return True
        hint = did_you_mean(name, self._system.services) or "write its manifest, or take it out"
        self._warn("unknown-service", f"there is no service `{name}`", place, hint)
        return False

    # ------------------------------------------------------------------ recorded usage

    def usage(self, read: Read[UsageFile]) -> Iterator[Evidence]:
        """Yield what a usage file shows."""
        usage, place = read.value, read.place
        if not self._knows_consumer(usage.consumer, place.at("consumer")):
            return
        versions = _versions(self._system, usage.contract)
        if not versions:
            ids = {contract.id for contract in self._system.contracts.values()}
            hint = did_you_mean(usage.contract, ids) or _HINT
            message = f"there is no contract `{usage.contract}`"
            self._warn("unknown-contract", message, place.at("contract"), hint)
            return
        if usage.version and all(usage.version != item.version for item in versions):
            message = f"`{usage.contract}` has no version `{usage.version}`"
            self._warn("no-matching-version", message, place.at("version"), _HINT)
        operations = {
            name: SeenOperation(
                frozenset(used.sent), {s: frozenset(r.read) for s, r in used.statuses.items()}
            )
            for told, used in usage.operations.items()
            if (name := self._operation(told, versions, place.at("operations", told, on_key=True)))
        }
        messages = {
            name: frozenset(used.read)
            for told, used in usage.messages.items()
            if (name := self._message(told, versions, place.at("messages", told, on_key=True)))
        }
        places = {name: place.at("operations", name, on_key=True) for name in operations}
        self._undeclared(usage.consumer, usage.contract, places)
        yield Evidence(
            "recorded",
            usage.consumer,
            usage.contract,
            usage.version,
            usage.digest,
            operations,
            messages,
            place,
        )

    def _operation(self, told: str, versions: Sequence[Contract], place: Place) -> str:
        names = {alias: o.name for o in _operations(versions) for alias in (o.name, *o.aliases)}
        return self._named("operation", told, names, versions, place)

    def _message(self, told: str, versions: Sequence[Contract], place: Place) -> str:
        entries = [m for c in versions if c.content for m in c.content.messages]
        names = {alias: m.name for m in entries for alias in (m.name, *m.aliases)}
        return self._named("message", told, names, versions, place)

    def _named(
        self,
        what: str,
        told: str,
        names: Mapping[str, str],
        versions: Sequence[Contract],
        place: Place,
    ) -> str:
        if told in names or not any(item.content for item in versions):
            return names.get(told, told)
        hint = did_you_mean(told, names) or _HINT
        message = f"`{versions[0].id}` has no {what} `{told}`"
        self._warn(f"unknown-{what}", message, place, hint)
        return ""

    def _undeclared(self, consumer: str, contract: str, places: Mapping[str, Place]) -> None:
        """Tell what is used and stands in no manifest; it counts as used all the same."""
        manifest = self._system.services[consumer].manifest
        entries = [entry for entry in manifest.consumes if entry.contract == contract]
        edges = [
            edge
            for edge in self._system.sync_edges
            if (edge.consumer, edge.contract) == (consumer, contract)
        ]
        declared = {name for edge in edges for name in edge.operations}
        is_all = any(entry.operations is None for entry in entries)
        for name in sorted(places.keys() - declared) if not is_all else ():
            message = f"`{consumer}` uses `{name}` of `{contract}`; its manifest does not say so"
            hint = f"add it to `consumes` in `{self._system.services[consumer].place.file}`"
            self._warn("undeclared-use", message, places[name], hint)

    # ------------------------------------------------------------------ pacts

    def pact(self, pact: "Pact") -> Iterator[Evidence]:
        """Yield what a pact shows, an item for each contract that it is about."""
        from planner.app.pact_contracts import contracts_of  # noqa: PLC0415  few have pacts

        place = Place(pact.file)
        if not self._knows_consumer(pact.consumer, place.at("consumer", "name")):
            return
        try:
            keys = contracts_of(pact, self._system)
        except InputError as error:
            self._problems.extend(replace(p, level=Level.WARNING) for p in error.problems)
            return
        contracts = [self._system.contracts[key] for key in keys]
        seen: dict[str, _Seen] = {}
        for interaction in pact.interactions:
            self._interaction(interaction, contracts, seen)
        for name, found in seen.items():
            self._undeclared(pact.consumer, name, found.places)
            yield Evidence(
                "pact", pact.consumer, name, "", "", found.operations, found.messages, place
            )

    def _interaction(
        self, interaction: "Interaction", contracts: Sequence[Contract], seen: dict[str, _Seen]
    ) -> None:
        from planner.pacts.naming import Candidate  # noqa: PLC0415  few workspaces have pacts
        from planner.pacts.observing import seen_call, seen_messages  # noqa: PLC0415  likewise

        call = None
        for contract in contracts:
            call = seen_call(interaction, _operations([contract]))
            if call and call.operation:
                found = seen.setdefault(contract.id, _Seen())
                found.call(call.operation, call.status, call.sent, call.read)
                found.places.setdefault(call.operation, call.place)
                return
        if call:
            assert interaction.request  # noqa: S101  a call has one
            said = f"{interaction.request.method} {interaction.request.path}"
            message = f"no contract of the provider has an operation for `{said}`"
            hint = "`plan pact check` says more"
            self._warn("unknown-operation", message, call.place, hint)
        entries = [(c, m) for c in contracts if c.content for m in c.content.messages]
        candidates = [Candidate(m.name, m.channel) for _, m in entries]
        for message_seen in seen_messages(interaction, candidates):
            owner = next((c for c, m in entries if m.name == message_seen.name), None)
            if owner is None:
                text = f"which message `{interaction.description}` means can't be told"
                hint = "name it in the description, or in the metadata"
                self._warn("unknown-message", text, message_seen.place, hint)
                continue
            messages = seen.setdefault(owner.id, _Seen()).messages
            before = messages.get(message_seen.name, frozenset())
            messages[message_seen.name] = before | message_seen.read


def _versions(system: System, contract: str) -> list[Contract]:
    return [item for item in system.contracts.values() if item.id == contract]


def _operations(contracts: Iterable[Contract]) -> list[Operation]:
    return [o for c in contracts if c.content for o in c.content.operations]
