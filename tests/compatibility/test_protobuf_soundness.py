"""What is not called breaking is read as it was written: random messages through both sides.

The messages are made here, and not by the search for witnesses.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from planner.compatibility.options import Category
from planner.compatibility.protobuf.views import view_of
from planner.compatibility.protobuf.wire import Side
from planner.model.finding import Severity
from tests.compatibility.corpus.proto_edits import edits
from tests.compatibility.test_protobuf_edits import findings, modules

_MESSAGES = 12
_SAID = {"protobuf-field-map-changed"}
"""A map keeps one entry of each key; entries of a list may share one: the guide puts up with it."""
_CHOICES: dict[str, tuple[Any, ...]] = {
    "INT32": (0, 1, -1, 2**31 - 1, -(2**31)),
    "SINT32": (0, 1, -1, 2**31 - 1, -(2**31)),
    "SFIXED32": (0, 1, -1, 2**31 - 1, -(2**31)),
    "INT64": (0, 1, -1, 2**31, 2**63 - 1, -(2**63)),
    "SINT64": (0, 1, -1, 2**31, 2**63 - 1, -(2**63)),
    "SFIXED64": (0, 1, -1, 2**63 - 1, -(2**63)),
    "UINT32": (0, 1, 2**31, 2**32 - 1),
    "FIXED32": (0, 1, 2**31, 2**32 - 1),
    "UINT64": (0, 1, 2**32, 2**63, 2**64 - 1),
    "FIXED64": (0, 1, 2**32, 2**63, 2**64 - 1),
    "BOOL": (False, True),
    "STRING": ("", "a", "é", "\0", "0" * 200),
    "BYTES": (b"", b"a", b"\xff\xfe", b"\x08\x01"),
    "FLOAT": (0.0, 1.5, -2.0),
    "DOUBLE": (0.0, 1.5, 1e300),
}


def _kind(field: Any) -> str:
    names = {v: k for k, v in vars(type(field)).items() if k.startswith("TYPE_")}
    return str(names[field.type]).removeprefix("TYPE_")


def _fill(message: Any, chance: random.Random, depth: int = 0) -> None:
    """Set about two thirds of the fields."""
    for field in message.DESCRIPTOR.fields:
        if not field.is_required and chance.random() < 0.34:
            continue
        inner = field.message_type
        if inner is not None and inner.GetOptions().map_entry:
            _fill_map(getattr(message, field.name), inner, chance)
        elif field.is_repeated:
            target = getattr(message, field.name)
            for _ in range(chance.randrange(3)):
                if inner is None:
                    target.append(_scalar(field, chance))
                elif depth < 3:
                    _fill(target.add(), chance, depth + 1)
        elif inner is None:
            setattr(message, field.name, _scalar(field, chance))
        elif depth < 3:
            getattr(message, field.name).SetInParent()
            _fill(getattr(message, field.name), chance, depth + 1)


def _fill_map(target: Any, entry: Any, chance: random.Random) -> None:
    key = _scalar(entry.fields_by_name["key"], chance)
    value = entry.fields_by_name["value"]
    if value.message_type is None:
        target[key] = _scalar(value, chance)
    else:
        target[key].SetInParent()


def _scalar(field: Any, chance: random.Random) -> Any:
    if field.enum_type is not None:
        return chance.choice([value.number for value in field.enum_type.values])
    return chance.choice(_CHOICES[_kind(field)])


def _kept(view: Any, known: Any) -> Any:
    """Return what both sides know: fields that one side has not are no matter here."""
    if isinstance(view, dict) and isinstance(known, dict):
        return {number: _kept(view[number], known[number]) for number in view if number in known}
    if isinstance(view, list) and isinstance(known, list) and len(view) == len(known):
        return [_kept(one, other) for one, other in zip(view, known, strict=True)]
    return view


def _messages(file: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the messages of an edit that both sides have, with the fields that both have."""
    old, new = modules()
    for message in old.messages:
        other = new.message_named.get(message.name)
        if message.place.file == file and other and not message.is_map_entry:
            yield message.name, tuple(message.by_number().keys() & other.by_number().keys())


@pytest.mark.parametrize("seed", range(3))
def test_what_is_not_breaking_is_read_as_it_was_written(seed: int) -> None:
    old, new = modules()
    writers, readers = Side(old.descriptors), Side(new.descriptors)
    tried = 0
    for index, edit in enumerate(edits()):
        told = findings(Category.WIRE).get(f"e{index}.proto", ())
        if any(finding.severity is not Severity.SAFE or finding.rule in _SAID for finding in told):
            continue
        for name, numbers in _messages(f"e{index}.proto"):
            for trial in range(_MESSAGES):
                message = writers.message(name)
                _fill(message, random.Random(f"{seed} {trial}"))  # noqa: S311  no secret
                read = type(readers.message(name)).FromString(message.SerializeToString())
                before, after = view_of(message), view_of(read)
                for number in numbers:
                    if number in before and number in after:
                        assert _kept(before[number], after[number]) == after[number], edit.name
                    elif number in before:
                        assert not before[number], edit.name  # a default may be left out
                tried += 1
    assert tried > 1000
