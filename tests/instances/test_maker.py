"""What the maker makes: valid always, realistic where names tell what is meant."""

import re
from typing import Any

import pytest

from planner.instances.judge import Judge
from planner.instances.maker import Maker, NoInstance

SEEDS = range(12)


def made(schema: Any, variant: str = "typical", seed: int = 1, **named: Any) -> Any:
    judge = Judge(named)
    value = Maker(named, judge).make(schema, seed, variant)
    assert judge.validator(schema).faults(value) == []
    return value


def a_type(name: str | list[str], **said: Any) -> dict[str, Any]:
    return {"type": name, **said}


CUSTOMER = a_type(
    "object",
    required=["id"],
    properties={
        "id": a_type("string", format="uuid"),
        "email": a_type("string"),
        "currency": a_type("string"),
        "priceCents": a_type("integer"),
        "createdAt": a_type("string", format="date-time"),
        "updatedAt": a_type("string", format="date-time"),
        "ipAddress": a_type("string"),
        "nickname": a_type(["string", "null"]),
        "orders": a_type("array", items={"$ref": "#/$defs/Order"}),
    },
)
ORDER = a_type("object", properties={"customer": {"$ref": "#/$defs/Customer"}})
NAMED: dict[str, Any] = {"Customer": CUSTOMER, "Order": ORDER}


@pytest.mark.parametrize("seed", SEEDS)
def test_members_have_credible_values(seed: int) -> None:
    customer = made({"$ref": "#/$defs/Customer"}, seed=seed, **NAMED)
    assert customer["email"].endswith("@example.com")
    assert customer["currency"] in {"EUR", "USD", "GBP", "JPY", "CHF", "SEK"}
    assert customer["priceCents"] >= 0
    assert customer["createdAt"] < customer["updatedAt"]
    assert re.match(r"192\.0\.2\.|198\.51\.100\.|203\.0\.113\.", customer["ipAddress"])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pattern_does_not_make_a_value_less_credible(seed: int) -> None:
    price = a_type(
        "object",
        required=["currency", "sku"],
        properties={
            "currency": a_type("string", pattern="^[A-Z]{3}$"),
            "sku": a_type("string", pattern="^[A-Z]{2}[0-9]{3}$"),
        },
    )
    value = made(price, seed=seed)
    assert value["currency"] in {"EUR", "USD", "GBP", "JPY", "CHF", "SEK"}
    assert re.fullmatch("[A-Z]{2}[0-9]{3}", value["sku"])


@pytest.mark.parametrize("item", [a_type("string"), a_type("string", pattern="^[A-Z]{3}$")])
def test_a_name_that_stands_for_few_texts_is_no_end(item: dict[str, Any]) -> None:
    """There are six currencies that everybody knows; a list of twelve has others, too."""
    schema = a_type("array", minItems=12, uniqueItems=True, items=item)
    for variant in ("typical", "minimal", "saturated"):
        value = made(a_type("object", required=["currencies"], properties={"currencies": schema}),
                     variant)["currencies"]  # fmt: skip
        assert len(set(value)) == len(value) >= 12


def test_variants_say_how_much_there_is() -> None:
    reference = {"$ref": "#/$defs/Customer"}
    assert list(made(reference, "minimal", **NAMED)) == ["id"]
    saturated = made(reference, "saturated", **NAMED)
    assert list(saturated) == list(CUSTOMER["properties"])
    assert saturated["orders"]
    assert saturated["nickname"] is not None
    assert made(reference, "nulls", **NAMED)["nickname"] is None


def test_the_same_seed_gives_the_same_whatever_was_asked_before() -> None:
    reference = {"$ref": "#/$defs/Customer"}
    fresh = [Maker(NAMED, Judge(NAMED)).make(reference, seed) for seed in SEEDS]
    maker = Maker(NAMED, Judge(NAMED))
    maker.make({"$ref": "#/$defs/Order"}, 99, "saturated")
    assert [maker.make(reference, seed) for seed in reversed(SEEDS)] == fresh[::-1]
    assert len({str(value) for value in fresh}) == len(fresh)


@pytest.mark.parametrize(
    "schema",
    [
        a_type("number", multipleOf=0.01, minimum=0.5, maximum=0.6),
        a_type("number", exclusiveMinimum=0.001, exclusiveMaximum=0.002),
        a_type("integer", minimum=10**17),
        a_type("string", pattern=r"^(?=.*[A-Z])(?=.*\d).{8,}$", maxLength=10),
        a_type("string", pattern=r"^[\w-.]+$", minLength=40),
        a_type("string", format="uri", minLength=200),
        a_type("string", format="email", maxLength=5),
        a_type("string", minLength=300, maxLength=300),
        a_type("string", format="date-time", pattern="Z$"),
        a_type("array", items=a_type("boolean"), minItems=2, uniqueItems=True),
        a_type("array", contains={"const": 5}, minContains=2, items=a_type("integer"), minItems=4),
        a_type("array", prefixItems=[a_type("string"), a_type("integer")], items=False, minItems=2),
        a_type("object", minProperties=3, additionalProperties=a_type("integer")),
        a_type("object", minProperties=2, propertyNames={"pattern": "^[a-z]{3}$"}),
        a_type("object", patternProperties={"^x-": {}}, additionalProperties=False,
               minProperties=2),
        a_type("object", properties={"a": {}, "b": {}}, minProperties=1, maxProperties=1),
        a_type("object", properties={"a": {}}, dependentRequired={"a": ["b"], "b": ["c"]}),
        a_type("object", properties={"a": {}}, dependentSchemas={"a": {"required": ["z"]}}),
        {"allOf": [{"properties": {"a": a_type("integer")}}, {"required": ["a"]}],
         "type": "object", "unevaluatedProperties": False},
        {"allOf": [a_type("integer", minimum=3), {"maximum": 3}]},
        {"oneOf": [a_type("integer"), a_type("number")]},
        {"oneOf": [a_type("object", properties={"a": a_type("string")}),
                   a_type("object", properties={"b": a_type("string")})]},
        {"not": {"type": ["string", "object", "array"]}},
        {"type": "string", "not": {"enum": ["a", "b"]}},
        {"type": "object", "properties": {"kind": {"enum": ["a", "b"]}}, "required": ["kind"],
         "if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["x"]},
         "else": {"required": ["y"]}},
        {"enum": [None, 1, "one"]},
        {"const": {"a": [1, {"b": None}]}},
        {},
        True,
        None,
    ],
)  # fmt: skip
@pytest.mark.parametrize("variant", ["typical", "minimal", "saturated", "nulls"])
def test_whatever_a_schema_asks_for_is_made(schema: Any, variant: str) -> None:
    for seed in range(4):
        made(schema, variant, seed)


PETS: dict[str, Any] = {
    "Pet": {
        "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"meow": "#/$defs/Cat"}},
    },
    "Cat": a_type("object", required=["lives"], properties={"kind": a_type("string"),
                                                            "lives": a_type("integer")}),
    "Dog": a_type("object", required=["tricks"], properties={"kind": a_type("string"),
                  "tricks": a_type("array", items=a_type("string"))}),
}  # fmt: skip


def test_a_discriminator_names_its_branch_even_where_it_is_optional() -> None:
    pet = {"$ref": "#/$defs/Pet"}
    maker = Maker(PETS, Judge(PETS))
    assert maker.variants(pet)[4:] == ("branch:Pet/oneOf/0", "branch:Pet/oneOf/1")
    assert maker.make(pet, 1, "branch:Pet/oneOf/0")["kind"] == "meow"
    assert "tricks" in maker.make(pet, 1, "branch:Pet/oneOf/1")
    assert {maker.make(pet, seed, "minimal").get("kind") for seed in SEEDS} == {"meow"}


def test_an_inherited_discriminator_names_the_heir() -> None:
    named: dict[str, Any] = {
        "Animal": a_type("object", required=["kind"], properties={"kind": a_type("string")},
                         discriminator={"propertyName": "kind",
                                        "mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}}),
        "Cat": {"allOf": [{"$ref": "#/$defs/Animal"}]},
        "Dog": {"allOf": [{"$ref": "#/$defs/Animal"}]},
    }  # fmt: skip
    assert made({"$ref": "#/$defs/Cat"}, **named)["kind"] == "cat"
    assert made({"$ref": "#/$defs/Dog"}, **named)["kind"] == "dog"


def test_a_branch_deep_below_optional_members_is_reached() -> None:
    leaf = {"anyOf": [a_type("string"), a_type("integer"), a_type("null")]}
    schema: Any = leaf
    for name in ("d", "c", "b", "a"):
        schema = a_type("object", properties={name: schema, "other": a_type("string")})
    maker = Maker({}, Judge({}))
    places = [v for v in maker.variants(schema) if v.startswith("branch:")]
    values = [maker.make(schema, 1, place)["a"]["b"]["c"]["d"] for place in places]
    assert [type(value) for value in values] == [str, int, type(None)]


def test_recursion_ends() -> None:
    tree = a_type("object", required=["kids"], properties={
        "kids": a_type("array", items={"$ref": "#/$defs/Tree"}),
        "id": a_type("integer")})  # fmt: skip
    assert made({"$ref": "#/$defs/Tree"}, "minimal", Tree=tree) == {"kids": []}
    assert made({"$ref": "#/$defs/Tree"}, "saturated", Tree=tree)["kids"]


def test_examples_beside_schemas_are_taken_if_they_are_valid() -> None:
    schema = a_type("object", required=["sku", "size"], properties={
        "sku": a_type("string", example="LAMP-1"),
        "size": a_type("integer", example="large")})  # fmt: skip
    value = made(schema)
    assert value["sku"] == "LAMP-1"
    assert isinstance(value["size"], int)


@pytest.mark.parametrize(
    ("schema", "reason", "pointer"),
    [
        ({"$ref": "#/$defs/Loop"}, "it needs another of itself without end", "/next"),
        (a_type("integer", minimum=5, maximum=4), "no number lies within its bounds", ""),
        (a_type("string", minLength=5, maxLength=4),
         "its shortest length is above its longest", ""),
        (a_type("object", required=["a"], properties={"a": False}),
         "a required member is not allowed", "/a"),
        (a_type("array", minItems=2, maxItems=1), "more items are required than are allowed", ""),
        ({"allOf": [a_type("string"), a_type("integer")]},
         "its schemas contradict each other", ""),
        (a_type("object", required=["x"], properties={"x": {"type": "integer", "enum": ["a"]}}),
         "its schemas contradict each other", "/x"),
        (False, "nothing is allowed", ""),
    ],
)  # fmt: skip
def test_what_can_not_exist_is_told_with_its_place(schema: Any, reason: str, pointer: str) -> None:
    loop = a_type("object", required=["next"], properties={"next": {"$ref": "#/$defs/Loop"}})
    with pytest.raises(NoInstance) as told:
        made(schema, Loop=loop)
    assert (told.value.reason, told.value.pointer) == (reason, pointer)


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(KeyError):
        made({"type": "string"}, "branch:/oneOf/0")


def test_a_wide_contract_stays_small() -> None:
    """Every schema has all others as members: a value must not have them all to the bottom."""
    names = [f"S{number}" for number in range(40)]
    members = {name: {"$ref": f"#/$defs/{name}"} for name in names}
    named: dict[str, Any] = {name: a_type("object", properties=members, required=["S0"])
                             for name in names[1:]}  # fmt: skip
    named["S0"] = a_type("object", properties=members)
    assert len(str(made({"$ref": "#/$defs/S1"}, "saturated", **named))) < 200_000


DESCRIBED = {"required": ["city"], "properties": {"city": {"type": "string"}}}
"""By the letter, null and 7 are valid here; nobody means that."""


@pytest.mark.parametrize("variant", ["typical", "minimal", "saturated", "nulls"])
def test_what_describes_members_or_items_is_an_object_or_a_list(variant: str) -> None:
    schema = a_type(
        "object",
        required=["address", "either", "list"],
        properties={
            "address": DESCRIBED,
            "either": {"oneOf": [DESCRIBED, a_type("integer")]},
            "list": {"items": a_type("string")},
        },
    )
    for seed in range(4):
        value = made(schema, variant, seed)
        assert isinstance(value["address"]["city"], str)
        assert isinstance(value["either"], dict | int)
        assert isinstance(value["list"], list)


@pytest.mark.parametrize("variant", ["typical", "minimal", "saturated", "nulls"])
def test_members_without_end_still_come_to_one(variant: str) -> None:
    """No object ends this, but null is valid by the letter."""
    made({"$ref": "#/$defs/Loop"}, variant, Loop={
        "required": ["left", "right"],
        "properties": {"left": {"$ref": "#/$defs/Loop"}, "right": {"$ref": "#/$defs/Loop"}},
    })  # fmt: skip


def test_where_no_object_is_possible_another_kind_is_made() -> None:
    assert not isinstance(made({"required": ["x"], "properties": {"x": False}}), dict)


@pytest.mark.parametrize("variant", ["typical", "minimal", "saturated"])
def test_a_number_of_an_integer_format_is_whole(variant: str) -> None:
    """The letter allows 1.5 as `number` of the format `int32`; no reader of that format does."""
    found = made(a_type("number", format="int32"), variant)
    assert found == int(found)
