"""Orders are placed against stubs of the three services that don't exist yet."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import catalog_api
import inventory_api
import pytest
import user_api
from placing import Checkout, Line, RefusedError

CUSTOMER = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
ADDRESS = UUID("9f1c2d3e-4b5a-4c6d-8e7f-0a1b2c3d4e5f")
MUG = UUID("3f2f7a50-1d53-4a8e-9e0a-5d3c2f1b0a01")
PLATE = UUID("3f2f7a50-1d53-4a8e-9e0a-5d3c2f1b0a02")
TOKEN = {"serviceToken": "a-service-token"}


@pytest.fixture
def checkout(plan_stubs: Any) -> Iterator[Checkout]:
    plan_stubs.reset()
    with (
        user_api.Client(plan_stubs.url("user-api"), credentials=TOKEN) as users,
        catalog_api.Client(plan_stubs.url("catalog-api"), credentials=TOKEN) as catalog,
        inventory_api.Client(plan_stubs.url("inventory-api"), credentials=TOKEN) as inventory,
    ):
        yield Checkout(users, catalog, inventory)


def test_an_order_is_placed(checkout: Checkout, plan_stubs: Any) -> None:
    placed = checkout.place(CUSTOMER, ADDRESS, [Line(MUG, 2), Line(PLATE, 1)])

    assert placed.state == "confirmed"
    assert placed.total_cents > 0
    assert "@" in placed.email
    assert placed.recipient
    assert [call["operation"] for call in plan_stubs.calls()] == [
        "quotePrices",
        "checkAvailability",
        "getUser",
        "getAddress",
    ]
    assert all(call["valid"] for call in plan_stubs.calls())


def test_products_that_are_short_are_named(checkout: Checkout) -> None:
    checkout.inventory.headers["Prefer"] = "example=oneShort"
    placed = checkout.place(CUSTOMER, ADDRESS, [Line(PLATE, 500)])
    assert placed.state == "short"
    assert placed.missing


def test_an_order_waits_for_events_where_inventory_fails(checkout: Checkout) -> None:
    checkout.inventory.headers["Prefer"] = "code=503"
    checkout.inventory.retry = inventory_api.Retry(attempts=1)
    assert checkout.place(CUSTOMER, ADDRESS, [Line(MUG, 1)]).state == "pending"


@pytest.mark.parametrize(
    ("status", "reason"), [("404", "unknown: getUser"), ("503", "try again later")]
)
def test_an_order_is_refused_without_its_customer(
    checkout: Checkout, status: str, reason: str
) -> None:
    checkout.users.headers["Prefer"] = f"code={status}"
    checkout.users.retry = user_api.Retry(attempts=1)
    with pytest.raises(RefusedError, match=reason):
        checkout.place(CUSTOMER, ADDRESS, [Line(MUG, 1)])


def test_a_request_that_the_contract_forbids_comes_back(checkout: Checkout) -> None:
    """The stub refuses what the provider would refuse, before the provider is there."""
    question = catalog_api.models.PriceQuestion.model_construct(currency="euro", items=[])
    with pytest.raises(catalog_api.errors.UnprocessableContent) as refused:
        checkout.catalog.quote_prices(question)
    assert refused.value.body.status == 422
