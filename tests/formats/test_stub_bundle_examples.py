"""Examples of OpenAPI contracts: where they stand, and on which side."""

from typing import Any

import pytest

from planner.formats.stub_bundle import examples
from tests.formats.bundles import api, bundled, got, sent
from tests.formats.test_stub_bundle import USERS


@pytest.mark.parametrize(
    ("media", "values"),
    [
        ("{schema: {type: string}, example: a}", [("", "a")]),
        ("{schema: {type: string}, examples: {one: {value: a}, two: {value: null}}}",
         [("one", "a"), ("two", None)]),
        ("{schema: {}, examples: {one: {$ref: '#/components/examples/Shared'}}}",
         [("one", {"$ref": "data, no reference"})]),
        ("{schema: {type: string, example: b}}", [("", "b")]),
        ("{schema: {type: string, examples: [b, c]}}", [("0", "b"), ("1", "c")]),
        ("{schema: {type: string, example: b}, example: a}", [("", "a")]),
        ("{schema: {$ref: '#/components/schemas/Named'}}", [("", "d")]),
        ("{schema: {type: string}, examples: {one: {dataValue: a, serializedValue: '\"a\"'}}}",
         [("one", "a")]),
        ("{schema: {type: string}}", []),
    ],
)  # fmt: skip
def test_examples_are_read_where_they_stand(media: str, values: list[tuple[str, Any]]) -> None:
    text = api("SCHEMA", "    Named: {type: string, example: d}\n")
    text = text.replace("{schema: SCHEMA}", media)
    text += "  examples: {Shared: {value: {$ref: 'data, no reference'}}}\n"
    found = got(bundled(text))["examples"]
    assert [(example["name"], example["value"]) for example in found] == values


@pytest.mark.parametrize(
    ("example", "reason"),
    [
        ("{externalValue: big.json}", "the example is in another file, which is not read"),
        ("{summary: nothing}", "the example has no value"),
        ("7", "an example must be a mapping with a `value`"),
        ("{value: .nan}", "JSON can't hold the value of this example"),
    ],
)
def test_an_example_that_can_t_be_had_is_told(example: str, reason: str) -> None:
    text = api("SCHEMA", "    A: {}\n").replace(
        "{schema: SCHEMA}", f"{{schema: {{}}, examples: {{one: {example}}}}}"
    )
    bundle = bundled(text)
    assert got(bundle)["examples"] == []
    assert [item["reason"] for item in bundle["left_out"]] == [reason] * 2


def test_examples_have_only_the_members_of_their_side_however_deep() -> None:
    bundle = bundled(USERS)
    assert sent(bundle)["examples"][0]["value"] == {
        "name": "Ada",
        "password": "secret",
        "boss": {"name": "Bea", "password": "secret"},
    }
    assert got(bundle)["examples"][0]["value"] == {
        "id": 7,
        "name": "Ada",
        "boss": {"id": 8, "name": "Bea"},
    }


def test_members_of_one_side_are_left_out_of_examples_wherever_they_stand() -> None:
    schema = """\
{
        type: object,
        properties: {
          inner: {type: object, properties: {secret: {type: string, writeOnly: true}}},
          list: {type: array, items: {properties: {id: {type: string, readOnly: true}}}},
          both: {allOf: [{properties: {secret: {type: string, writeOnly: true}}}]},
          open: {type: object},
        },
        example: {
          inner: {secret: s, x: 1}, list: [{id: i, x: 1}], both: {secret: s}, open: {secret: s},
        },
      }"""
    bundle = bundled(api(schema, "    A: {}\n"))
    assert sent(bundle)["examples"][0]["value"] == {
        "inner": {"secret": "s", "x": 1},
        "list": [{"x": 1}],
        "both": {"secret": "s"},
        "open": {"secret": "s"},
    }
    assert got(bundle)["examples"][0]["value"] == {
        "inner": {"x": 1},
        "list": [{"id": "i", "x": 1}],
        "both": {},
        "open": {"secret": "s"},
    }


def test_a_parameter_with_content_has_the_examples_of_that() -> None:
    text = api("{type: string}", "    A: {}\n").replace(
        "    put:\n",
        "    put:\n      parameters:\n        - name: f\n          in: query\n"
        "          content: {application/json: {schema: {type: object}, example: {a: 1}}}\n",
    )
    [parameter] = bundled(text)["operations"][0]["parameters"]
    assert [example["value"] for example in parameter["examples"]] == [{"a": 1}]


def test_examples_that_multiply_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "_MOST_NODES", 12)
    text = api("SCHEMA", "    A: {}\n")
    text = text.replace("{schema: SCHEMA}", "{schema: {}, example: [1, 2, 3, 4, 5, 6, 7]}")
    bundle = bundled(text)
    assert len(sent(bundle)["examples"]) == 1
    assert got(bundle)["examples"] == []
    assert bundle["left_out"][0]["reason"] == "the examples of the contract are too many"
