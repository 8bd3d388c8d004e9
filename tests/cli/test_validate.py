"""`plan validate`: everything that is wrong, for people and for programs."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from planner.app.schemas import schema_of
from planner.cli.main import exit_code_of
from tests.app.workspaces import SHOP, Text, a_workspace, edited
from tests.cli.running import run_here, run_plan

PLANNED = "  - {contract: order-api, version: 1.0.0, planned: true, audience: public}\n"
CHANGES: Text = {
    **edited("services/order.yaml", "[getProduct]", "[getProduct, getProdukt]"),
    **edited("services/catalog.yaml", "    messages: [OrderPlaced]", "    messages: []"),
    "progress/order.yaml": "service: order\nsteps: {A-1: {state: blocked}}\n",
}


def test_for_people(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    result = run_plan("validate", cwd=a_workspace(tmp_path, CHANGES))
    golden("validation/text.txt", result.stdout)
    assert (result.returncode, result.stderr) == (2, "")


def test_for_programs(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    result = run_here("validate", "-f", "json", cwd=a_workspace(tmp_path, CHANGES))
    golden("validation/json.json", result.stdout)
    assert (result.returncode, result.stderr) == (2, "")
    jsonschema.validate(json.loads(result.stdout), schema_of("validation-output"))


@pytest.mark.parametrize(
    ("changes", "options", "code"),
    [
        ({}, [], 0),
        ({}, ["--strict"], 0),
        ({"services/order.yaml": "name: order\nteam: web\n"}, [], 0),
        ({"services/order.yaml": "name: order\nteam: web\n"}, ["--strict"], 1),
        ({"services/order.yaml": "name: order\nteam: wbe\n"}, ["--strict"], 2),
    ],
)
def test_exit_codes(tmp_path: Path, changes: Text, options: list[str], code: int) -> None:
    shop = a_workspace(tmp_path, changes)
    assert exit_code_of(["validate", "-w", str(shop), *options]) == code


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, "2 services, 2 contracts, 2 contract files."),
        (
            {"services/order.yaml": f"{SHOP['services/order.yaml']}provides:\n{PLANNED}"},
            "2 services, 2 contracts, 2 contract files, 1 contract planned.",
        ),
        (
            {
                **edited(
                    "services/catalog.yaml",
                    "    version: 1.0.0",
                    "    version: 1.0.0\n    planned: true",
                ),
                **edited(
                    "services/order.yaml",
                    "    version: 1.0.0",
                    "    version: 1.0.0\n    planned: true",
                ),
                "contracts/catalog/catalog-api/1.0.0/openapi.yaml": None,
                "contracts/order/order-events/1.0.0/asyncapi.yaml": None,
            },
            "2 services, 0 contract files, 2 contracts planned.",
        ),
    ],
)
def test_contracts_that_are_only_planned_are_counted_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: Text, counted: str
) -> None:
    assert exit_code_of(["validate", "-w", str(a_workspace(tmp_path, changes))]) == 0
    assert capsys.readouterr().out.endswith(f"{counted}\n")


def test_paths_in_json_are_relative_to_the_workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = a_workspace(tmp_path / "shop", CHANGES)
    exit_code_of(["validate", "-w", str(shop), "-f", "json"])
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["file"] for problem in problems} == {
        "progress/order.yaml",
        "services/order.yaml",
    }


def test_a_source_line_that_is_long_is_cut_around_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = f"name: order\ndescription: {{a: {'x' * 500}, b: 1}}\nteam: web\n"
    exit_code_of(["validate", "-w", str(a_workspace(tmp_path, {"services/order.yaml": line}))])
    out = capsys.readouterr().out
    assert max(len(text) for text in out.splitlines() if " | " in text) <= 108
