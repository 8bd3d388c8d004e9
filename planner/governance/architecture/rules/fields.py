"""Rules about the fields that consumers say they read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from planner.compatibility.schemas import Schema
from planner.governance.architecture.rule import ArchitectureRule, Hit, Subject
from planner.model.events import EventContract, Message
from planner.model.finding import Severity
from planner.model.http import HttpContract, HttpOperation
from planner.model.nearest import did_you_mean
from planner.model.source import Place

RULES = (
    ArchitectureRule(
        id="field-not-in-contract",
        title="a consumer reads a field that the contract does not have",
        severity=Severity.BREAKING,
        why="Nobody promises that field: it may be gone tomorrow, or was never there. Whom a "
        "change hurts is computed from these names.",
        source="consumer-driven contracts, I. Robinson (2006)",
        hint="take the field out of `fields`, or let the contract promise it",
    ),
)

_INSIDE = ("allOf", "anyOf", "oneOf", "prefixItems")
_ALSO = ("items", "then", "else", "unevaluatedItems", "contains", "additionalProperties")
"""Members of any name have none in manifests: `labels.text` is the text of each label."""

Links = set[tuple[str, str]]
"""Pairs of a member and a member below it; at the top the first is empty."""


def check(subject: Subject) -> Iterator[Hit]:
    """Yield fields of manifests that no response or payload has."""
    for edge in subject.system.sync_edges:
        contract = subject.http.get(f"{edge.contract}@{edge.version}")
        if contract and edge.call.fields:
            links = _of_responses(contract, edge.operations)
            about = f"{edge.consumer} -> {edge.provider}"
            yield from missing_fields(edge.call.fields, links, edge.place, about, edge.contract)
    for event in subject.system.event_edges:
        content = subject.events.get(f"{event.contract}@{event.version}")
        manifest = subject.system.services[event.subscriber].manifest
        entries = [e for e in manifest.subscribes if e.contract == event.contract and e.fields]
        if content and entries:
            links = _of_messages(content, event.messages)
            about = f"{event.publisher} -> {event.subscriber}"
            yield from missing_fields(entries[0].fields, links, event.place, about, event.contract)


def missing_fields(
    fields: Sequence[str], links: Links | None, place: Place, about: str, contract: str
) -> Iterator[Hit]:
    """Yield fields that are not there; nothing if the contract leaves open what there is."""
    if links is None:
        return
    names = {name for _, name in links}
    for number, field in enumerate(fields):
        steps = field.split(".")
        pairs = pairwise(steps)
        if steps[0] in names and all(pair in links for pair in pairs):
            continue
        near = did_you_mean(steps[-1], names)
        message = f"`{contract}` has no field `{field}` in what is read"
        yield Hit("field-not-in-contract", about, message, place.at("fields", number), near)


def _of_responses(contract: HttpContract, operations: Sequence[str]) -> Links | None:
    wanted = [o for o in contract.operations if _is_meant(o, operations)]
    schemas = [
        contract.response_side.schema(media.schema)
        for operation in wanted
        for response in operation.responses.values()
        if response.status.startswith("2")
        for media in response.media.values()
    ]
    return links_of(schemas)


def _is_meant(operation: HttpOperation, names: Sequence[str]) -> bool:
    return not names or operation.id in names or operation.label in names


def _of_messages(contract: EventContract, names: Sequence[str]) -> Links | None:
    parts: list[Mapping[str, Message]] = [contract.messages]
    parts += [channel.messages for channel in contract.channels.values()]
    messages = [m for part in parts for key, m in part.items() if {key, m.name} & set(names)]
    payloads = [message.payload for message in messages]
    if not payloads or any(p is None or p.schema is None for p in payloads):
        return None
    return links_of(contract.space.schema(p.schema) for p in payloads if p)


def links_of(schemas: Iterable[Schema]) -> Links | None:
    """Return the members of what schemas describe; None if some of them is not known."""
    found: Links = set()
    todo = [(schema, "") for schema in schemas]
    seen: set[tuple[tuple[int, int], str]] = set()
    while todo:
        schema, above = todo.pop()
        schema = schema.followed()
        if (schema.key, above) in seen:
            continue
        seen.add((schema.key, above))
        if not isinstance(schema.node, Mapping) or not schema.node:
            if not above:
                return None
            continue
        for below, name in _below(schema, above):
            if name != above or below is None:
                found.add((above, name))
            if below is not None:
                todo.append((below, name))
    return found or None


def _below(schema: Schema, above: str) -> Iterator[tuple[Schema | None, str]]:
    """Yield what stands inside a schema, with the name of the member it belongs to."""
    node: Mapping[str, Any] = schema.node  # type: ignore[assignment]
    if "$ref" in node:
        yield schema.space.target(node["$ref"]), above
    for name, inner in node.get("properties", {}).items():
        yield None, name
        yield schema.child(inner), name
    for keyword in _INSIDE:
        yield from ((schema.child(branch), above) for branch in node.get(keyword, ()))
    for keyword in _ALSO:
        if isinstance(node.get(keyword), Mapping):
            yield schema.child(node[keyword]), above
