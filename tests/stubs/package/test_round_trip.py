"""What the stub server sends is what the generated client understands, whatever the variant."""

import asyncio
from typing import Any

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter

from planner.stubs.package.fixtures import fixtures_of
from planner.stubs.server.app import StubApp
from planner.stubs.server.types import Mount, ServerOptions
from tests.stubs.package.packages import a_shop, imported

PATHS = """
/orders:
  get:
    operationId: listOrders
    responses:
      '200': {description: '', content: {application/json: {schema: {
        $ref: '#/components/schemas/Orders'}}}}
      default: {description: '', content: {application/json: {schema: {
        $ref: '#/components/schemas/Fault'}}}}
"""
SCHEMAS = """
Orders: {items: {$ref: '#/components/schemas/Order'}}
Order:
  required: [id, lines, payer]
  properties:
    id: {type: string}
    lines: {items: {required: [sku], properties: {sku: {type: string}}}}
    payer: {oneOf: [{$ref: '#/components/schemas/Person'}, {$ref: '#/components/schemas/Firm'}]}
    gift: {type: [string, 'null']}
    parent: {$ref: '#/components/schemas/Order'}
Person: {required: [name], properties: {name: {type: string}}, additionalProperties: false}
Firm: {required: [vat], properties: {vat: {type: string}}, additionalProperties: false}
Fault: {properties: {code: {type: integer}}}
"""
"""Members and items are described, `type` is nowhere: by the letter, null is valid everywhere."""
SHOP = a_shop(PATHS, SCHEMAS)
VARIANTS = ("typical", "minimal", "saturated", "nulls")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return imported(tmp_path_factory.mktemp("round"), SHOP)


def asked(shop: Any, prefer: str) -> Any:
    async def ask() -> Any:
        app: Any = StubApp([Mount("", SHOP)], ServerOptions())
        transport = httpx.ASGITransport(app)
        async with shop.AsyncClient("http://stub/v1", transport=transport) as client:
            return await client.list_orders(options=shop.CallOptions(headers={"Prefer": prefer}))

    return asyncio.run(ask())


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_variant_is_understood(shop: Any, variant: str) -> None:
    orders = asked(shop, f"variant={variant}")
    assert isinstance(orders, list)
    assert all(type(order.payer) in (shop.models.Person, shop.models.Firm) for order in orders)
    assert orders or variant == "minimal"


@pytest.mark.parametrize("variant", VARIANTS)
def test_so_is_each_variant_of_an_error(shop: Any, variant: str) -> None:
    with pytest.raises(shop.ApiError) as caught:
        asked(shop, f"code=500, variant={variant}")
    assert isinstance(caught.value.body, BaseModel)


def test_each_fixture_is_read_by_its_model(shop: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(shop.models.Orders)
    found = {path: text for path, text in fixtures_of(SHOP).items() if "/200." in path}
    assert {path.split(".")[1] for path in found} >= set(VARIANTS)
    for text in found.values():
        adapter.validate_json(text, strict=True)
