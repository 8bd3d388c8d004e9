"""Who and what a change touches.

What harm means here:

- Changing a thing hurts those who use it, *directly*: callers of its operations, receivers of its
  messages, and those who send messages into a contract that it owns (commands).
- Harm passes on, from each service hurt to those who use that service, *transitively*. A hard
  call passes it on for sure: without the answer the caller can't work. A soft call weakens it: the
  caller degrades. A message weakens it most: nobody waits for it.
- A chain is as strong as its weakest link, and a service is hurt as strongly as its strongest
  chain says: `hard`, `soft` or `event`. Of the chains of that strength a shortest one is shown.
- A service that a weak link reaches directly and a stronger chain reaches through others stands in
  both lists. The changed service itself is in neither.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from planner.model.manifest import Provides, Publishes
from planner.model.plan import Hurt, Impact, ImpactLink, Party, Role, Strength
from planner.model.system import System
from planner.planning.parties import find_parties, named_contracts, senders_of
from planner.planning.release_levels import release_graph, release_levels
from planner.planning.subject import Subject

STRENGTHS = (Strength.HARD, Strength.SOFT, Strength.EVENT)
_RANK = {strength: rank for rank, strength in enumerate(STRENGTHS)}
_MILESTONES = ("M1", "M2", "M3")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Links:
    """How harm passes on.

    Args:
        changed: the services that provide what changes.
        seeds: links through which the change itself passes on.
        onward: links by the service that passes harm on.
        by_pair: links by source and target.
    """

    changed: frozenset[str]
    seeds: tuple[ImpactLink, ...]
    onward: Mapping[str, Sequence[ImpactLink]]
    by_pair: Mapping[Pair, Sequence[ImpactLink]]

    def along(self, path: Sequence[str], weakest: Strength) -> list[ImpactLink]:
        """Return the links of a path, of a strength or stronger."""
        first = (path[0], path[1])
        found = [link for link in self.seeds if (link.source, link.target) == first]
        for pair in pairwise(path[1:]):
            found += self.by_pair[pair]
        return [link for link in found if _RANK[link.strength] <= _RANK[weakest]]


@dataclass(frozen=True, slots=True)
class _Limits:
    """Which chains count: of these strengths, and at most so many links long."""

    strengths: Sequence[Strength]
    depth: int | None


def find_impact(
    system: System,
    subject: Subject,
    at_least: Strength = Strength.EVENT,
    depth: int | None = None,
) -> Impact:
    """Return who and what a change of the subject touches, as the module's docstring defines it.

    A new contract version needs the agreement of the teams of all its parties, whichever part of it
    they use; so do all contracts that a service owns when the service changes.

    Args:
        system: the system.
        subject: what changes; from `find_subject`.
        at_least: leave out chains weaker than this.
        depth: longest chain, in links, from 1 on; None for any.
    """
    parties = find_parties(system, subject.contracts)
    links = _links(system, subject, parties)
    limits = _Limits(STRENGTHS[: _RANK[at_least] + 1], depth)
    direct = _direct(system, links.seeds, limits)
    transitive = _transitive(system, links, direct, limits)
    firm = [hurt.service for hurt in transitive if hurt.strength is Strength.HARD]
    again = {*subject.services, *(hurt.service for hurt in direct), *firm}
    changed = (system.services[name].team for name in subject.services)
    teams = tuple(sorted({*changed, *(party.team for party in parties)}))
    return Impact(
        subject.kind,
        subject.words,
        subject.services,
        direct,
        transitive,
        _files(system, subject, direct),
        subject.contracts,
        parties,
        teams,
        tuple(sorted({system.services[name].team for name in firm}.difference(teams))),
        (*_ratifications(system, subject), *_MILESTONES),
        _batches(system, again),
        tuple(_notes(system, subject, links.seeds)),
    )


def _links(system: System, subject: Subject, parties: Iterable[Party]) -> _Links:
    every = sorted(_all_links(system), key=_link_order)
    onward: dict[str, list[ImpactLink]] = {}
    by_pair: dict[Pair, list[ImpactLink]] = {}
    for link in every:
        onward.setdefault(link.source, []).append(link)
        by_pair.setdefault((link.source, link.target), []).append(link)
    users = [_user(system, party) for party in parties if party.role is not Role.OWNS]
    if subject.kind == "service":
        own = set(subject.contracts)
        sent = (link for name in subject.services for link in onward.get(name, ()))
        users += [link for link in sent if link.contract not in own]
    changed = frozenset(subject.services)
    seeds = (_narrowed(link, subject) for link in users if link.target not in changed)
    found = sorted((link for link in seeds if link), key=_link_order)
    return _Links(changed, tuple(found), onward, by_pair)


def _user(system: System, party: Party) -> ImpactLink:
    """Return the link from a contract's owner to a party that uses the contract."""
    strength = Strength.EVENT
    if party.role is Role.CALLS:
        strength = Strength.HARD if party.is_hard else Strength.SOFT
    owner = system.contracts[party.contract].provider
    is_sender = party.role is Role.SENDS
    return ImpactLink(owner, party.service, strength, party.contract, party.via, is_sender)


def _all_links(system: System) -> Iterable[ImpactLink]:
    for call in system.sync_edges:
        strength = Strength.HARD if call.is_hard else Strength.SOFT
        key, via = f"{call.contract}@{call.version}", tuple(sorted(call.operations))
        if call.provider != call.consumer:
            yield ImpactLink(call.provider, call.consumer, strength, key, via)
    for event in system.event_edges:
        key, via = f"{event.contract}@{event.version}", tuple(sorted(event.messages))
        if event.publisher != event.subscriber:
            yield ImpactLink(event.publisher, event.subscriber, Strength.EVENT, key, via)


def _link_order(link: ImpactLink) -> tuple[str, str, int, str, bool]:
    return link.source, link.target, _RANK[link.strength], link.contract, link.is_sender


def _narrowed(link: ImpactLink, subject: Subject) -> ImpactLink | None:
    """Return a link as far as the subject passes through it.

    A consumer that names no operations may use any of them.
    """
    if subject.parts is None or not link.via:
        return link
    via = tuple(name for name in link.via if name in subject.parts)
    if not via:
        return None
    return replace(link, via=via)


def _direct(system: System, seeds: Sequence[ImpactLink], limits: _Limits) -> tuple[Hurt, ...]:
    by_target: dict[str, list[ImpactLink]] = {}
    for link in seeds:
        if link.strength in limits.strengths:
            by_target.setdefault(link.target, []).append(link)
    found = []
    for target, links in by_target.items():
        strongest = min(links, key=lambda link: (_RANK[link.strength], *_link_order(link)))
        path = (strongest.source, target)
        found.append(_hurt(system, strongest.strength, path, links))
    return tuple(sorted(found, key=_hurt_order))


def _hurt(
    system: System, strength: Strength, path: tuple[str, ...], links: Iterable[ImpactLink]
) -> Hurt:
    team = system.services[path[-1]].team
    return Hurt(path[-1], team, strength, path, tuple(links))


def _hurt_order(hurt: Hurt) -> tuple[int, int, str]:
    return _RANK[hurt.strength], len(hurt.path), hurt.service


def _transitive(
    system: System, links: _Links, direct: Iterable[Hurt], limits: _Limits
) -> tuple[Hurt, ...]:
    """Return those reached by a chain, unless a direct link reaches them as strongly.

    The strongest links alone are walked first, then with the weaker ones too: a service is hurt as
    strongly as the first walk that reaches it. That is the widest path; source: M. Pollack, "The
    Maximum Capacity through a Network", Operations Research 8(5), 1960.
    """
    known = {hurt.service: _RANK[hurt.strength] for hurt in direct}
    found = []
    for strength in limits.strengths:
        before = _walk(links, strength, limits.depth)
        for service in before:
            if known.get(service, len(STRENGTHS)) > _RANK[strength]:
                known[service] = _RANK[strength]
                path = _path(before, service)
                found.append(_hurt(system, strength, path, links.along(path, strength)))
    return tuple(sorted(found, key=_hurt_order))


def _walk(links: _Links, weakest: Strength, depth: int | None) -> dict[str, str]:
    """Return each service reached and the one before it on a shortest chain, nearest first."""
    before: dict[str, str] = {}
    front: Iterable[ImpactLink] = links.seeds
    distance = 0
    while front and (depth is None or distance < depth):
        reached = []
        for link in front:
            target = link.target
            is_new = target not in before and target not in links.changed
            if is_new and _RANK[link.strength] <= _RANK[weakest]:
                before[target] = link.source
                reached.append(target)
        distance += 1
        front = [link for name in sorted(reached) for link in links.onward.get(name, ())]
    return before


def _path(before: Mapping[str, str], service: str) -> tuple[str, ...]:
    path = [service]
    while path[-1] in before:
        path.append(before[path[-1]])
    return tuple(reversed(path))


def _files(system: System, subject: Subject, direct: Iterable[Hurt]) -> tuple[str, ...]:
    """Return the manifests of provider and users, and the contracts' files.

    Of a contract that is only planned, the folder where it will be.
    """
    services = {*subject.services, *(hurt.service for hurt in direct)}
    found = {system.services[name].place.file for name in services}
    for key in subject.contracts:
        contract = system.contracts[key]
        found.update(contract.files or (f"{contract.folder}/",))
    return tuple(sorted(found))


def _ratifications(system: System, subject: Subject) -> list[str]:
    """Return the `ratify` tasks; a contract that no manifest names has none."""
    named = named_contracts(system)
    return [f"{key}/ratify" for key in subject.contracts if key in named]


def _batches(system: System, again: Collection[str]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return release batches and who of them is released again; a batch is a level, from 1 on."""
    found: dict[int, list[str]] = {}
    for name, level in release_levels(release_graph(system)).items():  # by name
        if name in again:
            found.setdefault(level + 1, []).append(name)
    return tuple((number, tuple(names)) for number, names in sorted(found.items()))


def _notes(system: System, subject: Subject, seeds: Iterable[ImpactLink]) -> Iterable[str]:
    for key in subject.contracts:
        if system.contracts[key].content is None:
            yield f"`{key}` is only planned: what it offers is not known yet"
    for key in subject.contracts if subject.kind == "message" else ():
        for name in sorted(subject.parts or ()):
            if not senders_of(system, key, name):
                yield f"no service in the workspace sends `{name}`: who does is not known"
    if subject.parts is not None:
        for link in seeds:
            if not link.via:
                yield f"`{link.target}` does not say what it uses of `{link.contract}`"
    for key in sorted(_public(system, subject)):
        yield f"`{key}` is public: its consumers outside the workspace are not known"


def _public(system: System, subject: Subject) -> set[str]:
    keys: set[str] = set()
    for name in subject.services:
        manifest = system.services[name].manifest
        keys.update(f"{p.contract}@{p.version}" for p in manifest.provides if _is_public(p))
        keys.update(f"{p.contract}@{p.version}" for p in manifest.publishes if _is_public(p))
    return keys.intersection(subject.contracts)


def _is_public(offer: Provides | Publishes) -> bool:
    return offer.audience == "public"
