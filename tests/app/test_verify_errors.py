"""Every provoked error must come in the envelope; each way to get that wrong is found."""

from pathlib import Path

import pytest

from planner.app.verify.errors import check_errors
from planner.app.verify.probes import probes_of
from planner.app.verify.wording import Masker
from planner.model.provider_call import Reply, Request
from planner.model.verification_view import Outcome, VerificationPart
from tests.app.providers import (
    API,
    CONTRACT,
    PROBLEM,
    TOKEN,
    Answers,
    FakeProvider,
    a_checked,
    a_good_pet_service,
    a_problem,
    a_zoo,
    an_answer,
    findings_of,
)

HEADERS = {"Authorization": TOKEN}


def the_errors(folder: Path, answers: Answers = a_good_pet_service) -> VerificationPart:
    checked = a_checked(a_zoo(folder))
    return check_errors(checked, FakeProvider(answers), HEADERS, Masker(HEADERS))


def but(status: int, other: Reply) -> Answers:
    """Answer well, but something else where the status would be this one."""

    def answer(request: Request) -> Reply:
        good = a_good_pet_service(request)
        return other if good.status == status else good

    return answer


def test_a_good_provider_passes_in_six_ways_and_one(tmp_path: Path) -> None:
    part = the_errors(tmp_path)
    assert {case.name: (str(case.outcome), case.reason) for case in part.cases} == {
        "unknown path": ("passed", f"404 {PROBLEM}"),
        "method that the path does not have": ("passed", f"405 {PROBLEM}"),
        "malformed JSON": ("passed", f"400 {PROBLEM}"),
        "body that violates the schema": ("passed", f"422 {PROBLEM}"),
        "missing credentials": ("passed", f"401 {PROBLEM}"),
        "media type that is not understood": ("passed", f"415 {PROBLEM}"),
        "one envelope for all errors": ("passed", ""),
    }


@pytest.mark.parametrize(
    ("status", "other", "case", "message"),
    [
        (404, an_answer(404, b"not here", "text/html"), "unknown path", "has `text/html`"),
        (404, Reply(404), "unknown path", "has no media type"),
        (404, an_answer(404, {"title": 1}, PROBLEM), "unknown path", "is not the error envelope"),
        (404, an_answer(404, b"{", PROBLEM), "unknown path", "the body of the error is not JSON"),
        (404, an_answer(200, {}), "unknown path", "the answer is 200, not `404`"),
        (
            405,
            a_problem(405),
            "method that the path does not have",
            "the header `allow` is missing",
        ),
        (405, a_problem(404), "method that the path does not have", "the answer is 404, not `405`"),
        (400, a_problem(500), "malformed JSON", "the answer is 500, not `400`, `422`"),
        (422, Reply(201), "body that violates the schema", "the answer is 201, not `400`, `422`"),
        (
            422,
            an_answer(422, {"title": "x"}, PROBLEM),
            "body that violates the schema",
            '"status" is a required',
        ),
        (
            422,
            an_answer(422, {"status": 1}),
            "body that violates the schema",
            f"`{PROBLEM}` is decl",
        ),
        (401, an_answer(200, []), "missing credentials", "the answer is 200, not `401`, `403`"),
        (415, Reply(201), "media type that is not understood", "the answer is 201, not"),
        (415, Reply(problem="no answer in time"), "media type that is not understood", "no answer"),
        (415, an_answer(415, [], PROBLEM), "media type that is not understood", "envelope"),
    ],
)
def test_each_way_to_get_it_wrong_is_found(
    tmp_path: Path, status: int, other: Reply, case: str, message: str
) -> None:
    part = the_errors(tmp_path, but(status, other))
    assert part.outcome is Outcome.FAILED
    said = findings_of(part)[case]
    assert any(message in text for text in said), said


def test_a_wrong_declared_error_leads_to_the_contract(tmp_path: Path) -> None:
    part = the_errors(tmp_path, but(422, an_answer(422, {"title": "x"}, PROBLEM)))
    (finding,) = [f for case in part.cases for f in case.findings]
    assert finding.place is not None
    assert (finding.place.file, finding.place.path[-1]) == (f"{API}/shapes.yaml", "status")


def test_errors_of_several_kinds_are_found(tmp_path: Path) -> None:
    loose = CONTRACT.replace('"400": {$ref: "shapes.yaml#/Refused"}', '"400": {description: No.}')
    for status in ("401", "422"):
        loose = loose.replace(
            f'"{status}": {{$ref: "shapes.yaml#/Refused"}}', f'"{status}": {{description: No.}}'
        )
    checked = a_checked(a_zoo(tmp_path, {f"{API}/openapi.yaml": loose}))
    two_kinds = but(404, an_answer(404, {"error": "nothing here"}))
    part = check_errors(checked, FakeProvider(two_kinds), HEADERS, Masker(HEADERS))
    assert findings_of(part) == {
        "one envelope for all errors": [
            f"errors come in several media types: `application/json`, `{PROBLEM}`",
            "errors have no member in common that a client could rely on",
        ]
    }


def test_without_declared_errors_problem_details_must_be_right(tmp_path: Path) -> None:
    loose = CONTRACT.replace('{$ref: "shapes.yaml#/Refused"}', "{description: No.}")
    checked = a_checked(a_zoo(tmp_path, {f"{API}/openapi.yaml": loose}))
    wrong = but(404, an_answer(404, {"title": "No", "status": 500}, PROBLEM))
    part = check_errors(checked, FakeProvider(wrong), HEADERS, Masker(HEADERS))
    assert findings_of(part) == {"unknown path": ["the error says status 500, and comes with 404"]}


def test_without_credentials_some_errors_are_out_of_reach(tmp_path: Path) -> None:
    part = check_errors(a_checked(a_zoo(tmp_path)), FakeProvider(), {}, Masker({}))
    skipped = [case.name for case in part.cases if case.outcome is Outcome.SKIPPED]
    assert skipped == [
        "malformed JSON",
        "body that violates the schema",
        "media type that is not understood",
    ]
    assert {f.check for case in part.cases for f in case.findings} == {"error-not-reached"}


def test_credentials_are_left_out_where_they_are_to_be_missing(tmp_path: Path) -> None:
    provider = FakeProvider()
    check_errors(a_checked(a_zoo(tmp_path)), provider, HEADERS, Masker(HEADERS))
    without = [request.path for request in provider.asked if "Authorization" not in request.headers]
    assert without == ["/pets"]


def test_a_contract_without_bodies_is_provoked_by_its_query(tmp_path: Path) -> None:
    start, end = CONTRACT.index("    post:"), CONTRACT.index("  /health:")
    reading = CONTRACT[:start] + CONTRACT[end:]
    checked = a_checked(a_zoo(tmp_path, {f"{API}/openapi.yaml": reading}))
    probes = {probe.name: probe for probe in probes_of(checked, HEADERS)}
    request = probes["parameter that violates the schema"].request
    assert request is not None
    assert request.path == "/pets?limit=plan%20verify"
    assert probes["malformed JSON"].reason == "no operation takes JSON that can be filled in"


def test_a_path_that_fits_two_templates_is_not_provoked_with_a_method_of_either(
    tmp_path: Path,
) -> None:
    only = """\
openapi: 3.1.0
info: {title: A, version: 1.0.0}
paths:
  /pets/best:
    get: {operationId: best, responses: {"200": {description: The best.}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    put: {operationId: swap, responses: {"200": {description: Swapped.}}}
    patch: {operationId: change, responses: {"200": {description: Changed.}}}
"""
    shop = "name: shop\nteam: sellers\nhealth: GET /health\n"
    files = a_zoo(tmp_path, {f"{API}/openapi.yaml": only, "services/shop.yaml": shop})
    probes = {probe.name: probe for probe in probes_of(a_checked(files), HEADERS)}
    request = probes["method that the path does not have"].request
    assert request is not None
    assert (request.method, request.path) == ("DELETE", "/pets/best")


def test_the_same_contract_gives_the_same_probes(tmp_path: Path) -> None:
    checked = a_checked(a_zoo(tmp_path))
    assert list(probes_of(checked, HEADERS)) == list(probes_of(checked, HEADERS))


def test_secrets_that_come_back_are_not_shown(tmp_path: Path) -> None:
    echo = but(404, an_answer(404, {"title": f"you sent {TOKEN}"}, "text/html"))
    part = the_errors(tmp_path, echo)
    told = [f for case in part.cases for f in case.findings]
    assert told
    assert "quite-secret" not in repr(told)
