"""Consumers that lose what they used: gone, not offered any more, or another version.

A consumer may leave a version by itself at any time. What is looked for here is a change that takes
a version away, or offers another one in its place, and with it changes who uses it: whoever loses
something must have agreed, or have left before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from semantic_version import Version

from planner.app.check.changes import ContractChange
from planner.app.check.revision import Revision
from planner.app.workspace.catalogue import best_match
from planner.governance.lost_use import LostUse
from planner.model.check_view import ChangeKind
from planner.model.manifest import Consumes, Subscribes
from planner.model.system import Service, System

_Entry = Consumes | Subscribes


def lost_uses(
    base: Revision, users: System, head: Revision, changes: Iterable[ContractChange]
) -> tuple[LostUse, ...]:
    """Return the consumers that a change gives something else, by name and contract.

    Args:
        base: before the change.
        users: the system whose consumers count.
        head: after it.
        changes: of contracts; who uses a renamed contract under its new name loses nothing.
    """
    if base.system is None or head.system is None:
        return ()
    renamed = {
        change.old.key: change.key
        for change in changes
        if change.kind is ChangeKind.RENAMED and change.old
    }
    search = _Search(base, head, _Offers(base.system), _Offers(head.system), renamed)
    moved = search.moved()
    found = (
        use
        for service in users.services.values()
        for entry in _entries(service)
        if entry.contract in moved
        for use in search.lost_by(service, entry)
    )
    return tuple(dict.fromkeys(found))


class _Offers:
    """Which versions of each contract there are, and which of them somebody offers."""

    def __init__(self, system: System) -> None:
        services = system.services.values()
        self.keys = {key for service in services for key in (*service.provides, *service.publishes)}
        self._all: dict[str, list[str]] = {}
        for contract in system.contracts.values():
            self._all.setdefault(contract.id, []).append(contract.version)
        for versions in self._all.values():
            if len(versions) > 1:
                versions.sort(key=Version)

    def of(self, contract: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return all versions of a contract and the offered ones, each lowest first."""
        every = tuple(self._all.get(contract, ()))
        return every, tuple(v for v in every if f"{contract}@{v}" in self.keys)

    def resolve(self, entry: _Entry) -> str:
        """Return the key of what an entry gets, as a workspace is loaded; empty if nothing."""
        every, offered = self.of(entry.contract)
        try:
            got = best_match(entry.version, offered) or best_match(entry.version, every)
        except ValueError:
            return ""
        return f"{entry.contract}@{got}" if got else ""


@dataclass(frozen=True, slots=True)
class _Search:
    base: Revision
    head: Revision
    before: _Offers
    after: _Offers
    renamed: Mapping[str, str]

    def moved(self) -> frozenset[str]:
        """Return the contracts of which other versions are there, or are offered."""
        return frozenset(
            contract.id
            for contract in self.base.contracts.values()
            if self.before.of(contract.id) != self.after.of(contract.id)
            or (contract.key not in self.head.contracts)
        )

    def lost_by(self, service: Service, entry: _Entry) -> Iterator[LostUse]:
        """Yield what a consumer loses of what an entry of its manifest got."""
        old = self.before.resolve(entry)
        if old not in self.base.contracts:
            return
        ranges = self._ranges(service, entry.contract)
        if entry.version in ranges:
            new = self.after.resolve(entry)
            if not new:
                return  # the manifest leads nowhere, which is told by itself
        elif self._is_kept(old):
            return  # the consumer left by itself
        else:
            new = self._instead(service, old)
        is_written = new in self.head.contracts
        was_offered, is_offered = old in self.before.keys, new in self.after.keys
        is_less = was_offered and not is_offered
        if not is_written or new != old or is_less:
            yield LostUse(service.name, old, new if is_written else "", not is_less)

    def _is_kept(self, key: str) -> bool:
        is_offered = key in self.after.keys or key not in self.before.keys
        return key in self.head.contracts and is_offered

    def _ranges(self, service: Service, contract: str) -> set[str]:
        return {entry.version for entry in self._now(service) if entry.contract == contract}

    def _instead(self, service: Service, old: str) -> str:
        """Return what a consumer gets whose manifest has changed together with the contract."""
        known = {old.partition("@")[0], self.renamed.get(old, "").partition("@")[0]}
        found = [self.after.resolve(e) for e in self._now(service) if e.contract in known]
        return next((key for key in found if key), "")

    def _now(self, service: Service) -> Sequence[_Entry]:
        after = self.head.system.services.get(service.name) if self.head.system else None
        return _entries(after) if after else ()


def _entries(service: Service) -> Sequence[_Entry]:
    return (*service.manifest.consumes, *service.manifest.subscribes)
