"""What models take and refuse: the contract is the judge, they must not contradict it."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from planner.stubs.package.inheritance import links_without_end
from planner.stubs.package.models import models_of
from planner.stubs.package.shapes import shapes_of
from tests.stubs.package.packages import a_shop, imported

SCHEMAS = """
Order:
  type: object
  required: [id, lines, class, placedAt, state]
  properties:
    id: {type: string, format: uuid}
    class: {type: string}
    placedAt: {type: string, format: date-time}
    state: {enum: [open, closed]}
    note: {type: string, minLength: 2}
    gift: {type: [string, 'null']}
    count: {type: integer, minimum: 1}
    price: {type: number, multipleOf: 0.01}
    link: {type: string, format: uri}
    code: {type: string, pattern: '^(?!x)[a-z]+$'}
    lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}
    parent: {$ref: '#/components/schemas/Order'}
    address: {$ref: '#/components/schemas/Address'}
    labels: {type: object, additionalProperties: {type: string}}
    extra: {type: object}
    json: {}
Address:
  type: [object, 'null']
  additionalProperties: false
  properties: {city: {type: string}}
Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
  discriminator: {propertyName: kind}}
Cat: {type: object, required: [kind], properties: {kind: {const: Cat}, lives: {type: integer}}}
Dog: {type: object, required: [kind], properties: {kind: {const: Dog}, tricks: {type: integer}}}
Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}}
Loop: {type: object, required: [must], properties: {any: {type: object}, list: {type: array}}}
"""
PATHS = """
/orders:
  post:
    operationId: placeOrder
    requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
    responses:
      '200': {description: '', content: {application/json: {schema: {
        $ref: '#/components/schemas/Pet'}}}}
      '202': {description: '', content: {application/json: {schema: {
        $ref: '#/components/schemas/Tree'}}}}
      '203': {description: '', content: {application/json: {schema: {
        $ref: '#/components/schemas/Loop'}}}}
"""
ORDER = {
    "id": "7f3c1d52-1111-4222-8333-444455556666",
    "class": "gold",
    "placedAt": "2026-01-02T03:04:05Z",
    "state": "open",
    "lines": [{"sku": "A-1"}],
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return imported(tmp_path_factory.mktemp("models"), a_shop(PATHS, SCHEMAS)).models


def read(models: Any, name: str, value: Any) -> Any:
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(models, name))
    return adapter.validate_json(json.dumps(value), strict=True)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"gift": None},
        {"gift": "ribbon"},
        {"address": None},
        {"address": {"city": "Graz"}},
        {"labels": {"a": "b"}},
        {"extra": {"whatever": [1, {}]}},
        {"price": 0.29},
        {"link": "https://example.com"},
        {"code": "Xx"},  # no engine of pydantic has look-aheads: the pattern is left out
        {"parent": ORDER},
        {"unknown": 1},
        {"json": [None]},
    ],
)
def test_what_the_contract_allows_is_read_and_written_back(models: Any, more: Any) -> None:
    order = read(models, "Order", {**ORDER, **more})
    written = json.loads(order.model_dump_json(by_alias=True))
    assert written == {key: value for key, value in (ORDER | more).items() if key != "unknown"}


@pytest.mark.parametrize(
    "more",
    [
        {"note": None},
        {"note": "x"},
        {"count": "1"},
        {"count": 0},
        {"count": True},
        {"state": "other"},
        {"placedAt": 5},
        {"placedAt": "yesterday"},
        {"address": {"street": "x"}},
        {"labels": {"a": 1}},
        {"lines": [{"sku": 1}]},
        {"id": "no"},
    ],
)
def test_what_it_does_not_allow_is_refused(models: Any, more: Any) -> None:
    with pytest.raises(ValidationError):
        read(models, "Order", {**ORDER, **more})


def test_a_member_that_was_not_sent_is_missing_and_not_null(models: Any) -> None:
    order = read(models, "Order", ORDER)
    assert order.note is models.MISSING
    assert order.class_ == "gold"
    assert order.json_ is models.MISSING
    assert type(order.lines[0]) is models.OrderLinesItem


def test_a_discriminator_chooses(models: Any) -> None:
    assert type(read(models, "Pet", {"kind": "Dog"})) is models.Dog
    with pytest.raises(ValidationError):
        read(models, "Pet", {"kind": "Bird"})


def test_recursion(models: Any) -> None:
    assert read(models, "Tree", [[], [[]]]) == [[], [[]]]


def test_objects_without_members_keep_all_they_hold(models: Any) -> None:
    loop = read(models, "Loop", {"any": {"a": 1}, "list": [1, "x"], "must": [2]})
    assert loop.any == {"a": 1}
    assert loop.list_ == [1, "x"]
    assert loop.must == [2]  # required, and not described


def test_names_do_not_depend_on_what_else_is_there() -> None:
    whole = shapes_of(a_shop(PATHS, SCHEMAS)["schemas"])
    order = {name: schema for name, schema in whole.schemas.items() if name in ("Order", "Address")}
    assert shapes_of(order).made.items() <= whole.made.items()


def test_what_models_do_not_say_is_told() -> None:
    shapes = shapes_of(a_shop(PATHS, SCHEMAS)["schemas"])
    assert shapes.relaxed == {"Order: multipleOf", "Order: pattern"}


def test_the_module_is_the_same_whatever_the_order_of_schemas(tmp_path: Path) -> None:
    del tmp_path
    schemas = a_shop(PATHS, SCHEMAS)["schemas"]
    backwards = dict(reversed(schemas.items()))
    assert shapes_of(schemas).document() == shapes_of(backwards).document()


def test_a_member_that_a_branch_narrows_is_no_mistake_of_the_classes() -> None:
    job: Any = {
        "type": "object",
        "properties": {"state": {"enum": ["open", "closed"]}},
        "anyOf": [
            {"properties": {"state": {"enum": ["closed"]}}, "required": ["state"]},
            {"properties": {"state": {"enum": ["open"]}}},
        ],
    }
    text = models_of(shapes_of({"Job": job}), "jobs")
    assert '# mypy: disable-error-code="assignment"' in text.splitlines()
    plain = models_of(shapes_of({"Job": {**job, "anyOf": []}}), "jobs")
    assert "mypy" not in plain


def of_schemas(folder: Path, name: str, schemas: str) -> Any:
    """The models of a contract that sends one of its schemas."""
    paths = f"""
    /it:
      get:
        operationId: getIt
        responses: {{'200': {{description: '', content: {{application/json: {{
          schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}}}
    """
    return imported(folder, a_shop(paths, schemas)).models


MIXED = """
Mixed:
  type: object
  properties:
    pair: {type: array, prefixItems: [{type: integer}, {type: string}], items: false}
    marked: {type: object, patternProperties: {'^x-': {type: string}}, additionalProperties: false}
    both: {type: object, properties: {a: {type: integer}}, additionalProperties: false,
      patternProperties: {'^x-': {type: string}}}
    sign: {type: string, pattern: '^\\W$'}
    either: {type: string, pattern: '^[a&&b]+$'}
    letters: {type: string, pattern: '^[^\\w]+$'}
    digits: {type: string, pattern: '^\\d+$'}
"""


@pytest.mark.parametrize(
    "value",
    [
        {"pair": [1, "one"]},
        {"marked": {"x-one": "1"}},
        {"both": {"a": 1, "x-one": "1"}},
        {"sign": "é"},
        {"either": "ab&"},
        {"letters": "éß"},
    ],
)
def test_what_no_class_can_say_is_not_refused(tmp_path: Path, value: Any) -> None:
    """In ECMA-262, `\\w` has no letters but ASCII's, and `&&` in a set is a sign twice."""
    models = of_schemas(tmp_path, "Mixed", MIXED)
    read = models.Mixed.model_validate_json(json.dumps(value), strict=True)
    assert json.loads(read.model_dump_json(by_alias=True)) == value


def test_what_a_class_can_say_of_texts_is_still_asked_for(tmp_path: Path) -> None:
    models = of_schemas(tmp_path, "Mixed", MIXED)
    with pytest.raises(ValidationError):
        models.Mixed.model_validate_json('{"digits": "one"}')


@pytest.mark.parametrize("name", ["None", "True", "MISSING", "WholeDocument", "Model", "list"])
def test_schemas_with_the_names_of_other_things(tmp_path: Path, name: str) -> None:
    schemas = {
        name: {"type": "object", "properties": {"a": {"type": "integer"}}},
        "Holder": {
            "type": "object",
            "properties": {"it": {"$ref": f"#/components/schemas/{name}"}},
        },
    }
    models = of_schemas(tmp_path, "Holder", json.dumps(schemas))
    read = models.Holder.model_validate_json('{"it": {"a": 5}}')
    assert read.it.a == 5


def test_a_schema_that_takes_itself_over_becomes_a_class_all_the_same(tmp_path: Path) -> None:
    schemas = {
        "Egg": {"allOf": [{"$ref": "#/components/schemas/Hen"}],
                "properties": {"size": {"type": "integer"}}},
        "Hen": {"allOf": [{"$ref": "#/components/schemas/Egg"}, {"type": "object"}],
                "properties": {"name": {"type": "string"}}},
    }  # fmt: skip
    models = of_schemas(tmp_path, "Hen", json.dumps(schemas))
    assert models.Hen.model_validate_json('{"name": "Ada", "size": 3}').name == "Ada"


def test_a_line_of_inheritance_ends_somewhere() -> None:
    line = {f"S{number}": {"allOf": [{"$ref": f"#/$defs/S{number + 1}"}]} for number in range(300)}
    broken = links_without_end({**line, "S300": {"type": "object"}})
    assert len(broken) == 5
    assert links_without_end({name: line[name] for name in list(line)[:50]}) == set()
    assert links_without_end({"A": {"allOf": [{"$ref": "#/$defs/A"}]}}) == {("A", "A")}
