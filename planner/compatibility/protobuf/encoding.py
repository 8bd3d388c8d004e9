"""What a reader makes of a field whose writer declares another type.

Source: Protocol Buffers, "Encoding" and "Updating A Message Type" (proto3 language guide) for
bytes, "ProtoJSON Format" for JSON.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from planner.model.protobuf import Cardinality, Presence, ProtoEnum, ProtoField, ProtoModule

_Known = dict[tuple[str, str], bool]
_SameField = Callable[[ProtoField, ProtoField], bool]
_REPEATING = {
    Cardinality.SINGULAR: False,
    Cardinality.REPEATED: True,
    Cardinality.MAP: True,
}

_INT32 = (-(2**31), 2**31 - 1)
_INT64 = (-(2**63), 2**63 - 1)
_UINT32 = (0, 2**32 - 1)
_UINT64 = (0, 2**64 - 1)
_NUMBERS = {
    "int32": ("varint", _INT32),
    "int64": ("varint", _INT64),
    "uint32": ("varint", _UINT32),
    "uint64": ("varint", _UINT64),
    "bool": ("varint", (0, 1)),
    "enum": ("varint", _INT32),
    "sint32": ("zigzag", _INT32),
    "sint64": ("zigzag", _INT64),
    "fixed32": ("fixed32", _UINT32),
    "sfixed32": ("fixed32", _INT32),
    "fixed64": ("fixed64", _UINT64),
    "sfixed64": ("fixed64", _INT64),
}
_OTHER_GROUPS = {"string": "text", "bytes": "text"}
_JSON_FORMS = {
    **dict.fromkeys(("int32", "uint32", "sint32", "fixed32", "sfixed32"), "number"),
    **dict.fromkeys(("int64", "uint64", "sint64", "fixed64", "sfixed64"), "number in quotes"),
    **dict.fromkeys(("float", "double"), "number with fraction"),
    "group": "message",
}
_OWN_JSON = "google.protobuf."
"""Types with a JSON form of their own."""


class Fit(IntEnum):
    """What a reader gets of what a writer writes; the worst is the greatest."""

    SAME = 0
    """Every value."""
    CUT = 1
    """Some values are read as others, or refused."""
    LOST = 2
    """Nothing, or something that has nothing to do with it."""


@dataclass(slots=True)
class Shapes:
    """Compares types of two modules by what they look like on the wire and in JSON.

    Args:
        old, new: the modules.
    """

    old: ProtoModule
    new: ProtoModule
    _wire: dict[tuple[str, str], bool] = field(default_factory=dict)
    _json: dict[tuple[str, str], bool] = field(default_factory=dict)

    def wire(self, old: ProtoField, new: ProtoField) -> tuple[Fit, Fit]:
        """Return what the new side reads of the old one's bytes, and the other way round."""
        if _is_message(old) and _is_message(new):
            is_same = old.type == new.type and self.same_bytes(old.type_name, new.type_name)
            fit = Fit.SAME if is_same else Fit.LOST
            return fit, fit
        return (
            _fit(old, self._enum(self.old, old), new, self._enum(self.new, new)),
            _fit(new, self._enum(self.new, new), old, self._enum(self.old, old)),
        )

    def is_map_of(self, old: ProtoField, new: ProtoField) -> bool:
        """Return whether a map on one side is a list of its entries on the other."""
        is_list = old.type == new.type == "message"
        return is_list and self.same_bytes(old.type_name, new.type_name)

    def is_json_same(self, old: ProtoField, new: ProtoField) -> bool:
        """Return whether values look the same in JSON."""
        if _json_form(old) != _json_form(new):
            return False
        if _is_message(old):
            return self.same_json(old.type_name, new.type_name)
        olds, news = self._enum(self.old, old), self._enum(self.new, new)
        if olds and news:
            after = news.names()
            return all(set(names) <= set(after.get(n, ())) for n, names in olds.names().items())
        return True

    def renames_numbers(self, old: ProtoField, new: ProtoField) -> bool:
        """Return whether a number of an enum has another name on the other side."""
        olds, news = self._enum(self.old, old), self._enum(self.new, new)
        if not (olds and news):
            return False
        after = news.names()
        return any(
            n in after and not set(names) & set(after[n]) for n, names in olds.names().items()
        )

    # ------------------------------------------------------------------ messages

    def same_bytes(self, old: str, new: str) -> bool:
        """Return whether all that one message writes is read by the other."""
        return self._same(old, new, self._wire, self._is_wire_same)

    def same_json(self, old: str, new: str) -> bool:
        """Return whether all JSON of one message is that of the other."""
        if old != new and (old.startswith(_OWN_JSON) or new.startswith(_OWN_JSON)):
            return False
        return self._same(old, new, self._json, self._is_field_json_same)

    def _same(self, old: str, new: str, known: _Known, is_field_same: _SameField) -> bool:
        """Compare two messages; what contains itself is taken to be the same further down."""
        key = (old, new)
        if key in known:
            return known[key]
        before, after = self.old.message_named.get(old), self.new.message_named.get(new)
        if before is None or after is None:
            return False
        assumed = set(known)
        known[key] = True
        fields = after.by_number()
        is_same = all(
            item.number in fields and is_field_same(item, fields[item.number])
            for item in before.fields
        )
        if not is_same:  # what was found on the assumption that they are the same goes with it
            for other in set(known) - assumed:
                del known[other]
            known[key] = False
        return is_same

    def _is_wire_same(self, old: ProtoField, new: ProtoField) -> bool:
        if _REPEATING[old.cardinality] != _REPEATING[new.cardinality]:
            return False
        if old.oneof != new.oneof or Presence.REQUIRED in {old.presence, new.presence}:
            return False
        return self.wire(old, new) == (Fit.SAME, Fit.SAME)

    def _is_field_json_same(self, old: ProtoField, new: ProtoField) -> bool:
        is_alike = old.json_name == new.json_name and old.cardinality is new.cardinality
        return is_alike and self._is_wire_same(old, new) and self.is_json_same(old, new)

    def _enum(self, module: ProtoModule, of: ProtoField) -> ProtoEnum | None:
        return module.enum_named.get(of.type_name) if of.type == "enum" else None


def _is_message(of: ProtoField) -> bool:
    return of.type in {"message", "group"}


def _json_form(of: ProtoField) -> str:
    return _JSON_FORMS.get(of.type, of.type)


def _fit(
    writer: ProtoField, writes: ProtoEnum | None, reader: ProtoField, reads: ProtoEnum | None
) -> Fit:
    """Return what is read of a value that is no message."""
    if _group(writer) != _group(reader):
        return Fit.LOST
    if writer.type in _NUMBERS:
        return _number_fit(writer, writes, reader, reads)
    return Fit.CUT if (writer.type, reader.type) == ("bytes", "string") else Fit.SAME


def _group(of: ProtoField) -> str:
    """Return what types that are written alike have in common."""
    return _NUMBERS[of.type][0] if of.type in _NUMBERS else _OTHER_GROUPS.get(of.type, of.type)


def _number_fit(
    writer: ProtoField, writes: ProtoEnum | None, reader: ProtoField, reads: ProtoEnum | None
) -> Fit:
    first, last = _NUMBERS[writer.type][1]
    if reads is not None and reads.is_closed:
        known = set(reads.names())
        written = set(writes.names()) if writes else {first, last}
        return Fit.SAME if written <= known else Fit.CUT
    if writes is not None and writes.is_closed:
        first, last = min(writes.names(), default=0), max(writes.names(), default=0)
    least, most = _NUMBERS[reader.type][1]
    return Fit.SAME if least <= first and last <= most else Fit.CUT
