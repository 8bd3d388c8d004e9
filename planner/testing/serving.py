"""Stub servers in a thread of the process that runs the tests."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from planner.adapters.cache import user_cache
from planner.adapters.files import LocalFiles, nearest_workspace
from planner.adapters.http_server import BackgroundServer, Hooks, listen
from planner.adapters.surroundings import Surroundings
from planner.app.stubs.serving import ServeWish, make_stubs
from planner.model.nearest import did_you_mean
from planner.model.served_view import ServedStub
from planner.stubs.server.types import ADMIN, RESET, ServerOptions
from planner.testing.telling import with_places

_HOST = "127.0.0.1"
_SECONDS = 30.0


class RunningStubs:
    """Stubs that answer.

    Args:
        stubs: what is served, and where.
    """

    def __init__(self, stubs: Sequence[ServedStub]) -> None:
        self._stubs = {stub.name: stub for stub in stubs}

    def url(self, contract: str = "") -> str:
        """Return the address that stands before the paths of a contract.

        Args:
            contract: its id; `ID-VERSION` where two versions are served. May be left out if
                there is only one.

        Raises:
            KeyError: it is not served.
        """
        return self._stub(contract).url

    @property
    def environment(self) -> dict[str, str]:
        """Variables with the addresses: `{"CATALOG_API_URL": "http://127.0.0.1:4001"}`."""
        return {stub.variable: stub.url for stub in self._stubs.values()}

    def calls(self, contract: str = "", operation: str = "") -> list[dict[str, Any]]:
        """Return what was called and answered since the start or the last `reset`.

        Args:
            contract: only calls of this one; empty: of all, by contract.
            operation: only calls of this operation.
        """
        chosen = [self._stub(contract)] if contract else list(self._stubs.values())
        found = [call for stub in chosen for call in self._ask(stub, "GET", "/calls")["calls"]]
        return [call for call in found if operation in {"", call["operation"]}]

    def reset(self) -> None:
        """Forget all calls and all that was created, changed and deleted."""
        for stub in self._stubs.values():
            self._ask(stub, "POST", "/reset")

    def _stub(self, contract: str) -> ServedStub:
        if not contract and len(self._stubs) == 1:
            return next(iter(self._stubs.values()))
        if contract in self._stubs:
            return self._stubs[contract]
        hint = did_you_mean(contract, self._stubs) or f"served: {', '.join(self._stubs)}"
        raise KeyError(f"`{contract}` is not served; {hint}")

    @staticmethod
    def _ask(stub: ServedStub, method: str, page: str) -> Any:  # noqa: ANN401  JSON value
        # no urllib: it would go through a proxy that the surroundings may name
        connection = HTTPConnection(urlsplit(stub.url).netloc, timeout=_SECONDS)
        try:
            connection.request(method, f"{ADMIN}{page}")
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


@contextmanager
def serve(
    *contracts: str,
    service: str = "",
    workspace: str | Path | None = None,
    port: int = 0,
    allow_draft: bool = False,
    stateful: bool = False,
    seed: int = 0,
    latency: str = "",
    faults: Sequence[str] = (),
    auth: bool = True,
) -> Iterator[RunningStubs]:
    """Serve contracts while a block runs.

    Example::

        with serve("catalog-api") as stubs:
            call(stubs.url("catalog-api"))
            assert stubs.calls("catalog-api")[0]["valid"]

    Args:
        contracts: ids, `ID@VERSION`, or paths of contract files; none, and no service: all ratified
            contracts of the workspace.
        service: all that this service consumes.
        workspace: folder with a `plan.yaml`; None: the nearest, from the current folder upwards.
        port: of the first contract, the others follow; 0: any that are free.
        allow_draft: also contracts that are not ratified.
        stateful: keep what is created, changed and deleted.
        seed: other numbers make other data.
        latency: as `--latency` of `plan stubs serve`.
        faults: as `--fault`, any number.
        auth: ask for the credentials that contracts demand.

    Raises:
        InputError: the contracts can't be had or are not ratified, or a port is in use; its note
            says where that stands and what to do.
    """
    options = ServerOptions(
        seed=seed, stateful=stateful, latency=latency, faults=tuple(faults), checks_auth=auth
    )
    wish = ServeWish(contracts, service, allow_draft, options=options)
    folder = Path(workspace) if workspace is not None else nearest_workspace(Path.cwd())
    files = LocalFiles(folder) if folder else None
    with with_places(files):
        stubs, _ = make_stubs(files, wish, world=Surroundings(Path(), files), cache=user_cache())
        listeners = listen(_HOST, stubs.ports(port))
    told = stubs.at([listener.url for listener in listeners])
    with BackgroundServer(dict(zip(listeners, stubs.apps, strict=True)), Hooks(), drop_key=RESET):
        yield RunningStubs(told)
