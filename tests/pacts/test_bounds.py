"""Whatever stands in pacts and contracts: an answer comes soon."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from planner.model.contract import Operation
from planner.model.errors import InputError
from planner.model.pact import Matcher, Rule
from planner.model.source import Place
from planner.pacts.body_rules import BodyRules
from planner.pacts.checking import check_pact
from planner.pacts.contents import DEEPEST
from planner.pacts.demanded import Demanded
from planner.pacts.examples import Left
from planner.pacts.observing import operation_at
from planner.pacts.reading import read_pact
from planner.pacts.routing import match_path
from planner.pacts.schemas import Schemas
from tests.pacts.contracts import ASKED, JSON, a_document, a_side, checked

SOON = 3.0


@contextmanager
def soon() -> Iterator[None]:
    """Fail if the block takes longer on the processor."""
    start = time.process_time()
    yield
    assert time.process_time() - start < SOON


@pytest.mark.parametrize(
    ("template", "path", "found"),
    [
        ("/a/{id}", "/a/7", {"id": "7"}),
        ("/a/{id}", "/a/", None),
        ("/a/{id}", "/a/7/b", None),
        ("/a/{id}", "/b/7", None),
        ("/a/{b}.{c}", "/a/x.y.z", {"b": "x", "c": "y.z"}),
        ("/a/{b}{c}", "/a/xyz", {"b": "x", "c": "yz"}),
        ("/a/{b}{c}", "/a/x", None),
        ("/a/x-{b}-z", "/a/x--z", None),
        ("/a/x-{b}-z", "/a/x-y-z-z", {"b": "y-z"}),
        ("/a/{b}-{c}", "/a/--x", {"b": "-", "c": "x"}),
        ("/a/{b}%20", "/a/c%20", {"b": "c"}),
        ("", "", {}),
    ],
)
def test_a_path_and_a_template(template: str, path: str, found: dict[str, str] | None) -> None:
    assert match_path(template, path) == found


def test_many_parameters_in_one_step_of_a_long_path() -> None:
    template = "/" + "-".join(f"{{p{number}}}" for number in range(40)) + "-end"
    with soon():
        assert match_path(template, "/" + "-" * 20_000 + "x") is None
        assert match_path("/" + "{p}" * 40 + "z", "/" + "y" * 20_000) is None


def test_a_path_with_very_many_steps() -> None:
    operations = [Operation(f"o{n}", (f"GET /a{n}/{{id}}/b",)) for n in range(300)]
    with soon():
        assert operation_at("GET", "/x" * 50_000 + "/a7/1/b?c=d", operations) == "o7"
        assert operation_at("GET", "/x" * 50_000, operations) == ""


def test_a_body_with_very_many_members_and_rules() -> None:
    body = {f"m{number}": number for number in range(20_000)}
    rules = {f"$.m{n}": {"matchers": [{"match": "type"}]} for n in range(20_000)}
    answer = {
        "status": 200,
        "headers": JSON,
        "body": {"extra": body},
        "matchingRules": {"body": {k.replace("$", "$.extra"): v for k, v in rules.items()}},
    }
    pact = read_pact(a_document({"request": ASKED, "response": answer}), "pact.json")
    side = a_side()
    with soon():
        assert check_pact(pact, [side]).mismatches == ()


def test_a_request_with_very_many_mistakes() -> None:
    request = {
        "method": "POST",
        "path": "/products",
        "headers": {"X-Key": "k", **JSON},
        "body": {"name": "", "price": 1, **{f"m{number}": 1 for number in range(3000)}},
    }
    pact = read_pact(a_document({"request": request, "response": {"status": 201}}), "pact.json")
    side = a_side()
    with soon():
        assert len(check_pact(pact, [side]).mismatches) == 3001


def layers(depth: int, width: int) -> dict[str, Any]:
    """Return schemas of which each is one of all of the next layer."""
    found: dict[str, Any] = {f"L{depth}": {"type": "object"}}
    for level in range(depth):
        found[f"L{level}"] = {"anyOf": [{"$ref": f"#/$defs/L{level + 1}"}] * width}
    return found


def test_alternatives_inside_alternatives() -> None:
    schemas = Schemas({**layers(8, 12), "Self": {"anyOf": [{"$ref": "#/$defs/Self"}] * 20}})
    with soon():
        schemas.kinds({"$ref": "#/$defs/L0"})
        schemas.kinds({"$ref": "#/$defs/Self"})
        schemas.names({"$ref": "#/$defs/L0"})
        with pytest.raises(Left):
            Demanded(schemas).of({"a": 1}, {"$ref": "#/$defs/Self"})


def test_the_rule_that_holds_is_the_same_however_many_there_are() -> None:
    def a_rule(*path: str | int | None, kind: str = "type") -> Rule:
        return Rule(path, (Matcher(kind),), any_is_enough=False, place=Place("p"))

    rules = [a_rule("a"), a_rule(None, None), a_rule("a", "b", kind="regex"), a_rule("a", None, 1)]
    found = BodyRules(rules)
    assert found.at(("a", "b")) is rules[2]
    assert found.at(("a", "c")) is rules[1]
    assert found.at(("x", "b")) is rules[1]
    assert found.at(("a", "b", 1)) is rules[3]  # longer paths go first
    assert found.at(("a", "c", 1)) is rules[3]
    assert found.at(()) is None
    assert found.exactly(("a",)) is rules[0]
    assert found.exactly(("x",)) is None


def nested(levels: int) -> str:
    return '{"free":' * levels + "1" + "}" * levels


@pytest.mark.parametrize("levels", [DEEPEST + 1, 500, 100_000])
def test_a_json_text_that_is_nested_too_deeply_is_refused(levels: int) -> None:
    answer = {"status": 200, "headers": JSON, "body": nested(levels)}
    with pytest.raises(InputError, match="nested more than 120 levels deep") as caught:
        read_pact(a_document({"request": ASKED, "response": answer}), "pact.json")
    (problem,) = caught.value.problems
    assert problem.place == Place("pact.json", ("interactions", 0, "response", "body"))


def test_as_deep_as_may_be() -> None:
    answer = {"status": 200, "headers": JSON, "body": nested(DEEPEST)}
    request = {**ASKED, "method": "POST", "path": "/products", "headers": {"X-Key": "k", **JSON}}
    sent = {"request": {**request, "body": nested(DEEPEST)}, "response": {"status": 201}}
    found = checked({"request": ASKED, "response": answer}, sent)
    assert {m.code for m in found.mismatches} == {"request-body-value", "request-field-unknown"}


CHOICES = """\
openapi: 3.1.0
info: {title: Tree, version: 1.0.0}
paths:
  /tree:
    get:
      operationId: getTree
      responses:
        "200":
          description: A tree.
          content: {application/json: {schema: {$ref: '#/components/schemas/Node'}}}
components:
  schemas:
    Node:
      type: object
      properties: {free: {$ref: '#/components/schemas/Node'}, n: {type: integer}}
"""


def test_deep_values_with_many_alternatives_at_each_level() -> None:
    many = ", ".join("{anyOf: [{type: object}, {maxProperties: 9}]}" for _ in range(8))
    text = CHOICES.rstrip() + f"\n      allOf: [{many}]\n"
    body = nested(DEEPEST - 1).replace("1", '{"m": 1}')
    answer = {"status": 200, "headers": JSON, "body": body}
    with soon():
        found = checked(
            {"request": {"method": "GET", "path": "/tree"}, "response": answer}, text=text
        )
    assert [m.code for m in found.mismatches] == ["not-compared"]
