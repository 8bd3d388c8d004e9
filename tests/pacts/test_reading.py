"""Pact files of all versions, and what is wrong with some."""

from base64 import b64encode
from typing import Any

import pytest

from planner.model.errors import InputError
from planner.model.pact import Pact, Part, Presence
from planner.model.problem import Level
from planner.pacts.body_rules import BodyRules
from planner.pacts.reading import looks_like_pact, read_pact
from planner.pacts.rules import parse_path
from tests.pacts.contracts import ASKED, a_document, checked

REQUEST = {"method": "get", "path": "/a"}


def read(*interactions: dict[str, Any], version: str = "3.0.0") -> Pact:
    return read_pact(a_document(*interactions, version=version), "pact.json")


def http(request: dict[str, Any] | None = None, response: dict[str, Any] | None = None) -> Any:
    return {"request": {**REQUEST, **(request or {})}, "response": response or {"status": 200}}


@pytest.mark.parametrize(
    ("metadata", "version"),
    [
        ({"pactSpecification": {"version": "1.0.0"}}, 1),
        ({"pactSpecification": {"version": "4.0"}}, 4),
        ({"pact-specification": {"version": "3.0.0"}}, 3),
        ({"pactSpecificationVersion": "2.0.0"}, 2),
        ({}, 2),
    ],
)
def test_versions(metadata: dict[str, Any], version: int) -> None:
    document = {**a_document(http()), "metadata": metadata}
    assert read_pact(document, "p.json").specification == version


def test_the_query_of_version_2_is_a_text() -> None:
    (found,) = read(http({"query": "a=1&b=x%20y&a=2"}), version="2.0.0").interactions
    assert found.request
    assert found.request.query == {"a": ("1", "2"), "b": ("x y",)}
    assert found.request.method == "GET"


def test_rules_of_version_2_and_3_say_the_same() -> None:
    body = {"body": {"id": 1}}
    flat = {**body, "matchingRules": {"$.body.id": {"match": "type"}, "$.path": {"match": "type"}}}
    grouped = {
        **body,
        "matchingRules": {
            "body": {"$.id": {"matchers": [{"match": "type"}], "combine": "AND"}},
            "path": {"matchers": [{"match": "type"}]},
        },
    }
    found = [
        interaction.request.rules
        for raw, version in ((flat, "2.0.0"), (grouped, "3.0.0"))
        for interaction in read(http(raw), version=version).interactions
        if interaction.request
    ]
    paths = [
        [[(rule.path, rule.matchers) for rule in rules.of(part)] for part in Part]
        for rules in found
    ]
    assert paths[0] == paths[1]
    assert found[0].of(Part.BODY)[0].path == ("id",)


def test_bodies_of_version_4() -> None:
    coded = b64encode(b'{"a": 1}').decode()
    contents: list[dict[str, Any]] = [
        {"content": {"a": 1}, "contentType": "application/json", "encoded": False},
        {"content": coded, "contentType": "application/json", "encoded": "base64"},
        {"content": '{"a": 1}', "contentType": "application/json", "encoded": "json"},
        {"content": "a,b", "contentType": "text/csv", "encoded": False},
        {"content": b64encode(b"\xff\x00").decode(), "contentType": "x/y", "encoded": "base64"},
        {"content": ""},
    ]
    pact = read(*(http(response={"status": 200, "body": c}) for c in contents), version="4.0")
    found = [i.response.body for i in pact.interactions if i.response]
    assert [content.value for content in found[:4]] == [{"a": 1}, {"a": 1}, {"a": 1}, "a,b"]
    assert [content.presence for content in found[3:]] == [
        Presence.TEXT,
        Presence.OPAQUE,
        Presence.EMPTY,
    ]
    assert found[0].place.path[-2:] == ("body", "content")


def test_in_version_3_a_body_may_have_a_member_called_content() -> None:
    body = {"content": "x", "contentType": "y"}
    (found,) = read(http(response={"status": 200, "body": body})).interactions
    assert found.response
    assert found.response.body.value == body


def test_messages_of_version_3_and_4() -> None:
    old = {
        "consumer": {"name": "a"},
        "provider": {"name": "b"},
        "messages": [
            {
                "description": "x",
                "contents": {"id": 1},
                "metaData": {"contentType": "application/json"},
            }
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    new = a_document(
        {
            "type": "Asynchronous/Messages",
            "contents": {"content": {"id": 1}, "contentType": "application/json", "encoded": False},
        },
        {
            "type": "Synchronous/Messages",
            "request": {"contents": {"content": {"q": 1}}},
            "response": [{"contents": {"content": {"id": 1}}}],
        },
        version="4.0",
    )
    for document, name in ((old, "old"), (new, "new")):
        first = read_pact(document, name).interactions[0]
        assert [part.content.value for part in first.received] == [{"id": 1}]
    both = read_pact(new, "new").interactions[1]
    assert both.sent
    assert both.sent.content.value == {"q": 1}
    assert len(both.received) == 1


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        ({"consumer": {}}, ("consumer",), "the consumer has no name"),
        ({"interactions": {}}, ("interactions",), "`interactions` is not a list"),
        (
            {"metadata": {"pactSpecification": {"version": "9.0"}}},
            ("metadata", "pactSpecification", "version"),
            "not known",
        ),
        ({"interactions": ["x"]}, ("interactions", 0), "is not a mapping"),
        (
            {"interactions": [{"description": "x", "type": "Other"}]},
            ("interactions", 0, "type"),
            "no kind",
        ),
        (
            {"interactions": [{"description": "x", **http({"path": 3})}]},
            ("interactions", 0, "request", "path"),
            "`path`",
        ),
        (
            {"interactions": [{"description": "x", **http(response={"status": "x"})}]},
            ("interactions", 0, "response", "status"),
            "whole number",
        ),
        (
            {
                "interactions": [
                    {"description": "x", **http({"matchingRules": {"body": {"id": {}}}})}
                ]
            },
            ("interactions", 0, "request", "matchingRules", "body", "id"),
            "not a path",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    change: dict[str, Any], path: tuple[str | int, ...], message: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_pact({**a_document(http()), **change}, "pact.json")
    (problem,) = caught.value.problems
    assert problem.place
    assert problem.place.path == path
    assert message in problem.message


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read_pact({"consumer": 1, "provider": 2, "interactions": [1, 2]}, "pact.json")
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize("document", [[], "x", None, 3, {"consumer": 1}])
def test_other_files_are_no_pacts(document: object) -> None:
    assert not looks_like_pact(document)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("$", ()),
        ("$.a.b", ("a", "b")),
        ("$.a[*].b", ("a", None, "b")),
        ("$['a b'][3]", ("a b", 3)),
        ("$.*", (None,)),
        ("a.b", None),
        ("$.a[", None),
    ],
)
def test_paths_of_rules(text: str, steps: tuple[str | int | None, ...] | None) -> None:
    assert parse_path(text) == steps


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("items", 0, "id"), "integer"),
        (("items", 1, "id"), "type"),
        (("items", 1, "name"), "type"),
        (("items",), "type"),
        (("other",), None),
    ],
)
def test_the_nearest_rule_holds(path: tuple[str | int, ...], kind: str | None) -> None:
    rules = {
        "$.items": {"matchers": [{"match": "type"}]},
        "$.items[0].id": {"matchers": [{"match": "integer"}]},
    }
    (found,) = read(http(response={"status": 200, "matchingRules": {"body": rules}})).interactions
    assert found.response
    rule = BodyRules(found.response.rules.of(Part.BODY)).at(path)
    assert (rule.matchers[0].kind if rule else None) == kind


def test_what_is_pending_is_a_warning() -> None:
    wrong = {"request": ASKED, "response": {"status": 200, "body": {"content": {"weight": 1}}}}
    other = {**wrong, "type": "Synchronous/HTTP", "pending": True}
    (open_, pending) = checked(wrong, other, version="4.0").interactions
    assert [item.level for item in open_.mismatches] == [Level.ERROR]
    assert [(item.level, item.code) for item in pending.mismatches] == [
        (Level.WARNING, "response-field-unknown")
    ]
    assert pending.mismatches[0].message.endswith("(the interaction is pending)")
    # only version 4 has pending interactions
    (old,) = checked({**wrong, "response": {"status": 999}, "pending": True}).interactions
    assert [item.level for item in old.mismatches] == [Level.ERROR]


def test_bytes_where_the_contract_has_a_structure_are_not_compared() -> None:
    body = {"content": "/w==", "contentType": "application/json", "encoded": "base64"}
    answer = {"status": 200, "body": body}
    found = checked({"request": ASKED, "response": answer}, version="4.0").mismatches
    assert [(item.level, item.code) for item in found] == [(Level.WARNING, "not-compared")]
