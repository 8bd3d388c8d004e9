"""What a client is made of: operations, their answers, and errors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import httpx

from ._bodies import Encoding
from ._retry import Retry
from ._styles import Parameter

T = TypeVar("T")


class ApiError(Exception):
    """An answer that is no result.

    Args:
        operation: what was called, as the contract names it.
        body: what the answer says, in the type that the contract gives.
        response: the answer itself.
    """

    def __init__(self, operation: str, body: Any, response: httpx.Response) -> None:
        super().__init__(f"{operation}: {response.status_code} {response.reason_phrase}")
        self.operation = operation
        self.status = response.status_code
        self.body = body
        self.response = response


class RedirectionError(ApiError):
    """3xx: the answer is somewhere else, or was there before."""


class ClientError(ApiError):
    """4xx: the call can't be answered as it is."""


class ServerError(ApiError):
    """5xx: the provider failed."""


class ContractViolationError(ApiError):
    """The provider gave an answer that its contract does not allow."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the contract says of a status.

    Args:
        media: media type -> Python type of the body; empty: no body.
        error: raised with it; None: it is the result.
        is_result: a 2xx of `default`, which else is an error, is the result.
        is_raw: the result is the httpx response: all that counts is in its headers.
    """

    media: Mapping[str, Any] = field(default_factory=dict)
    error: type[ApiError] | None = None
    is_result: bool = False
    is_raw: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a caller shows who it is: as in the contract's security schemes."""

    type: str
    scheme: str = ""
    location: str = ""
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """An operation whose result is a T.

    Args:
        security: alternatives; each names schemes that are needed together.
        body: media type -> encoding of its parts.
    """

    id: str
    method: str
    path: str
    answers: Mapping[str, Answer]
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Encoding] = field(default_factory=dict)
    security: tuple[tuple[str, ...], ...] = ()
    accept: str = "*/*"

    def answer(self, status: int) -> Answer | None:
        """Return what the contract says of a status; None: nothing."""
        found = self.answers.get(str(status)) or self.answers.get(f"{status // 100}XX")
        return found or self.answers.get("default")


@dataclass(frozen=True, slots=True)
class CallOptions:
    """What one call does differently.

    Args:
        timeout: seconds; None: as the client does.
        retry: None: as the client does.
        headers: sent as well.
        on_response: gets every answer, before it is read: for its headers.
    """

    timeout: float | None = None
    retry: Retry | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    on_response: Callable[[httpx.Response], None] | None = None
