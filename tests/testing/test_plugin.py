"""The pytest plugin, as a consumer's team uses it: in a pytest run of its own."""

import subprocess
import sys
from pathlib import Path

STOREFRONT = Path(__file__).parents[2] / "examples/storefront"

_SETTINGS = """
[pytest]
plan_service = order
plan_workspace = {workspace}
plan_allow_draft = true
plan_auth = false
"""
_TEST = """
import json
import urllib.request

pytest_plugins = ["planner.testing"]
HEALTH = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def test_the_catalogue_answers(plan_stubs):
    with HEALTH.open(plan_stubs.url("catalog-api") + "/products?limit=1") as answer:
        assert json.load(answer)["items"][0]["unitPriceCents"] >= 0
    (call,) = plan_stubs.calls("catalog-api", "listProducts")
    assert call["valid"]
    assert plan_stubs.calls("user-api") == []
    plan_stubs.reset()
    assert plan_stubs.calls() == []


def test_events(plan_events):
    first, second = plan_events("inventory-events", "StockReserved", count=2)
    assert first != second
    assert plan_events("inventory-events", "StockReserved", count=2) == [first, second]


def test_addresses(plan_stubs):
    assert sorted(plan_stubs.environment) == [
        "CATALOG_API_URL", "INVENTORY_API_URL", "USER_API_URL",
    ]
"""


def _pytest(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    unused = [f"-pno:{plugin}" for plugin in ("xdist", "cacheprovider", "schemathesis", "pact")]
    command = [sys.executable, "-m", "pytest", "-q", *unused]
    return subprocess.run(
        [*command, "-W", "error", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_consumers_test_needs_three_lines(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text(_SETTINGS.format(workspace=STOREFRONT))
    (tmp_path / "test_shop.py").write_text(_TEST)
    result = _pytest(tmp_path)
    assert "3 passed" in result.stdout, result.stdout + result.stderr


def test_the_plugin_may_stand_in_the_conftest_and_have_options(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["planner.testing"]\n')
    (tmp_path / "test_shop.py").write_text(
        "def test_it(plan_stubs):\n    assert 'INVENTORY_API_URL' in plan_stubs.environment\n"
    )
    result = _pytest(tmp_path, f"--plan-workspace={STOREFRONT}", "--plan-allow-draft")
    assert "1 passed" in result.stdout, result.stdout + result.stderr
