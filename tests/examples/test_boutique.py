"""Online Boutique: the example says what the public manifests and code say."""

from pathlib import Path

import pytest

from planner.adapters.files import LocalFiles
from planner.app.workspace import LoadedSystem, load_system
from planner.model.system import System
from planner.planning.plan import make_plan
from planner.planning.release import release_order

EXAMPLE = Path(__file__).parents[2] / "examples" / "boutique"

CALLS = {
    # what the *_SERVICE_ADDR variables of the Kubernetes manifests name
    "checkoutservice": {
        "cartservice",
        "currencyservice",
        "emailservice",
        "paymentservice",
        "productcatalogservice",
        "shippingservice",
    },
    "frontend": {
        "adservice",
        "cartservice",
        "checkoutservice",
        "currencyservice",
        "productcatalogservice",
        "recommendationservice",
        "shippingservice",
    },
    "loadgenerator": {"frontend"},
    "recommendationservice": {"productcatalogservice"},
}
OPERATIONS = {
    "ad-api": {"AdService/GetAds"},
    "cart-api": {"CartService/AddItem", "CartService/GetCart", "CartService/EmptyCart"},
    "checkout-api": {"CheckoutService/PlaceOrder"},
    "currency-api": {"CurrencyService/GetSupportedCurrencies", "CurrencyService/Convert"},
    "email-api": {"EmailService/SendOrderConfirmation"},
    "payment-api": {"PaymentService/Charge"},
    "productcatalog-api": {
        "ProductCatalogService/ListProducts",
        "ProductCatalogService/GetProduct",
        "ProductCatalogService/SearchProducts",
    },
    "recommendation-api": {"RecommendationService/ListRecommendations"},
    "shipping-api": {"ShippingService/GetQuote", "ShippingService/ShipOrder"},
}


@pytest.fixture(scope="module")
def loaded() -> LoadedSystem:
    return load_system(LocalFiles(EXAMPLE))


@pytest.fixture(scope="module")
def system(loaded: LoadedSystem) -> System:
    return loaded.system


def test_it_loads_without_a_warning(loaded: LoadedSystem) -> None:
    assert loaded.warnings == ()


def test_eleven_services_with_ten_contracts(system: System) -> None:
    assert len(system.services) == 11
    assert len(system.contracts) == 10
    assert all(contract.content for contract in system.contracts.values())


def test_calls_are_those_of_the_public_manifests(system: System) -> None:
    calls: dict[str, set[str]] = {}
    for edge in system.sync_edges:
        calls.setdefault(edge.consumer, set()).add(edge.provider)
    assert calls == CALLS
    assert len(system.sync_edges) == 15
    assert system.event_edges == ()


def test_operations_are_those_of_the_protobuf_files(system: System) -> None:
    found = {
        contract.id: {operation.name for operation in contract.content.operations}
        for contract in system.contracts.values()
        if contract.content and contract.content.kind == "protobuf"
    }
    assert found == OPERATIONS


def test_nobody_searches_for_products(system: System) -> None:
    used = {name for edge in system.sync_edges for name in edge.operations}
    offered = set().union(*OPERATIONS.values())
    assert offered - used == {"ProductCatalogService/SearchProducts"}


def test_release_order_is_leaf_first(system: System) -> None:
    batches = [batch.services for batch in release_order(system).batches]
    assert batches == [
        (
            "adservice",
            "cartservice",
            "currencyservice",
            "emailservice",
            "paymentservice",
            "productcatalogservice",
            "shippingservice",
        ),
        ("checkoutservice", "recommendationservice"),
        ("frontend",),
        ("loadgenerator",),
    ]


def test_the_shop_sells_without_three_of_its_services(system: System) -> None:
    order = release_order(system)
    assert set(order.soft) == {
        ("checkoutservice", "emailservice"),
        ("frontend", "adservice"),
        ("frontend", "recommendationservice"),
    }
    assert "adservice" not in order.needs["frontend"]


def test_steps_follow_what_a_service_is(system: System) -> None:
    steps: dict[str, set[str]] = {}
    for task in make_plan(system).network.tasks:
        if task.kind == "step":
            steps.setdefault(task.service, set()).add(task.step)
    assert not any("B-2" in found or "D-2" in found for found in steps.values())
    assert {"A-1", "A-3"} <= steps["cartservice"]
    assert not {"A-1", "A-3"} & steps["checkoutservice"]
    assert not [step for step in steps["loadgenerator"] if step.startswith("C")]


def test_those_that_keep_data_decide_milestone_1(system: System) -> None:
    plan = make_plan(system)
    assert plan.critical_services == {"cartservice", "currencyservice", "productcatalogservice"}
