"""Which declared response answers a call: by status, then by what the caller takes."""

from collections.abc import Iterator, Mapping, Sequence

from planner.model.bundle import Operation, Response
from planner.stubs.server.echo import Echo
from planner.stubs.server.kit import Kit
from planner.stubs.server.refusals import response_key
from planner.stubs.server.supply import Place, Supply
from planner.stubs.server.types import RawHeaders
from planner.wire.media import acceptable, concrete

_MOST_REMEMBERED = 64
_FIRST_ERROR = 400
_RANGES = {"2XX": 200, "3XX": 302, "4XX": 400, "5XX": 500}
_SWITCHING = 101


class Responses:
    """The responses of one operation.

    Args:
        operation: which.
        kit: of its contract.
        headers: of all its answers.
        echo: of its answers.
    """

    def __init__(self, operation: Operation, kit: Kit, headers: RawHeaders, echo: Echo) -> None:
        self._id, self._kit, self._headers, self._echo = operation["id"], kit, headers, echo
        self.declared: Mapping[str, Response] = operation["responses"]
        self._normal = list(_normal(self.declared))
        self._supplies: dict[tuple[str, int, str, str], Supply] = {}
        self._chosen: dict[tuple[int, str], Sequence[Supply]] = {}

    def normal(self, accept: str) -> Sequence[Supply]:
        """Return what may answer a call that is fine, the best first.

        Empty where the caller takes nothing of it, or where there is nothing.
        """
        return self._remembered(0, accept)

    def has_normal(self) -> bool:
        """Return whether any response can answer a call that is fine."""
        return bool(self._normal)

    def of_status(self, status: int, accept: str) -> Sequence[Supply]:
        """Return what may answer with a status, the best first; empty: nothing is declared.

        An error is said in the first declared media type if the caller takes none of them.
        """
        return self._remembered(status, accept)

    def _remembered(self, status: int, accept: str) -> Sequence[Supply]:
        chosen = self._chosen.get((status, accept))
        if chosen is None:
            if len(self._chosen) >= _MOST_REMEMBERED:
                self._chosen.clear()
            chosen = list(self._choose(status, accept))
            self._chosen[status, accept] = chosen
        return chosen

    def _choose(self, status: int, accept: str) -> Iterator[Supply]:
        if not status:
            for key, normal in self._normal:
                yield from self._acceptable(key, normal, accept)
            return
        key = response_key(status, self.declared)
        if key:
            found = list(self._acceptable(key, status, accept))
            if not found and status >= _FIRST_ERROR:
                found = list(self._acceptable(key, status, ""))
            yield from found

    def _acceptable(self, key: str, status: int, accept: str) -> Iterator[Supply]:
        offered = list(self.declared[key]["media"])
        if not offered:
            yield self._supply(key, status, "", "")
        while offered and (best := acceptable(accept, offered)) is not None:
            yield self._supply(key, status, best, concrete(best, accept))
            offered.remove(best)

    def _supply(self, key: str, status: int, media_type: str, sent: str) -> Supply:
        name = (key, status, media_type, sent)
        if name not in self._supplies:
            if len(self._supplies) >= _MOST_REMEMBERED:
                self._supplies.clear()
            place = Place(self._id, key, status, self._headers)
            self._supplies[name] = Supply(
                self._kit, place, self.declared[key], media_type, sent, self._echo
            )
        return self._supplies[name]


def _normal(declared: Mapping[str, Response]) -> Iterator[tuple[str, int]]:
    """Yield the responses to calls that are fine with the status to send, the best first.

    All 2xx, then `default`, then redirections, then whatever is declared. Nothing where switching
    the protocol is what the operation is for.
    """
    codes = sorted(int(key) for key in declared if key.isdecimal())
    yield from ((str(code), code) for code in codes if 200 <= code < 300)  # noqa: PLR2004  2xx
    if "2XX" in declared:
        yield "2XX", _free(200, declared)
    if any(code // 100 == 2 for code in codes) or "2XX" in declared:  # noqa: PLR2004  2xx
        return
    if "default" in declared:
        yield "default", _free(200, declared)
        return
    redirections = [code for code in codes if code // 100 == 3]  # noqa: PLR2004  3xx
    if _SWITCHING in codes and not redirections:
        return
    rest = redirections or codes
    yield from ((str(code), code) for code in rest)
    if not rest:
        yield from ((key, status) for key, status in _RANGES.items() if key in declared)


def _free(first: int, declared: Mapping[str, Response]) -> int:
    """Return the first status of a range that no response of its own has."""
    return next(code for code in range(first, first + 100) if str(code) not in declared)
