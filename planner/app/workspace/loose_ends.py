"""What is offered and used by nobody, or used and offered by nobody: one problem a cause."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from planner.app.workspace import dangling
from planner.app.workspace.catalogue import Catalogue, Offer
from planner.model.contract import Contract
from planner.model.nearest import did_you_mean
from planner.model.problem import Problem
from planner.model.source import Place

Sent = Mapping[str, tuple[str, ...] | None]
"""Messages that each publisher sends, by `sender_of`; None: not known."""


@dataclass(frozen=True, slots=True)
class User:
    """A service that uses something, and where its manifest says so."""

    service: str
    place: Place


@dataclass(slots=True)
class Usage:
    """Who uses what, gathered while references are followed.

    Args:
        callers: by key of the contract.
        receivers: by key of the contract.
        messages: contract id and message of all that is received.
        unsent: messages that nobody sends, by key of the contract and names, and who waits.
    """

    callers: dict[str, list[User]] = field(default_factory=dict)
    receivers: dict[str, list[User]] = field(default_factory=dict)
    messages: set[tuple[str, str]] = field(default_factory=set)
    unsent: dict[tuple[str, tuple[str, ...]], list[User]] = field(default_factory=dict)

    def uses(self, key: str) -> bool:
        """Return whether anybody calls or receives a contract version."""
        return key in self.callers or key in self.receivers


def sender_of(offer: Offer) -> str:
    """Return what a publisher's messages are filed under."""
    return f"{offer.service} {offer.key}"


def loose_ends(catalogue: Catalogue, usage: Usage, sent: Sent) -> Iterator[Problem]:
    """Yield what nobody uses, and what is used and nobody offers."""
    for offer in catalogue.provided.values():
        if offer.entry.audience == "internal" and not usage.uses(offer.key):
            yield dangling.unused(offer, f"contract `{offer.key}`", "consumes")
    for offers in catalogue.published.values():
        for offer in offers:
            if offer.entry.audience == "internal":
                yield from _unread(offer, usage, sent[sender_of(offer)] or ())
    yield from _unoffered(catalogue, usage)
    yield from _unsent(catalogue, usage, sent)


def _unread(offer: Offer, usage: Usage, sent: Sequence[str]) -> Iterator[Problem]:
    name = offer.entry.contract
    unread = [message for message in sent if (name, message) not in usage.messages]
    if len(unread) == len(sent) and not usage.uses(offer.key):
        yield dangling.unused(offer, f"contract `{offer.key}`", "subscribes to")
    elif unread:
        what = f"{dangling.listed(unread)} of `{offer.key}`"
        yield dangling.unused(offer, what, "subscribes to")


def _unoffered(catalogue: Catalogue, usage: Usage) -> Iterator[Problem]:
    """Yield versions that somebody uses and nobody offers; then contracts nobody has to do with.

    Versions beside one that is offered are old or being prepared: nothing is wrong with them.
    """
    offered = set(catalogue.offers())
    known = {key.rpartition("@")[0] for key in offered}
    for name in sorted(catalogue.ids()):
        versions = [catalogue.contracts[f"{name}@{v}"] for v in catalogue.versions(name)]
        used = [contract for contract in versions if usage.uses(contract.key)]
        for contract in used:
            yield from _missing(catalogue, contract, usage, is_offered=contract.key in offered)
        if name not in known and not used:
            yield dangling.unoffered(versions)


def _missing(
    catalogue: Catalogue, contract: Contract, usage: Usage, *, is_offered: bool
) -> Iterator[Problem]:
    callers = usage.callers.get(contract.key)
    if callers and not is_offered:
        yield dangling.unprovided(contract, _names(callers), callers[0].place)
    receivers = usage.receivers.get(contract.key)
    if receivers and contract.id not in catalogue.published:
        yield dangling.unpublished(contract, _names(receivers), receivers[0].place)


def _unsent(catalogue: Catalogue, usage: Usage, sent: Sent) -> Iterator[Problem]:
    for (key, names), users in usage.unsent.items():
        contract = catalogue.contracts[key]
        publishers = catalogue.publishers(contract)
        near = ""
        if contract.content is None:  # nothing says that the message exists at all
            others = {name for offer in publishers for name in sent[sender_of(offer)] or ()}
            near = did_you_mean(names[0], others)
        yield dangling.unsent(names, contract, _names(users), publishers, users[0].place, near=near)


def _names(users: Iterable[User]) -> list[str]:
    return list(dict.fromkeys(user.service for user in users))
