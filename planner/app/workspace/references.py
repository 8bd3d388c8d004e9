"""What services need from each other: manifest entries -> edges, and everything that dangles."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from planner.app.workspace import dangling
from planner.app.workspace.catalogue import Catalogue, Offer
from planner.app.workspace.loose_ends import Usage, User, loose_ends, sender_of
from planner.app.workspace.reading import Read
from planner.model.contract import Contract, Message, Operation
from planner.model.manifest import Consumes, Manifest, Publishes, Subscribes
from planner.model.problem import Problem
from planner.model.source import Place
from planner.model.system import EventEdge, Service, SyncEdge

_CALL = re.compile(r"^([A-Za-z]+)\s+(/\S*)$")
_PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(slots=True)
class References:
    """The edges of a system and its services, made from manifests."""

    services: dict[str, Service] = field(default_factory=dict)
    sync_edges: list[SyncEdge] = field(default_factory=list)
    event_edges: list[EventEdge] = field(default_factory=list)


class Resolver:
    """Follows every reference of every manifest."""

    def __init__(self, catalogue: Catalogue, problems: list[Problem]) -> None:
        """Take the known contracts and a list that collects what is wrong."""
        self._catalogue = catalogue
        self._problems = problems
        self._names: dict[tuple[str, str], dict[str, str]] = {}
        self._usage = Usage()
        self._sent: dict[str, tuple[str, ...] | None] = {}
        """Messages that each publisher sends, by `sender_of`; None: not known."""

    def resolve(self, manifests: Mapping[str, Read[Manifest]]) -> References:
        """Return services and edges; report what dangles."""
        found = References()
        for offers in self._catalogue.published.values():
            for offer in offers:
                self._sent[sender_of(offer)] = self._sent_messages(offer)
        for name, read in manifests.items():
            needs: set[str] = set()
            for number, call in enumerate(read.value.consumes):
                place = read.place.at("consumes", number)
                found.sync_edges += self._calls(name, call, place, needs)
            for number, subscription in enumerate(read.value.subscribes):
                place = read.place.at("subscribes", number)
                found.event_edges += self._receives(name, subscription, place, needs)
            found.services[name] = self._service(read, needs)
        self._problems.extend(loose_ends(self._catalogue, self._usage, self._sent))
        return found

    def _service(self, read: Read[Manifest], needs: set[str]) -> Service:
        manifest, known = read.value, self._catalogue.contracts
        provides = {f"{item.contract}@{item.version}" for item in manifest.provides}
        publishes = {f"{item.contract}@{item.version}" for item in manifest.publishes}
        return Service(
            manifest,
            read.place,
            tuple(sorted(provides & known.keys())),
            tuple(sorted(publishes & known.keys())),
            tuple(sorted(needs)),
        )

    # ------------------------------------------------------------------ what is called

    def _calls(
        self, consumer: str, call: Consumes, place: Place, needs: set[str]
    ) -> Iterable[SyncEdge]:
        contract = self._contract(call, place)
        if contract is None:
            return
        if contract.provider == consumer:
            self._problems.append(dangling.self_call(contract, place))
            return
        if contract.content and contract.content.messages and not contract.content.operations:
            self._problems.append(dangling.not_callable(contract, place))
            return
        operations = self._operations(contract, call, place)
        needs.add(contract.key)
        self._usage.callers.setdefault(contract.key, []).append(User(consumer, place))
        yield SyncEdge(
            consumer, contract.provider, contract.id, contract.version, operations, call, place
        )

    def _operations(self, contract: Contract, call: Consumes, place: Place) -> tuple[str, ...]:
        if contract.content is None:
            return tuple(sorted(set(call.operations or ())))
        if call.operations is None:
            return tuple(operation.name for operation in contract.content.operations)
        entries = contract.content.operations
        return self._names_of(call.operations, entries, contract, "operation", place)

    # ------------------------------------------------------------------ what is received

    def _receives(
        self, subscriber: str, subscription: Subscribes, place: Place, needs: set[str]
    ) -> Iterable[EventEdge]:
        contract = self._contract(subscription, place)
        if contract is None:
            return
        if contract.content and contract.content.operations and not contract.content.messages:
            self._problems.append(dangling.not_receivable(contract, place))
            return
        wanted = self._wanted(contract, subscription, place)
        needs.add(contract.key)
        user = User(subscriber, place)
        self._usage.receivers.setdefault(contract.key, []).append(user)
        self._usage.messages.update((contract.id, message) for message in wanted)
        publishers = self._catalogue.publishers(contract)
        missing = set(wanted)
        for offer in publishers:
            sent = self._sent[sender_of(offer)]
            messages = wanted if sent is None else tuple(name for name in wanted if name in sent)
            missing.difference_update(messages)
            if offer.service != subscriber and (messages or sent is None):
                yield EventEdge(
                    offer.service, subscriber, contract.id, contract.version, messages, place
                )
        if publishers and missing:
            self._note_unsent(contract, subscription, user, sorted(missing))

    def _wanted(
        self, contract: Contract, subscription: Subscribes, place: Place
    ) -> tuple[str, ...]:
        if contract.content is None:
            return tuple(sorted(set(subscription.messages or ())))
        if subscription.messages is None:
            return tuple(message.name for message in contract.content.messages)
        entries = contract.content.messages
        return self._names_of(subscription.messages, entries, contract, "message", place)

    def _sent_messages(self, offer: Offer) -> tuple[str, ...] | None:
        contract = self._catalogue.contracts[offer.key]
        told = offer.entry.messages if isinstance(offer.entry, Publishes) else None
        if contract.content is None:
            return tuple(sorted(set(told))) if told is not None else None
        if told is None:
            return tuple(message.name for message in contract.content.messages)
        entries = contract.content.messages
        return self._names_of(told, entries, contract, "message", offer.place)

    def _note_unsent(
        self, contract: Contract, subscription: Subscribes, user: User, missing: Sequence[str]
    ) -> None:
        """Note what nobody sends: one by one what was asked for by name, else all together."""
        told = subscription.messages
        for names in [tuple(missing)] if told is None else [(name,) for name in missing]:
            where = user.place
            if told is not None:
                where = where.at("messages")
                where = where.at(told.index(names[0])) if names[0] in told else where
            users = self._usage.unsent.setdefault((contract.key, names), [])
            users.append(User(user.service, where))

    # ------------------------------------------------------------------ names and versions

    def _contract(self, entry: Consumes | Subscribes, place: Place) -> Contract | None:
        versions = self._catalogue.versions(entry.contract)
        if not versions:
            ids = self._catalogue.ids()
            self._problems.append(dangling.unknown_contract(entry.contract, ids, place))
            return None
        try:
            version = self._catalogue.resolve(entry.contract, entry.version)
        except ValueError:
            self._problems.append(dangling.bad_range(entry.version, place))
            return None
        if version is None:
            self._problems.append(dangling.no_version(entry, versions, place))
            return None
        return self._catalogue.contracts[f"{entry.contract}@{version}"]

    def _index(
        self, contract: Contract, entries: Sequence[Operation | Message], sort: str
    ) -> dict[str, str]:
        """Return what a contract offers: every name that people may use -> its own name."""
        key = (contract.key, sort)
        if key not in self._names:
            index = {_normal(alias): entry.name for entry in entries for alias in entry.aliases}
            self._names[key] = index | {_normal(entry.name): entry.name for entry in entries}
        return self._names[key]

    def _names_of(
        self,
        told: Sequence[str],
        entries: Sequence[Operation | Message],
        contract: Contract,
        sort: str,
        place: Place,
    ) -> tuple[str, ...]:
        """Return the contract's own names for what a manifest names; report those it lacks.

        Args:
            told: what the manifest names, under `operations` or `messages` of `place`.
            entries: what the contract has.
            contract: the contract.
            sort: `operation` or `message`.
            place: the manifest's entry.
        """
        own_names = {entry.name for entry in entries}
        found = set()
        for number, name in enumerate(told):
            if name in own_names:  # nearly always; other spellings are worth an index
                found.add(name)
            elif own := self._index(contract, entries, sort).get(_normal(name)):
                found.add(own)
            else:
                problem = dangling.unknown_name(
                    name, entries, contract, sort, place.at(f"{sort}s", number)
                )
                self._problems.append(problem)
        return tuple(sorted(found))


def _normal(name: str) -> str:
    """Return a name so that spellings of the same call are equal.

    The method's case and the names of path parameters don't matter: `get /users/{id}` is
    `GET /users/{userId}`.
    """
    call = _CALL.match(name)
    return f"{call[1].upper()} {_PARAMETER.sub('{}', call[2])}" if call else name
