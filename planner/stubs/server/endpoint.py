"""One operation, ready to be called.

What doesn't depend on the body is read, judged and, where there is no body, answered once for
requests that are alike; small bodies too. Memory for that is bounded for the whole contract.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from planner.model.bundle import Operation
from planner.stubs.server.bodies import BodyReader, with_told_types
from planner.stubs.server.encoding import json_bytes
from planner.stubs.server.heads import Head, HeadReader, write
from planner.stubs.server.kit import Kit, phrase
from planner.stubs.server.memo import Key, Memo
from planner.stubs.server.refusals import Refusal
from planner.stubs.server.replies import Replies
from planner.stubs.server.routing import Route
from planner.stubs.server.types import (
    NO_PREFERENCE,
    NO_VALUE,
    Answer,
    Call,
    Outcome,
    RequestFault,
    State,
)

_LARGEST_KNOWN_BODY = 4_096
_BODY_WEIGHT = 8
"""About how much larger a JSON value is in memory than its text."""
_FIRST_ERROR = 400


class _Known(NamedTuple):
    """A request with a body, as it was understood and answered."""

    body: Any
    accepted: str
    faults: tuple[RequestFault, ...]
    answer: Answer


class Endpoint:
    """Answers the calls of one operation.

    Args:
        operation: which.
        route: the way to it.
        kit: of its contract.
        memo: of its contract.
        state: of its contract; None: stateless.
    """

    def __init__(
        self, operation: Operation, route: Route, kit: Kit, memo: Memo, state: State | None
    ) -> None:
        self.id, self._key, self._memo = operation["id"], route.operation, memo
        self._heads = HeadReader(operation, route, kit)
        self.fits = self._heads.fits
        body = operation["body"]
        self._body = None
        if body and body["media"]:
            self._body = BodyReader(with_told_types(body, operation), kit.shapes, kit.judge)
        self.replies = Replies(operation, route, kit)
        self._state = state if state is not None and state.handles(operation["id"]) else None

    def answer(self, call: Call, captured: tuple[str, ...]) -> Answer:
        """Return the answer to a call, and write into the call what it says.

        Args:
            call: with the request as it was sent.
            captured: what stands in the path for the parameters, decoded.
        """
        picked = self._heads.pick(call.headers)
        key = (self._key, captured, call.query, picked, b"")
        head: Head | None = self._memo.get(key)
        if head is None:
            head = self._heads.read(captured, call.query, picked)
            self._complete(head, call)
            self._memo.put(key, head, len(head.answer.body) if head.answer else 0)
        write(head, call)
        if head.answer is not None:
            return head.answer
        if self._state is not None or not 0 < len(call.raw) <= _LARGEST_KNOWN_BODY:
            return self._answered(head, call)
        return self._alike((*key[:4], call.raw), head, call)

    def _alike(self, key: Key, head: Head, call: Call) -> Answer:
        """Return the answer to a request with a body, the same for the same bytes."""
        known: _Known | None = self._memo.get(key)
        if known is not None:
            call.body, call.accepted, call.faults = known.body, known.accepted, known.faults
            return known.answer
        answer = self._answered(head, call)
        known = _Known(call.body, call.accepted, call.faults, answer)
        self._memo.put(key, known, len(answer.body) + _BODY_WEIGHT * len(call.raw))
        return answer

    def _answered(self, head: Head, call: Call) -> Answer:
        try:
            return self._answer_body(head, call)
        except Refusal as refusal:
            call.faults = refusal.faults
            return self.replies.refused(refusal, head.accept)

    def _complete(self, head: Head, call: Call) -> None:
        """Answer at once where neither body nor state matter."""
        if head.refusal is not None:
            head.answer = self.replies.refused(head.refusal, head.accept)
        elif self._body is None and (self._state is None or head.inputs.faults):
            try:
                write(head, call)
                head.answer = self._answer_body(head, call)
                head.accepted = call.accepted
            except Refusal as refusal:
                head.refusal = refusal
                head.answer = self.replies.refused(refusal, head.accept)

    def _answer_body(self, head: Head, call: Call) -> Answer:
        if self._body is not None:
            self._body.check_media(call.raw, head.media_type)
        self.replies.check_accept(head)
        faults = list(head.inputs.faults)
        if self._body is not None:
            call.body, wrong = self._body.read(call.raw, head.media_type, head.coding)
            faults += wrong
        if faults:
            raise Refusal("invalid", "The request is not valid", faults)
        if self._state is not None and head.prefer == NO_PREFERENCE:
            outcome = self._state.outcome(call)
            answer = self._from_state(outcome, head, call) if outcome is not None else None
            if answer is not None:
                return answer
        return self.replies.fine(head, call)

    def _from_state(self, outcome: Outcome, head: Head, call: Call) -> Answer | None:
        supplies = self.replies.of_status(outcome.status, head.accept)
        message = outcome.message or phrase(outcome.status)
        if not supplies:
            return self.replies.undeclared(outcome.status, message)
        supply = supplies[0]
        if not supply.has_body:
            answer = supply.empty
        elif outcome.value is not NO_VALUE:
            if not supply.is_json or not supply.is_valid(outcome.value):
                return None
            answer = supply.answer(json_bytes(outcome.value), "state")
        elif outcome.status >= _FIRST_ERROR:
            answer = self.replies.error(outcome.status, message, head.accept)
        else:
            answer = self.replies.first_made(supplies, head, call)
        call.accepted = supply.sent
        return _with_headers(answer, outcome.headers)


def _with_headers(answer: Answer, headers: Mapping[str, str]) -> Answer:
    if not headers:
        return answer
    own = [(n.encode(), v.encode("latin-1", "replace")) for n, v in headers.items()]
    names = {name for name, _ in own}
    kept = [pair for pair in answer.headers if pair[0] not in names]
    return Answer(answer.status, [*kept, *own], answer.body, answer.variant)
