"""Which contracts of a workspace a pact is about."""

from semantic_version import Version

from planner.model.errors import InputError
from planner.model.nearest import did_you_mean
from planner.model.pact import Pact
from planner.model.problem import Level, Problem
from planner.model.source import Place
from planner.model.system import System


def contracts_of(pact: Pact, system: System | None) -> tuple[str, ...]:
    """Return the keys of the contracts that a pact is about.

    Those versions of its provider's contracts that the consumer's manifest asks for; where it asks
    for none, the highest of each. A pact may name a contract as its provider too.

    Raises:
        InputError: the provider is neither a service nor a contract, or has no contract.
    """
    if system is None:
        raise InputError.single(
            "no-contract",
            f"which contract `{pact.provider}` has is known in a workspace only",
            place=Place(pact.file, ("provider", "name")),
            hint="name the contract with `--contract FILE`",
        )
    written = [contract for contract in system.contracts.values() if contract.files]
    own = [c for c in written if pact.provider in {c.provider, c.id}]
    if not own:
        raise InputError([_no_provider(pact, system)])
    consumer = system.services.get(pact.consumer)
    asked = {c.key for c in own} & set(consumer.needs if consumer else ())
    asked_ids = {system.contracts[key].id for key in asked}
    newest: dict[str, str] = {}
    for contract in sorted(own, key=lambda c: (c.id, Version(c.version))):
        newest[contract.id] = contract.key
    others = {key for name, key in newest.items() if name not in asked_ids}
    return tuple(sorted(asked | others, key=lambda key: (key not in asked, key)))


def _no_provider(pact: Pact, system: System) -> Problem:
    place = Place(pact.file, ("provider", "name"))
    if pact.provider in system.services:
        message = f"service `{pact.provider}` has no contract that is written"
        return Problem("no-contract", message, place, "write its contract, or use `--contract`")
    names = [*system.services, *{c.id for c in system.contracts.values()}]
    hint = did_you_mean(pact.provider, names) or "name the contract with `--contract`"
    message = f"there is no service or contract `{pact.provider}`"
    return Problem("unknown-provider", message, place, hint, Level.ERROR)
