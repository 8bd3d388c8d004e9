"""Why a request is refused, and with which status the contract lets it be said."""

from collections.abc import Container, Iterable
from typing import Final, Literal, NamedTuple

from planner.stubs.server.types import RawHeaders, RequestFault

Reason = Literal[
    "auth",
    "forbidden",
    "media",
    "accept",
    "syntax",
    "invalid",
    "large",
    "slow",
    "missing",
    "upgrade",
]
_STATUSES: Final[dict[Reason, tuple[int, ...]]] = {
    "auth": (401, 403),
    "forbidden": (403, 401),
    "media": (415,),
    "accept": (406,),
    "syntax": (400, 422),
    "invalid": (422, 400),
    "large": (413,),
    "slow": (408,),
    "missing": (404,),
    "upgrade": (501, 426),
}
"""Reason -> statuses that say it, the fitting one first."""

_GENERAL: Final[dict[Reason, tuple[int, ...]]] = {
    "media": (400, 422),
    "accept": (400,),
    "large": (400,),
    "slow": (400,),
    "upgrade": (400,),
}
"""Reason -> statuses that say less than it, but not something else (RFC 9110, section 15.5.1)."""

_HEADERS: Final[dict[Reason, str]] = {
    "auth": "Authorization",
    "forbidden": "Authorization",
    "media": "Content-Type",
    "accept": "Accept",
    "upgrade": "Upgrade",
}


class Refusal(Exception):  # noqa: N818  no error of the server: an answer
    """A request that is answered with an error.

    Args:
        reason: why.
        message: for a person, without a final full stop.
        faults: all that is wrong with it, as far as it was read.
        headers: that this error needs, such as `WWW-Authenticate`.
    """

    def __init__(
        self,
        reason: Reason,
        message: str,
        faults: Iterable[RequestFault] = (),
        headers: RawHeaders | None = None,
    ) -> None:
        super().__init__(message)
        self.reason: Reason = reason
        self.message = message
        self.faults = tuple(faults) or (_fault(reason, message),)
        self.headers = headers or []


def _fault(reason: Reason, message: str) -> RequestFault:
    header = _HEADERS.get(reason)
    return RequestFault("header" if header else "body", header or "", message)


class Form(NamedTuple):
    """How an error is said.

    Args:
        status: of the answer.
        key: the declared response that gives its form; empty: none does.
    """

    status: int
    key: str


def form_of(refusal: Refusal, declared: Container[str]) -> Form:
    """Return how a refusal is said where these responses are declared.

    The statuses that mean it come first, then the range 4XX and `default`, in which any of them
    may be said, then the ones that are less exact. Where none of these is declared, what is named
    by an impossible path is not found. What is declared nowhere is said all the same: an error
    that means something else would lead its reader astray.
    """
    statuses = _STATUSES[refusal.reason]
    for status in statuses:
        if str(status) in declared:
            return Form(status, str(status))
    key = response_key(statuses[0], declared)
    for status in () if key else _GENERAL.get(refusal.reason, ()):
        if str(status) in declared:
            return Form(status, str(status))
    is_in_path = all(fault.location == "path" for fault in refusal.faults)
    if not key and is_in_path and "404" in declared:
        return Form(404, "404")
    return Form(statuses[0], key)


def response_key(status: int, declared: Container[str]) -> str:
    """Return the declared response that covers a status: its own, its range, `default`, or ``."""
    span = f"{status // 100}XX"
    return next((key for key in (str(status), span, "default") if key in declared), "")
