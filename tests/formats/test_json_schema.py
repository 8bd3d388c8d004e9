"""JSON Schema: one message a file."""

import pytest

from tests.formats.contracts import complaints, offered, read, refusal


def test_a_message_is_called_as_its_file() -> None:
    files = {
        "order-created.schema.json": '{"title": "Order created", "type": "object"}',
        "OrderPaid.yaml": "$id: https://shop.example/schemas/order-paid.json\ntype: object\n",
    }
    assert offered(read(files)) == {
        "OrderPaid": ("order-paid",),
        "order-created": ("Order created",),
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"title": "OrderCreated", "type": "object"}', "OrderCreated"),
        ('{"$id": "https://shop.example/order-created.json", "type": "object"}', "order-created"),
        ('{"type": "object"}', "order-api"),
    ],
)
def test_a_file_called_schema_says_its_name_inside(text: str, name: str) -> None:
    assert list(offered(read({"schema.json": text}))) == [name]


def test_a_file_that_another_one_refers_to_is_a_part() -> None:
    files = {
        "order.json": '{"type": "object", "properties": {"price": {"$ref": "money.json"}}}',
        "money.json": '{"type": "integer"}',
        "common.json": '{"$defs": {"Id": {"type": "string"}}}',
    }
    assert list(offered(read(files))) == ["order"]


def test_two_files_can_not_be_the_same_message() -> None:
    files = {"a/order.json": '{"type": "object"}', "b/order.json": '{"type": "object"}'}
    assert refusal(files) == [("duplicate-message", "message `order` stands in `order.json` too")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"$schema": "http://json-schema.org/draft-07/schema#", "type": "strin"}',
         ["a.json:1:64 `type` can't be `strin`"]),
        ('{"$schema": "http://json-schema.org/draft-04/schema#", "required": []}',
         ["a.json:1:68 `required` is empty"]),
        ('{"$schema": "https://json-schema.org/draft/2020-12/schema", "required": []}', []),
        ('{"$schema": "https://json-schema.org/draft/2019-09/schema", "minimum": "1"}',
         ["a.json:1:72 `minimum` must be a number, got `1`"]),
        ('{"$schema": "http://shop.example/own-dialect", "required": []}', []),
        ('{"type": "object", "exclusiveMinimum": true, "minimum": 1}', []),
        ('{"type": "object", "properties": []}',
         ["a.json:1:34 `properties` must be a mapping, got `a list`"]),
        ('{"properties": {"a": {"$ref": "#/$defs/Mony"}}, "$defs": {"Money": {}}}',
         ["a.json:1:31 `$ref` leads nowhere: `#/$defs/Mony`"]),
        ('{"$schema": 7, "type": "object"}', ["a.json:1:13 `$schema` must be text, got `7`"]),
    ],
)  # fmt: skip
def test_each_schema_is_judged_by_its_own_draft(text: str, expected: list[str]) -> None:
    assert complaints({"a.json": text}) == expected
