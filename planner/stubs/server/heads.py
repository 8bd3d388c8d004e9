"""What a request says outside of its body: credentials, parameters, wishes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zlib import crc32

from planner.model.bundle import Operation
from planner.stubs.server.inputs import HeaderPicker, InputReader, Inputs, Picked, sources_of
from planner.stubs.server.kit import Kit
from planner.stubs.server.prefer import prefer_of
from planner.stubs.server.refusals import Refusal
from planner.stubs.server.routing import Route
from planner.stubs.server.security import Guard
from planner.stubs.server.types import NO_PREFERENCE, Answer, Call, Prefer, RequestFault

_LONGEST = 2_000
"""Characters of a header that are looked at: what was read of it before is remembered by it."""


@dataclass(slots=True)
class Head:
    """What a request says outside of its body.

    Args:
        refusal: why it is refused whatever its body is, other than by its parameters.
        answer: of all requests that are alike; None: it depends on the body or on the state.
        number: stands for path and query where one of several generated bodies is chosen.
    """

    inputs: Inputs = field(default_factory=Inputs)
    prefer: Prefer = NO_PREFERENCE
    accept: str = ""
    media_type: str = ""
    coding: str = ""
    number: int = 0
    refusal: Refusal | None = None
    answer: Answer | None = None
    accepted: str = ""


class HeadReader:
    """Reads the heads of the requests of one operation.

    Args:
        operation: which.
        route: the way to it.
        kit: of its contract.
    """

    def __init__(self, operation: Operation, route: Route, kit: Kit) -> None:
        self._names = route.names
        self._inputs = InputReader(operation, kit)
        self._guard = Guard(operation["security"], kit.bundle["schemes"], kit.options)
        self._picker = HeaderPicker([*self._inputs.header_names(), *self._guard.header_names()])
        self.pick = self._picker.pick

    def fits(self, captured: tuple[str, ...]) -> bool:
        """Return whether the parameters of the path are valid."""
        sources = sources_of(dict(zip(self._names, captured, strict=False)), "", {})
        return not self._inputs.read(sources, only="path").faults

    def read(self, captured: tuple[str, ...], query: str, picked: Picked) -> Head:
        """Return the head of a request.

        Args:
            captured: what stands in the path for the parameters, decoded.
            query: as sent.
            picked: the headers that matter.
        """
        headers = self._picker.named(picked)
        head = Head(
            accept=headers.get("accept", "")[:_LONGEST],
            media_type=headers.get("content-type", "")[:_LONGEST],
            coding=headers.get("content-encoding", "")[:_LONGEST],
            prefer=prefer_of(headers.get("prefer", "")[:_LONGEST]),
        )
        path = dict(zip(self._names, captured, strict=False))
        try:
            sources = sources_of(path, query, headers)
            self._guard.check(sources)
            _check_names(path)
            head.inputs = self._inputs.read(sources)
        except Refusal as refusal:
            head.refusal = refusal
        text = f"{captured}?{'&'.join(sorted(query.split('&')))}"
        head.number = crc32(text.encode("utf-8", "replace"))
        return head


def _check_names(path: Mapping[str, str]) -> None:
    """Let a path pass all of whose parameters are there.

    Raises:
        Refusal: one is empty.
    """
    for name, value in path.items():
        if not value:
            fault = RequestFault("path", name, "It is empty")
            raise Refusal("missing", f"The path ends where `{name}` should stand", [fault])


def write(head: Head, call: Call) -> None:
    """Write into a call what its head says."""
    call.path_values, call.query_values = head.inputs.path, head.inputs.query
    call.prefer, call.accepted = head.prefer, head.accepted
    if head.refusal is not None:
        call.faults = head.refusal.faults
