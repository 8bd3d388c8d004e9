"""The server's own paths, below `/__plan__/`: health, calls, operations, reset, index page."""

from collections.abc import Callable, Sequence
from typing import Any

from planner.stubs.server.encoding import json_bytes
from planner.stubs.server.errors import undeclared
from planner.stubs.server.mounted import MountedContract
from planner.stubs.server.types import ADMIN, Answer, FaultPlan, IndexPage, Journal, RawHeaders

_VARIANT = "server"


def page(content: bytes, kind: str, status: int = 200, headers: RawHeaders | None = None) -> Answer:
    """Return an answer of the server itself."""
    own = [
        (b"content-type", kind.encode()),
        (b"content-length", b"%d" % len(content)),
        (b"cache-control", b"no-store"),
        *(headers or ()),
    ]
    return Answer(status, own, content, _VARIANT)


class Admin:
    """Answers calls of the server's own paths.

    Args:
        mounted: what is served.
        journal, faults, index_page: None: there is none.
    """

    def __init__(
        self,
        mounted: Sequence[MountedContract],
        journal: Journal | None,
        faults: FaultPlan | None,
        index_page: IndexPage | None,
    ) -> None:
        self._mounted, self._journal, self._faults = mounted, journal, faults
        self._index_page = index_page
        self._pages: dict[str, dict[str, Callable[[], Answer]]] = {
            "/": {"GET": self.index},
            "/health": {"GET": self.health},
            "/operations": {"GET": self._operations},
            "/calls": {"GET": self._calls, "DELETE": self._clear},
            "/reset": {"POST": self._reset},
        }

    def answer(self, method: str, path: str) -> Answer:
        """Return the answer to a call of a path that begins with `/__plan__`."""
        methods = self._pages.get(path.removeprefix(ADMIN) or "/")
        if methods is None:
            return undeclared(404, "The stub server has no such page")
        handle = methods.get("GET" if method == "HEAD" else method)
        if handle is None:
            allow = (b"allow", ", ".join(sorted({*methods, "OPTIONS"})).encode())
            return undeclared(405, "This page doesn't have this method", headers=[allow])
        return handle()

    def index(self) -> Answer:
        """Return the page that lists what is served."""
        if self._index_page is not None:
            mounts = [one.mount for one in self._mounted]
            return page(self._index_page(mounts), "text/html; charset=utf-8")
        lines = [f"{one['method']} {one['path']}  {one['id']}\n" for one in self._listed()]
        return page("".join(lines).encode("utf-8", "replace"), "text/plain; charset=utf-8")

    def health(self) -> Answer:
        """Return that the server is up, and what it serves."""
        contracts = [
            {
                "contract": bundle["contract"],
                "version": bundle["version"],
                "digest": bundle["digest"],
                "prefix": one.prefix,
                "draft": one.mount.is_draft,
                "operations": len(bundle["operations"]),
            }
            for one in self._mounted
            for bundle in [one.mount.bundle]
        ]
        return _json({"status": "ok", "contracts": contracts})

    def _listed(self) -> list[dict[str, Any]]:
        return [
            {
                "contract": one.mount.bundle["contract"],
                "id": operation["id"],
                "method": operation["method"],
                "path": f"{one.prefix}{operation['path']}",
                "statuses": list(operation["responses"]),
                "stateful": one.state is not None and one.state.handles(operation["id"]),
            }
            for one in self._mounted
            for operation in one.mount.bundle["operations"]
        ]

    def _operations(self) -> Answer:
        return _json({"operations": self._listed()})

    def _calls(self) -> Answer:
        if self._journal is None:
            return undeclared(404, "This server keeps no record of calls")
        return page(self._journal.page(), "application/json")

    def _clear(self) -> Answer:
        if self._journal is not None:
            self._journal.clear()
        return _json({"status": "ok"})

    def _reset(self) -> Answer:
        for one in self._mounted:
            one.reset()
        if self._faults is not None:
            self._faults.reset()
        return self._clear()


def _json(value: Any) -> Answer:  # noqa: ANN401  JSON value
    return page(json_bytes(value), "application/json")
