"""What shows that a consumer uses a contract, besides its manifest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from planner.model.source import Place

Fields = frozenset[str]
"""Names on the way to a field, items of lists left out: `items.productId`."""


@dataclass(frozen=True, slots=True)
class SeenOperation:
    """What was seen of an operation.

    Args:
        sent: `query.currency`, `body.items.productId`.
        statuses: HTTP status -> the fields that were read.
    """

    sent: Fields = frozenset()
    statuses: Mapping[str, Fields] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file that shows how a consumer uses a contract.

    Args:
        kind: `recorded` while the consumer ran, or expected by a `pact`.
        contract: id.
        version: that it was seen with; empty: any.
        digest: likewise.
        operations: by the name in manifests.
        messages: likewise -> the fields that were read.
        place: of the file.
    """

    kind: Literal["recorded", "pact"]
    consumer: str
    contract: str
    version: str
    digest: str
    operations: Mapping[str, SeenOperation]
    messages: Mapping[str, Fields]
    place: Place

    @property
    def label(self) -> str:
        """What it is called: `recorded: usage/order/catalog-api.json`."""
        return f"{self.kind}: {self.place.file}"
