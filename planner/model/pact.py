"""What a Pact file says, the same for every version of its specification.

Source: Pact specification versions 1 to 4, https://github.com/pact-foundation/pact-specification.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from planner.model.source import Place

Token = str | int | None
"""A step of a path in a matching rule: a member name, an index, or None for `*`."""


class Part(StrEnum):
    """What a group of matching rules or generators is about."""

    METHOD = "method"
    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    BODY = "body"
    STATUS = "status"
    METADATA = "metadata"


class Presence(StrEnum):
    """Whether a body is written."""

    MISSING = "missing"
    """Nothing is said: whatever comes is fine."""
    EMPTY = "empty"
    """There must be none."""
    VALUE = "value"
    """A JSON value."""
    TEXT = "text"
    """A text in the syntax of another media type."""
    OPAQUE = "opaque"
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """One demand of a matching rule.

    Args:
        kind: `type`, `regex`, `integer`, `eachKey`, ... as the specification names it.
        settings: everything else that stands beside it.
    """

    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """The matchers that hold at a path, and below it.

    Args:
        path: from the top of the part; for headers and query parameters the name comes first.
        any_is_enough: one of the matchers suffices, else all are demanded.
    """

    path: tuple[Token, ...]
    matchers: tuple[Matcher, ...]
    any_is_enough: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Rules:
    """All matching rules and generators of a request, a response or a message.

    Args:
        generated: part -> paths whose values are made anew when the pact is replayed.
    """

    rules: Mapping[Part, tuple[Rule, ...]] = field(default_factory=dict)
    generated: Mapping[Part, tuple[tuple[Token, ...], ...]] = field(default_factory=dict)

    def of(self, part: Part) -> tuple[Rule, ...]:
        """Return the rules of one part."""
        return self.rules.get(part, ())

    def makes(self, part: Part, path: tuple[Token, ...]) -> bool:
        """Return whether the value at a path, or above it, is made anew."""
        return any(
            len(made) <= len(path)
            and all(step in {None, there} for step, there in zip(made, path, strict=False))
            for made in self.generated.get(part, ())
        )


@dataclass(frozen=True, slots=True)
class Content:
    """A body or a payload.

    Args:
        value: of `VALUE` and `TEXT`.
        media_type: as the content itself says; empty if it does not.
        place: of the value.
    """

    presence: Presence
    value: Any = None
    media_type: str = ""
    place: Place = field(default_factory=lambda: Place(""))


@dataclass(frozen=True, slots=True)
class PactRequest:
    """What a consumer sends.

    Args:
        query: name -> values, in the order of the file.
        headers: name as written -> values.
    """

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, tuple[str, ...]]
    body: Content
    rules: Rules
    place: Place


@dataclass(frozen=True, slots=True)
class PactResponse:
    """What a consumer expects; what is not mentioned does not matter."""

    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: Content
    rules: Rules
    place: Place


@dataclass(frozen=True, slots=True)
class PactMessage:
    """A message that one side sends and the other one receives."""

    content: Content
    metadata: Mapping[str, Any]
    rules: Rules
    place: Place


@dataclass(frozen=True, slots=True)
class Interaction:
    """One thing that a consumer and a provider do together.

    Args:
        request, response: over HTTP; None for messages.
        sent: the message that the consumer sends, of a synchronous one.
        received: the messages that the consumer receives.
        is_pending: nobody holds it against the provider yet; version 4.
    """

    description: str
    place: Place
    request: PactRequest | None = None
    response: PactResponse | None = None
    sent: PactMessage | None = None
    received: tuple[PactMessage, ...] = ()
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class Pact:
    """One Pact file.

    Args:
        specification: 1 to 4.
    """

    file: str
    consumer: str
    provider: str
    specification: int
    interactions: tuple[Interaction, ...]
