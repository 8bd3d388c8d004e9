"""`plan lint` and `plan flags` as a user runs them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from planner.app.schemas import schema_of
from tests.cli.running import run_here, run_plan

Golden = Callable[[str, str], None]
STOREFRONT = Path(__file__).parents[2] / "examples/storefront"
BEFORE, AFTER = "2026-03-01", "2026-08-01"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The storefront, with a few things that an architect would not like."""
    folder = tmp_path / "storefront"
    shutil.copytree(STOREFRONT, folder)
    order = folder / "services/order.yaml"
    text = order.read_text(encoding="utf-8")
    text = text.replace("    idempotency_key: Idempotency-Key\n", "")
    text = text.replace("entities: [Order, OrderItem]", "entities: [Order, Product]")
    order.write_text(text.replace("health: GET /health\n", ""), encoding="utf-8")
    return folder


def test_the_storefront_keeps_all_rules_until_its_flags_expire() -> None:
    run = run_here("lint", "--today", BEFORE, "--fail-on", "any", cwd=STOREFRONT)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("nothing found. Looked at 5 services")


def test_an_expired_flag_closes_the_gate() -> None:
    run = run_plan("lint", "--today", AFTER, cwd=STOREFRONT)
    assert run.returncode == 1
    assert "services/order.yaml:64:14: breaking flag-expired: flag `real-time" in run.stdout


@pytest.mark.parametrize("format_name", ["text", "markdown", "github", "json"])
def test_findings_in_every_format(shop: Path, golden: Golden, format_name: str) -> None:
    run = run_here("lint", "--today", BEFORE, "-f", format_name, cwd=shop)
    assert (run.returncode, run.stderr) == (0, "")
    golden(f"lint/shop.{format_name}", run.stdout)


@pytest.mark.parametrize(("limit", "code"), [("breaking", 0), ("risky", 1), ("never", 0)])
def test_the_gate_closes_where_it_is_told(shop: Path, limit: str, code: int) -> None:
    run = run_here("lint", "--today", BEFORE, "--fail-on", limit, cwd=shop)
    assert run.returncode == code


def test_the_policy_of_the_workspace_counts(shop: Path) -> None:
    settings = shop / "plan.yaml"
    policy = """
lint:
  severities: {"retry-*": breaking, "service-*": "off"}
  accept:
    - {rule: entity-owned-twice, subject: Product, reason: moves in May, expires: 2026-05-31}
"""
    settings.write_text(settings.read_text(encoding="utf-8") + policy, encoding="utf-8")
    run = run_here("lint", "--today", BEFORE, "-f", "json", cwd=shop)
    assert run.returncode == 1
    found = [
        (finding["severity"], finding["rule"], finding["accepted"])
        for finding in json.loads(run.stdout)["findings"]
    ]
    assert found == [
        ("breaking", "retry-not-idempotent", ""),
        ("risky", "entity-owned-twice", "moves in May"),
    ]


def test_a_wrong_policy_says_where(shop: Path) -> None:
    settings = shop / "plan.yaml"
    policy = "\nlint: {severities: {sync-cycle: loud}}\n"
    settings.write_text(settings.read_text(encoding="utf-8") + policy, encoding="utf-8")
    run = run_here("lint", cwd=shop)
    assert run.returncode == 2
    assert "plan.yaml" in run.stderr
    assert "loud" in run.stderr


@pytest.mark.parametrize("format_name", ["text", "markdown", "csv", "json"])
def test_flags_in_every_format(golden: Golden, format_name: str) -> None:
    run = run_here("flags", "--today", "2026-07-20", "-f", format_name, cwd=STOREFRONT)
    assert (run.returncode, run.stderr) == (0, "")
    golden(f"flags/storefront.{format_name}", run.stdout)


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ([], ["real-time-inventory-check", "push-notifications"]),
        (["--expired"], ["real-time-inventory-check"]),
        (["--due"], ["push-notifications"]),
        (["--due", "--within", "3"], []),
        (["--due", "--expired"], ["real-time-inventory-check", "push-notifications"]),
    ],
)
def test_flags_are_chosen_by_state(options: list[str], shown: list[str]) -> None:
    run = run_here("flags", "--today", "2026-07-20", "-f", "json", *options, cwd=STOREFRONT)
    payload = json.loads(run.stdout)
    Draft202012Validator(schema_of("flags-output")).validate(payload)
    assert [flag["name"] for flag in payload["flags"]] == shown
    assert payload["hidden"] == 2 - len(shown)


@pytest.mark.parametrize(
    ("day", "limit", "code"),
    [(BEFORE, "due", 0), ("2026-06-20", "due", 1), ("2026-06-20", "expired", 0), (AFTER, "due", 1)],
)
def test_flags_fail_on_their_state(day: str, limit: str, code: int) -> None:
    run = run_here("flags", "--today", day, "--fail-on", limit, cwd=STOREFRONT)
    assert run.returncode == code
