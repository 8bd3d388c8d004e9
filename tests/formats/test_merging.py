"""The contract in between serves consumers of both versions; one row a kind of break."""

from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from planner.app.diff_run import Job, run_job
from planner.app.diff_sources import Bundle
from planner.app.migrate_contract import Between, contract_between
from planner.compatibility.options import CompareOptions
from planner.formats.document import parse_bytes
from planner.model.finding import Finding, Severity
from tests.cli.diff_contracts import OLD, SPLIT, changed

SUNSET = date(2026, 5, 31)
AFTER = CompareOptions(today=date(2026, 6, 1))
DELETE = OLD[OLD.index("  /pets/{id}:") : OLD.index("components:")]
LIMIT = "{name: limit, in: query, schema: {type: integer, maximum: 100}}"
SENT = '            schema: {$ref: "#/components/schemas/Pet"}\n'
INLINE = (
    "{type: object, required: [id, name], "
    "properties: {id: {type: integer}, name: {type: string}, status: {}}}"
)

IN_PLACE = {
    "operation removed": ((DELETE, ""),),
    "parameter required": ((LIMIT, LIMIT.replace("query,", "query, required: true,")),),
    "parameter added, required": (
        (LIMIT, LIMIT + "\n        - {name: q, in: query, required: true, schema: {}}"),
    ),
    "parameter moved": ((LIMIT, LIMIT.replace("in: query", "in: header")),),
    "parameter type changed": (("type: integer, maximum: 100", "type: boolean"),),
    "parameter limit": (("maximum: 100", "maximum: 50"),),
    "member required in requests": (
        (SENT, SENT.replace('{$ref: "#/components/schemas/Pet"}', INLINE)),
    ),
    "member required on both sides": (("required: [id]", "required: [id, name]"),),
    "required member renamed": (
        ("required: [id]", "required: [key]"),
        ("id: {type: integer}", "key: {type: integer}"),
    ),
    "member no longer required in responses": (("      required: [id]\n", ""),),
    "required member removed": (
        ("      required: [id]\n", ""),
        ("        id: {type: integer}\n", ""),
    ),
    "value added": (("[free, sold]", "[free, sold, lost]"),),
    "value removed": (("[free, sold]", "[free]"),),
    "value replaced": (("[free, sold]", "[free, gone]"),),
    "type of a member narrowed": (("name: {type: string}", "name: {type: string, maxLength: 9}"),),
    "type of a member widened": (("id: {type: integer}", "id: {type: number}"),),
    "null allowed": (("name: {type: string}", "name: {type: [string, 'null']}"),),
    "pattern added": (("name: {type: string}", "name: {type: string, pattern: '^a'}"),),
    "credentials required": (
        ("components:\n", "components:\n  securitySchemes: {key: {type: http, scheme: basic}}\n"),
        ("operationId: listPets\n", "operationId: listPets\n      security: [key: []]\n"),
    ),
    "media type of requests changed": (
        (f"application/json:\n{SENT}", f"application/xml:\n{SENT}"),
    ),
    "all at once": (
        (DELETE, ""),
        ("maximum: 100", "maximum: 50"),
        ("required: [id]", "required: [id, name]"),
        ("[free, sold]", "[free, sold, lost]"),
    ),
}


def bundle(text: str, name: str = "contract.yaml") -> Bundle:
    return Bundle(name, {name: text.encode()})


def breaks(old: Bundle, new: Bundle) -> list[Finding]:
    outcome = run_job(Job(old, new, AFTER))
    assert (outcome.old_problems, outcome.new_problems) == ((), ())
    return [finding for finding in outcome.findings if finding.severity is Severity.BREAKING]


def between(old: str, new: str) -> Between:
    today = CompareOptions(today=date(2026, 3, 2))
    found = run_job(Job(bundle(old), bundle(new), today)).findings
    breaking = [finding for finding in found if finding.severity is Severity.BREAKING]
    assert breaking, "the row shows no break"
    return contract_between(bundle(old), bundle(new), breaking, SUNSET)


def text_of(made: Between) -> str:
    assert made.intermediate.content is not None, made.intermediate.reason
    return made.intermediate.content.decode()


@pytest.mark.parametrize("name", IN_PLACE)
def test_consumers_of_both_are_served(name: str) -> None:
    old, new = OLD, changed(*IN_PLACE[name])
    made = between(old, new)
    if made.intermediate.content is None:  # nothing to add: then the old contract does
        assert "there is nothing to add" in made.intermediate.reason
        assert breaks(bundle(new), bundle(old)) == []
        return
    middle = bundle(text_of(made))
    assert breaks(bundle(old), middle) == []
    assert breaks(bundle(new), middle) == []
    assert made.obstacles == {}
    later = operations(breaks(middle, bundle(new)))
    assert later <= operations(breaks(bundle(old), bundle(new)))


def operations(findings: list[Finding]) -> set[str]:
    return {occurrence.operation for finding in findings for occurrence in finding.occurrences}


def test_most_kinds_need_a_contract_in_between() -> None:
    made = [between(OLD, changed(*row)).intermediate.content for row in IN_PLACE.values()]
    assert sum(content is not None for content in made) >= 15


def test_what_goes_is_deprecated_until_the_sunset() -> None:
    rows = (*IN_PLACE["operation removed"], *IN_PLACE["required member renamed"])
    document: Any = parse_bytes(
        text_of(between(OLD, changed(*rows, ("name: limit", "name: size")))).encode(), "x.yaml"
    )
    gone = document["paths"]["/pets/{id}"]["delete"]
    assert (gone["deprecated"], gone["x-sunset"]) == (True, "2026-05-31")
    (old, new) = document["paths"]["/pets"]["get"]["parameters"]
    assert (old["name"], old["deprecated"], new["name"], new["required"]) == (
        "limit", True, "size", False,
    )  # fmt: skip
    assert document["components"]["schemas"]["Pet"]["properties"]["id"]["deprecated"] is True
    assert document["info"]["version"] == "1.1.0"


def test_payloads_of_both_versions_pass_as_requests_and_one_as_response() -> None:
    document: Any = parse_bytes(
        text_of(between(OLD, changed(*IN_PLACE["required member renamed"]))).encode(), "x.yaml"
    )
    schemas = document["components"]["schemas"]
    sent, received = (Draft202012Validator(schemas[name]) for name in ("PetInput", "Pet"))
    assert sent.is_valid({"id": 1})
    assert sent.is_valid({"key": 1})
    assert not sent.is_valid({"key": "one"})
    assert received.is_valid({"id": 1, "key": 1})
    assert not received.is_valid({"id": 1})
    assert not received.is_valid({"key": 1})


NOT_IN_PLACE = {
    "type of a response changed": (("id: {type: integer}", "id: {type: string}"),),
    "all values of a response replaced": (("[free, sold]", "[here, gone]"),),
}


@pytest.mark.parametrize(
    "name", ["type of a response changed", "all values of a response replaced"]
)
def test_where_nothing_serves_both_it_is_told_for_the_finding(name: str) -> None:
    old, new = OLD, changed(*NOT_IN_PLACE[name])
    made = between(old, new)
    found = {f.fingerprint: f for f in breaks(bundle(old), bundle(new))}
    told = [found[fingerprint] for fingerprint in made.obstacles]
    assert any(finding.rule.startswith("response-") for finding in told)
    if made.intermediate.content:
        assert breaks(bundle(old), bundle(text_of(made))) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            OLD,
            changed(("3.1.0", "3.0.3"), *IN_PLACE["operation removed"]),
            "3.1.0, the other 3.0.3",
        ),
        (
            OLD.replace("3.1.0", "2.0").replace("openapi", "swagger"),
            OLD.replace("3.1.0", "2.0").replace("openapi", "swagger").replace(DELETE, ""),
            "only OpenAPI 3 is put together",
        ),
    ],
)
def test_what_cannot_be_put_together_says_why(old: str, new: str, reason: str) -> None:
    sides = [bundle(old), bundle(new)]
    found = [
        f for f in run_job(Job(sides[0], sides[1])).findings if f.severity is Severity.BREAKING
    ]
    made = contract_between(sides[0], sides[1], found, SUNSET)
    assert made.intermediate.content is None
    assert reason in made.intermediate.reason


def test_a_shared_schema_that_holds_itself_is_put_together() -> None:
    tree = "{type: object, properties: {next: {$ref: '#/components/schemas/Pet'}, id: {}}}"
    start = OLD.index("      type: object\n")
    old = OLD[:start].rstrip() + f" {tree}\n"
    new = old.replace("id: {}", "id: {type: integer}")
    assert breaks(bundle(old), bundle(text_of(between(old, new)))) == []


def test_a_contract_in_several_files_becomes_one() -> None:
    old = {
        path: SPLIT[path] for path in ("openapi.yaml", "schemas/pet.yaml", "schemas/status.json")
    }
    new = {**old, "schemas/pet.yaml": old["schemas/pet.yaml"].replace("[id]", "[id, name]")}
    assert new != old
    sides = [
        Bundle("openapi.yaml", {path: text.encode() for path, text in files.items()})
        for files in (old, new)
    ]
    made = contract_between(sides[0], sides[1], breaks(sides[0], sides[1]), SUNSET)
    middle = bundle(text_of(made))
    assert "#/components/schemas/PetInput" in text_of(made)
    assert breaks(sides[0], middle) == []
    assert breaks(sides[1], middle) == []
