"""Recorded calls as Pact files: what is in them, and that others can read them."""

import json
from pathlib import Path
from typing import Any

import pytest

from planner.model.errors import InputError
from planner.model.evidence import SeenOperation
from planner.model.problem import Level
from planner.pacts.checking import check_pact
from planner.pacts.examples import Left, only_fields
from planner.pacts.exporting import Specification, drafts_of, pact_document
from planner.pacts.journal import read_journal
from planner.pacts.reading import read_pact
from tests.pacts.contracts import a_side
from tests.pacts.provider import a_provider

PRODUCT = {
    "id": 7,
    "name": "Mug",
    "price": 3,
    "note": None,
    "parts": [{"n": 1}, {"n": 2}],
    "extra": {"any": 1},
}


def a_call(operation: str = "getProduct", **changes: Any) -> dict[str, Any]:
    request = {
        "method": "GET",
        "path": "/products/7",
        "query": "currency=EUR",
        "headers": {
            "authorization": "Bearer ***",
            "x-shop": "3",
            "user-agent": "test",
            "accept": "*/*",
        },
        "body": None,
        **changes.pop("request", {}),
    }
    response = {
        "status": 200,
        "headers": {"content-type": "application/json", "x-plan-variant": "typical"},
        "body": PRODUCT,
        **changes.pop("response", {}),
    }
    return {
        "contract": "shop",
        "version": "1.0.0",
        "digest": "",
        "operation": operation,
        "request": request,
        "response": response,
        "valid": True,
        **changes,
    }


def exported(
    *calls: dict[str, Any],
    seen: dict[str, SeenOperation] | None = None,
    specification: Specification = 4,
    states: dict[str, list[str]] | None = None,
) -> dict[str, Any]:
    side = a_side()
    drafts = drafts_of(read_journal({"calls": list(calls)}, "calls.json"), side, seen or {})
    document = pact_document("order", "shop", drafts, specification, states or {})
    pact = check_pact(read_pact(document, "pact.json"), [side])
    assert [m for m in pact.mismatches if m.level is Level.ERROR] == []
    return document


def test_an_interaction_has_what_matters() -> None:
    (found,) = exported(a_call())["interactions"]
    assert found["description"] == "getProduct answers 200 to a query for currency"
    assert found["request"]["headers"] == {"Authorization": ["Bearer key"], "X-Shop": ["3"]}
    assert found["request"]["query"] == {"currency": ["EUR"]}
    # null says nothing; one item stands for all; names in a map are examples
    body = found["response"]["body"]["content"]
    assert body == {"id": 7, "name": "Mug", "price": 3, "parts": [{"n": 1}], "extra": {}}
    rules = {
        path: rule["matchers"] for path, rule in found["response"]["matchingRules"]["body"].items()
    }
    assert rules == {
        "$.extra": [{"match": "type"}],
        "$.id": [{"match": "integer"}],
        "$.name": [{"match": "type"}],
        "$.parts": [{"match": "type", "min": 1}],
        "$.parts[*].n": [{"match": "integer"}],
        "$.price": [{"match": "number"}],
    }


def test_only_what_was_read_is_expected() -> None:
    seen = {"getProduct": SeenOperation(frozenset(), {"200": frozenset({"name", "parts.n"})})}
    (found,) = exported(a_call(), seen=seen)["interactions"]
    assert found["response"]["body"]["content"] == {"name": "Mug", "parts": [{"n": 1}]}
    nothing = {"getProduct": SeenOperation(frozenset(), {"200": frozenset()})}
    (found,) = exported(a_call(), seen=nothing)["interactions"]
    assert "body" not in found["response"]


def test_calls_of_one_sort_are_one_interaction_whatever_their_order() -> None:
    calls = [
        a_call(),
        a_call(request={"path": "/products/8"}),
        a_call(request={"query": ""}),
        a_call(response={"status": 404, "headers": {}, "body": None}),
    ]
    document = exported(*calls)
    assert len(document["interactions"]) == 3
    assert exported(*reversed(calls)) == document


def test_a_member_that_tells_the_alternative_keeps_its_value() -> None:
    call = a_call("latest", request={"path": "/products/latest", "query": ""})
    call["response"]["body"] = {"kind": "Cat", "lives": 9}
    (found,) = exported(call)["interactions"]
    rules = found["response"]["matchingRules"]["body"]
    assert rules["$.kind"]["matchers"] == [{"match": "equality"}]


def test_bodies_that_are_sent_stay_as_they_are() -> None:
    request = {
        "method": "POST",
        "path": "/products",
        "query": "",
        "headers": {"x-key": "***", "content-type": "application/json"},
        "body": {"name": "Mug", "price": 3},
    }
    call = a_call(
        "addProduct", request=request, response={"status": 201, "headers": {}, "body": None}
    )
    (found,) = exported(call)["interactions"]
    assert found["request"]["body"]["content"] == {"name": "Mug", "price": 3}
    assert found["request"]["headers"]["X-Key"] == ["key"]


def test_provider_states() -> None:
    states = {"": ["the shop is open"], "getProduct": ["product 7 is there"]}
    (found,) = exported(a_call(), states=states)["interactions"]
    assert [state["name"] for state in found["providerStates"]] == [
        "the shop is open",
        "product 7 is there",
    ]


@pytest.mark.parametrize("specification", [3, 4])
def test_another_reader_takes_it_and_verifies_a_provider_by_it(
    tmp_path: Path, specification: Specification
) -> None:
    """pact-python reads the file: a provider that answers so passes, one that does not fails."""
    pact = pytest.importorskip("pact")
    seen = {"getProduct": SeenOperation(frozenset(), {"200": frozenset({"name", "parts.n"})})}
    document = exported(a_call(), seen=seen, specification=specification)
    path = tmp_path / "order-shop.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    good = {"name": "Cup", "parts": [{"n": 4}, {"n": 5}], "other": 1}
    with a_provider(good) as port:
        verify(pact, path, port)
    with a_provider({"name": "Cup", "parts": [{"n": "four"}]}) as port, pytest.raises(RuntimeError):
        verify(pact, path, port)


def verify(pact: Any, path: Path, port: int) -> None:
    verifier = pact.Verifier("shop", host="127.0.0.1")
    verifier.add_transport(url=f"http://127.0.0.1:{port}").add_source(str(path)).verify()


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (["name"], {"name": "Mug"}),
        (["parts"], {"parts": [{"n": 1}, {"n": 2}]}),
        (["parts.n", "extra.any"], {"parts": [{"n": 1}, {"n": 2}], "extra": {"any": 1}}),
        (["other"], None),
    ],
)
def test_the_part_that_is_read(fields: list[str], found: Any) -> None:
    if found is None:
        with pytest.raises(Left):
            only_fields(PRODUCT, fields)
    else:
        assert only_fields(PRODUCT, fields) == found


@pytest.mark.parametrize(
    "journal",
    [[], {"calls": 3}, {"calls": [3]}, {"calls": [{"request": {}, "response": {"status": 200}}]}],
)
def test_what_is_no_journal_is_refused(journal: Any) -> None:
    with pytest.raises(InputError):
        read_journal(journal, "calls.json")
