"""What stands in a message of Google's library, so that messages of two types can be compared."""

import json
from collections.abc import Mapping
from typing import Any

ABSENT = object()
_LONGEST = 60


def view_of(message: Any, *, by_name: bool = False) -> dict[int, Any]:  # noqa: ANN401  any message
    """Return the fields that are set, by number.

    Text is compared by its bytes, because a reader may take text for bytes.

    Args:
        message: of Google's library.
        by_name: enums count by their names, not by their numbers.
    """
    return {
        field.number: _value(field, value, by_name=by_name) for field, value in message.ListFields()
    }


def _value(field: Any, value: Any, *, by_name: bool) -> Any:  # noqa: ANN401
    inner = field.message_type
    if inner is not None and inner.GetOptions().map_entry:
        of = inner.fields_by_name["value"]
        return [
            {1: _one(inner.fields_by_name["key"], key, by_name=by_name),
             2: _one(of, item, by_name=by_name)}
            for key, item in sorted(value.items(), key=lambda entry: str(entry[0]))
        ]  # fmt: skip
    if field.is_repeated:
        return [_one(field, item, by_name=by_name) for item in value]
    return _one(field, value, by_name=by_name)


def _one(field: Any, value: Any, *, by_name: bool) -> Any:  # noqa: ANN401
    if field.message_type is not None:
        return view_of(value, by_name=by_name)
    if field.enum_type is not None and by_name:
        named = field.enum_type.values_by_number.get(value)
        return f"{named.name}" if named else f"{value} (no name)"
    return value.encode() if isinstance(value, str) else value


def at(view: Mapping[int, Any], number: int) -> Any:  # noqa: ANN401
    """Return what stands in a field, for people; `ABSENT` if it is not set."""
    return _plain(view[number]) if number in view else ABSENT


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return f"bytes {value.hex()}"
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def said(written: Any, read: Any, other_name: str) -> str:  # noqa: ANN401
    """Return what a reader gets instead of what was written, for people."""
    if read is ABSENT:
        return f"does not see {_short(written)}"
    name = f" as `{other_name}`" if other_name else ""
    return f"reads {_short(read)}{name} instead of {_short(written)}"


def _short(value: Any) -> str:  # noqa: ANN401
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"`{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}`"
