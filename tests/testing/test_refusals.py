"""What the pytest plugin says when something is wrong: words, and no way through planner."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

STOREFRONT = Path(__file__).parents[2] / "examples" / "storefront"
STUBS = "def test_it(plan_stubs):\n    assert plan_stubs.environment\n"
EVENTS = "def test_it(plan_events):\n    plan_events('inventory-events', 'StockReservd')\n"
DRAFTS = "--plan-allow-draft"


@pytest.mark.parametrize(
    ("test", "settings", "options", "said"),
    [
        (STUBS, "plan_service = ordr", (), "[unknown-service]\n  hint: did you mean `order`?"),
        (STUBS, "plan_service = order", (), "`inventory-api@1.0.0` is not ratified"),
        (STUBS, "plan_seed = many", (), "`plan_seed` is a whole number, not `many`"),
        (STUBS, "plan_workspace = none", (), "/none`\n  hint: correct `plan_workspace`"),
        (EVENTS, "", (DRAFTS,), "[unknown-message]\n  hint: did you mean `StockReserved`?"),
        (EVENTS, "", (), "`inventory-events@1.0.0` is not ratified"),
    ],
)
def test_mistakes_are_told_without_a_traceback(
    tmp_path: Path, test: str, settings: str, options: tuple[str, ...], said: str
) -> None:
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nplan_workspace = {STOREFRONT}\n{settings}\n")
    if settings.startswith("plan_workspace"):
        (tmp_path / "pytest.ini").write_text(f"[pytest]\n{settings}\n")
    (tmp_path / "test_shop.py").write_text(test)
    result = run_pytest(tmp_path, *options)
    assert result.returncode == 1
    assert said in result.stdout
    assert "Traceback" not in result.stdout
    assert "During handling" not in result.stdout
    assert "planner/" not in result.stdout.replace(str(tmp_path), "")


def test_what_is_wrong_in_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    wrong = "openapi: 3.1.0\ninfo: {title: A, version: 1.0.0}\npaths:\n  /a: {$ref: '#/b'}\n"
    (tmp_path / "api.yaml").write_text(wrong)
    (tmp_path / "pytest.ini").write_text("[pytest]\nplan_contracts = api.yaml\n")
    (tmp_path / "test_shop.py").write_text(STUBS)
    result = run_pytest(tmp_path)
    assert "api.yaml:4:14: error: `$ref` leads nowhere: `#/b`" in result.stdout, result.stdout


def test_the_workspace_of_an_option_is_named_from_where_pytest_is_called(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    called_in = tmp_path / "tests"
    called_in.mkdir()
    (called_in / "test_shop.py").write_text(STUBS)
    to_storefront = os.path.relpath(STOREFRONT, called_in.resolve())
    result = run_pytest(called_in, f"--plan-workspace={to_storefront}")
    assert "1 passed" in result.stdout, result.stdout + result.stderr


def run_pytest(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    plugins = ("-p", "planner.testing", "-p", "no:cacheprovider")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        timeout=60,
        check=False,
    )
