"""Who takes part in a contract version, and by which operations or messages.

The parties of a version are its owner, those who call its operations, those who receive its
messages, and those who send messages into a contract that another service owns (commands). All of
them agree on each new version, whichever part of it changes.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from planner.model.contract import Contract
from planner.model.plan import Party, Role
from planner.model.system import Service, System


def named_contracts(system: System) -> set[str]:
    """Return the keys of the contracts that some manifest names."""
    return {
        key
        for service in system.services.values()
        for key in (*service.provides, *service.publishes, *service.needs)
    }


def find_parties(system: System, contracts: Collection[str]) -> tuple[Party, ...]:
    """Return the parties of contract versions given by key, by contract, role and service."""
    keys = set(contracts)
    found = {*_owners(system, keys), *_callers(system, keys)}
    for service in system.services.values():
        found.update(_receiver(system, service, keys.intersection(service.needs)))
        found.update(_sender(system, service, keys.intersection(service.publishes)))
    roles = tuple(Role)
    return tuple(sorted(found, key=lambda p: (p.contract, roles.index(p.role), p.service, p.via)))


def senders_of(system: System, key: str, message: str) -> list[str]:
    """Return the services that send a message, the owner of its contract included."""
    contract = system.contracts[key]
    return [
        service.name
        for service in system.services.values()
        for entry in service.manifest.publishes
        if entry.contract == contract.id
        and (contract.content is None or message in own_names(contract, entry.messages))
    ]


def own_names(contract: Contract, told: Sequence[str] | None) -> tuple[str, ...]:
    """Return a contract's own names of the messages that a manifest names; None: all of them."""
    entries = contract.content.messages if contract.content else ()
    if told is None:
        return tuple(sorted(entry.name for entry in entries))
    names = {alias: entry.name for entry in entries for alias in (*entry.aliases, entry.name)}
    return tuple(sorted({names.get(name, name) for name in told}))


def _owners(system: System, keys: Iterable[str]) -> Iterator[Party]:
    for key in keys:
        owner = system.services.get(system.contracts[key].provider)
        if owner:
            yield Party(owner.name, owner.team, key, Role.OWNS)


def _callers(system: System, keys: Collection[str]) -> Iterator[Party]:
    for edge in system.sync_edges:
        key = f"{edge.contract}@{edge.version}"
        if key in keys and edge.consumer != edge.provider:
            team = system.services[edge.consumer].team
            via = tuple(sorted(edge.operations))
            yield Party(edge.consumer, team, key, Role.CALLS, via, is_hard=edge.is_hard)


def _receiver(system: System, service: Service, keys: Iterable[str]) -> Iterator[Party]:
    for key in keys:
        contract = system.contracts[key]
        for entry in service.manifest.subscribes if contract.provider != service.name else ():
            if entry.contract == contract.id:
                via = own_names(contract, entry.messages)
                yield Party(service.name, service.team, key, Role.RECEIVES, via)


def _sender(system: System, service: Service, keys: Iterable[str]) -> Iterator[Party]:
    for key in keys:
        contract = system.contracts[key]
        for entry in service.manifest.publishes if contract.provider != service.name else ():
            if f"{entry.contract}@{entry.version}" == key:
                via = own_names(contract, entry.messages)
                yield Party(service.name, service.team, key, Role.SENDS, via)
