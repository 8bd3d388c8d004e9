"""Avro schemas in one form: every name is a full name, every type knows where it is written.

Source: Apache Avro 1.12.0 Specification, "Schema Declaration", "Names", "Aliases" and "Logical
Types".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from planner.model.source import Place


class _Absent(Enum):
    """Stays itself when it is copied or sent to another process."""

    ABSENT = "absent"


NO_DEFAULT: Final = _Absent.ABSENT
"""Stands for the default of a field that has none; `None` is the default `null`."""


@dataclass(frozen=True, slots=True)
class Logical:
    """What the values of a type mean.

    Args:
        name: `decimal`, `timestamp-millis` and so on; only what the specification knows.
        precision, scale: of a decimal: its digits, and how many of them stand after the point.
    """

    name: str
    precision: int = 0
    scale: int = 0

    @property
    def text(self) -> str:
        """How people write it: `decimal(9, 2)`."""
        return f"decimal({self.precision}, {self.scale})" if self.name == "decimal" else self.name

    @property
    def keys(self) -> dict[str, Any]:
        """What a schema says to have it."""
        digits = {"precision": self.precision, "scale": self.scale}
        return {"logicalType": self.name, **(digits if self.name == "decimal" else {})}


@dataclass(frozen=True, slots=True)
class AvroPrimitive:
    """A primitive type.

    Args:
        kind: `null`, `boolean`, `int`, `long`, `float`, `double`, `bytes` or `string`.
        logical: None if it has none, or one that is unknown or not valid here.
    """

    kind: str
    place: Place
    logical: Logical | None = None


@dataclass(frozen=True, slots=True)
class AvroArray:
    """A list of values."""

    items: "AvroType"
    place: Place
    kind: str = "array"


@dataclass(frozen=True, slots=True)
class AvroMap:
    """Values by text keys."""

    values: "AvroType"
    place: Place
    kind: str = "map"


@dataclass(frozen=True, slots=True)
class AvroUnion:
    """One of several types; none of them is a union."""

    branches: tuple["AvroType", ...]
    place: Place
    kind: str = "union"


@dataclass(frozen=True, slots=True)
class AvroReference:
    """A named type where it is used; the first use may be the definition itself.

    Args:
        name: full name.
        place: of the use.
    """

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class AvroField:
    """A field of a record.

    Args:
        default: as JSON spells it; `NO_DEFAULT` if it has none.
        order: how records are sorted by it: `ascending`, `descending` or `ignore`.
        aliases: other names that it was written under.
    """

    name: str
    type: "AvroType"
    place: Place
    default: Any = NO_DEFAULT
    order: str = "ascending"
    aliases: tuple[str, ...] = ()

    @property
    def has_default(self) -> bool:
        """Whether readers can do without it."""
        return self.default is not NO_DEFAULT


@dataclass(frozen=True, slots=True)
class AvroRecord:
    """A record; an error is one too.

    Args:
        name: full name.
        aliases: full names.
    """

    name: str
    fields: tuple[AvroField, ...]
    place: Place
    aliases: tuple[str, ...] = ()
    kind: str = "record"


@dataclass(frozen=True, slots=True)
class AvroEnum:
    """One of some symbols.

    Args:
        default: what readers take a symbol for that they don't know; None if there is none.
    """

    name: str
    symbols: tuple[str, ...]
    place: Place
    default: str | None = None
    aliases: tuple[str, ...] = ()
    kind: str = "enum"


@dataclass(frozen=True, slots=True)
class AvroFixed:
    """A number of bytes.

    Args:
        size: in bytes.
        logical: as of a primitive type.
    """

    name: str
    size: int
    place: Place
    aliases: tuple[str, ...] = ()
    logical: Logical | None = None
    kind: str = "fixed"


AvroNamed = AvroRecord | AvroEnum | AvroFixed
AvroNode = AvroPrimitive | AvroArray | AvroMap | AvroUnion | AvroNamed
"""A type itself, references followed."""
AvroType = AvroPrimitive | AvroArray | AvroMap | AvroUnion | AvroReference
"""A type where it is used."""


@dataclass(frozen=True, slots=True)
class AvroSchema:
    """A schema with all types that it uses.

    Args:
        root: what a datum is.
        types: full name -> named type; types may use each other, and themselves.
    """

    root: AvroType
    types: Mapping[str, AvroNamed]

    def followed(self, used: AvroType) -> AvroNode:
        """Return a type itself."""
        return self.types[used.name] if isinstance(used, AvroReference) else used

    def at(self, part: AvroType) -> "AvroSchema":
        """Return the schema of a part."""
        return replace(self, root=part)


@dataclass(frozen=True, slots=True)
class AvroContract:
    """A contract of one Avro schema.

    Args:
        schema: None: it is gone.
        place: of the whole.
        parts: types of a list at the top that other types of the list use: they may be messages,
            or only parts of messages.
    """

    schema: AvroSchema | None
    place: Place
    parts: frozenset[str] = frozenset()


def short_name(full_name: str) -> str:
    """Return a name without its namespace."""
    return full_name.rpartition(".")[2]
