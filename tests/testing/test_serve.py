"""Stubs in the process of the tests, without pytest's fixtures."""

import json
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from planner.model.errors import InputError
from planner.testing import RunningStubs, serve
from planner.testing.events import Events

STOREFRONT = Path(__file__).parents[2] / "examples/storefront"


def call(url: str, path: str, method: str = "GET", body: Any = None) -> tuple[int, Any]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    headers = {"content-type": "application/json"} if body is not None else {}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, json.loads(content) if content else None


def test_contracts_are_served_while_the_block_runs() -> None:
    with serve("catalog-api", workspace=STOREFRONT, auth=False) as stubs:
        url = stubs.url()
        assert stubs.environment == {"CATALOG_API_URL": url}
        status, products = call(url, "/products")
        assert (status, list(products)) == (200, ["items", "page"])
    with pytest.raises(ConnectionRefusedError):
        call(url, "/products")


def test_calls_are_remembered_until_the_reset() -> None:
    with serve("catalog-api", "user-api", workspace=STOREFRONT, auth=False) as stubs:
        call(stubs.url("catalog-api"), "/products?limit=0")
        call(stubs.url("catalog-api"), "/categories")
        call(stubs.url("user-api"), "/nowhere")
        told = [(each["operation"], each["valid"]) for each in stubs.calls()]
        assert told == [("listProducts", False), ("listCategories", True), ("", False)]
        (only,) = stubs.calls("catalog-api", "listProducts")
        assert only["faults"][0]["name"] == "limit"
        stubs.reset()
        assert stubs.calls() == []


def test_a_contract_that_is_not_served_is_told_with_a_near_miss() -> None:
    with (
        serve("catalog-api", workspace=STOREFRONT) as stubs,
        pytest.raises(KeyError, match="did you mean `catalog-api`"),
    ):
        stubs.url("catalogue-api")


def test_state_is_kept_if_asked_for_and_forgotten_by_the_reset() -> None:
    def names(stubs: RunningStubs) -> list[str]:
        _, page = call(stubs.url(), "/products")
        return [item["name"] for item in page["items"]]

    with serve("catalog-api", workspace=STOREFRONT, auth=False, stateful=True) as stubs:
        before = names(stubs)
        connection = HTTPConnection(urlsplit(stubs.url()).netloc, timeout=10)
        connection.request(
            "POST",
            "/products",
            json.dumps(_MUG),
            {
                "content-type": "application/json",
                "idempotency-key": "7d444840-9dc0-41d1-b245-5ffdce74fad2",
            },
        )
        answer = connection.getresponse()
        assert answer.status == 201, answer.read()
        connection.close()
        assert names(stubs) == [*before, "Blue mug"]
        stubs.reset()
        assert names(stubs) == before


_MUG = {
    "sku": "MUG-BLUE",
    "name": "Blue mug",
    "description": "Stoneware",
    "categoryId": "kitchen",
    "unitPriceCents": 1290,
    "currency": "EUR",
    "weightGrams": 340,
}


def test_what_is_not_ratified_is_refused() -> None:
    with (
        pytest.raises(InputError, match=r"`inventory-api@1\.0\.0` is not ratified"),
        serve("inventory-api", workspace=STOREFRONT),
    ):
        pass


def test_a_loose_file_needs_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = {
        "openapi": "3.1.0",
        "info": {"title": "Ping", "version": "1"},
        "paths": {"/ping": {"get": {"responses": {"204": {"description": "pong"}}}}},
    }
    (tmp_path / "ping.json").write_text(json.dumps(contract))
    monkeypatch.chdir(tmp_path)
    with serve("ping.json") as stubs:
        assert call(stubs.url(), "/ping") == (204, None)


def test_events_are_the_same_in_each_run_and_differ_by_seed() -> None:
    events = Events(STOREFRONT, allow_draft=True)
    first = events("inventory-events", "StockReserved", 3, variant="typical")
    assert first == Events(STOREFRONT, allow_draft=True)(
        "inventory-events", "StockReserved", 3, variant="typical"
    )
    assert first != events("inventory-events", "StockReserved", 3, seed=1, variant="typical")
    assert len({json.dumps(each) for each in first}) == 3
