"""What the parts of the stub server say to each other.

The server is complete without journal, faults, state and pages: each is a protocol here, given to
`StubApp` or left out, so that none of them imports the server.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, Protocol

from planner.model.bundle import Bundle

ADMIN = "/__plan__"
"""Paths below this one belong to the server, not to a contract."""

FaultPlace = Literal["path", "query", "header", "cookie", "querystring", "body"]


class NoValue:
    """The type of `NO_VALUE`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NO_VALUE"


NO_VALUE: Final = NoValue()
"""Nothing at all; JSON's null is None."""


class ServerOptions(NamedTuple):
    """How a stub server behaves.

    Args:
        seed: generated data is a function of contract, operation, request and this number.
        stateful: keep what is created, changed and deleted.
        latency: what `FaultPlan` reads: seconds, or a distribution in its own notation.
        faults: what `FaultPlan` reads: its rules in their own notation.
        checks_auth: refuse calls without the credentials that the contract asks for.
        rejected_tokens: a credential that contains one of these, in any case, is refused (401).
        forbidden_tokens: a credential that contains one of these is known, but may not (403).
        max_body: bytes of a request body; a longer one is answered with 413.
        paranoid: judge each body once more at the moment it is sent.
        cors: let pages of other origins call the stubs.
    """

    seed: int = 0
    stateful: bool = False
    latency: str = ""
    faults: tuple[str, ...] = ()
    checks_auth: bool = True
    rejected_tokens: tuple[str, ...] = ("invalid",)
    forbidden_tokens: tuple[str, ...] = ("forbidden",)
    max_body: int = 10_000_000
    paranoid: bool = False
    cors: bool = True


class Mount(NamedTuple):
    """A contract at its place on the server.

    Args:
        prefix: `` or `/catalog-api`: what stands before the paths of the contract.
        bundle: the contract.
        is_draft: it isn't ratified; every answer says so.
    """

    prefix: str
    bundle: Bundle
    is_draft: bool = False


class RequestFault(NamedTuple):
    """One thing that is wrong with a request.

    Args:
        location: where in the request.
        at: JSON pointer into the body, or name of the parameter.
        message: what is wrong, for a person.
    """

    location: FaultPlace
    at: str
    message: str

    def as_json(self) -> dict[str, str]:
        """Return the form in which answers and the journal list it."""
        key = "pointer" if self.location == "body" else "name"
        return {"in": self.location, key: self.at, "message": self.message}


class Prefer(NamedTuple):
    """What the caller asks for with the header `Prefer` (RFC 7240).

    Args:
        code: status to answer with; 0: the server's choice.
        example: name of a declared example.
        dynamic: no declared example, generated data.
        variant: of the generated data, as `Maker.variants` names it.
        seed: instead of that of the server.
        delay: seconds to wait before the answer.
        wrong: what of it can't be read, for a person; empty: nothing.
    """

    code: int = 0
    example: str = ""
    dynamic: bool = False
    variant: str = ""
    seed: int | None = None
    delay: float = 0.0
    wrong: str = ""


NO_PREFERENCE: Final = Prefer()


@dataclass(slots=True)
class Call:
    """One request as the server understood it.

    The values of parameters are decoded and coerced to the types of their schemas. Those of a
    refused request are incomplete. Raw headers are as ASGI gives them: names in lower case.

    Args:
        mount: the contract that was asked; None: no contract has this path.
        operation: id of the operation; empty: none has this path and method.
        method: upper case, as sent.
        path: as sent, percent-encoded, with the prefix of the mount.
        query: as sent, without the question mark.
        headers: all, as sent.
        raw: the body as sent.
        path_values, query_values: name as declared -> value.
        body: JSON value of the body (forms: an object); text where it isn't JSON; `NO_VALUE`.
        accepted: media type of the answer, as declared; empty: no body.
        prefer: what the caller asks for.
        faults: what is wrong with it.
    """

    mount: Mount | None
    operation: str
    method: str
    path: str
    query: str
    headers: Sequence[tuple[bytes, bytes]]
    raw: bytes = b""
    path_values: Mapping[str, Any] = field(default_factory=dict)
    query_values: Mapping[str, Any] = field(default_factory=dict)
    body: Any = NO_VALUE
    accepted: str = ""
    prefer: Prefer = NO_PREFERENCE
    faults: tuple[RequestFault, ...] = ()


RawHeaders = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    """What goes back; answers are shared between calls and never changed.

    Args:
        headers: complete, names in lower case, ready to be sent.
        body: encoded; empty: none.
        variant: where the body comes from: `example:NAME`, `typical`, `minimal`, `state`, `error`.
    """

    status: int
    headers: RawHeaders
    body: bytes
    variant: str


class Journal(Protocol):
    """Remembers calls. Appending happens on every call: it must be cheap and bounded."""

    def append(self, call: Call, answer: Answer) -> None:
        """Remember one call."""

    def page(self) -> bytes:
        """Return the JSON of `GET /__plan__/calls`."""

    def clear(self) -> None:
        """Forget all calls."""


class Effect(NamedTuple):
    """What happens to one answer.

    Args:
        delay: seconds before its first byte.
        status: answer with this status instead, in its declared form; 0: as is.
        break_off: `reset`: drop the connection before the first byte; `truncate`: in the middle of
            the body; empty: not.
        rate: bytes a second at which the body trickles out; 0: at once.
    """

    delay: float = 0.0
    status: int = 0
    break_off: Literal["", "reset", "truncate"] = ""
    rate: int = 0


class FaultPlan(Protocol):
    """Decides what happens to the answer of a call."""

    def effect(self, call: Call) -> Effect | None:
        """Return what happens to the answer; None: nothing."""

    def reset(self) -> None:
        """Begin again: the same calls meet the same faults as after the start."""


class Outcome(NamedTuple):
    """What the state makes of a call.

    Args:
        status: of the answer.
        value: JSON value of the body; `NO_VALUE`: generated, or none where none is declared.
        headers: lower-case name -> value, instead of or beside the generated ones.
        message: for the message-like members of a generated error.
    """

    status: int
    value: Any = NO_VALUE
    headers: Mapping[str, str] = MappingProxyType({})
    message: str = ""


class Values(Protocol):
    """Makes and judges bodies of answers; given to the state."""

    def make(self, operation: str, status: int, key: str) -> Any:  # noqa: ANN401  JSON value
        """Return a valid JSON body for an operation's status, the same for the same key.

        Returns:
            `NO_VALUE` where no JSON body is declared or none can be made.
        """

    def is_valid(self, operation: str, status: int, value: Any) -> bool:  # noqa: ANN401  JSON value
        """Return whether a value may be sent as JSON body of an operation's status."""


class State(Protocol):
    """What is kept between the calls of one mount."""

    def handles(self, operation: str) -> bool:
        """Return whether calls of this operation are answered from the state."""

    def outcome(self, call: Call) -> Outcome | None:
        """Return the answer to a valid call, or None to leave it to the stateless server.

        An outcome whose value the contract doesn't allow is not served: the stateless server
        answers instead.
        """

    def reset(self) -> None:
        """Return to how it was at the start."""


StateMaker = Callable[[Mount, Values, ServerOptions], State]
"""Makes the state of one mount."""

IndexPage = Callable[[Sequence[Mount]], bytes]
"""Makes the HTML page that lists what is served."""

Scope = Mapping[str, Any]
Receive = Callable[[], Any]
Send = Callable[[Mapping[str, Any]], Any]
RESET = "planner.reset"
"""Key of `scope["extensions"]`: what drops the connection without an answer, if the runner can."""


def header_of(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return the value of a header, empty if it isn't there; the last one if it is repeated."""
    found = b""
    for key, value in headers:
        if key == name:
            found = value
    return found.decode("latin-1")
