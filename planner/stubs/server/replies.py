"""Answers of one operation, in the forms that its contract declares."""

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import orjson

from planner.model.bundle import Operation
from planner.stubs.server import errors
from planner.stubs.server.choice import Responses
from planner.stubs.server.echo import Echo
from planner.stubs.server.encoding import canonical_bytes
from planner.stubs.server.heads import Head
from planner.stubs.server.kit import Kit, phrase
from planner.stubs.server.refusals import Refusal, form_of
from planner.stubs.server.routing import Route
from planner.stubs.server.supply import TYPICAL, NoBodyError, PreferenceError, Supply
from planner.stubs.server.types import NO_VALUE, Answer, Call, RawHeaders, RequestFault
from planner.wire.media import is_json

_FIRST_ERROR, _FIRST_REDIRECTION = 400, 300
_REPEATS_BODY = frozenset(["POST", "PUT", "PATCH"])
_NO_UPGRADE = "All that this operation does is to switch the protocol (101), which no stub does"
_JSON_FIRST = "application/json, */*;q=0.1"


class Replies:
    """Makes the answers of one operation.

    Args:
        operation: which.
        route: the way to it.
        kit: of its contract.
    """

    def __init__(self, operation: Operation, route: Route, kit: Kit) -> None:
        self.headers = kit.headers(operation)
        self._problem = _problem_type(operation.get("produces", []))
        self._responses = Responses(operation, kit, self.headers, _echo(operation, route))

    def check_accept(self, head: Head) -> None:
        """Let a call pass whose caller takes one of the answers.

        Raises:
            Refusal: it takes none.
        """
        responses = self._responses
        if head.prefer.code or responses.normal(head.accept) or not responses.has_normal():
            return
        offered = sorted({kind for one in responses.declared.values() for kind in one["media"]})
        raise Refusal("accept", f"Accept takes none of {', '.join(offered[:10])}")

    def of_status(self, status: int, accept: str) -> Sequence[Supply]:
        """Return what may answer with a status, the best first; empty: nothing is declared."""
        return self._responses.of_status(status, accept)

    def fine(self, head: Head, call: Call) -> Answer:
        """Return the answer to a call that is fine, of the status that the caller prefers."""
        code = head.prefer.code
        if head.prefer.wrong:
            return self.undeclared(400, f"`Prefer` can't be read: {head.prefer.wrong}")
        if not code:
            return self.first_made(self._responses.normal(head.accept), head, call)
        supplies = self.of_status(code, head.accept)
        if supplies:
            return self.first_made(supplies, head, call)
        message = f"{phrase(code)}: asked for with `Prefer`, not in the contract"
        return self.undeclared(code, message)

    def first_made(self, supplies: Sequence[Supply], head: Head, call: Call) -> Answer:
        """Return the first answer that can be made."""
        reason = "The contract declares no answer that a stub can send"
        for supply in supplies:
            try:
                answer = self._made(supply, head, call)
            except NoBodyError as error:
                reason = str(error)
            except PreferenceError as error:
                return self.undeclared(400, str(error))
            else:
                call.accepted = supply.sent
                return answer
        if not supplies and "101" in self._responses.declared:
            return self.refused(Refusal("upgrade", _NO_UPGRADE), head.accept)
        return self.undeclared(500 if supplies else 501, reason)

    def _made(self, supply: Supply, head: Head, call: Call) -> Answer:
        prefer = head.prefer
        if not supply.has_body:
            return supply.empty
        if prefer.example:
            return _example(supply, prefer.example)
        is_free = not (prefer.dynamic or prefer.variant or prefer.seed is not None)
        if is_free and supply.examples:
            return next(iter(supply.examples.values()))
        if is_free and supply.place.status >= _FIRST_ERROR:
            return errors.declared(supply, phrase(supply.place.status))
        variant = prefer.variant or TYPICAL
        if prefer.seed is not None:
            answer = supply.seeded(variant, prefer.seed)
        else:
            answer = supply.generated(variant, lambda: crc32(_canonical(call.body), head.number))
        if variant != TYPICAL or supply.place.status >= _FIRST_REDIRECTION:
            return answer
        return supply.echoed(answer, head.inputs.path, call.body)

    def error(self, status: int, message: str, accept: str = "") -> Answer:
        """Return an error of a status, in its declared form if there is one."""
        for supply in self._responses.of_status(status, accept):
            try:
                return errors.declared(supply, message)
            except NoBodyError:
                continue
        return self.undeclared(status, message)

    def refused(self, refusal: Refusal, accept: str = "") -> Answer:
        """Return the answer to a request that is refused."""
        form = form_of(refusal, self._responses.declared)
        if form.key:
            for supply in self._responses.of_status(form.status, accept):
                try:
                    return errors.declared(supply, refusal.message, refusal.faults, refusal.headers)
                except NoBodyError:
                    continue
        return self.undeclared(form.status, refusal.message, refusal.faults, refusal.headers)

    def undeclared(
        self,
        status: int,
        message: str,
        faults: Sequence[RequestFault] = (),
        headers: RawHeaders | None = None,
    ) -> Answer:
        """Return an answer of a status that isn't declared."""
        all_headers = [*self.headers, *(headers or [])]
        return errors.undeclared(status, message, faults, all_headers, self._problem)

    def value(self, status: int, key: str) -> Any:  # noqa: ANN401  JSON value
        """Return a valid JSON body for a status, `NO_VALUE` if there is none."""
        for supply in self._responses.of_status(status, _JSON_FIRST):
            if supply.has_body and supply.is_json:
                try:
                    return supply.value(key)
                except NoBodyError:
                    continue
        return NO_VALUE

    def is_valid(self, status: int, value: Any) -> bool:  # noqa: ANN401  JSON value
        """Return whether a value may be the JSON body of a status."""
        supplies = self._responses.of_status(status, _JSON_FIRST)
        return any(s.has_body and s.is_json and s.is_valid(value) for s in supplies[:1])

    def is_sound(self, answer: Answer) -> bool:
        """Return whether the contract allows the JSON body of an answer, judged once more."""
        kind = dict(answer.headers).get(b"content-type", b"").decode("latin-1")
        for supply in self._responses.of_status(answer.status, kind):
            if supply.is_json and supply.has_body and answer.body:
                return supply.is_valid(orjson.loads(answer.body))
        return True


def _problem_type(produced: Sequence[str]) -> str:
    """Return the media type of problems where all answers have one of these types; none: any."""
    if not produced or errors.PROBLEM in produced:
        return errors.PROBLEM
    return next((kind for kind in produced if is_json(kind)), errors.PROBLEM)


def _example(supply: Supply, name: str) -> Answer:
    answer = supply.examples.get(name)
    if answer is None:
        known = ", ".join(f"`{key}`" for key in supply.examples if key)
        there = f"there are {known}" if known else "there is none"
        raise PreferenceError(f"There is no valid example `{name[:80]}`; {there}")
    return answer


def _canonical(body: Any) -> bytes:  # noqa: ANN401  JSON value
    return b"" if body is NO_VALUE else canonical_bytes(body)


def _echo(operation: Operation, route: Route) -> Echo:
    return Echo(
        route.names,
        ends_with_parameter=operation["path"].rstrip("/").endswith("}"),
        repeats_body=operation["method"] in _REPEATS_BODY,
    )
