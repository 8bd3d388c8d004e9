"""Calls of a running provider, and what two engines that call it too are asked and say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it goes over the wire.

    Args:
        path: with its query, percent-encoded, below the provider's address.
        body: None: no body and no `Content-Length`.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    Args:
        headers: names in lower case; of repeated ones the values joined by commas.
        body: as much of it as may be read.
        seconds: from the first byte sent to the last byte read.
        problem: why nothing, or not all, came back, in words; empty if all is there.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0
    problem: str = ""

    @property
    def media_type(self) -> str:
        """The media type of the body, in lower case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class FuzzRun:
    """What is asked of the engine that makes up requests.

    Args:
        documents: files of the contract by path, relative to one folder.
        main: the path of the document that the others belong to.
        headers: sent with each request; their values are secrets.
        examples: most generated requests an operation and phase.
        seconds: for the whole run.
    """

    documents: Mapping[str, bytes]
    main: str
    url: str
    headers: Mapping[str, str]
    seed: int
    examples: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FuzzResult:
    """What the engine said.

    Args:
        events: in order, as its newline-delimited report has them.
        is_complete: it came to its end within the time.
        message: what it said where it could not work at all; else empty.
    """

    events: Iterable[Mapping[str, Any]]
    is_complete: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class ReplayRun:
    """What is asked of the engine that replays pacts.

    Args:
        pacts: their texts, by file name.
        state_url: where it is told which state an interaction needs; empty: nowhere.
        headers: added to each request; their values are secrets.
        seconds: for the whole run.
    """

    provider: str
    pacts: Mapping[str, bytes]
    url: str
    state_url: str
    headers: Mapping[str, str]
    seconds: float


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What the engine said of one pact file.

    Args:
        interactions: as its JSON report has them.
        message: why there are none; else empty.
        states: provider state -> why it could not be set up.
    """

    interactions: Sequence[Mapping[str, Any]]
    message: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
