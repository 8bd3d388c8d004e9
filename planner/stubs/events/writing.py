"""Events in the format that is asked for."""

from collections.abc import Sequence
from typing import Any

from planner.model.bundle import Bundle, Message
from planner.model.errors import InputError
from planner.stubs.events.lines import line_of
from planner.stubs.events.making import Event

JSON = "json"
FORMATS: tuple[str, ...] = (
    JSON,
    "avro",
    "avro-single-object",
    "avro-file",
    "avro-json",
    "protobuf",
    "protobuf-delimited",
)


def check_format(message: Message, how: str, count: int, *, envelope: bool = False) -> None:
    """Refuse a format before any event is made.

    Args:
        message: of the events.
        how: one of `FORMATS`.
        count: how many events there will be at least.
        envelope: see `written`.

    Raises:
        InputError: the message is not of that format, or the format can't hold so much.
    """
    if how == JSON:
        return
    _wire(message, how)
    if envelope:
        raise InputError.single(
            "envelope-format",
            f"an envelope is JSON; format `{how}` holds payloads only",
            hint="leave out `--envelope`, or `--format`",
        )
    if how == "protobuf" and count > 1:
        raise InputError.single(
            "several-events",
            f"{count} Protobuf messages one after the other would be read as one",
            hint="use `--format protobuf-delimited`, or `--count 1`",
        )


def written(
    bundle: Bundle, message: Message, events: Sequence[Event], how: str, *, envelope: bool = False
) -> bytes:
    """Return events in a format.

    Args:
        bundle: the contract.
        message: of the events.
        events: of one message.
        how: one of `FORMATS`.
        envelope: with headers, channel and what else travels beside the payload; JSON only.

    Raises:
        InputError: see `check_format`; or an event can't be written so.
    """
    check_format(message, how, len(events), envelope=envelope)
    if how == JSON:
        values = [
            _enveloped(bundle, message, event) if envelope else event.payload for event in events
        ]
        return "".join(f"{line_of(value)}\n" for value in values).encode()
    wire = _wire(message, how)
    payloads = [event.payload for event in events]
    if how.startswith("avro"):
        return _avro(wire["schema"], payloads, how)
    from planner.stubs.events import protobuf  # noqa: PLC0415  heavy

    if how == "protobuf-delimited":
        return protobuf.delimited(wire, payloads)
    return protobuf.binary(wire, payloads[0]) if payloads else b""


def _avro(schema: Any, payloads: list[Any], how: str) -> bytes:  # noqa: ANN401  JSON
    from planner.stubs.events import avro  # noqa: PLC0415  heavy

    if how == "avro-json":
        return avro.json_lines(schema, payloads).encode()
    write = {
        "avro": avro.binary,
        "avro-single-object": avro.single_objects,
        "avro-file": avro.container,
    }
    return write[how](schema, payloads)


def _wire(message: Message, how: str) -> Any:  # noqa: ANN401  Wire
    wire = message["wire"]
    if wire is None or not how.startswith(wire["format"]):
        own = wire["format"] if wire else "JSON"
        raise InputError.single(
            "other-format",
            f"message `{message['name']}` is defined in {own.capitalize() if wire else own}, "
            f"so it can't be written as `{how}`",
            hint="leave out `--format`" if wire is None else f"use `--format {own}`",
        )
    return wire


def _enveloped(bundle: Bundle, message: Message, event: Event) -> dict[str, Any]:
    return {
        "message": event.message,
        "contract": f"{bundle['contract']}@{bundle['version']}",
        "channel": message["channel"],
        "address": message["address"],
        "contentType": message["content_type"],
        "headers": event.headers or {},
        "payload": event.payload,
    }
