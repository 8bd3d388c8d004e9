"""Events as Protobuf writes them, from descriptors: no code is generated.

Sources: "Encoding" and "ProtoJSON Format" (https://protobuf.dev/programming-guides/); the length
before each of several messages is a varint, as `writeDelimitedTo` of the Java library writes it.
"""

from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from planner.model.bundle import Wire
from planner.model.errors import InputError

_ANY = "google.protobuf.Any"
_EMPTY = {"@type": "type.googleapis.com/google.protobuf.Empty"}


def binary(wire: Wire, value: Any) -> bytes:  # noqa: ANN401  JSON
    """Return one message.

    Args:
        wire: of the message in the bundle.
        value: its JSON form.

    Raises:
        InputError: the value is not of the message.
    """
    return _Encoder(wire).encoded(value)


def delimited(wire: Wire, values: Sequence[Any]) -> bytes:
    """Return messages one after the other, each after its length.

    Raises:
        InputError: a value is not of the message.
    """
    encoder = _Encoder(wire)
    parts = (encoder.encoded(value) for value in values)
    return b"".join(_varint(len(part)) + part for part in parts)


class _Encoder:
    """Writes messages of one type."""

    def __init__(self, wire: Wire) -> None:
        from google.protobuf import (  # noqa: PLC0415  heavy
            descriptor_pb2,
            descriptor_pool,
            empty_pb2,
            message_factory,
        )

        self._pool = descriptor_pool.DescriptorPool()
        found = descriptor_pb2.FileDescriptorSet.FromString(b64decode(wire["descriptors"]))
        empty = descriptor_pb2.FileDescriptorProto.FromString(empty_pb2.DESCRIPTOR.serialized_pb)
        for file in found.file:
            self._pool.Add(file)
        if all(file.name != empty.name for file in found.file):
            self._pool.Add(empty)
        self._descriptor = self._pool.FindMessageTypeByName(wire["type"])
        self._message = message_factory.GetMessageClass(self._descriptor)

    def encoded(self, value: Any) -> bytes:  # noqa: ANN401  JSON
        """Return a value in binary; the same value gives the same bytes."""
        from google.protobuf import json_format  # noqa: PLC0415  heavy

        message = self._message()
        try:
            known = self._with_known_types(self._descriptor, value)
            json_format.ParseDict(known, message, descriptor_pool=self._pool)
            return bytes(message.SerializeToString(deterministic=True))
        except (json_format.ParseError, ValueError, TypeError) as error:
            raise InputError.single(
                "not-protobuf",
                f"the event can't be written as `{self._descriptor.full_name}`: {error}",
                hint="write it as JSON with `--format json`",
            ) from None

    def _with_known_types(self, descriptor: Any, value: Any) -> Any:  # noqa: ANN401  JSON
        """Return a value in which each `Any` holds a message that is known."""
        if descriptor.full_name == _ANY:
            return value if self._is_known(value) else dict(_EMPTY)
        if not isinstance(value, dict) or descriptor.full_name.startswith("google.protobuf."):
            return value
        fields = {field.json_name: field for field in descriptor.fields}
        return {name: self._member(fields.get(name), item) for name, item in value.items()}

    def _member(self, field: Any, value: Any) -> Any:  # noqa: ANN401  JSON
        if field is None or field.message_type is None or value is None:
            return value
        inner = field.message_type
        if inner.GetOptions().map_entry and isinstance(value, dict):
            of_map = inner.fields_by_name["value"]
            return {key: self._member(of_map, item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._with_known_types(inner, item) for item in value]
        return self._with_known_types(inner, value)

    def _is_known(self, value: Any) -> bool:  # noqa: ANN401  JSON
        named = value.get("@type") if isinstance(value, dict) else None
        try:
            self._pool.FindMessageTypeByName(str(named).rpartition("/")[2])
        except KeyError:
            return False
        return True


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:  # noqa: PLR2004  seven bits a byte
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)
