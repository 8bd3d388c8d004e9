"""Shows a break: writes a message with one side's types, reads it with the other's.

Both are done by Google's own library with classes made from the compiled files: a witness is
what really happens, not what the rules say.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from planner.compatibility.protobuf.draft import Trial
from planner.compatibility.protobuf.views import ABSENT, at, said, view_of
from planner.model.finding import Witness

Raw: TypeAlias = Any
"""A message, class or descriptor of the library; they carry no types."""
_DEEPEST = 4
"""Messages inside each other that are filled to have something to write."""
_EXAMPLES: Mapping[str, tuple[Any, ...]] = {
    "INT32": (1, 2, -1),
    "SINT32": (1, 2, -1),
    "SFIXED32": (1, -1),
    "INT64": (1, 2, 2**31, -1, 2**62),
    "SINT64": (1, 2, 2**31, -1),
    "SFIXED64": (1, -1),
    "UINT32": (1, 2, 2**31),
    "FIXED32": (1, 2**31),
    "UINT64": (1, 2, 2**31, 2**32, 2**63),
    "FIXED64": (1, 2**63),
    "BOOL": (True,),
    "STRING": ("a", "é", "12", "1"),
    "BYTES": (b"a", b"\xff"),
    "FLOAT": (1.5,),
    "DOUBLE": (1.5, 1e300),
}
_RECURSION = (RecursionError, ValueError, TypeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that is read otherwise than it was written.

    Args:
        witness: what was written.
        told: what the reader gets, for people.
    """

    witness: Witness
    told: str


class Side:
    """The messages of one module as classes of the library."""

    def __init__(self, descriptors: bytes) -> None:
        """Take the compiled files; nothing is made before it is asked for."""
        self._descriptors = descriptors

    @cached_property
    def _pool(self) -> Raw:
        from google.protobuf import descriptor_pb2, descriptor_pool  # noqa: PLC0415  lazy: heavy

        pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(self._descriptors).file:
            pool.Add(file)
        return pool

    def message(self, name: str) -> Raw:
        """Return an empty message of a type; None if it is not there."""
        from google.protobuf import message_factory  # noqa: PLC0415  lazy: heavy

        try:
            found = self._pool.FindMessageTypeByName(name)
        except KeyError:
            return None
        return message_factory.GetMessageClass(found)()


class Wire:
    """Tries messages out between two modules."""

    def __init__(self, old: bytes, new: bytes) -> None:
        """Take the compiled files of both sides."""
        self._sides = {"old": Side(old), "new": Side(new)}

    def show(self, trial: Trial, *, in_json: bool) -> Shown | None:
        """Return a message that is not read as it was written; None if none was found.

        Args:
            trial: what to write.
            in_json: try JSON too where the bytes show nothing.
        """
        reading = "new" if trial.writer == "old" else "old"
        names = {"old": trial.old, "new": trial.new}
        reader = self._sides[reading].message(names[reading])
        written = self._sides[trial.writer].message(names[trial.writer])
        if reader is None or written is None:
            return None
        messages = list(_messages(written, trial))
        encodings = (_in_bytes, _in_json) if in_json else (_in_bytes,)
        for encoding in encodings:
            for message in messages:
                told = encoding(message, reader, trial)
                if told:
                    return Shown(_witness(message, trial), f"the {reading} side {told}")
        return None


def _witness(message: Raw, trial: Trial) -> Witness:
    from google.protobuf import json_format  # noqa: PLC0415  lazy: heavy

    value = json_format.MessageToDict(message)
    fields = message.DESCRIPTOR.fields_by_number
    known = [fields[number] for number in trial.numbers if number in fields]
    part = [value.get(field.json_name) for field in known]
    bytes_ = message.SerializePartialToString()
    return Witness(
        trial.writer, value, part[0] if len(part) == 1 else part or None, None, bytes_.hex()
    )


# ---------------------------------------------------------------------- reading


def _in_bytes(message: Raw, empty: Raw, trial: Trial) -> str:
    """Return what a reader of the bytes gets, if it is not what was written."""
    from google.protobuf.message import DecodeError  # noqa: PLC0415  lazy: heavy

    try:
        reader = type(empty).FromString(message.SerializePartialToString())
    except DecodeError:
        return "can't read the message"
    return _difference(message, reader, trial)


def _in_json(message: Raw, empty: Raw, trial: Trial) -> str:
    """Return what a reader of the JSON text gets, if it is not what was written."""
    from google.protobuf import json_format  # noqa: PLC0415  lazy: heavy

    reader = type(empty)()
    try:
        text = json_format.MessageToJson(message, indent=None)
        json_format.Parse(text, reader)
    except json_format.ParseError:
        return "refuses the JSON text"
    except (json_format.SerializeToJsonError, *_RECURSION):
        return ""
    if _is_other_form(json.loads(text), json.loads(json_format.MessageToJson(reader))):
        return "writes it in another form in JSON"
    return _difference(message, reader, trial)


def _is_other_form(written: Any, read: Any) -> bool:  # noqa: ANN401  JSON
    return bool(written) and written != read


def _difference(message: Raw, reader: Raw, trial: Trial) -> str:
    """Return how two messages differ in the fields of a trial."""
    if not reader.IsInitialized() and message.IsInitialized():
        return "refuses the message: a required field is not set"
    if trial.is_empty:
        return _other_default(message, reader, trial.numbers)
    by_name = trial.enum_number is not None
    written, read = view_of(message, by_name=by_name), view_of(reader, by_name=by_name)
    for number in trial.numbers:
        if number in written and written[number] != read.get(number, ABSENT):
            return said(at(written, number), at(read, number), _renamed(message, reader, number))
    if not trial.numbers and written != read:
        return "reads something else"
    return _under_other_names(message, reader, trial.numbers)


def _renamed(message: Raw, reader: Raw, number: int) -> str:
    before = message.DESCRIPTOR.fields_by_number.get(number)
    after = reader.DESCRIPTOR.fields_by_number.get(number)
    return after.name if after and before and after.name != before.name else ""


def _under_other_names(message: Raw, reader: Raw, numbers: tuple[int, ...]) -> str:
    """Return that a value is read as that of another field that the writer has too."""
    known = {field.name for field in message.DESCRIPTOR.fields}
    for number in numbers:
        name = _renamed(message, reader, number)
        if name and (
            name in known
            or message.DESCRIPTOR.fields_by_number[number].name
            in {field.name for field in reader.DESCRIPTOR.fields}
        ):
            return f"reads it as `{name}`"
    return ""


def _other_default(message: Raw, reader: Raw, numbers: tuple[int, ...]) -> str:
    for number in numbers:
        before = message.DESCRIPTOR.fields_by_number.get(number)
        after = reader.DESCRIPTOR.fields_by_number.get(number)
        if before is None or after is None or before.is_repeated or before.message_type:
            continue
        first, second = getattr(message, before.name), getattr(reader, after.name)
        if first != second:
            return f"reads `{second}` where nothing is set; it meant `{first}`"
    return ""


# ---------------------------------------------------------------------- writing


def _messages(written: Raw, trial: Trial) -> Iterator[Raw]:
    """Yield messages with the fields of a trial set, one after the other."""
    _fill_required(written, 0)
    fields = [written.DESCRIPTOR.fields_by_number.get(number) for number in trial.numbers]
    if trial.is_empty or not fields:
        yield written
        return
    if any(field is None for field in fields):
        return
    first, *others = fields
    for other in others:
        _put(written, other, next(iter(_values(other, written, None)), None))
    for value in _values(first, written, trial.enum_number):
        message = type(written)()
        message.CopyFrom(written)
        if _put(message, first, value):
            yield message


def _put(message: Raw, field: Raw, value: Any) -> bool:  # noqa: ANN401  whatever the field holds
    """Set a field; return whether it took the value."""
    try:
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            _put_entry(message, field, value)
        elif field.is_repeated:
            getattr(message, field.name).extend(value)
        elif field.message_type is not None:
            getattr(message, field.name).CopyFrom(value)
        else:
            setattr(message, field.name, value)
    except (*_RECURSION, AttributeError):
        return False
    return True


def _put_entry(message: Raw, field: Raw, value: tuple[Any, Any]) -> None:
    target = getattr(message, field.name)
    key, item = value
    if field.message_type.fields_by_name["value"].message_type is not None:
        target[key].CopyFrom(item)
    else:
        target[key] = item


def _values(field: Raw, message: Raw, enum_number: int | None) -> Iterator[Any]:
    """Yield what a field can be set to."""
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        keys = list(_scalars(field.message_type.fields_by_name["key"], None))
        value = field.message_type.fields_by_name["value"]
        items = list(_items(value, message, field, enum_number))
        yield from ((key, item) for key in keys[:3] for item in items)
        return
    items = list(_items(field, message, field, enum_number))
    if not field.is_repeated:
        yield from items
        return
    if len(items) > 1:
        yield items[:2]
    yield from ([item] for item in items)


def _items(field: Raw, message: Raw, holder: Raw, enum_number: int | None) -> Iterator[Any]:
    if field.message_type is None:
        yield from _scalars(field, enum_number)
        return
    yield _sample(message, holder, field)


def _sample(message: Raw, holder: Raw, field: Raw) -> Raw:
    """Return a message for a field with something in it."""
    from google.protobuf import message_factory  # noqa: PLC0415  lazy: heavy

    del message, holder
    found = message_factory.GetMessageClass(field.message_type)()
    _fill_required(found, 0)
    for inner in field.message_type.fields:
        if inner.message_type is None:
            values = list(_scalars(inner, None))
            if values and _put(found, inner, values[:1] if inner.is_repeated else values[0]):
                break
    return found


def _scalars(field: Raw, enum_number: int | None) -> Iterator[Any]:
    if field.enum_type is not None:
        if enum_number is not None:
            yield enum_number
            return
        numbers = dict.fromkeys(value.number for value in field.enum_type.values)
        yield from sorted(numbers, key=lambda number: number == 0)
        return
    yield from _EXAMPLES.get(_kind(field), ())


def _kind(field: Raw) -> str:
    """Return the type of a field as `descriptor.proto` names it, without `TYPE_`."""
    names = {
        value: name.removeprefix("TYPE_")
        for name, value in vars(type(field)).items()
        if name.startswith("TYPE_") and isinstance(value, int)
    }
    return names.get(field.type, "")


def _fill_required(message: Raw, depth: int) -> None:
    """Set required fields, which a message can't be written without."""
    if depth > _DEEPEST:
        return
    for field in message.DESCRIPTOR.fields:
        if not field.is_required:
            continue
        if field.message_type is not None:
            inner = getattr(message, field.name)
            inner.SetInParent()
            _fill_required(inner, depth + 1)
        else:
            _put(message, field, next(_scalars(field, None), None))
