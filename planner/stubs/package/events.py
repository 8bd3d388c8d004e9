"""`events.py` of a package: builders and parsers of messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.model.bundle import Bundle, Message
from planner.stubs.package.annotations import Annotations, quoted, union
from planner.stubs.package.client import type_imports
from planner.stubs.package.naming import free_name, pascal_case, snake_case
from planner.stubs.package.writing import call, docstring, module

_TAKEN = frozenset(
    {
        *("bool", "bytes", "datetime", "dict", "events", "float", "headers", "int", "list"),
        *("models", "parse", "payload", "str"),
    }
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A message as builder and parser.

    Args:
        name: of the builder; `parse_NAME` is the parser.
        number: its place in the bundle.
        payload, headers: Python types; `None`: the contract says nothing of headers.
    """

    name: str
    number: int
    message: Message
    payload: str
    headers: str


def kinds_of(bundle: Bundle, annotations: Annotations) -> list[Kind]:
    """Return the messages of a contract; the same one on another channel comes once."""
    found: dict[str, Kind] = {}
    taken = set(_TAKEN)
    for number, message in enumerate(bundle["messages"]):
        if message["name"] in found:
            continue
        name = free_name(snake_case(message["name"], "message"), taken, "_{}")
        taken |= {name, f"parse_{name}"}
        hint = pascal_case(message["name"], "Message")
        payload = annotations.of(message["payload"], hint)
        headers = annotations.of(message["headers"], f"{hint}Headers")
        found[message["name"]] = Kind(
            name, number, message, payload, headers if message["headers"] else "None"
        )
    return list(found.values())


def events_module(kinds: Sequence[Kind], title: str) -> str:
    """Return the module of messages."""
    body: list[str] = []
    for kind in kinds:
        body += ["", *_event(kind)]
    for kind in kinds:
        body += ["", "", *_builder(kind), "", "", *_parser(kind)]
    body += ["", "", *_by_name(kinds)]
    imports = type_imports(body)
    lines = [f'"""Messages of {title}: builders and parsers."""', ""]
    own = [line for line in imports if line == "from . import models"]
    lines += [line for line in imports if line not in own]
    return module([*lines, *own, "from ._events import Event, Outgoing", *body])


def _event(kind: Kind) -> list[str]:
    message = kind.message
    items = [quoted(message["name"]), str(kind.number), kind.payload]
    items += [f"address={quoted(message['address'])}"] if message["address"] else []
    if message["content_type"] and message["content_type"] != "application/json":
        items.append(f"content_type={quoted(message['content_type'])}")
    items += [f"wire={quoted(message['wire']['format'])}"] if message["wire"] else []
    return call(f"{kind.name.upper()}: Event[{kind.payload}] = Event(", items, ")")


def _builder(kind: Kind) -> list[str]:
    items = [f"payload: {kind.payload}"]
    if kind.headers != "None":
        items += ["*", f"headers: {union([kind.headers, 'None'])} = None"]
    told = kind.message["summary"] or f"`{kind.message['name']}` as it is sent"
    first = " ".join(told.split())[:300]
    names = ["payload", *(["headers"] if kind.headers != "None" else [])]
    return [
        *call(f"def {kind.name}(", items, ") -> Outgoing:"),
        *docstring(first if first.endswith((".", "!", "?")) else f"{first}.", indent=4),
        f"    return {kind.name.upper()}.build({', '.join(names)})",
    ]


def _parser(kind: Kind) -> list[str]:
    return [
        f"def parse_{kind.name}(data: bytes | str) -> {kind.payload}:",
        *docstring(f"Return the payload of a `{kind.message['name']}` that came in.", indent=4),
        f"    return {kind.name.upper()}.parse(data)",
    ]


def _by_name(kinds: Sequence[Kind]) -> list[str]:
    table = [f"    {quoted(kind.message['name'])}: {kind.name.upper()}," for kind in kinds]
    return [
        "EVENTS: dict[str, Event[Any]] = {",
        *table,
        "}",
        "",
        "",
        "def parse(name: str, data: bytes | str) -> Any:",
        '    """Return the payload of a message of the kind that is named.',
        "",
        "    Raises:",
        "        KeyError: the contract has no such message.",
        '    """',
        "    return EVENTS[name].parse(data)",
    ]
