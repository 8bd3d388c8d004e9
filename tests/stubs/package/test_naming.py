"""Names of Python for what contracts call otherwise."""

import pytest

from planner.stubs.package.naming import free_name, pascal_case, snake_case


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("getProduct", "get_product"),
        ("repos/get", "repos_get"),
        ("GET /products/{id}", "get_products_id"),
        ("HTTPStatus", "http_status"),
        ("X-Request-ID", "x_request_id"),
        ("import", "import_"),
        ("2fa", "n2_fa"),
        ("+1", "plus_1"),
        ("-1", "minus_1"),
        ("", "value"),
        ("...", "value"),
        ("größe", "größe"),
    ],
)
def test_functions_and_arguments(text: str, name: str) -> None:
    assert snake_case(text) == name
    assert name.isidentifier()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("order-line", "OrderLine"),
        ("OrderLine", "OrderLine"),
        ("api.v1.Order_item", "ApiV1OrderItem"),
        ("2fa", "N2Fa"),
        ("none", "NoneValue"),
        ("", "Value"),
    ],
)
def test_classes(text: str, name: str) -> None:
    assert pascal_case(text) == name
    assert name.isidentifier()


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert free_name("Order", {"Order", "Order2"}) == "Order3"
    assert free_name("order", {"order"}, "_{}") == "order_2"
