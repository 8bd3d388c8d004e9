"""The base of all models."""

from collections.abc import Generator
from typing import Any, TypeVar

from pydantic import MISSING as MISSING
from pydantic import BaseModel, ConfigDict

from . import _recording

T = TypeVar("T")
D = TypeVar("D")


class Model(BaseModel):
    """What the contract says of an object. A member that was not sent is `MISSING`."""

    model_config = ConfigDict(
        strict=True,
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),
    )

    if _recording.IS_ON:

        def __getattribute__(self, name: str) -> Any:
            """Note that a member was read."""
            _recording.note(self, name)
            return super().__getattribute__(name)

        def __iter__(self) -> Generator[tuple[str, Any], None, None]:
            """Note that all members were read."""
            _recording.note_all(self)
            yield from super().__iter__()


def given(value: T | MISSING, otherwise: D) -> T | D:
    """Return a member's value, or something else if it was not sent.

    `MISSING` is not false: `if order.note:` is also true where there is no note.
    """
    return otherwise if value is MISSING else value
