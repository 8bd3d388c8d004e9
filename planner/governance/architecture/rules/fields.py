"""Rules about the fields that consumers say they read."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from planner.governance.architecture.members import (
    ANYTHING,
    Links,
    links_of,
    links_of_avro,
    links_of_protobuf,
)
from planner.governance.architecture.rule import ArchitectureRule, Hit, Subject, methods_of
from planner.model.events import EventContract, Message, Payload
from planner.model.finding import Severity
from planner.model.http import HttpContract, HttpOperation
from planner.model.nearest import did_you_mean
from planner.model.source import Place
from planner.model.system import EventEdge, SyncEdge

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


def check(subject: Subject) -> Iterator[Hit]:
    """Yield fields of manifests that no response or payload has."""
    for edge in subject.system.sync_edges:
        if edge.call.fields:
            links = _of_answers(subject, edge)
            about = f"{edge.consumer} -> {edge.provider}"
            yield from missing_fields(edge.call.fields, links, edge.place, about, edge.contract)
    for event in subject.system.event_edges:
        manifest = subject.system.services[event.subscriber].manifest
        entries = [e for e in manifest.subscribes if e.contract == event.contract and e.fields]
        if entries:
            links = _of_messages(subject, event)
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
        if steps[0] in names and _leads_on(steps, links):
            continue
        near = did_you_mean(steps[-1], names)
        message = f"`{contract}` has no field `{field}` in what is read"
        yield Hit("field-not-in-contract", about, message, place.at("fields", number), near)


def _leads_on(steps: Sequence[str], links: Links) -> bool:
    """Return whether each step stands in the one before it, as far as the contract tells."""
    for above, name in pairwise(steps):
        if (above, ANYTHING) in links:
            return True
        if (above, name) not in links:
            return False
    return True


def _of_answers(subject: Subject, edge: SyncEdge) -> Links | None:
    key = f"{edge.contract}@{edge.version}"
    if key in subject.http:
        return _of_responses(subject.http[key], edge.operations)
    if key in subject.rpc:
        methods = methods_of(subject, key, edge.operations)
        return links_of_protobuf(subject.rpc[key], [method.response for method in methods])
    return None


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


def _of_messages(subject: Subject, edge: EventEdge) -> Links | None:
    key = f"{edge.contract}@{edge.version}"
    if key in subject.events:
        return _of_payloads(subject.events[key], edge.messages)
    if key in subject.avro:
        schema = subject.avro[key].schema
        return links_of_avro(schema, edge.messages) if schema else None
    if key in subject.rpc:
        module = subject.rpc[key]
        wanted = set(edge.messages)
        named = [m.name for m in module.messages if {m.name, m.name.rpartition(".")[2]} & wanted]
        return links_of_protobuf(module, named)
    return None


def _of_payloads(contract: EventContract, names: Sequence[str]) -> Links | None:
    parts: list[Mapping[str, Message]] = [contract.messages]
    parts += [channel.messages for channel in contract.channels.values()]
    messages = [m for part in parts for key, m in part.items() if {key, m.name} & set(names)]
    found: Links = set()
    for payload in (message.payload for message in messages):
        links = _of_payload(contract, payload) if payload else None
        if links is None:
            return None
        found |= links
    return found or None


def _of_payload(contract: EventContract, payload: Payload) -> Links | None:
    if payload.avro is not None:
        return links_of_avro(payload.avro)
    return None if payload.schema is None else links_of([contract.space.schema(payload.schema)])
