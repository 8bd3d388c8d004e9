"""Keeps up with what `inventory` tells about orders."""

from dataclasses import dataclass, field
from uuid import UUID

from inventory_events import events


@dataclass(slots=True)
class Orders:
    """The orders whose stock is not known yet, and what came of the others."""

    confirmed: set[UUID] = field(default_factory=set)
    cancelled: dict[UUID, str] = field(default_factory=dict)

    def hear(self, name: str, data: bytes) -> None:
        """Take in one event; the same one twice does no harm."""
        if name == "StockReserved":
            reserved = events.parse_stock_reserved(data)
            self.confirmed.add(reserved.order_id)
        elif name == "StockReleased":
            released = events.parse_stock_released(data)
            self.confirmed.discard(released.order_id)
            self.cancelled[released.order_id] = released.reason
