"""References stay inside the contract's folder, whatever they say."""

import pytest

from planner.formats._references import References, Target
from tests.formats.contracts import FOLDER, complaints, parsed, place_in

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents:\n  schemas:\n"


@pytest.mark.parametrize(
    ("reference", "complaint"),
    [
        ("'#/components/schemas/Ordr'", "`$ref` leads nowhere: `#/components/schemas/Ordr`"),
        ("mony.yaml#/Money", "`$ref` names a file that is not there: `mony.yaml#/Money`"),
        ("../1.0.1/money.yaml", "`$ref` leads out of the contract's folder: `../1.0.1/money.yaml`"),
        ("/etc/passwd", "`$ref` leads out of the contract's folder: `/etc/passwd`"),
        ("file:///etc/passwd", "`$ref` leads out of the repository: `file:///etc/passwd`"),
        ("https://example.com/a.yaml", "`$ref` leads out of the repository: `https://example.com/a.yaml`"),
        ("//example.com/a.yaml", "`$ref` leads out of the repository: `//example.com/a.yaml`"),
        ("./%2e%2e/a.yaml", "`$ref` leads out of the contract's folder: `./%2e%2e/a.yaml`"),
        ("'#/components/schemas/A'", "`$ref` leads back to itself: `#/components/schemas/A`"),
    ],
)  # fmt: skip
def test_references_that_lead_nowhere(reference: str, complaint: str) -> None:
    files = {
        "openapi.yaml": HEAD + f"    A: {{$ref: {reference}}}\n    Order: {{}}\n",
        "money.yaml": "Money: {}\n",
    }
    assert complaints(files) == [f"openapi.yaml:5:15 {complaint}"]


@pytest.mark.parametrize(
    "reference",
    [
        "'#/components/schemas/Order'",
        "'#order'",
        "money.yaml",
        "./parts/../money.yaml#/Money",
        "money.yaml#/a~1b/c%20d",
        "https://json-schema.org/draft/2020-12/schema",
        "https://shop.example/money",
    ],
)
def test_references_that_lead_somewhere(reference: str) -> None:
    files = {
        "openapi.yaml": HEAD
        + f"    A: {{items: {{$ref: {reference}}}}}\n    Order: {{$anchor: order}}\n",
        "money.yaml": "$id: https://shop.example/money\nMoney: {}\na/b: {'c d': {}}\n",
    }
    references = References(parsed(files), FOLDER)
    assert list(references.problems(f"{FOLDER}/openapi.yaml")) == []


def test_a_recursive_schema_is_no_circle() -> None:
    text = HEAD + "    Tree: {properties: {left: {$ref: '#/components/schemas/Tree'}}}\n"
    assert complaints({"openapi.yaml": text}) == []


def test_a_reference_in_an_example_is_data() -> None:
    text = HEAD + "    A: {example: {$ref: nowhere.yaml}, default: {$ref: x}, enum: [{$ref: y}]}\n"
    assert complaints({"openapi.yaml": text}) == []


def test_a_property_may_be_called_default() -> None:
    text = HEAD + "    A: {properties: {default: {$ref: nowhere.yaml}}}\n"
    assert complaints({"openapi.yaml": text}) == [
        "openapi.yaml:5:38 `$ref` names a file that is not there: `nowhere.yaml`"
    ]


def test_a_target_knows_its_file_and_path() -> None:
    references = References(
        parsed({"a.yaml": "x: {$ref: b.yaml#/y}\n", "b.yaml": "y: [1, 2]\n"}), FOLDER
    )
    found = references.follow(place_in("a.yaml", "x", "$ref"), "b.yaml#/y/1")
    assert found == Target(f"{FOLDER}/b.yaml", ("y", 1), 2)
