"""Whether a message that came or went is still one of those that travel on the channel.

What travels on a channel is the union of its messages. A message is looked at as a whole: payload
and headers together.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from planner.compatibility.schemas import Schema, Space
from planner.compatibility.search import Found, NoValue, Search
from planner.compatibility.witness import Checker
from planner.model.events import Message, Payload
from planner.model.finding import Witness
from planner.model.http import SchemaNode


class Fit(NamedTuple):
    """The answer.

    Args:
        is_in: None: it can't be told.
        value: a payload that is in none of the others.
        reason: why it can't be told.
    """

    is_in: bool | None
    value: Any = None
    reason: str = ""

    def witness(self, valid_for: str) -> Witness | None:
        """Return the payload as what shows a break."""
        return Witness(valid_for, self.value) if self.is_in is False else None


class Kinds:
    """Compares kinds of messages."""

    def __init__(self) -> None:
        """Start without knowledge."""
        self._search = Search()
        self._checker = Checker()
        self._kept: list[Schema] = []  # identities stay taken while the search remembers them

    def fit(self, message: Message, own: Space, others: Sequence[Message], space: Space) -> Fit:
        """Return whether all that a message allows is allowed by one of some others.

        Args:
            message: the one that came or went.
            own: the space of its schemas.
            others: those of the other side.
            space: of their schemas.
        """
        if any(_is_foreign(kind) for kind in (message, *others)):
            return Fit(None, reason="the payload is not described by JSON Schema")
        alike = [kind for kind in others if kind.content_type == message.content_type]
        if others and not alike:
            return Fit(None, reason="it is written in another format than the others")
        one = own.schema(_whole(message))
        union = space.schema({"anyOf": [_whole(kind) for kind in alike]} if alike else False)
        self._kept += [one, union]
        self._search.refill()
        try:
            answer = self._search.counterexample(one, union)
        except RecursionError:
            return Fit(None, reason="the schemas are nested too deeply")
        if isinstance(answer, NoValue):
            return Fit(is_in=True)
        if not isinstance(answer, Found):
            return Fit(None, reason=answer.reason)
        problem = self._checker.problem_with(answer.value, one, union)
        return (
            Fit(None, reason=problem)
            if problem
            else Fit(is_in=False, value=self._payload(answer.value))
        )

    @staticmethod
    def _payload(value: Any) -> Any:  # noqa: ANN401  JSON
        """Return what is shown of a message: its payload, if the headers say nothing."""
        return value if value.get("headers") else value["payload"]


def _is_foreign(message: Message) -> bool:
    return any(
        part is not None and part.schema is None for part in (message.payload, message.headers)
    )


def _whole(message: Message) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["payload", "headers"],
        "properties": {
            "payload": _node(message.payload, undescribed=True),
            "headers": _node(message.headers, undescribed={"type": "object"}),
        },
    }


def _node(payload: Payload | None, *, undescribed: SchemaNode) -> SchemaNode:
    return undescribed if payload is None or payload.schema is None else payload.schema
