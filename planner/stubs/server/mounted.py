"""A contract at its place on the server: its routes, its operations as they are called."""

from typing import Any, NamedTuple

from planner.stubs.server import errors
from planner.stubs.server.endpoint import Endpoint
from planner.stubs.server.kit import Kit, header_bytes
from planner.stubs.server.memo import Memo
from planner.stubs.server.routing import Found, Route, Router
from planner.stubs.server.types import (
    NO_VALUE,
    Answer,
    Mount,
    RawHeaders,
    ServerOptions,
    State,
    StateMaker,
)


class Target(NamedTuple):
    """Where a call goes."""

    endpoint: Endpoint
    captured: tuple[str, ...]


class MountedContract:
    """Finds and keeps the endpoints of one contract; each is made when it is first called.

    Args:
        mount: the contract and its prefix.
        options: of the server.
        make_state: makes what is kept between calls; None: nothing is.
    """

    def __init__(
        self, mount: Mount, options: ServerOptions, make_state: StateMaker | None = None
    ) -> None:
        self.mount, self.prefix = mount, mount.prefix.rstrip("/")
        self.kit = Kit(mount, options)
        self._operations = mount.bundle["operations"]
        self._router = Router(self._operations)
        self._memo = Memo()
        self._endpoints: dict[Route, Endpoint] = {}
        self._indexes: dict[str, int] = {}
        self.state: State | None = None
        if make_state is not None and options.stateful:
            self.state = make_state(mount, self, options)

    @property
    def headers(self) -> RawHeaders:
        """Headers of answers that belong to no operation."""
        return self.kit.headers(None)

    def covers(self, path: str) -> bool:
        """Return whether a path is below the prefix."""
        prefix = self.prefix
        return not prefix or (path.startswith(prefix) and path[len(prefix) :][:1] in {"/", ""})

    def find(self, path: str, method: str) -> tuple[Target | None, set[str]]:
        """Return where a call goes, and the methods that its path has if it goes nowhere.

        HEAD goes where GET goes unless it is declared.

        Raises:
            UnicodeDecodeError: what is percent-encoded in the path is no UTF-8.
        """
        below = path[len(self.prefix) :]
        found, allowed = self._router.find(below, method)
        if found is None and method == "HEAD" and "GET" in allowed:
            found, allowed = self._router.find(below, "GET")
        return (None, allowed) if found is None else (self._target(found), allowed)

    def _target(self, found: Found) -> Target:
        routes, captured = found
        endpoint = self._endpoint(routes[0])
        if len(routes) > 1 and not endpoint.fits(captured):
            for route in routes[1:]:
                other = self._endpoint(route)
                if other.fits(captured):
                    return Target(other, captured)
        return Target(endpoint, captured)

    def _endpoint(self, route: Route) -> Endpoint:
        endpoint = self._endpoints.get(route)
        if endpoint is None:
            operation = self._operations[route.operation]
            endpoint = Endpoint(operation, route, self.kit, self._memo, self.state)
            self._endpoints[route] = endpoint
        return endpoint

    def method_refused(self, path: str, allowed: set[str]) -> Answer:
        """Return the answer to a method that a path doesn't have, in its declared form if any."""
        methods = allowed | {"OPTIONS"} | ({"HEAD"} if "GET" in allowed else set())
        allow = (b"allow", header_bytes(", ".join(sorted(methods))))
        target, _ = self.find(path, min(allowed))
        message = "This path doesn't have this method"
        if target is None:
            return errors.undeclared(405, message, headers=[*self.headers, allow])
        answer = target.endpoint.replies.error(405, message)
        kept = [pair for pair in answer.headers if pair[0] != b"allow"]
        return Answer(405, [*kept, allow], answer.body, answer.variant)

    def reset(self) -> None:
        """Forget what calls have changed."""
        self._memo.clear()
        if self.state is not None:
            self.state.reset()

    def make(self, operation: str, status: int, key: str) -> Any:  # noqa: ANN401  JSON value
        """Return a valid JSON body (`types.Values`)."""
        endpoint = self._by_id(operation)
        return NO_VALUE if endpoint is None else endpoint.replies.value(status, key)

    def is_valid(self, operation: str, status: int, value: Any) -> bool:  # noqa: ANN401  JSON value
        """Return whether a value may be sent (`types.Values`)."""
        endpoint = self._by_id(operation)
        return endpoint is not None and endpoint.replies.is_valid(status, value)

    def _by_id(self, operation: str) -> Endpoint | None:
        if not self._indexes:
            self._indexes = {one["id"]: index for index, one in enumerate(self._operations)}
        index = self._indexes.get(operation)
        if index is None:
            return None
        return self._endpoint(self._router.route(index))
