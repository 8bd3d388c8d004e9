"""Events of `inventory` are made from its contract."""

import json
from typing import Any
from uuid import UUID

from listening import Orders


def test_stock_that_is_reserved_confirms_an_order(plan_events: Any) -> None:
    orders = Orders()
    events = plan_events("inventory-events", "StockReserved", count=3)
    for event in [*events, events[0]]:
        orders.hear("StockReserved", json.dumps(event).encode())
    assert orders.confirmed == {UUID(event["orderId"]) for event in events}


def test_stock_that_is_released_ends_an_order(plan_events: Any) -> None:
    orders = Orders()
    (event,) = plan_events("inventory-events", "StockReleased")
    orders.hear("StockReleased", json.dumps(event).encode())
    assert list(orders.cancelled.values()) == [event["reason"]]
