"""Published contracts of other people are read, and cause no false alarm (see their SOURCE.md)."""

from pathlib import Path

import pytest

from tests.formats.contracts import complaints, offered, read

CONTRACTS = Path(__file__).parents[1] / "data" / "contracts"

EXPECTED = {
    "museum/openapi.yaml": {
        "buyMuseumTickets",
        "createSpecialEvent",
        "deleteSpecialEvent",
        "getMuseumHours",
        "getSpecialEvent",
        "getTicketCode",
        "listSpecialEvents",
        "publishNewEvent",
        "updateSpecialEvent",
    },
    "asyncapi-spec/streetlights-kafka-2.6.0.yaml": {"dimLight", "lightMeasured", "turnOnOff"},
    "asyncapi-spec/streetlights-kafka-3.1.0.yaml": {"dimLight", "lightMeasured", "turnOnOff"},
    "asyncapi-spec/rpc-server-2.6.0.yaml": {"sendSumResult", "sum"},
    "asyncapi-spec/rpc-server-3.1.0.yaml": {"sendSumResult", "sum"},
    "wikimedia/revision-create.yaml": {"revision-create"},
    "ftgo/ftgo-consumer-service-swagger.json": {"createUsingPOST", "getUsingGET"},
    "online-boutique/demo.proto": {
        "AdService/GetAds",
        "CartService/AddItem",
        "CartService/EmptyCart",
        "CartService/GetCart",
        "CheckoutService/PlaceOrder",
        "CurrencyService/Convert",
        "CurrencyService/GetSupportedCurrencies",
        "EmailService/SendOrderConfirmation",
        "PaymentService/Charge",
        "ProductCatalogService/GetProduct",
        "ProductCatalogService/ListProducts",
        "ProductCatalogService/SearchProducts",
        "RecommendationService/ListRecommendations",
        "ShippingService/GetQuote",
        "ShippingService/ShipOrder",
    },
}


def files_of(*names: str) -> dict[str, str]:
    return {Path(name).name: (CONTRACTS / name).read_text(encoding="utf-8") for name in names}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_published_contract_offers(name: str) -> None:
    files = files_of(name)
    assert set(offered(read(files))) == EXPECTED[name]
    assert complaints(files) == []


def test_schemas_that_refer_to_each_other() -> None:
    names = ("MenuItem", "RestaurantCreated", "RestaurantMenuRevised")
    files = files_of(*(f"ftgo/{name}.json" for name in names))
    assert set(offered(read(files))) == {"RestaurantCreated", "RestaurantMenuRevised"}
    assert complaints(files) == []
