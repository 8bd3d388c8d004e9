"""New versions of contracts while they are served: what is exchanged, what stays, what is told."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from planner.app.stubs.reloading import Place, Reloader
from planner.app.stubs.serving import Served, Stubs
from planner.app.stubs.sources import LOOSE, StubSource
from planner.model.errors import InputError
from planner.model.problem import Problem
from tests.stubs.server.a_bundle import a_bundle


@dataclass
class ASite:
    app: Any


class AWatch:
    """Sees one change."""

    def __init__(self) -> None:
        self._left = [True]

    def forget(self) -> None:
        pass

    def has_changed(self) -> bool:
        return bool(self._left and self._left.pop())


def stubs(*contracts: str, prefix: bool = False) -> Stubs:
    """Return stubs of contracts such as `user-api:digest`, a port each or below a prefix each."""
    served = []
    for place, text in enumerate(contracts):
        name, _, digest = text.partition(":")
        source = StubSource(a_bundle(contract=name, digest=digest), is_ratified=True, state=LOOSE)
        served.append(Served(name, 0 if prefix else place, f"/{name}" if prefix else "", source))
    apps = [f"app of {contracts}"] if prefix else [f"app of {text}" for text in contracts]
    return Stubs(tuple(apps), tuple(served))  # type: ignore[arg-type]  # nobody calls them


@dataclass
class Reloaded:
    """What came of a change."""

    apps: list[Any]
    said: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def reloaded(before: Stubs, after: Stubs, *, has_ports: bool = True) -> Reloaded:
    sites = [ASite(app) for app in before.apps]
    result = Reloaded([])

    async def open_place(app: Any) -> tuple[Place, str]:
        if not has_ports:
            raise InputError.single("port-in-use", "port `4002` is in use")
        sites.append(ASite(app))
        return sites[-1], f"http://127.0.0.1:{4000 + len(sites)}"

    reloader = Reloader(
        before,
        dict(enumerate(sites)),
        open_place=open_place,
        watch=AWatch(),
        remake=lambda: after,
        say=result.said.append,
        complain=result.problems.extend,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.app.stubs.reloading._INTERVAL", 0.01)
        patch.setattr("planner.app.stubs.reloading._SETTLED", 0.01)
        asyncio.run(_for_a_while(reloader))
    result.apps = [site.app for site in sites]
    return result


async def _for_a_while(reloader: Reloader) -> None:
    task = asyncio.ensure_future(reloader.run())
    await asyncio.wait([task], timeout=0.2)
    assert not task.done()
    task.cancel()


@pytest.mark.parametrize("prefix", [False, True])
def test_what_says_the_same_as_before_stays_with_all_that_it_keeps(prefix: bool) -> None:  # noqa: FBT001  a table
    before = stubs("a:1", "b:1", prefix=prefix)
    after = Stubs(tuple(f"new {app}" for app in before.apps), before.served)  # type: ignore[misc]  # nobody calls them
    result = reloaded(before, after)
    assert result.apps == list(before.apps)
    assert result.said == []


def test_what_has_changed_is_exchanged() -> None:
    result = reloaded(stubs("a:1", "b:1"), stubs("a:1", "b:2"))
    assert result.apps == ["app of a:1", "app of b:2"]
    assert result.said == ["reloaded `b`"]


def test_what_is_new_is_served_on_a_port_more() -> None:
    result = reloaded(stubs("b:1"), stubs("a:1", "b:2"))
    assert result.apps == ["app of b:2", "app of a:1"]
    assert result.said == ["`a` is new: A_URL=http://127.0.0.1:4002", "reloaded `b`"]


def test_what_is_new_and_finds_no_port_is_told() -> None:
    result = reloaded(stubs("b:1"), stubs("a:1", "b:2"), has_ports=False)
    assert result.apps == ["app of b:2"]
    assert [problem.code for problem in result.problems] == ["port-in-use"]
    assert result.said == ["`a` is new, but not served: start again to serve it", "reloaded `b`"]


def test_what_is_gone_stays_on_its_port_but_not_below_its_prefix() -> None:
    result = reloaded(stubs("a:1", "b:1"), stubs("b:1"))
    assert result.apps == ["app of a:1", "app of b:1"]
    assert result.said == ["`a` is gone; it is still served as it was"]
    below = reloaded(stubs("a:1", "b:1", prefix=True), stubs("b:1", prefix=True))
    assert below.apps == ["app of ('b:1',)"]
