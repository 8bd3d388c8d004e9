"""Wording of what is wrong with a reference from one manifest to something else."""

import re
from collections.abc import Iterable, Sequence

from planner.app.workspace.catalogue import Offer
from planner.model.contract import Contract, Message, Operation
from planner.model.manifest import Consumes, Subscribes
from planner.model.nearest import did_you_mean
from planner.model.problem import Level, Problem
from planner.model.source import Place

LEADS_NOWHERE = frozenset(
    {
        "missing-contract",
        "no-matching-version",
        "no-provider",
        "no-publisher",
        "unknown-contract",
        "unoffered-contract",
        "unsent-message",
    }
)
"""Problems of a manifest that are solved, or caused, in other files."""
_CALL = re.compile(r"^[A-Za-z]+\s+/\S*$")
_MOST_NAMED = 5


def listed(names: Sequence[str]) -> str:
    """Return names in backticks: the first few, and how many more there are."""
    named = ", ".join(f"`{name}`" for name in names[:_MOST_NAMED])
    return f"{named} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else named


def unknown_contract(name: str, known: Iterable[str], place: Place) -> Problem:
    """There is no contract of that name."""
    return Problem(
        "unknown-contract",
        f"there is no contract `{name}`",
        place.at("contract"),
        did_you_mean(name, known)
        or "write it in the contracts folder, or let its provider name it with `planned: true`",
    )


def bad_range(version_range: str, place: Place) -> Problem:
    """The version of an entry is not a range."""
    return Problem(
        "bad-range",
        f"`{version_range}` is not a version range",
        place.at("version"),
        "write a range such as `^1.2`, `~1.2.3`, `>=1 <3` or `1.x`",
    )


def no_version(entry: Consumes | Subscribes, versions: Sequence[str], place: Place) -> Problem:
    """No version of the contract lies in the range; there are others."""
    there = ", ".join(f"`{version}`" for version in versions)
    return Problem(
        "no-matching-version",
        f"contract `{entry.contract}` has no version in `{entry.version}`; it has {there}",
        place.at("version"),
        f"write a range that includes `{versions[-1]}`",
    )


def unknown_name(
    name: str, entries: Sequence[Operation | Message], contract: Contract, sort: str, place: Place
) -> Problem:
    """The contract has no operation or message of that name."""
    own = [entry.name for entry in entries]
    spellings = {*own, *(alias for entry in entries for alias in entry.aliases)}
    is_call = bool(_CALL.match(name))
    alike = [other for other in spellings if bool(_CALL.match(other)) == is_call]
    there = ", ".join(f"`{other}`" for other in own[:_MOST_NAMED])
    fallback = f"it has {there}" if there else f"it has no {sort}s at all"
    hint = did_you_mean(name, alike) or fallback
    message = f"contract `{contract.key}` has no {sort} `{name}`"
    return Problem(f"unknown-{sort}", message, place, hint)


def self_call(contract: Contract, place: Place) -> Problem:
    """A service consumes what it provides itself."""
    return Problem(
        "self-call",
        f"`{contract.provider}` consumes its own contract `{contract.id}`",
        place.at("contract"),
        "remove the entry: what a service does inside itself needs no contract",
    )


def not_callable(contract: Contract, place: Place) -> Problem:
    """A contract of messages stands under `consumes`."""
    return Problem(
        "not-callable",
        f"contract `{contract.key}` has messages and no operations",
        place.at("contract"),
        "move the entry to `subscribes`",
    )


def not_receivable(contract: Contract, place: Place) -> Problem:
    """A contract of operations stands under `subscribes`."""
    return Problem(
        "not-receivable",
        f"contract `{contract.key}` has operations and no messages",
        place.at("contract"),
        "move the entry to `consumes`",
    )


def unprovided(contract: Contract, consumers: Sequence[str], place: Place) -> Problem:
    """Somebody calls a version that its provider does not name."""
    verb = "calls it" if len(consumers) == 1 else "call it"
    return Problem(
        "no-provider",
        f"no service provides `{contract.key}`; {listed(consumers)} {verb}",
        place.at("contract"),
        f"add it to `provides` of `{contract.provider}`",
        Level.WARNING,
    )


def unpublished(contract: Contract, subscribers: Sequence[str], place: Place) -> Problem:
    """Somebody waits for a contract that nobody publishes."""
    return Problem(
        "no-publisher",
        f"no service publishes `{contract.key}`; {_who_waits(subscribers)}",
        place.at("contract"),
        "add it to `publishes` of its sender, or stop waiting for it",
        Level.WARNING,
    )


def unsent(
    names: Sequence[str],
    contract: Contract,
    subscribers: Sequence[str],
    publishers: Sequence[Offer],
    place: Place,
    *,
    near: str,
) -> Problem:
    """Somebody waits for messages of a contract into which others are sent.

    Args:
        names: the messages.
        contract: the version that the subscribers mean.
        subscribers: who waits.
        publishers: who publishes the contract.
        place: where the first of them says so.
        near: a hint about messages of a like name; empty if these are certainly meant.
    """
    others = [offer.service for offer in publishers if offer.service not in subscribers]
    who = listed(others or [offer.service for offer in publishers])
    return Problem(
        "unsent-message",
        f"nobody sends {listed(names)} of `{contract.key}`; {_who_waits(subscribers)}",
        place,
        near or f"add it to `publishes` of its sender (perhaps {who}), or stop waiting for it",
        Level.WARNING,
    )


def _who_waits(subscribers: Sequence[str]) -> str:
    verb = "waits for it" if len(subscribers) == 1 else "wait for it"
    return f"{listed(subscribers)} {verb}"


def unused(offer: Offer, what: str, verb: str) -> Problem:
    """Nobody inside uses what is not said to be for others."""
    return Problem(
        "unused-contract" if what.startswith("contract") else "unused-message",
        f"no service {verb} {what}",
        offer.place.at("contract"),
        "set `audience: public` if others use it, or remove it",
        Level.WARNING,
    )


def unoffered(versions: Sequence[Contract]) -> Problem:
    """The registry has versions of a contract (lowest first) of which no manifest names any."""
    last = versions[-1]
    numbers = ", ".join(contract.version for contract in versions)
    what = f"`{last.key}`" if len(versions) == 1 else f"any version of `{last.id}` ({numbers})"
    return Problem(
        "unoffered-contract",
        f"no manifest provides or publishes {what}",
        Place(last.files[0]) if last.files else None,
        f"add it to `provides` or `publishes` of `{last.provider}`, or remove its files",
        Level.WARNING,
    )
