"""Writes into the body of an error what is wrong: its text, its status, its places.

The body is an example of the contract or generated. What it says of another request would lead its
reader astray, so each member whose name tells what it is for is written anew, as far as the
contract lets it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from planner.stubs.server.kit import phrase, plain_name
from planner.stubs.server.types import RequestFault

MESSAGES = frozenset(
    [
        "description",
        "detail",
        "details",
        "errordescription",
        "errormessage",
        "errormsg",
        "message",
        "moreinformation",
        "msg",
        "reason",
        "statusmessage",
        "usermessage",
    ]
)
_STATUSES = frozenset(["status", "statuscode", "httpstatus", "httpstatuscode", "httpcode"])
_POINTERS = frozenset(["pointer", "jsonpointer", "instancepath"])
_FIELDS = frozenset(
    ["field", "fieldname", "param", "parameter", "parametername", "property", "propertyname"]
)
_LOCATIONS = frozenset(["in", "location"])
_DEEPEST = 3
_LEFT_OUT = object()

Check = Callable[[Any], bool]
_Way = Callable[[], Callable[[], None]]
"""Writes, and returns what takes it back."""


class Told(NamedTuple):
    """What an error says.

    Args:
        status: of the answer.
        text: what is wrong, in one text.
        faults: each thing that is wrong.
    """

    status: int
    text: str
    faults: Sequence[RequestFault] = ()


def filled(value: Any, told: Told, is_valid: Check) -> Any:  # noqa: ANN401  JSON value
    """Return an error's value with what is told where it belongs, as far as it stays valid."""
    for ways in list(_members(value, told, 0)):
        for write in ways:
            undo = write()
            if is_valid(value):
                break
            undo()
    return value


def _members(value: Any, told: Told, depth: int) -> Iterator[Sequence[_Way]]:  # noqa: ANN401  JSON value
    """Yield, for each member that can be written, the ways to do it, the best one first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        if told.faults and value and _is_entry(value[0]):
            yield [_items(value, items) for items in _entries(value[0], told)]
        else:
            for item in value[:1]:
                yield from _members(item, told, depth + 1)
    if not isinstance(value, dict):
        return
    has_message = any(plain_name(name) in MESSAGES for name in value)
    for name, member in value.items():
        new = _new(plain_name(name), member, told, has_message=has_message)
        if new:
            yield [_member(value, name, each) for each in new]
        elif isinstance(member, (dict, list)):
            yield from _members(member, told, depth + 1)


def _is_entry(value: object) -> bool:
    """Return whether a value in a list of an error is about one place of the request."""
    if not isinstance(value, dict):
        return False
    names = {plain_name(name) for name in value}
    return not names.isdisjoint(_POINTERS | _FIELDS) or ("name" in names and bool(names & MESSAGES))


def _entries(template: dict[str, Any], told: Told) -> Iterator[list[dict[str, Any]]]:
    """Yield lists of what is wrong, the one that says most first."""
    for faults in (told.faults, told.faults[:1]):
        for with_location in (True, False):
            yield [
                _entry(template, told._replace(faults=[fault]), with_location=with_location)
                for fault in faults
            ]


def _entry(template: dict[str, Any], told: Told, *, with_location: bool) -> dict[str, Any]:
    (fault,) = told.faults
    entry = {}
    for name, member in template.items():
        plain = plain_name(name)
        new = _new(plain, member, told._replace(text=fault.message), has_message=True)
        if plain == "name" and isinstance(member, str):
            new = [_field(fault)]
        if plain in _LOCATIONS and isinstance(member, str) and with_location:
            new = [fault.location]
        entry[name] = new[0] if new else member
    return {name: member for name, member in entry.items() if member is not _LEFT_OUT}


def _new(plain: str, member: Any, told: Told, *, has_message: bool) -> list[Any]:  # noqa: ANN401  JSON value
    """Return what may stand in a member of an error, the best first; empty: that isn't known."""
    if isinstance(member, str):
        if plain in MESSAGES or (plain == "error" and not has_message):
            return [told.text]
        if plain == "title":
            return [phrase(told.status)]
        if told.faults and plain in _POINTERS | _FIELDS:
            return _place(plain, member, told.faults[0])
    if plain in _STATUSES and not isinstance(member, bool):
        return [told.status if isinstance(member, (int, float)) else str(told.status)]
    return []


def _place(plain: str, old: str, fault: RequestFault) -> list[Any]:
    """Return how a place may be written; a pointer as fragment of a URI where the old one was."""
    if plain in _FIELDS:
        return [_field(fault), _LEFT_OUT]
    sign = "#" if old.startswith("#") else ""
    if fault.location == "body":
        return [sign + fault.at, _LEFT_OUT]
    return [_LEFT_OUT, f"{sign}/{fault.at}"]


def _field(fault: RequestFault) -> str:
    """Return the name of a parameter, or of a member of the body: `items.0.quantity`."""
    if fault.location != "body":
        return fault.at
    steps = fault.at.removeprefix("/").split("/")
    return ".".join(step.replace("~1", "/").replace("~0", "~") for step in steps)


def _member(target: dict[str, Any], name: str, new: Any) -> _Way:  # noqa: ANN401  JSON value
    def write() -> Callable[[], None]:
        old = dict(target)
        if new is _LEFT_OUT:
            target.pop(name, None)
        else:
            target[name] = new

        def undo() -> None:
            target.clear()
            target.update(old)

        return undo

    return write


def _items(target: list[Any], new: list[Any]) -> _Way:
    old = list(target)

    def undo() -> None:
        target[:] = old

    def write() -> Callable[[], None]:
        target[:] = new
        return undo

    return write
