"""Would the provider take the request?"""

from typing import Any

import pytest

from tests.pacts.contracts import ASKED, checked, told

NO = {"status": 200}


def wrong(request: dict[str, Any], status: int = 200) -> list[tuple[str, str]]:
    found = checked({"request": request, "response": {"status": status}})
    return [
        (code, pointer.removeprefix("/interactions/0/request")) for code, pointer in told(found)
    ]


def asked(**changes: Any) -> dict[str, Any]:
    return {**ASKED, **changes}


def test_a_request_that_fits() -> None:
    query = {"currency": ["SEK"], "tags": ["a,b"], "filter[max]": ["3"]}
    headers = {**ASKED["headers"], "Cookie": "lang=sv; other=1", "X-Request-Id": "1"}
    assert wrong(asked(query=query, headers=headers)) == []


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (asked(path="/goods/7"), [("unknown-path", "/path")]),
        (asked(path="/products/7/"), [("unknown-path", "/path")]),
        (asked(method="DELETE"), [("unknown-method", "/method")]),
        (asked(path="/products/seven"), [("request-path-value", "/path")]),
        (asked(path="/products/0"), [("request-path-value", "/path")]),
        (asked(query={"curency": ["EUR"]}), [("request-query-unknown", "/query/curency")]),
        (asked(query={"currency": ["USD"]}), [("request-query-value", "/query/currency")]),
        (asked(query={"currency": ["EUR", "SEK"]}), [("request-query-value", "/query/currency")]),
        (asked(query="currency=USD"), [("request-query-value", "/query/currency")]),
        (asked(query={"filter[max]": ["x"]}), [("request-query-value", "/query/filter[max]")]),
        (asked(headers={"Authorization": "Bearer x"}), [("request-header-missing", "")]),
        (
            asked(headers={**ASKED["headers"], "X-Shop": "x"}),
            [("request-header-value", "/headers/X-Shop")],
        ),
        (
            asked(headers={**ASKED["headers"], "X-Typo": "x"}),
            [("request-header-unknown", "/headers/X-Typo")],
        ),
        (
            asked(headers={**ASKED["headers"], "Cookie": "lang=de"}),
            [("request-cookie-value", "/headers/Cookie")],
        ),
        (asked(headers={"X-Shop": "1"}), [("request-credentials-missing", "")]),
        (
            asked(headers={"X-Shop": "1", "Authorization": "Basic x"}),
            [("request-credentials-missing", "")],
        ),
        (
            asked(headers={**ASKED["headers"], "Accept": "text/csv"}),
            [("request-accept", "/headers/Accept")],
        ),
        (asked(body={"a": 1}), [("request-body-unexpected", "/body")]),
    ],
)
def test_what_the_provider_would_refuse(
    request_: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert wrong(request_) == found


def test_a_server_may_stand_before_the_path() -> None:
    assert wrong(asked(path="/v1/products/7")) == []
    assert wrong(asked(path="/v2/products/7")) == [("unknown-path", "/path")]


def test_a_literal_path_goes_before_a_template() -> None:
    assert wrong({"method": "GET", "path": "/products/latest"}) == []


POST = {
    "method": "POST",
    "path": "/products",
    "headers": {"x-key": "1", "Content-Type": "application/json"},
    "body": {"name": "Mug", "price": 3},
}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        (
            {"body": {"name": "Mug", "price": 3, "status": "sold"}},
            ["request-body-value /body/status"],
        ),
        ({"body": {"name": "Mug"}}, ["request-body-value /body"]),
        (
            {"body": {"name": "", "price": "3"}},
            ["request-body-value /body/name", "request-body-value /body/price"],
        ),
        (
            {"body": {"name": "Mug", "price": 3, "statuss": "x"}},
            ["request-field-unknown /body/statuss"],
        ),
        ({"body": [1]}, ["request-body-value /body"]),
        ({"body": None}, ["request-body-missing "]),
        (
            {"headers": {"x-key": "1", "Content-Type": "text/csv"}},
            ["request-content-type /headers/Content-Type"],
        ),
        ({"headers": {"x-key": "1"}}, []),
    ],
)
def test_bodies(changes: dict[str, Any], found: list[str]) -> None:
    assert [" ".join(pair) for pair in wrong({**POST, **changes}, 201)] == found


def test_values_that_are_made_anew_are_not_judged() -> None:
    generators = {"body": {"$.price": {"type": "ProviderState", "expression": "${price}"}}}
    body = {"name": "Mug", "price": "to come"}
    assert wrong({**POST, "body": body, "generators": generators}, 201) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("count=3&names=a&names=b", []),
        ("count=3&names%5B%5D=a", []),
        ("count=three", ["/body/count"]),
        ("names=abcd&count=1", ["/body/names/0"]),
        ("names=abc", ["/body"]),
    ],
)
def test_forms(text: str, found: list[str]) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = {"method": "PUT", "path": "/labels", "headers": headers, "body": text}
    assert [pointer for _, pointer in wrong(request)] == found


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"headers": {"Content-Type": "application/json"}}, 401),
        ({"body": {"name": 1}}, 422),
        ({"body": {}}, 400),
        ({"headers": {"x-key": "1", "Content-Type": "text/csv"}}, 415),
    ],
)
def test_who_expects_to_be_refused_may_send_what_is_wrong(
    changes: dict[str, Any], status: int
) -> None:
    found = wrong({**POST, **changes}, status)
    assert [code for code, _ in found if code.startswith("request")] == []


def test_a_method_that_is_refused_on_purpose() -> None:
    assert wrong(asked(method="DELETE"), 405) == []
