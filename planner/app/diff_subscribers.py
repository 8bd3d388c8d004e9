"""Who is hurt by a change of a message: those who receive it, and those who send it.

The owner of a contract is not hurt by it. Where it sends, those who subscribe are consumers; where
it receives, those who publish are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from semantic_version import NpmSpec, Version

from planner.model.contract import Contract
from planner.model.contract import Message as ContractMessage
from planner.model.finding import Occurrence
from planner.model.system import System

_REPLY = "reply to "
_MESSAGE = "message "


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A service that receives or sends messages of a contract.

    Args:
        messages: their names; empty: all of the contract.
        fields: of the payload that it reads; empty: all.
        sends: whether it sends them.
    """

    service: str
    messages: frozenset[str] = frozenset()
    fields: tuple[str, ...] = ()
    sends: bool = False


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of a contract, by all their names.

    Args:
        names: every name of a message -> the name in manifests.
        channels: address -> names of the messages there.
    """

    names: Mapping[str, str]
    channels: Mapping[str, frozenset[str]]

    def of(self, occurrence: Occurrence) -> frozenset[str] | None:
        """Return the messages that an occurrence is about; None: all, as far as can be told."""
        if occurrence.slot.startswith(_MESSAGE):
            found = self._named(occurrence.slot.removeprefix(_MESSAGE))
            return None if found is None else frozenset({found})
        _, _, address = occurrence.operation.removeprefix(_REPLY).partition(" ")
        return self.channels.get(address)

    def _named(self, text: str) -> str | None:
        """Return the message whose name a text begins with; names may hold spaces."""
        words = text.split(" ")
        starts = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        return next((self.names[start] for start in starts if start in self.names), None)


def messages_of(contracts: Iterable[Contract]) -> Messages:
    """Return the messages of all versions of a contract."""
    names: dict[str, str] = {}
    channels: dict[str, set[str]] = {}
    for message in _all(contracts):
        names |= dict.fromkeys((message.name, *message.aliases), message.name)
        if message.channel:
            channels.setdefault(message.channel, set()).add(message.name)
    return Messages(names, {address: frozenset(found) for address, found in channels.items()})


def _all(contracts: Iterable[Contract]) -> Iterator[ContractMessage]:
    for contract in contracts:
        yield from contract.content.messages if contract.content else ()


def subscribers_of(
    system: System, contract: str, version: str, messages: Messages
) -> tuple[Subscriber, ...]:
    """Return who receives or sends messages of a contract version, its owner aside.

    Args:
        system: the workspace.
        contract: its id.
        version: the old one; empty: any.
        messages: of the contract.
    """
    owners = {item.provider for item in system.contracts.values() if item.id == contract}
    found = []
    for name, service in sorted(system.services.items()):
        if name in owners:
            continue
        for entry in service.manifest.subscribes:
            if entry.contract == contract and _admits(entry.version, version):
                chosen = _chosen(entry.messages, messages)
                found.append(Subscriber(name, chosen, entry.fields))
        found += [
            Subscriber(name, _chosen(entry.messages, messages), sends=True)
            for entry in service.manifest.publishes
            if entry.contract == contract
        ]
    return tuple(found)


def _chosen(named: tuple[str, ...] | None, messages: Messages) -> frozenset[str]:
    return frozenset(messages.names.get(name, name) for name in named or ())


def _admits(version_range: str, version: str) -> bool:
    if not version:
        return True
    try:
        return bool(NpmSpec(version_range).match(Version(version)))
    except ValueError:
        return True


def is_concerned(subscriber: Subscriber, occurrence: Occurrence, messages: Messages) -> bool:
    """Return whether a service receives or sends what an occurrence is about."""
    if not _goes_its_way(subscriber, occurrence.operation):
        return False
    meant = messages.of(occurrence)
    return meant is None or not subscriber.messages or bool(meant & subscriber.messages)


def _goes_its_way(subscriber: Subscriber, operation: str) -> bool:
    """Return whether messages travel as a service uses them: who answers gets the answer's."""
    is_reply = operation.startswith(_REPLY)
    action, _, _ = operation.removeprefix(_REPLY).partition(" ")
    if action not in {"send", "receive"} or is_reply:
        return True
    return subscriber.sends is (action == "receive")


def is_payload(occurrence: Occurrence) -> bool:
    """Return whether an occurrence is about a payload, so that fields of it count."""
    return occurrence.slot.rpartition(" ")[2] in {"payload", "schema"}
