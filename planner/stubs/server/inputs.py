"""What a request says outside of its body, read and judged once for all requests alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from planner.instances.judge import Validator
from planner.model.bundle import Location, Operation, Parameter
from planner.stubs.server.decoding import Decoder
from planner.stubs.server.fields import UnreadableError, cookies_of, fields_of
from planner.stubs.server.kit import Kit
from planner.stubs.server.parameters import Reader, Sources, reader_of
from planner.stubs.server.refusals import Refusal
from planner.stubs.server.types import NO_VALUE, RequestFault

_ELSEWHERE = frozenset(["accept", "content-type", "authorization"])
"""Parameters of these names are ignored (OpenAPI 3.1, "Parameter Object")."""
_MOST_FAULTS = 5
_ALWAYS = ("accept", "prefer", "content-type", "content-encoding")

Picked = tuple[bytes | None, ...]


@dataclass(slots=True)
class Inputs:
    """Values of the parameters of path and query, and what is wrong with any parameter."""

    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    faults: list[RequestFault] = field(default_factory=list)

    def keep(self, location: Location, name: str, value: Any) -> None:  # noqa: ANN401  JSON value
        """Keep a value that answers may depend on."""
        match location:
            case "path":
                self.path[name] = value
            case "query" | "querystring":
                self.query[name] = value


class _Known(NamedTuple):
    name: str
    location: Location
    is_required: bool
    may_be_empty: bool
    read: Reader
    validator: Validator


class HeaderPicker:
    """Takes the headers that matter to an operation out of those of a request.

    Args:
        names: of those headers, in lower case.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(dict.fromkeys([*_ALWAYS, *names]))
        self._slots = {name.encode("latin-1", "replace"): i for i, name in enumerate(self.names)}
        self._none: list[bytes | None] = [None] * len(self.names)

    def pick(self, headers: Iterable[tuple[bytes, bytes]]) -> Picked:
        """Return their values in the order of the names; repeated ones joined (RFC 9110, 5.3)."""
        picked, slots = self._none.copy(), self._slots
        for name, value in headers:
            slot = slots.get(name)
            if slot is not None:
                known = picked[slot]
                glue = b"; " if name == b"cookie" else b", "
                picked[slot] = value if known is None else known + glue + value
        return tuple(picked)

    def named(self, picked: Picked) -> dict[str, str]:
        """Return picked headers by name."""
        pairs = zip(self.names, picked, strict=True)
        return {name: _text(value) for name, value in pairs if value is not None}


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


class InputReader:
    """Reads the parameters of one operation.

    Args:
        operation: which.
        kit: of its contract.
    """

    def __init__(self, operation: Operation, kit: Kit) -> None:
        self._parameters = list(_known(operation["parameters"], kit))

    def header_names(self) -> Iterator[str]:
        """Yield the names, in lower case, of the headers that parameters come in."""
        for parameter in self._parameters:
            if parameter.location == "header":
                yield parameter.name.lower()
            elif parameter.location == "cookie":
                yield "cookie"

    def read(self, sources: Sources, only: Literal["", "path"] = "") -> Inputs:
        """Return all values and all that is wrong with them."""
        inputs = Inputs()
        for parameter in self._parameters:
            if not only or parameter.location == only:
                _read_one(parameter, sources, inputs)
        return inputs


def sources_of(path: Mapping[str, str], query: str, headers: Mapping[str, str]) -> Sources:
    """Return the parts of a request.

    Raises:
        Refusal: its query has too many fields.
    """
    try:
        fields = fields_of(query)
    except UnreadableError as error:
        message = f"The query {error}"
        raise Refusal("syntax", message, [RequestFault("query", "", message)]) from error
    cookies = cookies_of(headers["cookie"]) if "cookie" in headers else {}
    return Sources(path, query, fields, headers, cookies)


def _read_one(parameter: _Known, sources: Sources, inputs: Inputs) -> None:
    name, location = parameter.name, parameter.location
    try:
        value = parameter.read(sources)
    except UnreadableError as error:
        inputs.faults.append(RequestFault(location, name, f"`{name}` {error}"))
        return
    if value is NO_VALUE:
        if parameter.is_required:
            inputs.faults.append(RequestFault(location, name, f"`{name}` is required"))
        return
    inputs.keep(location, name, value)
    if parameter.may_be_empty and value == "":
        return
    validator = parameter.validator
    if not validator.is_valid(value) and not validator.problem:
        inputs.faults += [
            RequestFault(location, name, fault.message)
            for fault in validator.faults(value, _MOST_FAULTS)
        ]


def _known(parameters: Sequence[Parameter], kit: Kit) -> Iterator[_Known]:
    in_query = {p["name"] for p in parameters if p["location"] == "query"}
    for parameter in parameters:
        name, location = parameter["name"], parameter["location"]
        if location == "header" and name.lower() in _ELSEWHERE:
            continue
        validator = kit.judge.validator(parameter["schema"])
        decoder = Decoder(kit.shapes, parameter["schema"], validator)
        yield _Known(
            name=name,
            location=location,
            is_required=parameter["required"] or location == "path",
            may_be_empty=location == "query" and parameter["allow_empty_value"],
            read=reader_of(parameter, decoder, frozenset(in_query - {name})),
            validator=validator,
        )
