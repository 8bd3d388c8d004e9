"""Serves new versions of contracts as soon as their files say so."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from planner.app.stubs.serving import AsgiApp, Served, Stubs
from planner.model.errors import InputError
from planner.model.problem import Problem

_INTERVAL = 0.4
_SETTLED = 0.15
_SHARE = 20
"""Looking takes at most this part of the time."""


class Watch(Protocol):
    """Notices changes of what was read."""

    def forget(self) -> None:
        """Begin anew: what is read from now on is what counts."""

    def has_changed(self) -> bool:
        """Return whether anything looks different now."""


class Place(Protocol):
    """Where an application is served."""

    app: AsgiApp


Open = Callable[[AsgiApp], Awaitable[tuple[Place, str]]]
"""Serves an application on a port more, and returns where, with its address.

Raises:
    InputError: there is no port to be had.
"""


class Reloader:
    """Exchanges applications while they are served.

    What can't be read keeps the version before it in service: whoever is writing a contract would
    otherwise stop those who work with its stub.

    Args:
        stubs: what is served at first.
        places: by port, in order.
        open_place: makes a place for what is new.
        watch: noticed what was read for it.
        remake: reads all again.
        say: takes one line for people.
        complain: takes what is wrong with new versions.
    """

    def __init__(
        self,
        stubs: Stubs,
        places: Mapping[int, Place],
        *,
        open_place: Open,
        watch: Watch,
        remake: Callable[[], Stubs],
        say: Callable[[str], None],
        complain: Callable[[tuple[Problem, ...]], None],
    ) -> None:
        self._stubs = stubs
        self._places = dict(places)
        self._open_place = open_place
        self._port_of = {each.name: each.port for each in stubs.served}
        self._watch = watch
        self._remake = remake
        self._say = say
        self._complain = complain

    async def run(self) -> None:
        """Look for changes, until cancelled."""
        pause = _INTERVAL
        while True:
            await asyncio.sleep(pause)
            begin = time.monotonic()
            has_changed = await asyncio.to_thread(self._watch.has_changed)
            pause = max(_INTERVAL, _SHARE * (time.monotonic() - begin))
            if has_changed:
                await asyncio.sleep(_SETTLED)  # who writes several files writes them at once
                await self._reload()

    async def _reload(self) -> None:
        self._watch.forget()
        try:
            new = await asyncio.to_thread(self._remake)
        except InputError as error:
            self._complain(error.problems)
            self._say("still serving what was there before")
        except Exception as error:  # noqa: BLE001  the server lives on, whatever is wrong
            self._say(f"can't reload: {type(error).__name__}: {error}")
        else:
            await self._exchange(new)

    async def _exchange(self, new: Stubs) -> None:
        is_prefixed = any(each.prefix for each in new.served)
        changed = _changed(self._stubs, new)
        if is_prefixed and (changed or len(new.served) != len(self._stubs.served)):
            self._places[0].app = new.apps[0]
        for each in () if is_prefixed else new.served:
            if each.name in self._port_of:
                if each.name in changed:
                    self._places[self._port_of[each.name]].app = new.apps[each.port]
            else:
                await self._open(each, new.apps[each.port])
        for name in sorted(set(self._port_of) - {each.name for each in new.served}):
            if not is_prefixed:
                self._say(f"`{name}` is gone; it is still served as it was")
        known = {each.name for each in self._stubs.served}
        self._stubs = new
        if again := [name for name in changed if is_prefixed or name in known]:
            self._say(f"reloaded {', '.join(f'`{name}`' for name in again)}")

    async def _open(self, served: Served, app: AsgiApp) -> None:
        """Serve what is new on a port more."""
        try:
            place, url = await self._open_place(app)
        except InputError as error:
            self._complain(error.problems)
            self._say(f"`{served.name}` is new, but not served: start again to serve it")
            return
        self._port_of[served.name] = port = len(self._places)
        self._places[port] = place
        self._say(f"`{served.name}` is new: {served.variable}={url}")


def _changed(old: Stubs, new: Stubs) -> list[str]:
    """Return the names of what is served differently now."""
    before = {each.name: _stamp(each) for each in old.served}
    return [each.name for each in new.served if before.get(each.name) != _stamp(each)]


def _stamp(served: Served) -> tuple[str, str, bool]:
    source = served.source
    return source.bundle["version"], source.bundle["digest"], source.is_draft
