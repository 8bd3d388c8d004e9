"""A health endpoint answers 200 within two seconds, with an object that has a status."""

from pathlib import Path

import pytest

from planner.model.provider_call import Reply, Request
from planner.model.verification_view import Outcome
from tests.app.providers import (
    PET,
    FakeProvider,
    a_good_pet_service,
    a_zoo,
    an_answer,
    findings_of,
    part_of,
    verified,
)


def the_health(folder: Path, reply: Reply) -> tuple[Outcome, list[str]]:
    def answer(request: Request) -> Reply:
        return (
            reply
            if request.path == "/health" and request.method == "GET"
            else a_good_pet_service(request)
        )

    part = part_of(verified(a_zoo(folder), FakeProvider(answer)), "health")
    return part.outcome, [text for said in findings_of(part).values() for text in said]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (an_answer(503, {"status": "fail"}), "answers 503, not 200"),
        (an_answer(302, b"", "text/html", location="http://other.test/"), "answers 302, not 200"),
        (an_answer(200, b"OK", "text/plain"), "is not JSON"),
        (an_answer(200, ["pass"]), "is no object with a text `status`"),
        (an_answer(200, {"state": "pass"}), "is no object with a text `status`"),
        (an_answer(200, {"status": 1}), "is no object with a text `status`"),
        (
            an_answer(200, b'{"status": "pass", "x": ' + b"[" * 5000 + b"]" * 5000 + b"}"),
            "too deep",
        ),
        (Reply(200, {}, b'{"status": "pass"}', 2.4), "takes longer than 2 s"),
        (Reply(problem="no answer in time"), "does not answer: no answer in time"),
        (an_answer(200, {"status": "fine"}), "the body at `/status` is not as declared"),
    ],
)
def test_each_way_to_get_it_wrong_is_found(tmp_path: Path, reply: Reply, message: str) -> None:
    outcome, said = the_health(tmp_path, reply)
    assert outcome is Outcome.FAILED
    assert any(message in text for text in said), said


def test_a_good_one_passes_and_gets_no_credentials(tmp_path: Path) -> None:
    provider = FakeProvider()
    part = part_of(verified(a_zoo(tmp_path), provider), "health")
    assert part.outcome is Outcome.PASSED
    assert provider.asked[0] == Request("GET", "/health")


def test_a_manifest_without_one_fails_at_the_manifest(tmp_path: Path) -> None:
    files = a_zoo(tmp_path, {"services/pet.yaml": PET.replace("health: GET /health\n", "")})
    (finding,) = [f for c in part_of(verified(files), "health").cases for f in c.findings]
    assert finding.message == "the manifest of `pet` names no health endpoint"
    assert finding.place
    assert finding.place.file == "services/pet.yaml"
