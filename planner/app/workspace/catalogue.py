"""All contracts of a workspace, written or planned, and which version a range means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from semantic_version import NpmSpec
from semantic_version import Version as SemVer

from planner.app.workspace.reading import Read
from planner.app.workspace.registry import Registry
from planner.model.contract import Contract
from planner.model.manifest import Manifest, Provides, Publishes
from planner.model.nearest import did_you_mean
from planner.model.problem import Level, Problem
from planner.model.source import Place


@dataclass(frozen=True, slots=True)
class Offer:
    """A manifest's entry that says: this service provides, or publishes, a contract version."""

    service: str
    entry: Provides | Publishes
    place: Place

    @property
    def key(self) -> str:
        """`id@version`."""
        return f"{self.entry.contract}@{self.entry.version}"


@dataclass(slots=True)
class Catalogue:
    """The contracts that manifests may refer to.

    Args:
        contracts: by key.
        owners: the service that owns each contract, by contract id.
        prefix: what stands before the provider in a contract's folder.
        provided: who answers a contract's operations, by key.
        published: who sends a contract's messages, by contract id.
    """

    contracts: dict[str, Contract]
    owners: dict[str, str]
    prefix: str
    provided: dict[str, Offer] = field(default_factory=dict)
    published: dict[str, list[Offer]] = field(default_factory=dict)
    _versions: dict[str, list[str]] = field(default_factory=dict)
    _offered: dict[str, list[str]] = field(default_factory=dict)

    def versions(self, contract: str) -> Sequence[str]:
        """Return all versions of a contract, lowest first; none if there is no such contract."""
        return self._versions.get(contract, ())

    def ids(self) -> Iterable[str]:
        """Return the ids of all contracts."""
        return self._versions

    def resolve(self, contract: str, version_range: str) -> str | None:
        """Return the highest version in a range, one that somebody offers if there is any.

        A version that no manifest offers is retired or not begun; nobody should get it just
        because its files are there.

        Raises:
            ValueError: not a range.
        """
        offered = best_match(version_range, tuple(self._offered.get(contract, ())))
        return offered or best_match(version_range, tuple(self.versions(contract)))

    def offers(self) -> Iterable[str]:
        """Return the keys of all contracts that some manifest offers."""
        return (f"{name}@{version}" for name, found in self._offered.items() for version in found)

    def publishers(self, contract: Contract) -> Sequence[Offer]:
        """Return who publishes a contract, by name: this version, else any version of it."""
        offers = self.published.get(contract.id, [])
        same = [offer for offer in offers if offer.entry.version == contract.version]
        return sorted(same or offers, key=lambda offer: offer.service)

    def index_versions(self) -> None:
        """Sort the versions of all contracts; to be called when all are known."""
        offered = {offer.key for offer in self.provided.values()}
        offered |= {offer.key for offers in self.published.values() for offer in offers}
        for key, contract in self.contracts.items():
            self._versions.setdefault(contract.id, []).append(contract.version)
            if key in offered:
                self._offered.setdefault(contract.id, []).append(contract.version)
        for versions in (*self._versions.values(), *self._offered.values()):
            if len(versions) > 1:
                versions.sort(key=SemVer)


@cache
def best_match(version_range: str, versions: tuple[str, ...]) -> str | None:
    """Return the highest version in a range as npm reads it.

    Args:
        version_range: `^1.2`, `~1.2.3`, `>=1 <3`, `1.x`, `*`.
        versions: lowest first.

    Raises:
        ValueError: not a range.
    """
    spec = _spec(version_range)
    return next((v for v in reversed(versions) if spec.match(SemVer(v))), None)


@cache
def _spec(version_range: str) -> NpmSpec:
    return NpmSpec(version_range)


def build_catalogue(
    manifests: Mapping[str, Read[Manifest]], registry: Registry, problems: list[Problem]
) -> Catalogue:
    """Return the contracts of the registry and those that manifests plan."""
    owners = {contract.id: contract.provider for contract in registry.contracts.values()}
    catalogue = Catalogue(dict(registry.contracts), owners, registry.prefix)
    offers = [offer for read in manifests.values() for offer in _offers(read)]
    # who provides a planned contract owns it; else the first publisher by name
    for offer in sorted(offers, key=lambda offer: isinstance(offer.entry, Publishes)):
        problem = _take(catalogue, offer)
        if problem:
            problems.append(problem)
    catalogue.index_versions()
    return catalogue


def _offers(read: Read[Manifest]) -> Iterable[Offer]:
    for number, provided in enumerate(read.value.provides):
        yield Offer(read.value.name, provided, read.place.at("provides", number))
    for number, published in enumerate(read.value.publishes):
        yield Offer(read.value.name, published, read.place.at("publishes", number))


def _take(catalogue: Catalogue, offer: Offer) -> Problem | None:
    """Add an offer to the catalogue; return what is wrong with it."""
    entry, service = offer.entry, offer.service
    owner = catalogue.owners.get(entry.contract)
    is_provided = isinstance(entry, Provides)
    if is_provided and owner not in {None, service}:
        return _wrong_provider(offer, str(owner))
    contract = catalogue.contracts.get(offer.key)
    if contract is None and not entry.planned:
        return _missing_files(catalogue, offer, owner or service)
    if contract is None:
        catalogue.owners.setdefault(entry.contract, service)
        owner = catalogue.owners[entry.contract]
        folder = f"{catalogue.prefix}{owner}/{entry.contract}/{entry.version}"
        catalogue.contracts[offer.key] = Contract(
            entry.contract, entry.version, owner, None, folder
        )
    if is_provided:
        catalogue.provided[offer.key] = offer
    else:
        catalogue.published.setdefault(entry.contract, []).append(offer)
    if contract is not None and contract.content is not None and entry.planned:
        return _planned_but_there(offer)
    return None


def _planned_but_there(offer: Offer) -> Problem:
    return Problem(
        "planned-but-there",
        f"contract `{offer.key}` is marked as planned, but its files are there",
        offer.place.at("planned"),
        "remove `planned`, so that what it offers is checked",
        Level.WARNING,
    )


def _wrong_provider(offer: Offer, owner: str) -> Problem:
    return Problem(
        "wrong-provider",
        f"contract `{offer.entry.contract}` belongs to `{owner}`, not to `{offer.service}`",
        offer.place.at("contract"),
        f"remove the entry here, or move the contract's folder to `{offer.service}`",
    )


def _missing_files(catalogue: Catalogue, offer: Offer, owner: str) -> Problem:
    entry = offer.entry
    there = sorted(c.version for c in catalogue.contracts.values() if c.id == entry.contract)
    folder = f"{catalogue.prefix}{owner}/{entry.contract}/{entry.version}/"
    write = f"write it in `{folder}`, or set `planned: true`"
    if there:
        found = ", ".join(f"`{version}`" for version in there)
        message = f"contract `{entry.contract}` has no version `{entry.version}`; it has {found}"
        place = offer.place.at("version")
    else:
        message = f"there are no files of contract `{offer.key}`"
        place = offer.place.at("contract")
    near = did_you_mean(entry.contract, catalogue.owners) if not there else ""
    return Problem("missing-contract", message, place, f"{near} Or {write}" if near else write)
