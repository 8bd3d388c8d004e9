"""Contracts -> applications that answer for them, on a port each or below a prefix each.

Only what is imported here is imported before the first answer: a stub has to be there at once.
"""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from planner.app.ports import Cache, Files, World
from planner.app.stubs.sources import StubSource, find_sources
from planner.model.errors import InputError
from planner.model.problem import Level, Problem
from planner.model.served_view import ServedStub
from planner.stubs.server.app import StubApp
from planner.stubs.server.faults import fault_plan, parsed_fault
from planner.stubs.server.journal import MOST_CALLS, RingJournal
from planner.stubs.server.types import Mount, ServerOptions, State, Values

AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]


class ServeWish(NamedTuple):
    """What to serve, and how.

    Args:
        told, service, allow_draft: see `find_sources`.
        is_prefixed: all contracts on one port, each below a prefix.
        options: of the server.
        kept_calls: how many calls each port remembers.
    """

    told: tuple[str, ...] = ()
    service: str = ""
    allow_draft: bool = False
    is_prefixed: bool = False
    options: ServerOptions = ServerOptions()
    kept_calls: int = MOST_CALLS


class Served(NamedTuple):
    """A contract at its place.

    Args:
        name: of the contract; with its version where two versions are served.
        port: which of the ports, counted from 0.
        prefix: what stands before its paths; empty: nothing.
        source: what it is made from.
    """

    name: str
    port: int
    prefix: str
    source: StubSource

    @property
    def version(self) -> str:
        """Of the contract."""
        return self.source.bundle["version"]

    @property
    def variable(self) -> str:
        """Name of the environment variable that holds its address: `CATALOG_API_URL`."""
        name = re.sub("[^A-Z0-9]", "_", self.name.upper())
        return f"STUB_{name}_URL" if name[:1].isdigit() else f"{name}_URL"

    def at(self, url: str) -> ServedStub:
        """Return what is told of it.

        Args:
            url: of its port.
        """
        bundle = self.source.bundle
        return ServedStub(
            self.name,
            bundle["contract"],
            bundle["version"],
            bundle["digest"],
            self.variable,
            f"{url}{self.prefix}",
            len(bundle["operations"]),
            self.source.is_draft,
        )


class Stubs(NamedTuple):
    """What is served.

    Args:
        apps: one a port.
        served: each contract, by port and prefix.
    """

    apps: tuple[AsgiApp, ...]
    served: tuple[Served, ...]

    def ports(self, first: int) -> list[int]:
        """Return the numbers of the ports, one after the other; of 0: any that are free."""
        return [first + place if first else 0 for place in range(len(self.apps))]

    def at(self, urls: Sequence[str]) -> tuple[ServedStub, ...]:
        """Return what is told of each contract.

        Args:
            urls: of the ports.
        """
        return tuple(each.at(urls[each.port]) for each in self.served)


Journals = dict[str, RingJournal]
"""What each port has been asked, by the name of what it serves: it outlives a reload."""


def make_stubs(
    files: Files | None,
    wish: ServeWish,
    *,
    world: World | None = None,
    cache: Cache | None = None,
    journals: Journals | None = None,
) -> tuple[Stubs, tuple[Problem, ...]]:
    """Return the applications that answer for contracts, and warnings.

    Args:
        files: the workspace; None outside of any.
        wish: what to serve.
        world: where paths of contract files lead.
        cache: keeps what was compiled.
        journals: of the stubs that these take the place of; new ones are added.

    Raises:
        InputError: a contract can't be had, is not ratified, or none has anything to serve; a
            latency or fault can't be read.
    """
    fault_plan(wish.options)  # what is wrong with it is told before contracts are read
    found, warnings = find_sources(
        files,
        wish.told,
        service=wish.service,
        allow_draft=wish.allow_draft,
        world=world,
        cache=cache,
    )
    sources = [source for source in found if source.bundle["operations"]]
    if not sources:
        raise _nothing_to_serve(found)
    _refuse_strange_faults(wish.options, sources)
    silent = [_not_callable(each) for each in found if each not in sources] if wish.told else []
    return _stubs(sources, wish, {} if journals is None else journals), (*warnings, *silent)


def _refuse_strange_faults(options: ServerOptions, sources: Sequence[StubSource]) -> None:
    """Refuse faults of operations that are not served: they would never strike.

    Raises:
        InputError: there are some; carries each.
    """
    rules = [parsed_fault(text) for text in options.faults]
    known = {one["id"] for source in sources for one in source.bundle["operations"]}
    strange = [rule.operation for rule in rules if rule.operation and rule.operation not in known]
    if not strange:
        return
    from planner.model.nearest import did_you_mean  # noqa: PLC0415  only for errors

    raise InputError(
        Problem(
            "unknown-operation",
            f"no operation `{name}` is served, so no fault can strike it",
            hint=did_you_mean(name, known) or "`GET /__plan__/operations` lists those that are",
        )
        for name in strange
    )


def _not_callable(source: StubSource) -> Problem:
    bundle = source.bundle
    name = bundle["contract"]
    message = f"`{name}` has no operations that can be called; it is not served"
    hint = f"`plan stubs emit {name} MESSAGE` makes its messages" if bundle["messages"] else ""
    return Problem("nothing-to-call", message, hint=hint, level=Level.WARNING)


def _nothing_to_serve(found: Sequence[StubSource]) -> InputError:
    names = ", ".join(f"`{source.bundle['contract']}`" for source in found) or "the workspace"
    has_messages = any(source.bundle["messages"] for source in found)
    return InputError.single(
        "nothing-to-serve",
        f"there is nothing to serve: no operations in {names}",
        hint="`plan stubs emit CONTRACT MESSAGE` makes messages"
        if has_messages
        else "name a contract that has operations",
    )


def _stubs(sources: Sequence[StubSource], wish: ServeWish, journals: Journals) -> Stubs:
    served = [
        Served(name, 0 if wish.is_prefixed else place, _prefix(name, wish), source)
        for place, (source, name) in enumerate(zip(sources, _names(sources), strict=True))
    ]
    mounts = [
        Mount(each.prefix, each.source.bundle, is_draft=each.source.is_draft) for each in served
    ]
    groups = [mounts] if wish.is_prefixed else [[mount] for mount in mounts]
    names = [""] if wish.is_prefixed else [each.name for each in served]
    apps = tuple(
        _app(group, wish, journals.setdefault(name, RingJournal(wish.kept_calls)))
        for name, group in zip(names, groups, strict=True)
    )
    return Stubs(apps, tuple(served))


def _names(sources: Sequence[StubSource]) -> list[str]:
    """Return a name for each contract, fit for an address and different from all others.

    It has the version where there are several, and a number where that is not enough: two files
    may call themselves alike.
    """
    bundles = [source.bundle for source in sources]
    count = Counter(bundle["contract"] for bundle in bundles)
    names: list[str] = []
    for bundle in bundles:
        name = bundle["contract"]
        if count[name] > 1:
            name = f"{name}-{bundle['version']}"
        name = re.sub("[^A-Za-z0-9._-]+", "-", name) or "stub"
        taken = sum(each == name or each.startswith(f"{name}_") for each in names)
        names.append(f"{name}_{taken + 1}" if taken else name)
    return names


def _prefix(name: str, wish: ServeWish) -> str:
    return f"/{name}" if wish.is_prefixed else ""


def _app(mounts: Sequence[Mount], wish: ServeWish, journal: RingJournal) -> AsgiApp:
    options = wish.options
    return StubApp(
        mounts,
        options,
        journal=journal,
        faults=fault_plan(options) if options.latency or options.faults else None,
        make_state=_state if options.stateful else None,
        index_page=_index,
    )


def _state(mount: Mount, values: Values, options: ServerOptions) -> State:
    from planner.stubs.server.state import CrudState  # noqa: PLC0415  only if asked for

    return CrudState(mount, values, options)


def _index(mounts: Sequence[Mount]) -> bytes:
    from planner.stubs.server.pages import index_page  # noqa: PLC0415  only if looked at

    return index_page(mounts)
