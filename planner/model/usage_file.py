"""What a consumer was seen to use of a contract, `usage/<consumer>/<contract>.json`.

Written by the recording of a generated client while the consumer's tests run; lists are sorted, and
there are no counts and no times, so that the same tests write the same file.
"""

from typing import Literal

from pydantic import Field

from planner.model.names import FileModel, Name, Text, Version

FORMAT: Literal["contract-planner:usage:1"] = "contract-planner:usage:1"


class ReadFields(FileModel):
    """What was read of a response or a message."""

    read: tuple[Text, ...] = ()
    """Fields by the names on the way to them, items of lists left out: `items.productId`."""


class UsedOperation(FileModel):
    """What was used of an operation."""

    sent: tuple[Text, ...] = ()
    """What was sent: `query.currency`, `header.If-Match`, `body.items.productId`."""
    statuses: dict[str, ReadFields] = Field(default_factory=dict)
    """By HTTP status, as it came."""


class UsageFile(FileModel):
    """What one consumer was seen to use of one contract."""

    format: Literal["contract-planner:usage:1"] = FORMAT
    consumer: Name
    contract: Name
    version: Version | Literal[""] = ""
    """Of the contract that it was recorded with."""
    digest: Text = ""
    """Likewise; another one says that the recording is older or newer than the contract."""
    operations: dict[str, UsedOperation] = Field(default_factory=dict)
    """By operation id, or `METHOD /path`."""
    messages: dict[str, ReadFields] = Field(default_factory=dict)
    """By the name of the message."""
