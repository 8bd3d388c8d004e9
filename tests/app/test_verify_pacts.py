"""Pacts of the workspace are replayed, and told interaction by interaction."""

import json
from pathlib import Path
from typing import Any

import pytest

from planner.app.verify.pacts import find_pacts
from planner.model.errors import InputError
from planner.model.finding import Severity
from planner.model.provider_call import ReplayResult
from planner.model.verification_view import Outcome, VerificationPart
from tests.app.memory_files import MemoryFiles
from tests.app.providers import TOKEN, FakeReplayer, a_zoo, findings_of, part_of, verified

FILE = "pacts/shop-pet.json"


def an_interaction(description: str, *states: str, **more: Any) -> dict[str, Any]:
    return {
        "description": description,
        "providerStates": [{"name": state} for state in states],
        "request": {"method": "get", "path": "/pets"},
        "response": {"status": 200},
        **more,
    }


def a_pact(*interactions: dict[str, Any], provider: str = "pet", key: str = "interactions") -> str:
    pact = {"consumer": {"name": "shop"}, "provider": {"name": provider}, key: list(interactions)}
    return json.dumps(pact)


def a_result(description: str, *states: str, wrong: dict[str, Any] | None = None) -> dict[str, Any]:
    result = {"description": description, "providerStates": list(states), "result": "OK"}
    return {**result, "result": "Error", "mismatch": wrong} if wrong else result


def replayed(folder: Path, pact: str, *results: dict[str, Any], **options: Any) -> VerificationPart:
    replayer = FakeReplayer({FILE: ReplayResult(results)})
    return part_of(verified(a_zoo(folder, {FILE: pact}), replayer=replayer, **options), "pacts")


def test_each_interaction_is_a_case(tmp_path: Path) -> None:
    mismatches = [
        {"type": "StatusMismatch", "mismatch": "expected 200 but was 404"},
        {"type": "BodyMismatch", "path": "$.name", "mismatch": "Expected 'Ada' to equal 'Bo'"},
    ]
    part = replayed(
        tmp_path,
        a_pact(an_interaction("all pets"), an_interaction("one pet", "Ada is here")),
        a_result("all pets"),
        a_result("one pet", "Ada is here", wrong={"mismatches": mismatches}),
    )
    assert [(case.name, str(case.outcome)) for case in part.cases] == [
        ("shop: all pets", "passed"),
        ("shop: one pet", "failed"),
    ]
    assert findings_of(part)["shop: one pet"] == [
        "body at `$.name`: Expected 'Ada' to equal 'Bo'",
        "status: expected 200 but was 404",
    ]
    place = part.cases[1].findings[0].place
    assert place
    assert (place.file, place.path) == (FILE, ("interactions", 1))
    assert part.note == "provider states are not set up: no --state-url was given"


def test_the_same_description_in_two_states_is_told_apart(tmp_path: Path) -> None:
    part = replayed(
        tmp_path,
        a_pact(an_interaction("pets", "none"), an_interaction("pets", "some")),
        a_result("pets", "some", wrong={"message": "error sending request for url (http://x)"}),
        a_result("pets", "none"),
        state_url="http://pets.test/state",
    )
    assert [str(case.outcome) for case in part.cases] == ["passed", "failed"]
    assert findings_of(part) == {"shop: pets": ["error sending request"]}
    assert part.note == ""


def test_an_interaction_without_result_has_not_passed(tmp_path: Path) -> None:
    part = replayed(tmp_path, a_pact(an_interaction("all pets")))
    assert findings_of(part) == {"shop: all pets": ["it was not replayed"]}


@pytest.mark.parametrize(
    "pact",
    [
        a_pact({"description": "PetSold"}, key="messages"),
        a_pact({"description": "PetSold", "type": "Asynchronous/Messages"}),
        a_pact(
            {
                "description": "PetSold",
                "type": "Synchronous/Messages",
                "request": {},
                "response": [],
            }
        ),
    ],
)
def test_messages_are_not_replayed_over_http(tmp_path: Path, pact: str) -> None:
    replayer = FakeReplayer()
    part = part_of(verified(a_zoo(tmp_path, {FILE: pact}), replayer=replayer), "pacts")
    assert part.outcome is Outcome.SKIPPED
    assert "`plan pact check` compares it" in part.cases[0].reason
    assert replayer.asked == []


def test_pacts_of_other_providers_are_left_alone(tmp_path: Path) -> None:
    part = replayed(tmp_path, a_pact(an_interaction("all pets"), provider="cage"))
    assert part.reason == "there is no pact in which it is the provider"


def test_a_pact_may_name_the_contract_as_its_provider(tmp_path: Path) -> None:
    part = replayed(tmp_path, a_pact(an_interaction("pets"), provider="pet-api"), a_result("pets"))
    assert part.outcome is Outcome.PASSED


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"`broken\.json` is not JSON"):
        find_pacts(MemoryFiles({"broken.json": "{", "notes.txt": "{"}), "", "pet")


def test_other_json_beside_pacts_is_left_alone(tmp_path: Path) -> None:
    assert replayed(tmp_path, '{"name": "package"}').reason


def test_the_engine_is_told_all_it_needs(tmp_path: Path) -> None:
    replayer = FakeReplayer()
    files = a_zoo(tmp_path, {FILE: a_pact(an_interaction("all pets"))})
    verified(files, replayer=replayer, state_url="http://pets.test/state")
    (asked,) = replayer.asked
    assert (asked.provider, asked.state_url) == ("pet", "http://pets.test/state")
    assert (list(asked.pacts), asked.headers) == ([FILE], {"Authorization": TOKEN})


def test_secrets_in_answers_are_not_shown(tmp_path: Path) -> None:
    wrong = {"mismatches": [{"type": "HeaderMismatch", "mismatch": f"got {TOKEN}"}]}
    part = replayed(tmp_path, a_pact(an_interaction("all pets")), a_result("all pets", wrong=wrong))
    assert findings_of(part) == {"shop: all pets": ["header: got ***"]}


def test_what_is_wrong_with_a_pending_interaction_fails_nothing(tmp_path: Path) -> None:
    wrong = {"mismatches": [{"type": "StatusMismatch", "mismatch": "expected 200 but was 404"}]}
    part = replayed(
        tmp_path,
        a_pact(an_interaction("all pets"), an_interaction("a new pet", pending=True)),
        a_result("all pets"),
        a_result("a new pet", wrong=wrong),
    )
    assert part.outcome is Outcome.PASSED
    (case,) = [case for case in part.cases if case.name == "shop: a new pet"]
    assert [(f.severity, f.message) for f in case.findings] == [
        (Severity.RISKY, "status: expected 200 but was 404")
    ]
    assert case.reason == "pending: what is wrong fails nothing yet"


@pytest.mark.parametrize("before", range(380, 401))
def test_no_part_of_a_secret_is_left_where_a_message_is_cut_off(
    tmp_path: Path, before: int
) -> None:
    mismatch = "x" * (before - len("body: ")) + TOKEN + "y" * 100
    wrong = {"mismatches": [{"type": "BodyMismatch", "mismatch": mismatch}]}
    part = replayed(tmp_path, a_pact(an_interaction("a")), a_result("a", wrong=wrong))
    (message,) = findings_of(part)["shop: a"]
    assert len(message) <= 400
    assert message.rstrip("y*").endswith("x")


@pytest.mark.parametrize("states", [5, {"name": "a"}, "a", [5, None]])
def test_provider_states_of_another_form_are_no_states(tmp_path: Path, states: Any) -> None:
    interaction = {**an_interaction("all pets"), "providerStates": states}
    part = replayed(tmp_path, a_pact(interaction), a_result("all pets"))
    assert [(case.name, case.reason) for case in part.cases] == [("shop: all pets", "")]
