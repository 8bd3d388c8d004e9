"""What is verified, and against what: contracts that are agreed on, parts that are left out."""

from pathlib import Path

import pytest

from planner.model.errors import InputError
from planner.model.verification_view import PARTS
from tests.app.providers import (
    API,
    FakeFuzzer,
    FakeProvider,
    a_zoo,
    part_of,
    verified,
)


def test_all_parts_in_their_order(tmp_path: Path) -> None:
    view = verified(a_zoo(tmp_path))
    assert tuple(part.name for part in view.parts) == PARTS
    assert [(item.key, str(item.state)) for item in view.contracts] == [("pet-api@1.0.0", "open")]


def test_a_part_that_is_left_out_says_so_and_calls_nobody(tmp_path: Path) -> None:
    fuzzer = FakeFuzzer()
    view = verified(a_zoo(tmp_path), fuzzer=fuzzer, skip=frozenset({"conformance", "pacts"}))
    assert part_of(view, "conformance").reason == "left out with --skip"
    assert (fuzzer.asked, view.is_passed) == ([], True)


def test_where_all_is_left_out_nothing_has_passed(tmp_path: Path) -> None:
    assert not verified(a_zoo(tmp_path), skip=frozenset(PARTS)).is_passed


def test_a_contract_that_nobody_agreed_to_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        verified(a_zoo(tmp_path), allow_draft=False)
    (problem,) = caught.value.problems
    assert problem.message == ("`pet-api@1.0.0` is not ratified; missing: `keepers`, `sellers`")
    assert problem.hint == "see `plan ratify --status`, or add --allow-draft"


def test_a_service_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing listens at `http://pets\.test`"):
        verified(a_zoo(tmp_path), FakeProvider(is_up=False))


@pytest.mark.parametrize(
    ("service", "contracts", "message"),
    [
        ("pte", (), "there is no service `pte`"),
        ("shop", ("pet-api",), "`pet-api@1.0.0` is provided by `pet`, not by `shop`"),
        ("pet", ("pte-api",), "there is no contract `pte-api`"),
        ("pet", ("pet-api@2.0.0",), "contract `pet-api` has no version `2.0.0`"),
    ],
)
def test_names_that_are_not_there_are_refused(
    tmp_path: Path, service: str, contracts: tuple[str, ...], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        verified(a_zoo(tmp_path), service=service, contracts=contracts)


def test_a_planned_contract_can_not_be_verified(tmp_path: Path) -> None:
    planned = {
        f"{API}/openapi.yaml": None,
        f"{API}/shapes.yaml": None,
        "services/pet.yaml": "name: pet\nteam: keepers\nhealth: GET /health\n"
        "provides: [{contract: pet-api, version: 1.0.0, planned: true}]\n",
    }
    with pytest.raises(InputError, match="is only planned"):
        verified(a_zoo(tmp_path, planned))


def test_a_service_without_contract_still_has_its_health_looked_at(tmp_path: Path) -> None:
    view = verified(a_zoo(tmp_path), service="shop")
    assert {part.name: str(part.outcome) for part in view.parts} == {
        "health": "passed",
        "errors": "skipped",
        "conformance": "skipped",
        "pacts": "skipped",
    }


def test_findings_are_located(tmp_path: Path) -> None:
    files = a_zoo(tmp_path, {"services/pet.yaml": "name: pet\nteam: keepers\nhealth: GET /helth\n"
                             "provides: [{contract: pet-api, version: 1.0.0}]\n"})  # fmt: skip
    view = verified(files, skip=frozenset({"conformance"}))
    (finding,) = [f for f in view.findings() if f.check == "health-endpoint"]
    assert finding.place
    assert view.positions[finding.place] == (3, 9)
