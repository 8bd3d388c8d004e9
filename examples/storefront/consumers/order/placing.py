"""Places orders: reads the customer, asks for prices and stock, and says what comes of it."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import catalog_api
import httpx
import inventory_api
import user_api


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one product."""

    product: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was taken.

    Args:
        state: pending: whether everything is in stock is found out later, by events.
        missing: products of which there is not enough.
    """

    recipient: str
    email: str
    total_cents: int
    state: Literal["confirmed", "pending", "short"]
    missing: tuple[UUID, ...] = ()


class RefusedError(Exception):
    """The order is not taken; try again later, or mend it."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """Places orders by means of three other services."""

    users: user_api.Client
    catalog: catalog_api.Client
    inventory: inventory_api.Client

    def place(self, customer: UUID, address: UUID, lines: list[Line]) -> Placed:
        """Place an order.

        Raises:
            RefusedError: the customer is unknown, or a service that nothing replaces fails.
        """
        try:
            user = self.users.get_user(customer)
            recipient = self.users.get_address(customer, address).recipient
            quote = self._quote(lines)
        except (user_api.errors.NotFound, catalog_api.errors.NotFound) as error:
            raise RefusedError(f"unknown: {error.operation}") from error
        except (user_api.ApiError, catalog_api.ApiError, httpx.TransportError) as error:
            raise RefusedError(f"try again later: {error}") from error
        state, missing = self._stock(lines)
        return Placed(recipient, user.email, quote.total_cents, state, missing)

    def _quote(self, lines: list[Line]) -> catalog_api.models.PriceQuote:
        asked = [
            catalog_api.models.PriceQuestionItemsItem(
                product_id=line.product, quantity=line.quantity
            )
            for line in lines
        ]
        question = catalog_api.models.PriceQuestion(currency="EUR", items=asked)
        return self.catalog.quote_prices(question)

    def _stock(
        self, lines: list[Line]
    ) -> tuple[Literal["confirmed", "pending", "short"], tuple[UUID, ...]]:
        """Ask for the stock; an order waits for events if nobody answers."""
        asked = [
            inventory_api.models.AvailabilityRequestItemsItem(
                product_id=line.product, quantity=line.quantity
            )
            for line in lines
        ]
        request = inventory_api.models.AvailabilityRequest(items=asked)
        try:
            found = self.inventory.check_availability(request)
        except (inventory_api.errors.ServiceUnavailable, httpx.TransportError):
            return "pending", ()
        if found.available:
            return "confirmed", ()
        return "short", tuple(item.product_id for item in found.items if not item.available)
