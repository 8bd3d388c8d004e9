"""Two schemas of a message -> findings, for tests that read as examples."""

from dataclasses import replace
from typing import Any

import ryaml

from planner.compatibility.events.payloads import MessagePair, Payloads
from planner.compatibility.findings import Findings
from planner.compatibility.options import CompareOptions, Mode
from planner.compatibility.schemas import Space
from planner.formats.lowering.json_schema import lower_json_schema
from planner.model.events import Message, Payload
from planner.model.finding import Finding, Occurrence
from planner.model.source import Place

_FILE = "event.json"


def a_message(part: str, schema: Any, content_type: str = "application/json") -> Message:
    """Return a message with a payload, headers or a key; the others are not described."""
    place = Place(_FILE)
    message = Message("Event", "Event", place, content_type=content_type)
    said: dict[str, Any] = {part: Payload(schema, place.at(part))}
    return replace(message, **said)


def compare_messages(
    old: Message,
    new: Message,
    options: CompareOptions = CompareOptions(),  # noqa: B008  it is frozen
) -> tuple[Finding, ...]:
    """Return the findings between two messages whose schemas are as they are written."""
    (before, old_space), (after, new_space) = _lowered(old), _lowered(new)
    findings = Findings()
    at = Occurrence("", "message Event")
    for met in Payloads(options).compare(MessagePair(before, after, (old_space, new_space), at)):
        findings.add(met)
    return findings.reported(options)


def _lowered(message: Message) -> tuple[Message, Space]:
    for field in ("payload", "headers", "message_key"):
        part: Payload | None = getattr(message, field)
        if part is not None and isinstance(part.schema, dict):
            contract = lower_json_schema({_FILE: part.schema}, _FILE)
            read = next(iter(contract.messages.values())).payload
            changed: dict[str, Any] = {field: read}
            return replace(message, **changed), contract.space
    return message, Space.of({})


def compare_schemas(
    old: Any, new: Any, mode: Mode | None = None, *, part: str = "payload", strict: bool = False
) -> tuple[Finding, ...]:
    """Return the findings between two payloads; texts are YAML."""
    schemas = [ryaml.loads(text) if isinstance(text, str) else text for text in (old, new)]
    options = CompareOptions(mode=mode, strict_open_content=strict)
    return compare_messages(a_message(part, schemas[0]), a_message(part, schemas[1]), options)
