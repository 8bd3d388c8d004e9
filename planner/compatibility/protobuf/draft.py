"""What the rules of Protobuf hand over when they meet a change."""

from dataclasses import dataclass

from planner.compatibility.options import Category
from planner.model.source import Place

ALL = (Category.FILE, Category.PACKAGE, Category.WIRE_JSON, Category.WIRE)
"""Promises broken by what changes the bytes."""
JSON = (Category.FILE, Category.PACKAGE, Category.WIRE_JSON)
"""Promises broken by what changes the JSON text, and the bytes not."""
CODE = (Category.FILE, Category.PACKAGE)
"""Promises broken by what changes generated code, and no message."""
BY_FILE = (Category.FILE,)
"""Promises broken by what moves generated code from file to file."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A message to write on one side and to read on the other.

    Args:
        old, new: full names of the message on each side.
        numbers: fields that are set.
        writer: `old` or `new`.
        enum_number: the number of the enum that the field is set to; None: any value will do.
        is_empty: nothing is set: what is read is made of defaults.
    """

    old: str
    new: str
    numbers: tuple[int, ...] = ()
    writer: str = "old"
    enum_number: int | None = None
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that a rule has met.

    Args:
        rule: its id.
        subject: what changed, by its full name.
        before, after: what stood there and what stands there.
        breaks: promises that are broken; None: those of the rule.
        may_break: promises that are broken for some: the finding is risky where they count.
        doubt: why it can't be told whether they are.
        reason: what else there is to say.
        owner: the message or enum that it is about; its rpcs are the places of the finding.
        field: name of the field that it is about.
        method: the rpc that it is about, as `package.Service/Method`.
        trials: what shows it, the best first.
    """

    rule: str
    subject: str
    before: str = ""
    after: str = ""
    old: Place | None = None
    new: Place | None = None
    breaks: tuple[Category, ...] | None = None
    may_break: tuple[Category, ...] = ()
    doubt: str = ""
    reason: str = ""
    owner: str = ""
    field: str = ""
    method: str = ""
    trials: tuple[Trial, ...] = ()
